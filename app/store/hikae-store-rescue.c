/* hikae-store-rescue.c: everything readable of a damaged case into a new one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-schema.h"
#include "hikae-secret.h"
#include "hikae-store-rescue-private.h"

/* Gaps that are told one by one. */
#define RANGES_MAX 20
/* Holes that the log names one by one. */
#define HOLES_MAX 500
#define CHUNK_BITS 24

/* ---- what is missing, in words ---- */

typedef struct {
  GString *text;
  guint ranges;
  guint64 units; /* missing in all */
} Gaps;

static void
add_gap (Gaps *gaps, guint64 first, guint64 last)
{
  if (gaps->text == NULL)
    gaps->text = g_string_new (NULL);
  if (gaps->ranges < RANGES_MAX) {
    g_string_append_printf (gaps->text,
                            first == last ? "%s%" G_GUINT64_FORMAT
                                          : "%s%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT,
                            gaps->ranges > 0 ? ", " : "",
                            first,
                            last);
  }
  gaps->ranges++;
  gaps->units += last - first + 1;
}

/* (transfer full) (nullable): NULL when nothing is missing. */
static char *
end_gaps (Gaps *gaps)
{
  if (gaps->text == NULL)
    return NULL;
  if (gaps->ranges > RANGES_MAX)
    g_string_append_printf (gaps->text, " and %u more", gaps->ranges - RANGES_MAX);
  return g_string_free (g_steal_pointer (&gaps->text), FALSE);
}

/* ---- the report ---- */

static gboolean
count_rows (HikaeRescue *self, GError **error)
{
  g_autoptr (HikaeStatement) row =
      hikae_statement_new (self->store->db, "rescue-counts", error);

  if (row == NULL || hikae_statement_step (row, error) != HIKAE_STEP_ROW)
    return FALSE;
  self->report->events = (guint64)hikae_statement_get_int (row, 0);
  self->report->seals = (guint)hikae_statement_get_int (row, 1);
  self->report->stamps = (guint)hikae_statement_get_int (row, 2);
  self->report->requests = (guint)hikae_statement_get_int (row, 3);
  return TRUE;
}

static gboolean
find_missing_events (HikaeRescue *self, GError **error)
{
  g_autoptr (HikaeStatement) row =
      hikae_statement_new (self->store->db, "rescue-event-seqs", error);
  HikaeStep step = HIKAE_STEP_FAILED;
  Gaps gaps = {0};
  guint64 expected = 1;

  if (row == NULL)
    return FALSE;
  while ((step = hikae_statement_step (row, error)) == HIKAE_STEP_ROW) {
    guint64 seq = (guint64)hikae_statement_get_int (row, 0);

    if (seq > expected)
      add_gap (&gaps, expected, seq - 1);
    expected = seq + 1;
  }
  self->report->last_event = expected - 1;
  self->report->missing_events = expected > 1 ? end_gaps (&gaps) : g_strdup ("all");
  return step == HIKAE_STEP_DONE;
}

/* What is missing of the chunk @key, which begins at @start. */
static void
add_holes (HikaeRescue *self, Gaps *gaps, gint64 key, guint64 start)
{
  const GArray *holes = g_hash_table_lookup (self->holes, &key);

  for (guint i = 0; holes != NULL && i < holes->len; i++) {
    const HikaeBtreeHole *hole = &g_array_index (holes, HikaeBtreeHole, i);

    add_gap (gaps, start + hole->offset, start + hole->offset + hole->size - 1);
  }
}

/* Which bytes of a payload are not there; @where in bytes from 0. */
static gboolean
find_missing_bytes (HikaeRescue *self,
                    guint number,
                    guint64 size,
                    guint64 *missing,
                    char **where,
                    GError **error)
{
  g_autoptr (HikaeStatement) row =
      hikae_statement_new (self->store->db, "rescue-chunk-ids", error);
  gint64 base = (gint64)number << CHUNK_BITS;
  guint64 chunks = (size + HIKAE_STORE_CHUNK_SIZE - 1) / HIKAE_STORE_CHUNK_SIZE;
  guint64 expected = 0;
  HikaeStep step = HIKAE_STEP_FAILED;
  Gaps gaps = {0};

  if (row == NULL)
    return FALSE;
  hikae_statement_bind_int (row, 1, base);
  hikae_statement_bind_int (row, 2, base + ((gint64)1 << CHUNK_BITS));
  while ((step = hikae_statement_step (row, error)) == HIKAE_STEP_ROW) {
    guint64 index = (guint64)(hikae_statement_get_int (row, 0) - base);

    if (index > expected && expected < chunks)
      add_gap (&gaps,
               expected * HIKAE_STORE_CHUNK_SIZE,
               MIN (index * HIKAE_STORE_CHUNK_SIZE, size) - 1);
    add_holes (self, &gaps, base + (gint64)index, index * HIKAE_STORE_CHUNK_SIZE);
    expected = index + 1;
  }
  if (expected < chunks)
    add_gap (&gaps, expected * HIKAE_STORE_CHUNK_SIZE, size - 1);
  *missing = gaps.units;
  *where = end_gaps (&gaps);
  return step == HIKAE_STEP_DONE;
}

