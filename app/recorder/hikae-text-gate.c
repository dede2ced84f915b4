/* hikae-text-gate.c: minor mode: text may pass, media may not, whatever it calls itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-text-gate.h"

#include <string.h>

#define TYPE_MAX 200
#define TOKEN_MAX 12
#define BLANK 'A'

typedef enum {
  IN_TEXT,
  IN_TYPE,  /* after "data:", before its comma */
  IN_MEDIA, /* after it */
} Place;

struct _HikaeTextGate {
  guint8 start[HIKAE_TEXT_GATE_START];
  gsize start_size;
  gboolean judged;
  gboolean refused;
  GByteArray *pending;
  guint64 blanked;
  Place place;
  guint scheme; /* letters of "data:" seen */
  char type[TYPE_MAX + 1];
  gsize type_size;
  char token[TOKEN_MAX + 1]; /* the base64 run at hand */
  gsize token_size;
  guint skip;  /* of a percent escape */
  guint8 held; /* a backslash or an ampersand inside media */
};

HikaeTextGate *
hikae_text_gate_new (void)
{
  HikaeTextGate *self = g_new0 (HikaeTextGate, 1);

  self->pending = g_byte_array_new ();
  return self;
}

void
hikae_text_gate_free (HikaeTextGate *self)
{
  if (self == NULL)
    return;
  g_byte_array_unref (self->pending);
  g_free (self);
}

guint64
hikae_text_gate_get_blanked (const HikaeTextGate *self)
{
  return self->blanked;
}

/* The bytes that the MIME Sniffing Standard (§3) calls binary. */
static gboolean
is_text (const guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < size; i++)
    if (bytes[i] < 0x20 && bytes[i] != '\t' && bytes[i] != '\n' && bytes[i] != '\f' &&
        bytes[i] != '\r' && bytes[i] != 0x1b)
      return FALSE;
  return TRUE;
}

static gboolean
has (const HikaeTextGate *self, gsize at, const char *magic)
{
  gsize size = strlen (magic);

  return at + size <= self->start_size && memcmp (self->start + at, magic, size) == 0;
}

/* Vector and letter formats that are pictures all the same. */
static gboolean
is_written_picture (const HikaeTextGate *self)
{
  g_autofree char *text =
      g_ascii_strdown ((const char *)self->start, (gssize)self->start_size);
  const char *svg = strstr (text, "<svg");
  const char *html = strstr (text, "<html");
  gsize blank = strspn (text, " \t\r\n\f");

  if (svg == text + blank || g_str_has_prefix (text + blank, "<!doctype svg"))
    return TRUE;
  if (svg != NULL && html == NULL && g_str_has_prefix (text + blank, "<?xml"))
    return TRUE;
  if (text[0] == 'p' && text[1] >= '1' && text[1] <= '7' && g_ascii_isspace (text[2]))
    return TRUE;
  return g_str_has_prefix (text, "/* xpm") || g_str_has_prefix (text, "#?radiance");
}

static gboolean
is_media (const HikaeTextGate *self)
{
  static const char *const magics[] = {
      "\x89PNG",     "\xff\xd8\xff", "GIF8",     "RIFF",
      "OggS",        "ID3",          "fLaC",     "\x1a\x45\xdf",
      "wOFF",        "wOF2",         "OTTO",     "ttcf",
      "%PDF",        "MThd",         "8BPS",     "\x1f\x8b",
      "PK\3\4",      "BZh",          "FORM",     "#!AMR",
      "II*",         "\xff\x0a",     "\xff\xfb", "\xff\xf3",
      "\xff\xf2",    "\xff\xf1",     "\xff\xf9", "\x28\xb5\x2f\xfd",
      "FLV\1",       "FWS",          "CWS",      "%!PS",
      "\xfd\x37zXZ", "7z\xbc\xaf",   "Rar!"};
  gsize mark = has (self, 0, "\xef\xbb\xbf") ? 3 : 0;

  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    if (has (self, 0, magics[i]) || (mark > 0 && has (self, mark, magics[i])))
      return TRUE;
  return has (self, 4, "ftyp") || is_written_picture (self);
}

static gboolean
is_base64 (guint8 byte)
{
  return g_ascii_isalnum (byte) || byte == '+' || byte == '/' || byte == '-' ||
         byte == '_';
}

