/* hikae-http-head.c: the head of one HTTP/1 message, kept as it was
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-http-head.h"

#include "hikae-error.h"

#include <string.h>

static gboolean
reject (GError **error, const char *what)
{
  g_set_error (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "reading an HTTP head: %s", what);
  return FALSE;
}

static gboolean
is_token (const char *text)
{
  if (*text == '\0')
    return FALSE;
  for (; *text != '\0'; text++) {
    if (!g_ascii_isalnum (*text) && strchr ("!#$%&'*+-.^_`|~", *text) == NULL)
      return FALSE;
  }
  return TRUE;
}

static gboolean
parse_version (const char *text, guint *minor)
{
  *minor = g_str_equal (text, "HTTP/1.0") ? 0 : 1;
  return g_str_equal (text, "HTTP/1.0") || g_str_equal (text, "HTTP/1.1");
}

static gboolean
parse_request_line (HikaeHttpHead *self, const char *line, GError **error)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  if (g_strv_length (words) != 3 || !is_token (words[0]) || *words[1] == '\0' ||
      !parse_version (words[2], &self->minor))
    return reject (error, "no request line");
  self->method = g_strdup (words[0]);
  self->target = g_strdup (words[1]);
  return TRUE;
}

static gboolean
parse_status_line (HikaeHttpHead *self, const char *line, GError **error)
{
  g_autofree char *version = g_strndup (line, 8);

  if (strlen (line) < 12 || !parse_version (version, &self->minor) || line[8] != ' ' ||
      !g_ascii_isdigit (line[9]) || !g_ascii_isdigit (line[10]) ||
      !g_ascii_isdigit (line[11]) || (line[12] != ' ' && line[12] != '\0') ||
      line[9] == '0')
    return reject (error, "no status line");
  self->status = (guint)g_ascii_strtoull (line + 9, NULL, 10);
  return TRUE;
}

/* A line that goes on with the one before it is part of its value (RFC 9112 §5.2: a user
 * agent must read it so). What is no field at all changes nothing; sites do send it, and
 * browsers pass over it. */
static void
take_odd_line (HikaeHttpHead *self, char *line)
{
  char **last = NULL;
  char *whole = NULL;

  self->skipped++;
  if (!g_ascii_isspace (*line))
    return;
  self->odd = TRUE;
  if (self->values->len == 0)
    return;
  last = (char **)&self->values->pdata[self->values->len - 1];
  whole = g_strstrip (g_strconcat (*last, " ", g_strstrip (line), NULL));
  g_free (*last);
  *last = whole;
}

/* Requests come from the view alone, and are read strictly. */
static gboolean
parse_field (HikaeHttpHead *self, char *line, GError **error)
{
  char *colon = strchr (line, ':');
  g_autofree char *name =
      colon != NULL ? g_strndup (line, (gsize)(colon - line)) : g_strdup ("");
  gboolean answer = self->method == NULL;

  if (self->names->len + self->skipped >= HIKAE_HTTP_FIELDS_MAX)
    return reject (error, "too many fields");
  /* RFC 9112 §5.1: blanks before the colon are taken away. */
  if (answer && !g_ascii_isspace (*line) && is_token (g_strchomp (name))) {
    self->odd = self->odd || line + strlen (name) != colon;
  } else if (answer) {
    take_odd_line (self, line);
    return TRUE;
  }
  if (!is_token (name))
    return reject (error, "a field's name is none");
  g_ptr_array_add (self->names, g_steal_pointer (&name));
  g_ptr_array_add (self->values, g_strdup (g_strstrip (colon + 1)));
  return TRUE;
}

/* A length as RFC 9112 §6.3 has it: also a list, or several fields, of one and the same.
 */
static gboolean
read_length (HikaeHttpHead *self, const char *value, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (value, ",", -1);
  guint count = g_strv_length (parts);

  self->odd = self->odd || count > 1;
  for (guint i = 0; i < count; i++) {
    const char *part = g_strstrip (parts[i]);

    if (*part == '\0' || strlen (part) > 18 ||
        strspn (part, "0123456789") != strlen (part))
      return reject (error, "the length is no number");
    if (self->length != NULL && !g_str_equal (self->length, part))
      return reject (error, "two lengths, and no way to know which one is meant");
    if (self->length == NULL)
      self->length = g_strdup (part);
  }
  return count > 0 || reject (error, "the length is no number");
}

static gboolean
check_framing (HikaeHttpHead *self, GError **error)
{
  const char *coding = hikae_http_head_get (self, "Transfer-Encoding");
  guint codings = 0;
  guint lengths = 0;

  for (guint i = 0; i < self->names->len; i++) {
    if (g_ascii_strcasecmp (self->names->pdata[i], "Transfer-Encoding") == 0)
      codings++;
    if (g_ascii_strcasecmp (self->names->pdata[i], "Content-Length") != 0)
      continue;
    lengths++;
    /* In an answer the coding counts, whatever the length (RFC 9112 §6.3). */
    if ((coding == NULL || self->method != NULL) &&
        !read_length (self, self->values->pdata[i], error))
      return FALSE;
  }
  self->chunked = coding != NULL && g_ascii_strcasecmp (coding, "chunked") == 0;
  self->odd = self->odd || lengths > 1 || (coding != NULL && lengths > 0);
  if (self->odd && self->method != NULL)
    return reject (error, "its end is told in two ways");
  if (codings > 1 || (coding != NULL && !self->chunked))
    return reject (error, "an unknown transfer coding");
  return TRUE;
}

/* At the end of the head; a line of blanks is not. */
static gboolean
is_end (const char *line)
{
  return line[0] == '\0' || g_str_equal (line, "\r");
}

