/* hikae-queue.c: what waits for the network: since when, and why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-queue.h"

#include "hikae-authority.h"
#include "hikae-stamp-inquiry-private.h"

static void
entry_free (HikaeQueueEntry *entry)
{
  g_free (entry->authority);
  g_free (entry);
}

static HikaeQueueEntry *
add_entry (GPtrArray *entries, HikaeQueueKind kind, guint number, gint64 since)
{
  HikaeQueueEntry *entry = g_new0 (HikaeQueueEntry, 1);

  entry->kind = kind;
  entry->number = number;
  entry->since = since;
  g_ptr_array_add (entries, entry);
  return entry;
}

/* ---- stamps ---- */

/* What is known of one seal list. */
typedef struct {
  guint items;
  guint valid;
  GHashTable *attempts; /* (owned): authority to HikaeStamp (owned) */
} Standing;

static void
standing_free (Standing *standing)
{
  g_hash_table_unref (standing->attempts);
  g_free (standing);
}

static Standing *
ensure_standing (GHashTable *standings, guint seal)
{
  Standing *standing = g_hash_table_lookup (standings, GUINT_TO_POINTER (seal));

  if (standing != NULL)
    return standing;
  standing = g_new0 (Standing, 1);
  standing->attempts =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_hash_table_insert (standings, GUINT_TO_POINTER (seal), standing);
  return standing;
}

/* (transfer full): of each seal list, number 0 being what is in none. */
static GHashTable *
list_standings (HikaeCase *open_case)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  const guint stamp_count = g_list_model_get_n_items (stamps);
  const guint item_count = g_list_model_get_n_items (hikae_case_get_items (open_case));
  GHashTable *standings =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)standing_free);

  for (guint i = 0; i < item_count; i++) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i);

    ensure_standing (standings, glance.seal)->items += !glance.deleted;
  }
  for (guint i = 0; i < stamp_count; i++) {
    HikaeStamp *stamp = g_list_model_get_item (stamps, i);
    Standing *standing = ensure_standing (standings, hikae_stamp_get_seal (stamp));

    standing->valid += hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID;
    g_hash_table_replace (
        standing->attempts, (char *)hikae_stamp_get_authority (stamp), stamp);
  }
  return standings;
}

static HikaeQueueReason
find_reason (HikaeStamp *stamp)
{
  if (hikae_stamp_get_state (stamp) != HIKAE_STAMP_QUEUED)
    return HIKAE_QUEUE_NO_PROOF;
  return g_strcmp0 (hikae_stamp_get_codes (stamp), HIKAE_STAMP_TURNED_AWAY) == 0
             ? HIKAE_QUEUE_TURNED_AWAY
             : HIKAE_QUEUE_UNREACHABLE;
}

static void
add_stamps (GPtrArray *entries,
            HikaeSeal *seal,
            const Standing *standing,
            GPtrArray *authorities)
{
  for (guint i = 0; authorities != NULL && i < authorities->len; i++) {
    const HikaeAuthority *authority = g_ptr_array_index (authorities, i);
    HikaeStamp *stamp =
        standing != NULL ? g_hash_table_lookup (standing->attempts, authority->id) : NULL;
    HikaeQueueEntry *entry = NULL;

    if (stamp != NULL && hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID)
      continue;
    entry = add_entry (entries,
                       HIKAE_QUEUE_STAMP,
                       hikae_seal_get_number (seal),
                       hikae_seal_get_created_at (seal));
    entry->authority = g_strdup (authority->id);
    entry->items = standing != NULL ? standing->items : 0;
    if (stamp == NULL)
      continue;
    entry->tried = hikae_stamp_get_sent_at (stamp);
    entry->reason = find_reason (stamp);
  }
}

/* When the first of the items that are in no list was kept. */
static gint64
find_unsealed_since (HikaeCase *open_case)
{
  GListModel *items = hikae_case_get_items (open_case);
  const guint count = g_list_model_get_n_items (items);

  for (guint i = 0; i < count; i++) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i);
    g_autoptr (HikaeItem) item = NULL;

    if (glance.seal != 0 || glance.deleted)
      continue;
    item = g_list_model_get_item (items, i);
    return hikae_item_get_captured_at (item);
  }
  return 0;
}

/* ---- addresses ---- */

static gint
compare_since (gconstpointer a, gconstpointer b)
{
  const HikaeQueueEntry *first = *(HikaeQueueEntry *const *)a;
  const HikaeQueueEntry *second = *(HikaeQueueEntry *const *)b;

  return first->since < second->since ? -1 : first->since > second->since;
}

/* Where the last answer of an item's address was that there is none; since the first of
 * the questions in a row that found nobody. */
static void
add_addresses (GPtrArray *entries, HikaeCase *open_case)
{
  GListModel *events = hikae_case_get_events (open_case);
  g_autoptr (GHashTable) waiting = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  GHashTableIter iter;
  gpointer value = NULL;
  const guint first = entries->len;
  const char *kind = "\"recheck.done\"";

  for (guint i = hikae_case_find_event (open_case, kind, 0, G_MAXUINT); i != G_MAXUINT;
       i = hikae_case_find_event (open_case, kind, i + 1, G_MAXUINT)) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i);
    HikaeQueueEntry *known = NULL;

    if (!g_str_equal (hikae_event_get_kind (event), "recheck.done"))
      continue;
    JsonObject *body = hikae_event_get_body (event);
    const guint item = (guint)hikae_json_get_int (body, "item", 0);

    if (g_strcmp0 (hikae_json_get_string (body, "answer"), "unreachable") != 0) {
      g_hash_table_remove (waiting, GUINT_TO_POINTER (item));
      continue;
    }
    known = g_hash_table_lookup (waiting, GUINT_TO_POINTER (item));
    if (known == NULL) {
      known = g_new0 (HikaeQueueEntry, 1);
      known->number = item;
      known->since = hikae_event_get_time (event);
      g_hash_table_insert (waiting, GUINT_TO_POINTER (item), known);
    }
    known->tried = hikae_event_get_time (event);
  }
  g_hash_table_iter_init (&iter, waiting);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const HikaeQueueEntry *known = value;
    HikaeQueueEntry *entry =
        add_entry (entries, HIKAE_QUEUE_ADDRESS, known->number, known->since);

    entry->items = 1;
    entry->tried = known->tried;
    entry->reason = HIKAE_QUEUE_UNREACHABLE;
  }
  if (entries->len - first > 1)
    qsort (
        entries->pdata + first, entries->len - first, sizeof (gpointer), compare_since);
}

GPtrArray *
hikae_queue_list (HikaeCase *open_case, GPtrArray *authorities)
{
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);
  GListModel *seals = hikae_case_get_seals (open_case);
  const guint count = g_list_model_get_n_items (seals);
  g_autoptr (GHashTable) standings = list_standings (open_case);
  const Standing *open_items = g_hash_table_lookup (standings, NULL);

  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);
    const Standing *standing =
        g_hash_table_lookup (standings, GUINT_TO_POINTER (hikae_seal_get_number (seal)));

    if (standing == NULL || standing->valid < HIKAE_STAMP_ENOUGH)
      add_stamps (entries, seal, standing, authorities);
  }
  if (open_items != NULL && open_items->items > 0)
    add_entry (entries, HIKAE_QUEUE_UNSEALED, 0, find_unsealed_since (open_case))->items =
        open_items->items;
  add_addresses (entries, open_case);
  return entries;
}
