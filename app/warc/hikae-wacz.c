/* hikae-wacz.c: web exchanges into one WACZ archive
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The WARC comes first, because its digest stands in the data package, and each record is
 * a gzip member of its own, so that the index points at readable records. */
#include "config.h"

#include "hikae-wacz.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-wacz-package.h"
#include "hikae-warc-member.h"

#include <string.h>

#define BLOCK_SIZE 65536

struct _HikaeWacz {
  HikaeZipStream *zip;
  HikaeWarcMember *member;
  char *page_uri;
  char *title;
  gint64 captured_at;
  char *info_id;
  GPtrArray *index; /* (element-type utf8) */
  JsonArray *resources;
  guint count;
};

/* One header block in the making. Values that hold line breaks would forge fields. */
static void
field (GString *head, const char *name, const char *value)
{
  if (value == NULL)
    return;
  g_string_append_printf (head, "%s: ", name);
  for (const char *at = value; *at != '\0'; at++) {
    if ((guchar)*at >= 0x20 && *at != 0x7f)
      g_string_append_c (head, *at);
  }
  g_string_append (head, "\r\n");
}

static void
digest_field (GString *head, const char *name, const HikaeDigest *digest)
{
  g_autofree char *hex = NULL;

  if (digest->algorithm == HIKAE_DIGEST_NONE)
    return;
  hex = hikae_digest_format_hex (digest);
  g_string_append_printf (head,
                          "%s: %s:%s\r\n",
                          name,
                          hikae_digest_algorithm_get_name (digest->algorithm),
                          hex);
}

static char *
dup_record_id (void)
{
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strdup_printf ("<urn:uuid:%s>", uuid);
}

static GString *
begin_head (const char *type, const char *id, gint64 date)
{
  GString *head = g_string_new ("WARC/1.1\r\n");
  g_autofree char *when = hikae_clock_format_utc (date);

  field (head, "WARC-Type", type);
  field (head, "WARC-Record-ID", id);
  field (head, "WARC-Date", when);
  return head;
}

static gboolean
write_text_record (HikaeWacz *self,
                   GString *head,
                   const char *media_type,
                   const char *text,
                   GError **error)
{
  gsize size = strlen (text);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, size);

  field (head, "Content-Type", media_type);
  digest_field (head, "WARC-Block-Digest", &digest);
  g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", size);
  g_string_append (head, text);
  g_string_append (head, "\r\n\r\n");
  hikae_warc_member_begin (self->member, TRUE);
  return hikae_warc_member_write (self->member, head->str, head->len, error) &&
         hikae_warc_member_end (self->member, error);
}

static gboolean
write_info (HikaeWacz *self, GError **error)
{
  g_autoptr (GString) head = begin_head ("warcinfo", self->info_id, self->captured_at);

  field (head, "WARC-Filename", HIKAE_WACZ_WARC_NAME);
  return write_text_record (self,
                            head,
                            "application/warc-fields",
                            "software: Hikae " HIKAE_VERSION "\r\n"
                            "format: WARC File Format 1.1\r\n"
                            "conformsTo: http://iipc.github.io/warc-specifications/"
                            "specifications/warc-format/warc-1.1/\r\n",
                            error);
}