/* Whether a run of base64 letters begins as the bytes of a picture, film or font do. */
static gboolean
is_media_token (const char *token, gsize size)
{
  static const char *const starts[] = {"/9j/",
                                       "iVBORw0KGgo",
                                       "R0lGOD",
                                       "UklGR",
                                       "GkXfo",
                                       "T2dnU",
                                       "SUQzA",
                                       "SUQzB",
                                       "d09GM",
                                       "d09GR",
                                       "AAEAAAA",
                                       "T1RUTw",
                                       "JVBERi0"};

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    if (size == strlen (starts[i]) && memcmp (token, starts[i], size) == 0)
      return TRUE;
  /* Four bytes of length, then "ftyp". */
  return size == 10 && memcmp (token, "AAAA", 4) == 0 &&
         memcmp (token + 6, "Z0eX", 4) == 0;
}

static gboolean
is_media_type (const char *type)
{
  static const char *const texts[] = {"text/",
                                      "application/json",
                                      "application/ld+json",
                                      "application/javascript",
                                      "application/x-javascript",
                                      "application/xml",
                                      "application/xhtml+xml"};

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_ascii_strncasecmp (type, texts[i], strlen (texts[i])) == 0)
      return FALSE;
  return *type != '\0' && *type != ',' && *type != ';';
}

static void
enter (HikaeTextGate *self, Place place)
{
  self->place = place;
  self->scheme = 0;
  self->type_size = 0;
  self->token_size = 0;
  self->skip = 0;
  self->held = 0;
}

static void
walk_text (HikaeTextGate *self, guint8 byte)
{
  static const char scheme[] = "data:";

  if (g_ascii_tolower (byte) == scheme[self->scheme])
    self->scheme++;
  else
    self->scheme = g_ascii_tolower (byte) == 'd' ? 1 : 0;
  if (scheme[self->scheme] == '\0') {
    enter (self, IN_TYPE);
    return;
  }
  if (byte == '\\')
    return;
  if (self->skip > 0) {
    self->skip--;
    return;
  }
  if (!is_base64 (byte)) {
    self->token_size = 0;
    self->skip = byte == '%' ? 2 : 0;
    return;
  }
  if (self->token_size <= TOKEN_MAX)
    self->token[self->token_size++ % (TOKEN_MAX + 1)] = (char)byte;
  if (self->token_size <= TOKEN_MAX && is_media_token (self->token, self->token_size))
    enter (self, IN_MEDIA);
}

static void
walk_type (HikaeTextGate *self, guint8 byte)
{
  if (byte == '\\')
    return;
  if (byte == ',') {
    self->type[self->type_size] = '\0';
    enter (self, is_media_type (g_strchug (self->type)) ? IN_MEDIA : IN_TEXT);
  } else if (self->type_size >= TYPE_MAX || strchr ("\"'<>()", byte) != NULL) {
    enter (self, IN_TEXT);
  } else {
    self->type[self->type_size++] = (char)byte;
  }
}

/* Escapes inside a string or an attribute go on; their first letter was let through. */
static gboolean
goes_on_after (guint8 held, guint8 byte)
{
  if (held == '\\')
    return strchr ("/nrtux", byte) != NULL;
  return byte == '#' || byte == 'N' || byte == 'T' || byte == 's';
}

static guint8
walk_media (HikaeTextGate *self, guint8 byte)
{
  guint8 held = self->held;

  self->held = 0;
  if (held != 0) {
    if (!goes_on_after (held, byte))
      enter (self, IN_TEXT);
    return byte;
  }
  if (byte == '\\' || byte == '&') {
    self->held = byte;
    return byte;
  }
  if (is_base64 (byte) || byte == '%' || byte == '=' || byte >= 0x80) {
    self->blanked++;
    return BLANK;
  }
  if (strchr ("\"'`<>(){}[]", byte) != NULL)
    enter (self, IN_TEXT);
  return byte;
}

static void
blank (HikaeTextGate *self, guint8 *bytes, gsize size)
{
  for (gsize i = 0; i < size; i++) {
    if (self->place == IN_MEDIA)
      bytes[i] = walk_media (self, bytes[i]);
    else if (self->place == IN_TYPE)
      walk_type (self, bytes[i]);
    else
      walk_text (self, bytes[i]);
  }
}

static gboolean
judge (HikaeTextGate *self)
{
  self->judged = TRUE;
  self->refused = is_media (self);
  return !self->refused;
}

