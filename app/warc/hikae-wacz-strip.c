/* hikae-wacz-strip.c: a copy of a web archive without what signs a person in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wacz-strip.h"

#include "hikae-credential.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-wacz-package.h"
#include "hikae-wacz-source.h"
#include "hikae-wacz-tail.h"
#include "hikae-warc-member.h"

#include <string.h>

#define HEAD_MAX (512 * 1024)
#define SMALL_BLOCK (4 * 1024 * 1024)
#define COPY_SIZE (64 * 1024)
#define CANONICAL_MAX (16 * 1024 * 1024)

typedef struct {
  guint64 offset;
  guint64 length;
  char *digest; /* (nullable) */
} Place;

/**
 * Strip:
 * @places: old offset → Place of the record in the copy
 *
 * The record at hand: its kind, its length, its head in the making.
 */
typedef struct {
  HikaeWaczSource *source;
  HikaeZipStream *zip;
  HikaeWarcMember *member;
  HikaeWaczStripped *counts;
  GHashTable *places;
  char *type;
  guint64 length;
  GString *head;
  gboolean compress;
} Strip;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->digest);
  g_free (place);
}

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (
      error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "reading the web archive: %s", what);
  return FALSE;
}

/* A name made from the old one: the copy is another record, and always the same one. */
static void
append_new_id (GString *out, const char *old)
{
  g_autofree char *text = g_strconcat ("without credentials: ", old, NULL);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, strlen (text));
  guint8 *b = digest.bytes;
  g_autofree char *hex = NULL;

  b[6] = (guint8)((b[6] & 0x0f) | 0x80); /* RFC 9562 version 8 */
  b[8] = (guint8)((b[8] & 0x3f) | 0x80);
  hex = hikae_hex_format (b, 16);
  g_string_append_printf (out,
                          "<urn:uuid:%.8s-%.4s-%.4s-%.4s-%.12s>",
                          hex,
                          hex + 8,
                          hex + 12,
                          hex + 16,
                          hex + 20);
}

/* (transfer full): the HTTP head without them, byte for byte otherwise. A line that
 * begins with a blank goes on with the field before it (RFC 9112 §5.2). */
static GString *
strip_http_head (Strip *self, GBytes *raw)
{
  gsize size = 0;
  const char *at = g_bytes_get_data (raw, &size);
  const char *end = at + size;
  GString *out = g_string_new (NULL);
  gboolean goes = FALSE;

  while (at < end) {
    const char *stop = memchr (at, '\n', (gsize)(end - at));
    gsize length = stop != NULL ? (gsize)(stop - at) + 1 : (gsize)(end - at);
    gboolean goes_on = *at == ' ' || *at == '\t';

    if (!goes_on)
      goes = hikae_is_credential_field (at, length);
    if (goes && !goes_on)
      self->counts->fields++;
    if (!goes)
      g_string_append_len (out, at, (gssize)length);
    at += length;
  }
  return out;
}

/* What was cut off could be guessed from its digest: a password, tried word by word. */
static void
drop_payload_digest (GString *head)
{
  const char *name = "\r\nWARC-Payload-Digest: ";
  char *field = strstr (head->str, name);
  char *end = field != NULL ? strstr (field + 2, "\r\n") : NULL;

  if (end != NULL)
    g_string_erase (head, field - head->str, end - field);
}

