/* hikae-bundle-log.c: the custody log, read once for all that a bundle says of it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-log.h"

#include "hikae-bundle-text.h"
#include "hikae-text.h"

#include <string.h>

struct _HikaeBundleLog {
  GPtrArray *events;   /* (owned) (element-type HikaeEvent) */
  GArray *entries;     /* (owned) (element-type HikaeBundleEvent) */
  GStringChunk *texts; /* (owned): of the entries; names that come again stand once */
};

/* Events name what they are about as "item", "seal", "request" or "number". */
static gint64
find_number (JsonObject *body)
{
  static const char *const names[] = {"number", "item", "seal", "request"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gint64 number = hikae_json_get_int (body, names[i], 0);

    if (number > 0)
      return number;
  }
  return 0;
}

/* The body stands in a canonical line as it is. */
static void
set_body (HikaeBundleLog *self, HikaeBundleEvent *entry, HikaeEvent *event)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *body = NULL;
  gsize size = 0;
  const char *line = g_bytes_get_data (hikae_event_get_line (event), &size);

  json_node_set_object (node, hikae_event_get_body (event));
  body = hikae_json_format_canonical (node);
  entry->body_size = strlen (body);
  entry->body = line != NULL ? memmem (line, size, body, entry->body_size) : NULL;
  if (entry->body == NULL)
    entry->body = g_string_chunk_insert (self->texts, body);
}

static void
add_entry (HikaeBundleLog *self, HikaeEvent *event)
{
  HikaeBundleEvent entry = {
      .seq = hikae_event_get_seq (event),
      .kind = g_string_chunk_insert_const (self->texts, hikae_event_get_kind (event)),
      .actor = g_string_chunk_insert_const (self->texts, hikae_event_get_actor (event)),
      .program =
          g_string_chunk_insert_const (self->texts, hikae_event_get_program (event)),
      .time = g_string_chunk_insert (self->texts, hikae_event_get_time_text (event)),
      .set_back = hikae_event_get_set_back (event),
      .number = find_number (hikae_event_get_body (event)),
      .item = hikae_json_get_int (hikae_event_get_body (event), "item", 0),
  };

  set_body (self, &entry, event);
  g_array_append_val (self->entries, entry);
}

HikaeBundleLog *
hikae_bundle_log_new (GPtrArray *events)
{
  HikaeBundleLog *self = g_new0 (HikaeBundleLog, 1);

  self->events = g_ptr_array_ref (events);
  self->entries =
      g_array_sized_new (FALSE, FALSE, sizeof (HikaeBundleEvent), events->len);
  self->texts = g_string_chunk_new (4096);
  for (guint i = 0; i < events->len; i++) {
    g_autoptr (HikaeEvent) event = hikae_event_dup_unread (events->pdata[i]);

    add_entry (self, event);
  }
  return self;
}

void
hikae_bundle_log_free (HikaeBundleLog *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->events);
  g_array_unref (self->entries);
  g_string_chunk_free (self->texts);
  g_free (self);
}

const HikaeBundleEvent *
hikae_bundle_log_get (const HikaeBundleLog *self, guint i)
{
  g_assert (i < self->entries->len);
  return &g_array_index (self->entries, HikaeBundleEvent, i);
}

const HikaeDigest *
hikae_bundle_log_get_hash (const HikaeBundleLog *self, guint i)
{
  g_assert (i < self->events->len);
  return hikae_event_get_hash (self->events->pdata[i]);
}

guint
hikae_bundle_log_get_size (const HikaeBundleLog *self)
{
  return self->entries->len;
}

static const char *
find_event_word (const char *lang, const char *kind)
{
  static const char *const kinds[] = {
      "case.created",
      "item.kept",
      "item.deleted",
      "seal.created",
      "stamp.received",
      "stamp.failed",
      "revocation.fetched",
      "record.renewed",
      "request.added",
      "request.changed",
      "request.proved",
      "contacts.found",
      "bundle.exported",
      "key.changed",
      "recheck.done",
      "case.backed-up",
      "case.rescued",
      NULL,
  };
  g_autofree char *key = NULL;

  if (!g_strv_contains (kinds, kind))
    return hikae_bundle_word (lang, "event_other");
  key = g_strconcat ("event_", kind, NULL);
  return hikae_bundle_word (lang, key);
}

char *
hikae_bundle_describe_event (const char *lang, const HikaeBundleEvent *entry)
{
  g_autofree char *number = entry->number > 0
                                ? g_strdup_printf ("%" G_GINT64_FORMAT, entry->number)
                                : g_strdup ("");

  return hikae_bundle_fill (find_event_word (lang, entry->kind), "number", number, NULL);
}

char *
hikae_bundle_format_event (const char *lang, const HikaeBundleEvent *entry)
{
  g_autofree char *what = hikae_bundle_describe_event (lang, entry);
  g_autofree char *actor = hikae_text_for_display (entry->actor, 200);
  g_autofree char *program = hikae_text_for_display (entry->program, 200);
  g_autofree char *seq = g_strdup_printf ("%" G_GUINT64_FORMAT, entry->seq);
  g_autofree char *line = hikae_bundle_say (lang,
                                            "custody_line",
                                            "seq",
                                            seq,
                                            "time",
                                            entry->time,
                                            "what",
                                            what,
                                            "actor",
                                            actor,
                                            "program",
                                            program,
                                            NULL);

  return entry->set_back
             ? g_strconcat (line, " ", hikae_bundle_word (lang, "custody_set_back"), NULL)
             : g_steal_pointer (&line);
}
