/* hikae-store-check-log.c: the custody log and the seals against what they speak of
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-store-check-private.h"

#include <string.h>

static void
add_custody (HikaeCheck *self, guint64 seq, const char *what)
{
  hikae_check_add (
      self,
      hikae_finding_new (0, "custody", "event %" G_GUINT64_FORMAT " %s", seq, what));
}

static void
say_event_missing (HikaeCheck *self, guint64 seq)
{
  add_custody (self, seq, "is missing");
}

/* (transfer full) (nullable): the event under @seq when it can be read. @missing: (out)
 * (optional): there is no row of it. */
static HikaeEvent *
read_event (HikaeCheck *self, guint64 seq, gboolean *missing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStatement) row =
      hikae_statement_new (self->store->db, "event-get", &error);
  g_autoptr (HikaeEvent) event = NULL;
  HikaeStep step = HIKAE_STEP_FAILED;
  gint64 key = 0;

  if (row != NULL) {
    hikae_statement_bind_int (row, 1, (gint64)seq);
    step = hikae_statement_step (row, &error);
  }
  if (step == HIKAE_STEP_ROW)
    event = hikae_store_make_event (row, &key, &error);
  if (missing != NULL)
    *missing = step == HIKAE_STEP_DONE;
  if (step == HIKAE_STEP_DONE)
    say_event_missing (self, seq);
  else if (event == NULL) {
    self->unreadable++;
    hikae_check_add (self,
                     hikae_finding_new (0,
                                        "custody",
                                        "event %" G_GUINT64_FORMAT " cannot be read: %s",
                                        seq,
                                        error->message));
  }
  return g_steal_pointer (&event);
}

/* Says where the chain breaks. What stands before may be what was changed: then both
 * ends of the break are named. */
static void
check_link (HikaeCheck *self, HikaeEvent *event, HikaeEvent *previous, guint64 seq)
{
  if (hikae_event_get_seq (event) != seq)
    add_custody (self, seq, "is in another's place");
  else if (previous == NULL && seq > 1)
    return;
  else if (!hikae_event_follows (event, previous))
    hikae_check_add (
        self,
        hikae_finding_new (0,
                           "custody",
                           "the chain breaks between event %" G_GUINT64_FORMAT
                           " and event %" G_GUINT64_FORMAT ": one of them was changed",
                           seq - 1,
                           seq));
}

static void
check_kept (HikaeCheck *self, HikaeEvent *event, guint64 seq)
{
  JsonObject *body = hikae_event_get_body (event);
  gint64 number = hikae_json_get_int (body, "item", 0);
  HikaeCheckedItem *item = number > 0 && number <= G_MAXUINT
                               ? hikae_check_find_item (self, (guint)number)
                               : NULL;

  /* An item that is missing or cannot be read has its finding already. */
  if (item == NULL)
    return;
  if (item->kept_seen)
    add_custody (self, seq, "keeps an item a second time");
  item->kept_seen = TRUE;
  if (g_strcmp0 (hikae_json_get_string (body, "sha256"), item->sha256) != 0 ||
      g_strcmp0 (hikae_json_get_string (body, "record_sha256"), item->record_sha256) != 0)
    hikae_check_add (self,
                     hikae_finding_new (item->number,
                                        "record",
                                        "it is not what event %" G_GUINT64_FORMAT
                                        " says was kept",
                                        seq));
}

static void
check_deleted (HikaeCheck *self, HikaeEvent *event)
{
  gint64 number = hikae_json_get_int (hikae_event_get_body (event), "item", 0);
  HikaeCheckedItem *item = number > 0 && number <= G_MAXUINT
                               ? hikae_check_find_item (self, (guint)number)
                               : NULL;

  if (item != NULL)
    item->deleted_seen = TRUE;
}

static void
remember_list (HikaeCheck *self, HikaeEvent *event)
{
  JsonObject *body = hikae_event_get_body (event);
  gint64 number = hikae_json_get_int (body, "seal", 0);
  const char *sha256 = hikae_json_get_string (body, "list_sha256");

  if (number > 0 && number <= G_MAXUINT && sha256 != NULL)
    g_hash_table_insert (
        self->lists, GUINT_TO_POINTER ((guint)number), g_strdup (sha256));
}

static void
check_kind (HikaeCheck *self, HikaeEvent *event, guint64 seq)
{
  const char *kind = hikae_event_get_kind (event);

  if (g_str_equal (kind, "item.kept"))
    check_kept (self, event, seq);
  else if (g_str_equal (kind, "seal.created"))
    remember_list (self, event);
  else if (g_str_equal (kind, "item.deleted"))
    check_deleted (self, event);
  else if (g_str_equal (kind, "record.renewed"))
    hikae_check_remember_renewed (self, event);
  if (g_str_equal (kind, "case.created") != (seq == 1))
    add_custody (self, seq, "is not of the kind that belongs there");
}