/* The record's own head: new names, no length and no digest yet. */
static gboolean
begin_record (Strip *self, GBytes *raw, GError **error)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (raw, &size);
  g_autofree char *text = g_strndup (bytes, size);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);
  gboolean has_length = FALSE;

  g_clear_pointer (&self->type, g_free);
  g_string_truncate (self->head, 0);
  if (strlen (text) != size || !g_str_equal (lines[0], "WARC/1.1"))
    return damaged (error, "a record does not begin as one");
  g_string_append (self->head, "WARC/1.1\r\n");
  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    char *value = strstr (lines[i], ": ");

    if (value == NULL)
      return damaged (error, "a field of a record has no name");
    *value = '\0';
    value += 2;
    if (g_str_equal (lines[i], "WARC-Type") && self->type != NULL)
      return damaged (error, "a record has two kinds");
    if (g_str_equal (lines[i], "WARC-Type"))
      self->type = g_strdup (value);
    if (g_str_equal (lines[i], "Content-Length")) {
      has_length =
          g_ascii_string_to_unsigned (value, 10, 0, G_MAXINT64, &self->length, NULL);
      continue;
    }
    if (g_str_equal (lines[i], "WARC-Block-Digest"))
      continue;
    g_string_append_printf (self->head, "%s: ", lines[i]);
    if (g_str_equal (lines[i], "WARC-Record-ID") ||
        g_str_equal (lines[i], "WARC-Concurrent-To") ||
        g_str_equal (lines[i], "WARC-Warcinfo-ID"))
      append_new_id (self->head, value);
    else
      g_string_append (self->head, value);
    g_string_append (self->head, "\r\n");
  }
  return (self->type != NULL && has_length) || damaged (error, "a record has no length");
}

static gboolean
copy_bytes (Strip *self, guint64 left, GError **error)
{
  g_autofree guint8 *buffer = left > 0 ? g_malloc (COPY_SIZE) : NULL;

  while (left > 0) {
    gssize got =
        hikae_wacz_source_read (self->source, buffer, MIN (left, COPY_SIZE), error);

    if (got < 0)
      return FALSE;
    if (got == 0)
      return damaged (error, "a record is shorter than it says");
    if (!hikae_warc_member_write (self->member, buffer, (gsize)got, error))
      return FALSE;
    left -= (guint64)got;
  }
  return TRUE;
}

static gboolean
read_bytes (Strip *self, GString *out, guint64 left, GError **error)
{
  while (left > 0) {
    char buffer[4096] = {0};
    gssize got =
        hikae_wacz_source_read (self->source, buffer, MIN (left, sizeof buffer), error);

    if (got < 0)
      return FALSE;
    if (got == 0)
      return damaged (error, "a record is shorter than it says");
    g_string_append_len (out, buffer, got);
    left -= (guint64)got;
  }
  return TRUE;
}

/* @block: what has been read or made of it; @rest: bytes of the source that follow. A
 * block that is too large to be held has no digest of its own: its payload has. */
static gboolean
write_record (Strip *self, GString *block, guint64 rest, char **digest, GError **error)
{
  *digest = NULL;
  if (rest <= SMALL_BLOCK) {
    HikaeDigest value = {0};
    g_autofree char *hex = NULL;

    if (!read_bytes (self, block, rest, error))
      return FALSE;
    rest = 0;
    value = hikae_hash_bytes (HIKAE_DIGEST_SHA256, block->str, block->len);
    hex = hikae_digest_format_hex (&value);
    *digest = g_strconcat ("sha256:", hex, NULL);
    g_string_append_printf (self->head, "WARC-Block-Digest: %s\r\n", *digest);
  }
  g_string_append_printf (
      self->head, "Content-Length: %" G_GUINT64_FORMAT "\r\n\r\n", block->len + rest);
  hikae_warc_member_begin (self->member, self->compress);
  return hikae_warc_member_write (
             self->member, self->head->str, self->head->len, error) &&
         hikae_warc_member_write (self->member, block->str, block->len, error) &&
         copy_bytes (self, rest, error) &&
         hikae_warc_member_write (self->member, "\r\n\r\n", 4, error) &&
         hikae_warc_member_end (self->member, error);
}

