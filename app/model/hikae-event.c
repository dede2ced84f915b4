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
  /* These are read, and the hash made, when they are first asked for; from then on, like
   * all else, they are never changed. */
  gint hashed;
  HikaeDigest hash;
  HikaeDigest prev;
  JsonNode *node;
  JsonObject *object; /* (unowned): inside @node */
  guint64 seq;
  gint64 time;
};

G_DEFINE_FINAL_TYPE (HikaeEvent, hikae_event, G_TYPE_OBJECT)

#define SET_BACK "system-set-back"
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
  g_autofree char *prev = previous != NULL
                              ? hikae_digest_format_hex (hikae_event_get_hash (previous))
                              : g_strdup (FIRST_PREV);
  g_autofree char *when = hikae_clock_format_utc (time_us);
  char *text = NULL;

  json_object_set_string_member (object, "actor", actor);
  json_object_set_object_member (
      object, "body", body != NULL ? json_object_ref (body) : json_object_new ());
  /* A clock that was set back is said, not corrected: only a stamp proves a time. */
  json_object_set_string_member (
      object,
      "clock",
      previous != NULL && time_us < hikae_event_get_time (previous) ? SET_BACK
                                                                    : "system");
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
is_canonical (HikaeEvent *self, JsonNode *node)
{
  g_autofree char *again = hikae_json_format_canonical (node);
  gsize size = 0;
  const char *text = g_bytes_get_data (self->line, &size);

  return strlen (again) == size && memcmp (again, text, size) == 0;
}

static gboolean
read_line (HikaeEvent *self, JsonObject *object)
{
  gint64 seq = hikae_json_get_int (object, "seq", 0);

  if (self->seq == 0)
    self->seq = (guint64)seq;
  return json_object_get_size (object) == 8 && seq > 0 && self->seq == (guint64)seq &&
         hikae_json_get_string (object, "actor") != NULL &&
         hikae_json_get_object (object, "body") != NULL &&
         hikae_json_get_string (object, "clock") != NULL &&
         hikae_json_get_string (object, "kind") != NULL &&
         hikae_json_get_string (object, "program") != NULL &&
         hikae_digest_parse_hex (
             &self->prev, HIKAE_DIGEST_SHA256, hikae_json_get_string (object, "prev")) &&
         hikae_clock_parse (hikae_json_get_string (object, "time"), &self->time);
}

static gboolean
parse (HikaeEvent *self, GError **error)
{
  g_autoptr (GError) inner = NULL;
  gsize size = 0;
  const char *text = g_bytes_get_data (self->line, &size);
  g_autoptr (JsonNode) node =
      hikae_json_parse (text, (gssize)size, HIKAE_EVENT_LINE_MAX, &inner);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) || !is_canonical (self, node) ||
      !read_line (self, json_node_get_object (node))) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "custody log: an entry is not in its canonical form%s%s",
                 inner != NULL ? ": " : "",
                 inner != NULL ? inner->message : "");
    return FALSE;
  }
  self->object = json_node_get_object (node);
  g_atomic_pointer_set (&self->node, g_steal_pointer (&node));
  return TRUE;
}

/* What stands for an entry that cannot be read; the check names it. */
static void
take_unreadable (HikaeEvent *self)
{
  static const char *const members[][2] = {{"actor", ""},
                                           {"clock", ""},
                                           {"kind", "unreadable"},
                                           {"program", ""},
                                           {"time", ""}};
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, json_object_new ());
  self->object = json_node_get_object (node);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_string_member (self->object, members[i][0], members[i][1]);
  json_object_set_object_member (self->object, "body", json_object_new ());
  g_atomic_pointer_set (&self->node, g_steal_pointer (&node));
}

static GMutex mutex;

/* Any thread may be the first to ask. */
static JsonObject *
get_object (HikaeEvent *self)
{
  if (g_atomic_pointer_get (&self->node) != NULL)
    return self->object;
  g_mutex_lock (&mutex);
  if (self->node == NULL && !parse (self, NULL))
    take_unreadable (self);
  g_mutex_unlock (&mutex);
  return self->object;
}

HikaeEvent *
hikae_event_new (GBytes *line, GError **error)
{
  g_autoptr (HikaeEvent) self = g_object_new (HIKAE_TYPE_EVENT, NULL);

  self->line = g_bytes_ref (line);
  return parse (self, error) ? g_steal_pointer (&self) : NULL;
}

HikaeEvent *
hikae_event_new_unread (GBytes *line, guint64 seq)
{
  HikaeEvent *self = g_object_new (HIKAE_TYPE_EVENT, NULL);

  self->line = g_bytes_ref (line);
  self->seq = seq;
  return self;
}

gboolean
hikae_event_follows (HikaeEvent *self, HikaeEvent *previous)
{
  HikaeDigest first = {HIKAE_DIGEST_SHA256, {0}};

  g_return_val_if_fail (HIKAE_IS_EVENT (self), FALSE);
  (void)get_object (self);
  return hikae_digest_equal (
             &self->prev, previous != NULL ? hikae_event_get_hash (previous) : &first) &&
         self->seq == (previous != NULL ? previous->seq + 1 : 1);
}

HikaeEvent *
hikae_event_dup_unread (HikaeEvent *self)
{
  HikaeEvent *copy = NULL;

  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  copy = hikae_event_new_unread (self->line, self->seq);
  /* The hash has its place in each; it need not be made twice. */
  copy->hash = *hikae_event_get_hash (self);
  copy->hashed = 1;
  return copy;
}

GBytes *
hikae_event_get_line (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return self->line;
}

gboolean
hikae_event_mentions (HikaeEvent *self, const char *text)
{
  gsize size = 0;
  const char *line = NULL;

  g_return_val_if_fail (HIKAE_IS_EVENT (self), FALSE);
  line = g_bytes_get_data (self->line, &size);
  return line != NULL && memmem (line, size, text, strlen (text)) != NULL;
}

const HikaeDigest *
hikae_event_get_hash (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  if (g_atomic_int_get (&self->hashed) == 0) {
    g_mutex_lock (&mutex);
    if (self->hashed == 0)
      self->hash = hash_line (self->line);
    g_atomic_int_set (&self->hashed, 1);
    g_mutex_unlock (&mutex);
  }
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
  return hikae_json_get_string (get_object (self), "kind");
}

const char *
hikae_event_get_actor (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (get_object (self), "actor");
}

const char *
hikae_event_get_program (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (get_object (self), "program");
}

gint64
hikae_event_get_time (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), 0);
  (void)get_object (self);
  return self->time;
}

const char *
hikae_event_get_time_text (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_string (get_object (self), "time");
}

gboolean
hikae_event_get_set_back (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), FALSE);
  return g_strcmp0 (hikae_json_get_string (get_object (self), "clock"), SET_BACK) == 0;
}

JsonObject *
hikae_event_get_body (HikaeEvent *self)
{
  g_return_val_if_fail (HIKAE_IS_EVENT (self), NULL);
  return hikae_json_get_object (get_object (self), "body");
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