static void
check_items_logged (HikaeCheck *self)
{
  for (guint i = 0; i < self->items->len; i++) {
    HikaeCheckedItem *item = g_ptr_array_index (self->items, i);

    if (!item->kept_seen)
      hikae_check_add (
          self, hikae_finding_new (item->number, "custody", "no event says it was kept"));
    if (item->deleted != item->deleted_seen)
      hikae_check_add (
          self,
          hikae_finding_new (item->number,
                             "custody",
                             item->deleted ? "it was deleted and no event says so"
                                           : "an event says it was deleted, it was not"));
  }
}

/* 0 when the log's end could not be read. */
static guint64
head_seq (HikaeCheck *self)
{
  return self->store->head != NULL ? hikae_event_get_seq (self->store->head) : 0;
}

gboolean
hikae_check_events (HikaeCheck *self, GError **error)
{
  g_autoptr (HikaeEvent) previous = NULL;
  g_autoptr (GError) inner = NULL;
  guint64 last = head_seq (self);
  gint64 stored = 0;
  guint64 seq = 1;

  if (!hikae_store_query_int (self->store, "event-last-seq", &stored, &inner))
    hikae_check_add (self, hikae_finding_new (0, "custody", "%s", inner->message));
  last = MAX (last, (guint64)MAX (stored, 0));
  self->last_seq = last;
  self->unreadable = 0;
  while (seq <= last && self->unreadable < HIKAE_CHECK_UNREADABLE_MAX) {
    HikaeEvent *event = NULL;
    gboolean missing = FALSE;

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    event = read_event (self, seq, &missing);
    if (event != NULL) {
      check_link (self, event, previous, seq);
      check_kind (self, event, seq);
    }
    g_clear_object (&previous);
    previous = event;
    seq = missing
              ? hikae_check_pass_gap (self, "event-next", seq, last, say_event_missing)
              : seq + 1;
  }
  self->left_out += last + 1 - seq;
  check_items_logged (self);
  return TRUE;
}

static void
add_seal (HikaeCheck *self, guint number, const char *what)
{
  hikae_check_add (self, hikae_finding_new (0, "seal", "seal %u %s", number, what));
}

static void
say_seal_missing (HikaeCheck *self, guint64 number)
{
  add_seal (self, (guint)number, "is missing");
}

/* (transfer full) (nullable): the event a seal carries as the log's head. */
static HikaeEvent *
check_head (HikaeCheck *self, HikaeSeal *seal)
{
  guint number = hikae_seal_get_number (seal);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeEvent) head = hikae_event_new (hikae_seal_get_head (seal), &error);
  g_autoptr (HikaeEvent) logged = NULL;

  if (head == NULL) {
    add_seal (self, number, "has a head that is not an event");
    return NULL;
  }
  if (hikae_event_get_seq (head) > self->last_seq) {
    add_seal (self, number, "speaks of events that are not in the log");
    return g_steal_pointer (&head);
  }
  logged = read_event (self, hikae_event_get_seq (head), NULL);
  if (logged != NULL &&
      !g_bytes_equal (hikae_event_get_line (logged), hikae_event_get_line (head)))
    hikae_check_add (self,
                     hikae_finding_new (0,
                                        "custody",
                                        "event %" G_GUINT64_FORMAT
                                        " is not the one that seal %u covers",
                                        hikae_event_get_seq (head),
                                        number));
  return g_steal_pointer (&head);
}

static void expect_line (GPtrArray *lines, const char *digest, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
expect_line (GPtrArray *lines, const char *digest, const char *format, ...)
{
  g_autofree char *path = NULL;
  va_list arguments;

  va_start (arguments, format);
  path = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (lines, g_strdup_printf ("%s  %s", digest, path));
}

/* The lines of a renewal that are true: they name what is in the case. */
static void
expect_renewed (HikaeCheck *self, GPtrArray *lines, char **actual)
{
  for (guint i = 0; actual[i] != NULL; i++)
    if (g_hash_table_contains (self->proofs, actual[i]))
      g_ptr_array_add (lines, g_strdup (actual[i]));
}

/* (transfer full): the lines the list must have, in order. */
static GPtrArray *
make_expected (HikaeCheck *self, guint number, HikaeEvent *head, char **actual)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *hash = head != NULL
                              ? hikae_digest_format_hex (hikae_event_get_hash (head))
                              : g_strdup ("");

  for (guint i = 0; i < self->items->len; i++) {
    HikaeCheckedItem *item = g_ptr_array_index (self->items, i);

    if (item->seal != number)
      continue;
    expect_line (lines, item->sha256, "%s", item->path);
    expect_line (lines, item->record_sha256, "meta/%06u.json", item->number);
  }
  expect_renewed (self, lines, actual);
  expect_line (lines, hash, "seals/seal-%04u.head.json", number);
  return lines;
}

/* The item a line is about, by its path; 0 when about none. */
static guint
find_subject (const char *line)
{
  const char *path = strchr (line, ' ');

  for (guint i = 0; path != NULL && i < 2; i++) {
    const char *prefix = i == 0 ? "  items/" : "  meta/";

    if (g_str_has_prefix (path, prefix))
      return (guint)g_ascii_strtoull (path + strlen (prefix), NULL, 10);
  }
  return 0;
}