static gboolean
strip_http (Strip *self, guint64 old_offset, GError **error)
{
  gboolean is_request = g_str_equal (self->type, "request");
  g_autoptr (GBytes) raw = hikae_wacz_source_read_head (self->source, HEAD_MAX, error);
  g_autoptr (GString) block = raw != NULL ? strip_http_head (self, raw) : NULL;
  Place *place = NULL;
  guint64 rest = 0;

  if (block == NULL)
    return FALSE;
  if (g_bytes_get_size (raw) > self->length)
    return damaged (error, "a message is longer than its record");
  rest = self->length - g_bytes_get_size (raw);
  self->compress = is_request || rest <= SMALL_BLOCK;
  if (is_request && rest > 0) {
    self->counts->bodies++;
    drop_payload_digest (self->head);
    g_string_append (self->head, "WARC-Truncated: unspecified\r\n");
    rest = 0;
  }
  place = g_new0 (Place, 1);
  place->offset = hikae_zip_stream_get_entry_size (self->zip);
  g_hash_table_insert (self->places, g_memdup2 (&old_offset, sizeof old_offset), place);
  if (!write_record (self, block, rest, &place->digest, error))
    return FALSE;
  place->length = hikae_zip_stream_get_entry_size (self->zip) - place->offset;
  return TRUE;
}

/* An answer before the answer stands here whole, with what cookies it set. */
static gboolean
strip_text (Strip *self, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) kept = g_string_new (NULL);
  g_auto (GStrv) lines = NULL;
  g_autofree char *digest = NULL;

  if (self->length > SMALL_BLOCK)
    return damaged (error, "a text record is too long");
  if (!read_bytes (self, text, self->length, error))
    return FALSE;
  lines = g_strsplit (text->str, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    if (g_str_has_prefix (lines[i], "interimResponse:"))
      self->counts->fields++;
    else if (*lines[i] != '\0')
      g_string_append_printf (kept, "%s\r\n", lines[i]);
  }
  if (g_str_equal (self->type, "warcinfo"))
    g_string_append (kept,
                     "description: copy without header credentials: Cookie, Set-Cookie, "
                     "Authorization and the like, and bodies of requests, are left out; "
                     "addresses and pages are as they were, with any token in them\r\n");
  self->compress = TRUE;
  return write_record (self, kept, 0, &digest, error);
}

static gboolean
strip_record (Strip *self, guint64 offset, GError **error)
{
  g_autoptr (GBytes) raw = hikae_wacz_source_read_head (self->source, HEAD_MAX, error);

  if (raw == NULL || !begin_record (self, raw, error))
    return FALSE;
  if (g_str_equal (self->type, "request") || g_str_equal (self->type, "response"))
    return strip_http (self, offset, error);
  if (g_str_equal (self->type, "resource")) {
    self->counts->sockets++;
    return TRUE;
  }
  if (g_str_equal (self->type, "warcinfo") || g_str_equal (self->type, "metadata"))
    return strip_text (self, error);
  return damaged (error, "a record is of no kind that we write");
}

/* (transfer full) (nullable): the index's line for where the record stands now. */
static char *
move_line (Strip *self, const char *line)
{
  const char *json = strstr (line, " {");
  g_autoptr (JsonNode) node =
      json != NULL ? hikae_json_parse (json + 1, -1, HEAD_MAX, NULL) : NULL;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  JsonObject *object = NULL;
  const Place *place = NULL;
  guint64 offset = 0;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  offset = (guint64)hikae_json_get_int (object, "offset", -1);
  place = g_hash_table_lookup (self->places, &offset);
  if (place == NULL)
    return NULL;
  json_object_set_int_member (object, "offset", (gint64)place->offset);
  json_object_set_int_member (object, "length", (gint64)place->length);
  if (place->digest != NULL)
    json_object_set_string_member (object, "recordDigest", place->digest);
  else
    json_object_remove_member (object, "recordDigest");
  key = g_strndup (line, (gsize)(json - line));
  text = hikae_wacz_package_format (object);
  return g_strdup_printf ("%s %s\n", key, text);
}

static GPtrArray *
move_index (Strip *self, GBytes *old)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  gsize size = 0;
  const char *bytes = g_bytes_get_data (old, &size);
  g_autofree char *text = g_strndup (bytes, size);
  g_auto (GStrv) parts = g_strsplit (text, "\n", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    char *line = *parts[i] != '\0' ? move_line (self, parts[i]) : NULL;

    if (line == NULL && *parts[i] != '\0')
      return NULL;
    if (line != NULL)
      g_ptr_array_add (lines, line);
  }
  return g_steal_pointer (&lines);
}