static gboolean
refuse (HikaeTextGate *self)
{
  self->refused = TRUE;
  g_byte_array_set_size (self->pending, 0);
  return FALSE;
}

gboolean
hikae_text_gate_add (HikaeTextGate *self, const guint8 *bytes, gsize size)
{
  gsize part = MIN (size, sizeof self->start - self->start_size);
  guint before = self->pending->len;

  if (self->refused || !is_text (bytes, size))
    return refuse (self);
  memcpy (self->start + self->start_size, bytes, part);
  self->start_size += part;
  if (!self->judged && self->start_size == sizeof self->start && !judge (self))
    return refuse (self);
  g_byte_array_append (self->pending, bytes, (guint)size);
  blank (self, self->pending->data + before, size);
  return TRUE;
}

gboolean
hikae_text_gate_add_frame (HikaeTextGate *self, const guint8 *bytes, gsize size)
{
  if (self->refused || !is_text (bytes, size))
    return refuse (self);
  g_byte_array_append (self->pending, bytes, (guint)size);
  return TRUE;
}

gboolean
hikae_text_gate_end (HikaeTextGate *self)
{
  if (self->refused || (!self->judged && !judge (self)))
    return refuse (self);
  return TRUE;
}

GBytes *
hikae_text_gate_take (HikaeTextGate *self)
{
  GBytes *bytes = NULL;

  if (!self->judged || self->pending->len == 0)
    return NULL;
  bytes = g_byte_array_free_to_bytes (self->pending);
  self->pending = g_byte_array_new ();
  return bytes;
}

/* Whether the path of @target ends as the names of media do. */
static gboolean
is_media_name (const char *target)
{
  static const char *const ends[] = {
      "jpg",  "jpeg",  "jpe",  "png", "apng", "gif",  "webp", "avif", "heic",
      "heif", "bmp",   "ico",  "svg", "tif",  "tiff", "jxl",  "mp4",  "m4v",
      "m4s",  "mov",   "webm", "mkv", "avi",  "ts",   "m3u8", "mpd",  "mp3",
      "m4a",  "aac",   "ogg",  "oga", "ogv",  "wav",  "opus", "flac", "pdf",
      "woff", "woff2", "ttf",  "otf", NULL};
  const gsize size = strcspn (target, "?#");
  g_autofree char *path = g_ascii_strdown (target, (gssize)size);
  const char *dot = strrchr (path, '.');

  return dot != NULL && g_strv_contains (ends, dot + 1);
}

gboolean
hikae_text_gate_is_media_request (const HikaeHttpHead *request)
{
  static const char *const media[] = {
      "image", "video", "audio", "font", "track", "embed", "object", NULL};
  const char *purpose = hikae_http_head_get (request, "Sec-Fetch-Dest");
  const char *accept = hikae_http_head_get (request, "Accept");

  if (purpose != NULL && !g_str_equal (purpose, "empty"))
    return g_strv_contains (media, purpose);
  /* A page may be named like its picture; then it is asked for as a page. */
  if (is_media_name (request->target) &&
      (accept == NULL || strstr (accept, "text/html") == NULL))
    return TRUE;
  return accept != NULL && (g_ascii_strncasecmp (accept, "image/", 6) == 0 ||
                            g_ascii_strncasecmp (accept, "video/", 6) == 0 ||
                            g_ascii_strncasecmp (accept, "audio/", 6) == 0 ||
                            g_ascii_strncasecmp (accept, "font/", 5) == 0);
}

gboolean
hikae_text_gate_is_text_response (const HikaeHttpHead *response)
{
  static const char *const kinds[] = {
      "application/javascript",
      "application/x-javascript",
      "application/ecmascript",
      "application/json",
      "application/x-ndjson",
      "application/xml",
      NULL,
  };
  const char *type = hikae_http_head_get (response, "Content-Type");
  g_autofree char *mime = NULL;

  if (hikae_http_head_get (response, "Content-Encoding") != NULL &&
      !hikae_http_head_has_token (response, "Content-Encoding", "identity"))
    return FALSE;
  if (type == NULL)
    return FALSE;
  mime = g_strstrip (g_ascii_strdown (type, (gssize)strcspn (type, ";,")));
  return g_str_has_prefix (mime, "text/") || g_str_has_suffix (mime, "+json") ||
         g_str_equal (mime, "application/xhtml+xml") || g_strv_contains (kinds, mime);
}
