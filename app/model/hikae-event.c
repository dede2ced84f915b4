/* hikae-event.c: one entry of the custody log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-event.h"

#include "hikae-clock.h"
#include "hikae-error.h"

#include <string.h>

struct _HikaeEvent {
  GObject parent_instance;
  GBytes *line;
  HikaeDigest hash;
  HikaeDigest prev;
  JsonNode *node;
  JsonObject *object; /* (unowned): inside @node */
  guint64 seq;
  gint64 time;
};

G_DEFINE_FINAL_TYPE (HikaeEvent, hikae_event, G_TYPE_OBJECT)

#define FIRST_PREV "0000000000000000000000000000000000000000000000000000000000000000"

/* The model has no cryptography of its own; GLib's SHA-256 serves for one short line. */
static HikaeDigest
hash_line (GBytes *line)
{
  HikaeDigest digest = {HIKAE_DIGEST_SHA256, {0}};
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 0;
  gsize digest_size = HIKAE_SHA256_SIZE;
  const guchar *bytes = g_bytes_get_data (line, &size);

  g_checksum_update (checksum, bytes, (gssize)size);
  g_checksum_get_digest (checksum, digest.bytes, &digest_size);
  return digest;
}

GBytes *
hikae_event_format_line (HikaeEvent *previous,
                         const char *kind,
                         const char *actor,
                         gint64 time_us,
                         JsonObject *body)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *prev = previous != NULL ? hikae_digest_format_hex (&previous->hash)
                                           : g_strdup (FIRST_PREV);
  g_autofree char *when = hikae_clock_format_utc (time_us);
  char *text = NULL;

  json_object_set_string_member (object, "actor", actor);
  json_object_set_object_member (
      object, "body", body != NULL ? json_object_ref (body) : json_object_new ());
  json_object_set_string_member (object, "clock", "system");
  json_object_set_string_member (object, "kind", kind);
  json_object_set_string_member (object, "prev", prev);
  json_object_set_string_member (object, "program", "hikae " HIKAE_VERSION);
  json_object_set_int_member (
      object, "seq", previous != NULL ? (gint64)previous->seq + 1 : 1);
  json_object_set_string_member (object, "time", when);
  json_node_set_object (node, object);
  text = hikae_json_format_canonical (node);
  return g_bytes_new_take (text, strlen (text));
}

static gboolean
is_canonical (HikaeEvent *self)
{
  g_autofree char *again = hikae_json_format_canonical (self->node);
  gsize size = 0;
  const char *text = g_bytes_get_data (self->line, &size);

  return strlen (again) == size && memcmp (again, text, size) == 0;
}

static gboolean
read_line (HikaeEvent *self)
{
  gint64 seq = hikae_json_get_int (self->object, "seq", 0);

  self->seq = (guint64)seq;
  return json_object_get_size (self->object) == 8 && seq > 0 &&
         hikae_event_get_actor (self) != NULL && hikae_event_get_body (self) != NULL &&
         hikae_json_get_string (self->object, "clock") != NULL &&
         hikae_event_get_kind (self) != NULL && hikae_event_get_program (self) != NULL &&
         hikae_digest_parse_hex (&self->prev,
                                 HIKAE_DIGEST_SHA256,
                                 hikae_json_get_string (self->object, "prev")) &&
         hikae_clock_parse (hikae_event_get_time_text (self), &self->time);
}

HikaeEvent *
hikae_event_new (GBytes *line, GError **error)
{
  g_autoptr (HikaeEvent) self = g_object_new (HIKAE_TYPE_EVENT, NULL);
  g_autoptr (GError) inner = NULL;
  gsize size = 0;
  const char *text = g_bytes_get_data (line, &size);

  self->line = g_bytes_ref (line);
  self->node = hikae_json_parse (text, (gssize)size, HIKAE_EVENT_LINE_MAX, &inner);
  if (self->node != NULL && JSON_NODE_HOLDS_OBJECT (self->node))
    self->object = json_node_get_object (self->node);
  if (self->object == NULL || !is_canonical (self) || !read_line (self)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "custody log: an entry is not in its canonical form%s%s",
                 inner != NULL ? ": " : "",
                 inner != NULL ? inner->message : "");
    return NULL;
  }
  self->hash = hash_line (line);
  return g_steal_pointer (&self);
}

gboolean
hikae_event_follows (HikaeEvent *self, HikaeEvent *previous)
{
  HikaeDigest first = {HIKAE_DIGEST_SHA256, {0}};

  g_return_val_if_fail (HIKAE_IS_EVENT (self), FALSE);
  return hikae_digest_equal (&self->prev, previous != NULL ? &previous->hash : &first) &&
         self->seq == (previous != NULL ? previous->seq + 1 : 1);
}

GBytes *
hikae_event_get_line (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return self->line;
}

const HikaeDigest *
hikae_event_get_hash (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return &self->hash;
}

guint64
hikae_event_get_seq (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), 0);
  return self->seq;
}

const char *
hikae_event_get_kind (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (self->object, "kind");
}

const char *
hikae_event_get_actor (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (self->object, "actor");
}

const char *
hikae_event_get_program (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (self->object, "program");
}

gint64
hikae_event_get_time (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), 0);
  return self->time;
}

const char *
hikae_event_get_time_text (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (self->object, "time");
}

JsonObject *
hikae_event_get_body (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_object (self->object, "body");
}

static void
hikae_event_finalize (GObject *object)
{
  HikaeEvent *self = HIKAE_EVENT (object);

  g_clear_pointer (&self->line, g_bytes_unref);
  g_clear_pointer (&self->node, json_node_unref);
  G_OBJECT_CLASS (hikae_event_parent_class)->finalize (object);
}

static void
hikae_event_class_init (HikaeEventClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_event_finalize;
}

static void
hikae_event_init (HikaeEvent *self)
{
}