/* Whether the package's own list names the WARC that was read. */
static gboolean
names_digest (JsonObject *package, const HikaeDigest *digest)
{
  JsonArray *resources = hikae_json_get_array (package, "resources");
  g_autofree char *hex = hikae_digest_format_hex (digest);
  g_autofree char *hash = g_strconcat ("sha256:", hex, NULL);

  for (guint i = 0; resources != NULL && i < json_array_get_length (resources); i++) {
    JsonNode *node = json_array_get_element (resources, i);
    JsonObject *resource =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    if (resource != NULL &&
        g_strcmp0 (hikae_json_get_string (resource, "path"), HIKAE_WACZ_WARC_PATH) == 0)
      return g_strcmp0 (hikae_json_get_string (resource, "hash"), hash) == 0;
  }
  return FALSE;
}

static gboolean
write_package (Strip *self, GError **error)
{
  HikaeDigest digest = {0};
  guint64 base = 0;
  g_autoptr (GBytes) tail =
      hikae_wacz_source_read_tail (self->source, &base, &digest, error);
  g_autoptr (GBytes) index = NULL;
  g_autoptr (GBytes) pages = NULL;
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (JsonArray) resources = json_array_new ();

  if (tail == NULL)
    return FALSE;
  index = hikae_wacz_tail_find (tail, base, HIKAE_WACZ_INDEX_PATH);
  pages = hikae_wacz_tail_find (tail, base, HIKAE_WACZ_PAGES_PATH);
  old = hikae_wacz_tail_find (tail, base, "datapackage.json");
  if (old != NULL)
    node = hikae_json_parse (g_bytes_get_data (old, NULL),
                             (gssize)g_bytes_get_size (old),
                             CANONICAL_MAX,
                             NULL);
  if (index == NULL || pages == NULL || node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !names_digest (json_node_get_object (node), &digest))
    return damaged (error, "its parts do not belong together");
  lines = move_index (self, index);
  if (lines == NULL)
    return damaged (error, "its index leads nowhere");
  json_object_set_string_member (
      json_node_get_object (node), "description", "Copy without header credentials");
  return hikae_wacz_package_end (self->zip, resources, HIKAE_WACZ_WARC_PATH, error) &&
         hikae_wacz_package_add_index (self->zip, resources, lines, error) &&
         hikae_wacz_package_add (self->zip,
                                 resources,
                                 HIKAE_WACZ_PAGES_PATH,
                                 g_bytes_get_data (pages, NULL),
                                 g_bytes_get_size (pages),
                                 error) &&
         hikae_wacz_package_finish (
             self->zip, json_node_get_object (node), resources, error);
}

static gboolean
run (Strip *self, GError **error)
{
  guint64 offset = 0;
  GError *own = NULL;

  if (!hikae_zip_stream_begin (self->zip, HIKAE_WACZ_WARC_PATH, error))
    return FALSE;
  while (hikae_wacz_source_next (self->source, &offset, &own)) {
    if (!strip_record (self, offset, error))
      return FALSE;
  }
  if (own != NULL) {
    g_propagate_error (error, own);
    return FALSE;
  }
  return write_package (self, error);
}

gboolean
hikae_wacz_strip (GInputStream *source,
                  GOutputStream *sink,
                  HikaeWaczStripped *stripped,
                  GCancellable *cancellable,
                  GError **error)
{
  Strip self = {0};
  gboolean ok = FALSE;

  *stripped = (HikaeWaczStripped){0};
  self.source = hikae_wacz_source_new (source, cancellable, error);
  if (self.source == NULL)
    return FALSE;
  self.zip = hikae_zip_stream_new (sink);
  self.member = hikae_warc_member_new (self.zip);
  self.counts = stripped;
  self.places = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, place_free);
  self.head = g_string_new (NULL);
  ok = run (&self, error);
  hikae_wacz_source_free (self.source);
  hikae_warc_member_free (self.member);
  hikae_zip_stream_free (self.zip);
  g_hash_table_unref (self.places);
  g_string_free (self.head, TRUE);
  g_free (self.type);
  return ok;
}