static gboolean
has_finding (HikaeRescue *self, guint number, const char *part)
{
  GPtrArray *findings = self->report->findings;

  for (guint i = 0; i < findings->len; i++) {
    const HikaeFinding *finding = g_ptr_array_index (findings, i);

    if (finding->item == number && g_str_equal (finding->part, part))
      return TRUE;
  }
  return FALSE;
}

static gboolean
report_item (HikaeRescue *self, guint number, GError **error)
{
  g_autoptr (GError) lost = NULL;
  g_autoptr (HikaeItem) item = hikae_store_get_item (self->store, number, &lost);
  HikaeRescuedState state = HIKAE_RESCUED_WHOLE;
  char *where = NULL;
  guint64 missing = 0;
  guint64 size = 0;

  if (item == NULL) {
    hikae_rescue_report_add (self->report, number, HIKAE_RESCUED_LOST, 0, 0, NULL);
    return TRUE;
  }
  size = hikae_item_get_size (item);
  if (hikae_item_get_deleted (item))
    state = HIKAE_RESCUED_DELETED;
  else if (!find_missing_bytes (self, number, size, &missing, &where, error))
    return FALSE;
  else if (missing > 0)
    state = missing == size ? HIKAE_RESCUED_NO_PAYLOAD : HIKAE_RESCUED_PARTLY;
  else if (has_finding (self, number, "payload"))
    state = HIKAE_RESCUED_PARTLY;
  else if (g_hash_table_contains (self->endless, GUINT_TO_POINTER (number))) {
    /* Its size is that of what was found: that nothing of it is missing proves nothing.
     */
    state = HIKAE_RESCUED_PARTLY;
    g_free (where);
    where = g_strdup (HIKAE_RESCUED_END_UNKNOWN);
  } else if (g_hash_table_contains (self->rebuilt, GUINT_TO_POINTER (number)))
    state = HIKAE_RESCUED_REBUILT;
  hikae_rescue_report_add (self->report, number, state, size, missing, where);
  return TRUE;
}

static gboolean
write_report (HikaeRescue *self, GError **error)
{
  self->report->findings =
      hikae_store_check (self->store, self->progress, self->cancellable, error);
  if (self->report->findings == NULL)
    return FALSE;
  for (guint number = 1; number <= self->last_number; number++)
    if (!report_item (self, number, error))
      return FALSE;
  return TRUE;
}

/* ---- the case around the rows ---- */

/* What the first line of the log still says when the entry itself is lost. */
static char *
find_in_first_event (HikaeRescue *self, const char *name)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 after = 0;
  gboolean more = FALSE;
  HikaeEvent *first = NULL;
  JsonObject *body = NULL;

  if (!hikae_store_load_page (self->store,
                              "event-list",
                              hikae_store_make_event,
                              events,
                              &after,
                              &more,
                              NULL) ||
      events->len == 0)
    return NULL;
  first = g_ptr_array_index (events, 0);
  if (!g_str_equal (hikae_event_get_kind (first), "case.created"))
    return NULL;
  body = hikae_event_get_body (first);
  if (g_str_equal (name, "minor"))
    return g_strdup (hikae_json_get_boolean (body, "minor", TRUE) ? "1" : "0");
  return g_strdup (hikae_json_get_string (body, name));
}

static gboolean
mend_meta (HikaeRescue *self, GError **error)
{
  /* Without knowing better, the careful mode. */
  static const char *const names[][2] = {{"case", ""}, {"title", ""}, {"minor", "1"}};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *value = NULL;
    g_autofree char *logged = NULL;

    if (hikae_store_get_meta (self->store, names[i][0], &value, NULL))
      continue;
    logged = find_in_first_event (self, names[i][0]);
    self->report->title_lost = self->report->title_lost || logged == NULL;
    if (!hikae_store_set_meta (
            self->store, names[i][0], logged != NULL ? logged : names[i][1], error))
      return FALSE;
  }
  /* The new file has a code of its own. */
  return hikae_store_write_recovery (self->store, FALSE, error);
}

static int
compare_keys (gconstpointer a, gconstpointer b)
{
  const gint64 first = *(const gint64 *)a;
  const gint64 second = *(const gint64 *)b;

  return first < second ? -1 : first > second;
}

/* (transfer full): where bytes of kept chunks are missing, "ITEM:OFFSET+SIZE". The last
 * says how many more there are. */