HikaeWacz *
hikae_wacz_new (GOutputStream *sink,
                const char *page_uri,
                const char *title,
                gint64 captured_at,
                GError **error)
{
  g_autoptr (HikaeWacz) self = g_new0 (HikaeWacz, 1);

  self->zip = hikae_zip_stream_new (sink);
  self->member = hikae_warc_member_new (self->zip);
  self->page_uri = g_strdup (page_uri);
  self->title = g_utf8_make_valid (title != NULL ? title : "", -1);
  self->captured_at = captured_at;
  self->info_id = dup_record_id ();
  self->index = g_ptr_array_new_with_free_func (g_free);
  self->resources = json_array_new ();
  if (!hikae_zip_stream_begin (self->zip, HIKAE_WACZ_WARC_PATH, error) ||
      !write_info (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
hikae_wacz_free (HikaeWacz *self)
{
  if (self == NULL)
    return;
  hikae_warc_member_free (self->member);
  hikae_zip_stream_free (self->zip);
  g_free (self->page_uri);
  g_free (self->title);
  g_free (self->info_id);
  g_ptr_array_unref (self->index);
  json_array_unref (self->resources);
  g_free (self);
}

static gboolean
copy_block (HikaeWarcMember *member, const HikaeWarcBlock *block, GError **error)
{
  g_autofree guint8 *buffer = g_malloc (BLOCK_SIZE);
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  guint64 left = block->size;
  HikaeDigest digest = {0};
  GError *io_error = NULL;

  while (left > 0) {
    gssize got = g_input_stream_read (
        block->stream, buffer, MIN (left, BLOCK_SIZE), NULL, &io_error);

    if (got < 0)
      hikae_error_take_from_io (error, io_error, "reading a recorded message");
    if (got < 0)
      return FALSE;
    if (got == 0)
      break;
    hikae_hasher_update (hasher, buffer, (gsize)got);
    if (!hikae_warc_member_write (member, buffer, (gsize)got, error))
      return FALSE;
    left -= (guint64)got;
  }
  digest = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  if (left == 0 && hikae_digest_equal (&digest, &block->sha256))
    return hikae_warc_member_write (member, "\r\n\r\n", 4, error) &&
           hikae_warc_member_end (member, error);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_DAMAGED,
                       "a recorded message is not what was recorded");
  return FALSE;
}

/* Whether deflating is worth its time. */
static gboolean
is_compressible (const char *mime)
{
  return mime == NULL || g_str_has_prefix (mime, "text/") ||
         strstr (mime, "json") != NULL || strstr (mime, "xml") != NULL ||
         strstr (mime, "javascript") != NULL;
}

/**
 * Message:
 * @type: of the record
 * @media_type: of its block
 */
typedef struct {
  const char *type;
  const char *media_type;
  const HikaeWarcBlock *block;
  const char *id;
  const char *other_id;
  gboolean compress;
} Message;

static gboolean
write_message (HikaeWacz *self,
               const HikaeWarcExchange *exchange,
               const Message *message,
               GError **error)
{
  const HikaeWarcBlock *block = message->block;
  g_autoptr (GString) head = begin_head (message->type, message->id, exchange->date);

  field (head, "WARC-Target-URI", exchange->uri);
  field (head, "WARC-Concurrent-To", message->other_id);
  field (head, "WARC-Warcinfo-ID", self->info_id);
  field (head, "WARC-IP-Address", exchange->ip);
  field (head, "WARC-Protocol", exchange->protocol);
  field (head, "WARC-Cipher-Suite", exchange->cipher);
  field (head, "WARC-Truncated", block->truncated);
  field (head, "Content-Type", message->media_type);
  digest_field (head, "WARC-Block-Digest", &block->sha256);
  if (!g_str_equal (message->type, "resource"))
    digest_field (head, "WARC-Payload-Digest", &block->payload_sha256);
  g_string_append_printf (
      head, "Content-Length: %" G_GUINT64_FORMAT "\r\n\r\n", block->size);
  hikae_warc_member_begin (self->member, message->compress);
  return hikae_warc_member_write (self->member, head->str, head->len, error) &&
         copy_block (self->member, block, error);
}

/* What a web socket carried, each way a record: no standard says more than that. */
static gboolean
write_frames (HikaeWacz *self,
              const HikaeWarcExchange *exchange,
              const char *response_id,
              GError **error)
{
  g_autofree char *sent_id = dup_record_id ();
  g_autofree char *received_id = dup_record_id ();
  const Message messages[] = {
      {"resource",
       "application/octet-stream; websocket=received",
       &exchange->received,
       received_id,
       response_id,
       FALSE},
      {"resource",
       "application/octet-stream; websocket=sent",
       &exchange->sent,
       sent_id,
       response_id,
       FALSE},
  };

  for (guint i = 0; i < G_N_ELEMENTS (messages); i++)
    if (messages[i].block->size > 0 &&
        !write_message (self, exchange, &messages[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
write_metadata (HikaeWacz *self,
                const HikaeWarcExchange *exchange,
                const char *other_id,
                GError **error)
{
  g_autofree char *id = dup_record_id ();
  g_autoptr (GString) head = begin_head ("metadata", id, exchange->date);

  field (head, "WARC-Target-URI", exchange->uri);
  field (head, "WARC-Concurrent-To", other_id);
  field (head, "WARC-Warcinfo-ID", self->info_id);
  return write_text_record (
      self, head, "application/warc-fields", exchange->metadata, error);
}

static void
add_to_index (HikaeWacz *self, const HikaeWarcExchange *exchange, guint64 offset)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (GDateTime) when =
      g_date_time_new_from_unix_utc (exchange->date / G_USEC_PER_SEC);
  g_autofree char *stamp = g_date_time_format (when, "%Y%m%d%H%M%S");
  g_autofree char *key = hikae_wacz_format_surt (exchange->uri);
  g_autofree char *json = NULL;
  const HikaeDigest *digest = &exchange->response.sha256;
  g_autofree char *hex = hikae_digest_format_hex (digest);
  g_autofree char *named = g_strconcat ("sha256:", hex, NULL);
  g_autofree char *status = g_strdup_printf ("%u", exchange->status);
  guint64 length = hikae_zip_stream_get_entry_size (self->zip) - offset;

  json_object_set_string_member (object, "url", exchange->uri);
  json_object_set_string_member (
      object, "mime", exchange->mime != NULL ? exchange->mime : "unk");
  json_object_set_string_member (object, "status", status);
  json_object_set_string_member (object, "method", exchange->method);
  json_object_set_string_member (object, "recordDigest", named);
  if (exchange->response.payload_sha256.algorithm != HIKAE_DIGEST_NONE) {
    g_autofree char *payload =
        hikae_digest_format_hex (&exchange->response.payload_sha256);
    g_autofree char *payload_named = g_strconcat ("sha256:", payload, NULL);

    json_object_set_string_member (object, "digest", payload_named);
  }
  json_object_set_int_member (object, "offset", (gint64)offset);
  json_object_set_int_member (object, "length", (gint64)length);
  json_object_set_string_member (object, "filename", HIKAE_WACZ_WARC_NAME);
  json_node_set_object (node, object);
  json = hikae_json_format_canonical (node);
  g_ptr_array_add (self->index, g_strdup_printf ("%s %s %s\n", key, stamp, json));
}

gboolean
hikae_wacz_add (HikaeWacz *self, const HikaeWarcExchange *exchange, GError **error)
{
  g_autofree char *response_id = dup_record_id ();
  g_autofree char *request_id = dup_record_id ();
  guint64 offset = hikae_zip_stream_get_entry_size (self->zip);
  gboolean answered = exchange->response.size > 0;
  gboolean asked = exchange->request.size > 0;
  const Message response = {"response",
                            "application/http; msgtype=response",
                            &exchange->response,
                            response_id,
                            NULL,
                            is_compressible (exchange->mime)};
  const Message request = {"request",
                           "application/http; msgtype=request",
                           &exchange->request,
                           request_id,
                           answered ? response_id : NULL,
                           TRUE};
  const char *first_id = answered ? response_id : asked ? request_id : NULL;

  if (answered) {
    if (!write_message (self, exchange, &response, error))
      return FALSE;
    add_to_index (self, exchange, offset);
  }
  if ((asked && !write_message (self, exchange, &request, error)) ||
      !write_frames (self, exchange, first_id, error))
    return FALSE;
  if (exchange->metadata != NULL && !write_metadata (self, exchange, first_id, error))
    return FALSE;
  self->count++;
  return TRUE;
}

static gboolean
write_pages (HikaeWacz *self, GError **error)
{
  g_autoptr (JsonObject) page = json_object_new ();
  g_autofree char *when = hikae_clock_format_utc (self->captured_at);
  g_autofree char *line = NULL;
  g_autofree char *text = NULL;

  json_object_set_string_member (page, "id", "1");
  json_object_set_string_member (page, "url", self->page_uri);
  json_object_set_string_member (page, "title", self->title);
  json_object_set_string_member (page, "ts", when);
  line = hikae_wacz_package_format (page);
  text = g_strconcat (
      "{\"format\":\"json-pages-1.0\",\"id\":\"pages\",\"title\":\"All Pages\"}\n",
      line,
      "\n",
      NULL);
  return hikae_wacz_package_add (
      self->zip, self->resources, HIKAE_WACZ_PAGES_PATH, text, strlen (text), error);
}

gboolean
hikae_wacz_finish (HikaeWacz *self, GError **error)
{
  g_autoptr (JsonObject) package = json_object_new ();
  g_autofree char *when = hikae_clock_format_utc (self->captured_at);

  json_object_set_string_member (package, "profile", "data-package");
  json_object_set_string_member (package, "wacz_version", "1.1.1");
  json_object_set_string_member (package, "title", self->title);
  json_object_set_string_member (package, "created", when);
  json_object_set_string_member (package, "software", "Hikae " HIKAE_VERSION);
  json_object_set_string_member (package, "mainPageUrl", self->page_uri);
  json_object_set_string_member (package, "mainPageDate", when);
  return hikae_wacz_package_end (
             self->zip, self->resources, HIKAE_WACZ_WARC_PATH, error) &&
         hikae_wacz_package_add_index (self->zip, self->resources, self->index, error) &&
         write_pages (self, error) &&
         hikae_wacz_package_finish (self->zip, package, self->resources, error);
}

char *
hikae_wacz_format_surt (const char *uri)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GString) key = g_string_new (NULL);
  g_auto (GStrv) labels = NULL;
  const char *host = parsed != NULL ? g_uri_get_host (parsed) : NULL;
  const char *query = NULL;
  int port = -1;

  if (host == NULL)
    return g_ascii_strdown (uri, -1);
  labels = g_strsplit (host, ".", -1);
  if (g_hostname_is_ip_address (host)) {
    g_string_append (key, host);
  } else {
    for (guint i = g_strv_length (labels); i > 0; i--)
      g_string_append_printf (key, "%s%s", key->len > 0 ? "," : "", labels[i - 1]);
  }
  port = g_uri_get_port (parsed);
  if (port > 0)
    g_string_append_printf (key, ":%d", port);
  query = g_uri_get_query (parsed);
  g_string_append_printf (key,
                          ")%s%s%s",
                          *g_uri_get_path (parsed) != '\0' ? g_uri_get_path (parsed)
                                                           : "/",
                          query != NULL ? "?" : "",
                          query != NULL ? query : "");
  return g_ascii_strdown (key->str, (gssize)key->len);
}