HikaeHttpHead *
hikae_http_head_parse (GBytes *raw, gboolean is_request, GError **error)
{
  g_autoptr (HikaeHttpHead) self = g_new0 (HikaeHttpHead, 1);
  gsize size = 0;
  const char *bytes = g_bytes_get_data (raw, &size);
  g_autofree char *text = size > 0 ? g_strndup (bytes, size) : g_strdup ("");
  g_auto (GStrv) lines = NULL;

  self->raw = g_bytes_ref (raw);
  self->names = g_ptr_array_new_with_free_func (g_free);
  self->values = g_ptr_array_new_with_free_func (g_free);
  if (strlen (text) != size) {
    (void)reject (error, "a NUL byte");
    return NULL;
  }
  if (size == 0) {
    (void)reject (error, "nothing came");
    return NULL;
  }
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (i > 0 && is_end (lines[i]))
      break;
    /* A line of blanks is not the end: none of it goes. */
    if (i == 0)
      g_strchomp (lines[i]);
    else
      g_strdelimit (lines[i], "\r", ' ');
    if (i == 0 && is_request && !parse_request_line (self, lines[i], error))
      return NULL;
    if (i == 0 && !is_request && !parse_status_line (self, lines[i], error))
      return NULL;
    if (i > 0 && !parse_field (self, lines[i], error))
      return NULL;
  }
  if (!check_framing (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hikae_http_head_free (HikaeHttpHead *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  g_free (self->target);
  g_free (self->length);
  g_ptr_array_unref (self->names);
  g_ptr_array_unref (self->values);
  g_bytes_unref (self->raw);
  g_free (self);
}

const char *
hikae_http_head_get (const HikaeHttpHead *self, const char *name)
{
  for (guint i = 0; i < self->names->len; i++) {
    if (g_ascii_strcasecmp (self->names->pdata[i], name) == 0)
      return self->values->pdata[i];
  }
  return NULL;
}

gboolean
hikae_http_head_has_token (const HikaeHttpHead *self, const char *name, const char *token)
{
  for (guint i = 0; i < self->names->len; i++) {
    g_auto (GStrv) parts = NULL;

    if (g_ascii_strcasecmp (self->names->pdata[i], name) != 0)
      continue;
    parts = g_strsplit (self->values->pdata[i], ",", -1);
    for (guint j = 0; parts[j] != NULL; j++) {
      if (g_ascii_strcasecmp (g_strstrip (parts[j]), token) == 0)
        return TRUE;
    }
  }
  return FALSE;
}

HikaeHttpFraming
hikae_http_head_get_framing (const HikaeHttpHead *self, gboolean to_head, guint64 *length)
{
  *length = 0;
  if (to_head || (self->method == NULL && (self->status / 100 == 1 ||
                                           self->status == 204 || self->status == 304)))
    return HIKAE_HTTP_NO_BODY;
  if (self->chunked)
    return HIKAE_HTTP_CHUNKED;
  if (self->length != NULL) {
    *length = g_ascii_strtoull (self->length, NULL, 10);
    return HIKAE_HTTP_LENGTH;
  }
  return self->method != NULL ? HIKAE_HTTP_NO_BODY : HIKAE_HTTP_UNTIL_CLOSE;
}

gboolean
hikae_http_head_is_persistent (const HikaeHttpHead *self)
{
  if (self->odd || hikae_http_head_has_token (self, "Connection", "close"))
    return FALSE;
  return self->minor == 1 || hikae_http_head_has_token (self, "Connection", "keep-alive");
}

GBytes *
hikae_http_head_format_upstream (const HikaeHttpHead *self,
                                 const char *target,
                                 gboolean replace_encoding)
{
  GString *text = g_string_new (NULL);
  gsize size = 0;

  g_string_append_printf (text, "%s %s HTTP/1.%u\r\n", self->method, target, self->minor);
  for (guint i = 0; i < self->names->len; i++) {
    const char *name = self->names->pdata[i];

    if (g_ascii_strncasecmp (name, "Proxy-", 6) == 0 ||
        (replace_encoding && g_ascii_strcasecmp (name, "Accept-Encoding") == 0))
      continue;
    g_string_append_printf (text, "%s: %s\r\n", name, (char *)self->values->pdata[i]);
  }
  if (replace_encoding)
    g_string_append (text, "Accept-Encoding: identity\r\n");
  g_string_append (text, "\r\n");
  size = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), size);
}

/* The first line of the very bytes, without its end. */
static char *
dup_first_line (const HikaeHttpHead *self)
{
  gsize size = 0;
  const char *raw = g_bytes_get_data (self->raw, &size);
  const char *end = memchr (raw, '\n', size);

  return g_strchomp (g_strndup (raw, end != NULL ? (gsize)(end - raw) : size));
}

GBytes *
hikae_http_head_format_downstream (const HikaeHttpHead *self)
{
  g_autofree char *first = NULL;
  GString *text = NULL;
  gsize size = 0;

  if (!self->odd)
    return g_bytes_ref (self->raw);
  first = dup_first_line (self);
  text = g_string_new (first);
  g_string_append (text, "\r\n");
  for (guint i = 0; i < self->names->len; i++)
    if (g_ascii_strcasecmp (self->names->pdata[i], "Content-Length") != 0)
      g_string_append_printf (text,
                              "%s: %s\r\n",
                              (char *)self->names->pdata[i],
                              (char *)self->values->pdata[i]);
  if (self->length != NULL)
    g_string_append_printf (text, "Content-Length: %s\r\n", self->length);
  g_string_append (text, "Connection: close\r\n\r\n");
  size = text->len;
  return g_bytes_new_take (g_string_free (text, FALSE), size);
}