static JsonArray *
format_holes (HikaeRescue *self)
{
  JsonArray *texts = json_array_new ();
  g_autoptr (GList) keys = g_hash_table_get_keys (self->holes);
  guint count = 0;

  keys = g_list_sort (keys, compare_keys);
  for (GList *at = keys; at != NULL; at = at->next) {
    const gint64 key = *(const gint64 *)at->data;
    const GArray *holes = g_hash_table_lookup (self->holes, at->data);
    guint64 start = (guint64)(key & ((1 << CHUNK_BITS) - 1)) * HIKAE_STORE_CHUNK_SIZE;

    for (guint i = 0; i < holes->len; i++) {
      const HikaeBtreeHole *hole = &g_array_index (holes, HikaeBtreeHole, i);
      g_autofree char *text = g_strdup_printf ("%u:%" G_GUINT64_FORMAT "+%zu",
                                               (guint)(key >> CHUNK_BITS),
                                               start + hole->offset,
                                               hole->size);

      if (count++ < HOLES_MAX)
        json_array_add_string_element (texts, text);
    }
  }
  if (count > HOLES_MAX) {
    g_autofree char *more = g_strdup_printf ("%u more", count - HOLES_MAX);

    json_array_add_string_element (texts, more);
  }
  return texts;
}

static gboolean
append_rescued (HikaeRescue *self, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HikaeEvent) event = NULL;
  g_autofree char *id = NULL;

  if (!hikae_store_get_meta (self->store, "case", &id, error))
    return FALSE;
  json_object_set_string_member (body, "case", id);
  json_object_set_int_member (body, "pages", self->report->pages);
  json_object_set_int_member (body, "pages_damaged", self->report->bad_pages);
  json_object_set_int_member (
      body, "records_made_anew", g_hash_table_size (self->rebuilt));
  json_object_set_string_member (
      body,
      "events_missing",
      self->report->missing_events != NULL ? self->report->missing_events : "");
  json_object_set_int_member (body, "stamps_left_out", self->report->stamps_left_out);
  json_object_set_array_member (body, "holes", format_holes (self));
  event = hikae_store_append_event (self->store, "case.rescued", body, error);
  return event != NULL;
}

static gboolean
load_head_if_any (HikaeRescue *self, GError **error)
{
  gint64 last = 0;

  if (!hikae_store_query_int (self->store, "event-last-seq", &last, error))
    return FALSE;
  return last == 0 || hikae_store_load_head (self->store, error);
}

static gboolean
nothing_found (HikaeRescue *self)
{
  return self->last_number == 0 && self->report->events == 0;
}

static gboolean
fill (HikaeRescue *self, GError **error)
{
  if (!hikae_schema_upgrade (self->store->db, error) ||
      !hikae_rescue_read_pages (self, error) || !hikae_rescue_read_broken (self, error) ||
      !hikae_rescue_mend (self, error) || !count_rows (self, error) ||
      !find_missing_events (self, error))
    return FALSE;
  if (nothing_found (self)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "nothing of the case could be read");
    return FALSE;
  }
  return mend_meta (self, error) && load_head_if_any (self, error) &&
         append_rescued (self, error);
}

static gboolean
rescue (HikaeRescue *self, GError **error)
{
  if (!hikae_store_begin (self->store, error))
    return FALSE;
  if (!fill (self, error)) {
    hikae_store_rollback (self->store);
    return FALSE;
  }
  return hikae_store_commit (self->store, error) && write_report (self, error);
}

HikaeRescueReport *
hikae_store_rescue (sqlite3 *handle,
                    const HikaeBtreeSource *source,
                    HikaeProgress *progress,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (HikaeStore) store = hikae_store_new_bare (handle);
  g_autoptr (HikaeRescueReport) report = hikae_rescue_report_new ();
  g_autofree guint8 *page = g_malloc (source->page_size);
  g_autofree guint8 *scratch = g_malloc (source->page_size);
  g_autoptr (GArray) stamp_pages = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *taken = g_malloc0 ((gsize)source->pages + 1);
  g_autoptr (GArray) seen = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) broken = g_array_new (FALSE, FALSE, sizeof (HikaeRescueRow));
  g_autoptr (GHashTable) holes = g_hash_table_new_full (
      g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)g_array_unref);
  g_autoptr (GHashTable) rebuilt = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) endless = g_hash_table_new (NULL, NULL);
  HikaeRescue run = {.store = store,
                     .source = source,
                     .report = report,
                     .progress = progress,
                     .cancellable = cancellable,
                     .page = page,
                     .scratch = scratch,
                     .stamp_pages = stamp_pages,
                     .taken = taken,
                     .seen = seen,
                     .broken = broken,
                     .holes = holes,
                     .rebuilt = rebuilt,
                     .endless = endless};
  gboolean done = FALSE;

  report->pages = source->pages;
  hikae_progress_set_total (progress, 2 * (guint64)source->pages * source->page_size);
  done = rescue (&run, error);
  hikae_wipe (page, source->page_size);
  hikae_wipe (scratch, source->page_size);
  return done ? g_steal_pointer (&report) : NULL;
}