/* Adds a finding for each line of @lines that is not among @others; tells how many. The
 * path is named when the lines are our own. */
static guint
add_differences (HikaeCheck *self,
                 guint seal,
                 char **lines,
                 guint count,
                 GHashTable *others,
                 gboolean own)
{
  guint differences = 0;

  for (guint i = 0; i < count; i++) {
    const char *path = strchr (lines[i], ' ');
    guint item = find_subject (lines[i]);

    if (g_hash_table_contains (others, lines[i]))
      continue;
    differences++;
    if (own && path != NULL)
      hikae_check_add (
          self,
          hikae_finding_new (
              item, "seal", "seal %u lacks the right line for%s", seal, path + 1));
    else
      hikae_check_add (
          self, hikae_finding_new (item, "seal", "seal %u has a wrong line", seal));
  }
  return differences;
}

static GHashTable *
make_set (char **lines, guint count)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < count; i++)
    g_hash_table_add (set, lines[i]);
  return set;
}

static void
check_list (HikaeCheck *self, guint number, GBytes *list, HikaeEvent *head)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (list, &size);
  g_autofree char *text = g_strndup (bytes, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GPtrArray) expected = make_expected (self, number, head, lines);
  char **must = (char **)expected->pdata;
  guint count = g_strv_length (lines);
  g_autoptr (GHashTable) expected_set = make_set (must, expected->len);
  g_autoptr (GHashTable) actual_set = make_set (lines, count);
  guint differences = 0;
  gboolean same = count == expected->len + 1 && *lines[count - 1] == '\0';

  for (guint i = 0; same && i < expected->len; i++)
    same = g_str_equal (must[i], lines[i]);
  if (same)
    return;
  differences = add_differences (self, number, must, expected->len, actual_set, TRUE);
  if (count > 0 && *lines[count - 1] == '\0')
    count--;
  differences += add_differences (self, number, lines, count, expected_set, FALSE);
  if (differences == 0)
    add_seal (self, number, "is not in its order or not whole");
}

static void
check_list_logged (HikaeCheck *self, guint number, GBytes *list)
{
  const char *said = g_hash_table_lookup (self->lists, GUINT_TO_POINTER (number));
  g_autofree char *found = hikae_store_hash_hex (list);

  if (said == NULL)
    add_seal (self, number, "was made and no event says so");
  else if (!g_str_equal (said, found))
    add_seal (self, number, "is not the list that its event says was made");
}

static void
check_seal (HikaeCheck *self, guint number, gboolean *missing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStatement) row =
      hikae_statement_new (self->store->db, "seal-get", &error);
  g_autoptr (HikaeSeal) seal = NULL;
  g_autoptr (GBytes) list = NULL;
  g_autoptr (HikaeEvent) head = NULL;
  HikaeStep step = HIKAE_STEP_FAILED;
  gint64 key = 0;

  if (row != NULL) {
    hikae_statement_bind_int (row, 1, number);
    step = hikae_statement_step (row, &error);
  }
  *missing = step == HIKAE_STEP_DONE;
  if (*missing)
    say_seal_missing (self, number);
  if (step == HIKAE_STEP_ROW)
    seal = hikae_store_make_seal (row, &key, &error);
  if (seal != NULL)
    list = hikae_store_load_seal_list (self->store, number, &error);
  if (error != NULL) {
    self->unreadable++;
    hikae_check_add (self, hikae_finding_new (0, "seal", "%s", error->message));
  }
  if (seal == NULL || list == NULL)
    return;
  check_list_logged (self, number, list);
  head = check_head (self, seal);
  check_list (self, number, list, head);
}

gboolean
hikae_check_seals (HikaeCheck *self, GError **error)
{
  g_autoptr (GError) inner = NULL;
  gint64 last = 0;
  guint64 number = 1;

  if (!hikae_store_query_int (self->store, "seal-last", &last, &inner))
    hikae_check_add (self, hikae_finding_new (0, "seal", "%s", inner->message));
  if (last > G_MAXINT)
    hikae_check_add (self,
                     hikae_finding_new (0, "seal", "a seal has a number too large"));
  last = MIN (last, G_MAXINT);
  self->unreadable = 0;
  while ((gint64)number <= last && self->unreadable < HIKAE_CHECK_UNREADABLE_MAX) {
    gboolean missing = FALSE;

    if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
      return FALSE;
    check_seal (self, (guint)number, &missing);
    number = missing ? hikae_check_pass_gap (
                           self, "seal-next", number, (guint64)last, say_seal_missing)
                     : number + 1;
  }
  self->left_out += (guint64)last + 1 - number;
  for (guint i = 0; inner == NULL && i < self->items->len; i++) {
    HikaeCheckedItem *item = g_ptr_array_index (self->items, i);

    if (item->seal > last)
      hikae_check_add (
          self,
          hikae_finding_new (
              item->number, "seal", "seal %u, which covers it, is missing", item->seal));
  }
  return TRUE;
}
