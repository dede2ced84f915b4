/* hikae-cli-list.c: list, show, info, extract: what the case holds
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-stamp-outlook.h"
#include "hikae-stamp-queue.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

/* Newest valid time of a seal, 0 when it has none. */
static gint64
find_stamped_at (HikaeCase *open_case, guint seal)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  gint64 when = 0;

  for (guint i = 0; seal != 0 && i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    if (hikae_stamp_get_seal (stamp) == seal &&
        hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID &&
        (when == 0 || hikae_stamp_get_gen_time (stamp) < when))
      when = hikae_stamp_get_gen_time (stamp);
  }
  return when;
}

static JsonObject *
format_item (HikaeItem *item, gint64 stamped_at)
{
  JsonObject *object = json_object_new ();
  static const char *const claims[] = {"name", "title", "url", "account", "captured_at"};

  json_object_set_int_member (object, "number", hikae_item_get_number (item));
  json_object_set_string_member (
      object, "kind", hikae_item_kind_get_name (hikae_item_get_kind (item)));
  for (guint i = 0; i < G_N_ELEMENTS (claims); i++)
    if (hikae_item_get_claim (item, claims[i]) != NULL)
      json_object_set_string_member (
          object, claims[i], hikae_item_get_claim (item, claims[i]));
  json_object_set_int_member (object, "size", (gint64)hikae_item_get_size (item));
  json_object_set_string_member (object, "sha256", hikae_item_get_sha256 (item));
  json_object_set_int_member (object, "seal", hikae_item_get_seal (item));
  json_object_set_boolean_member (object, "deleted", hikae_item_get_deleted (item));
  if (stamped_at != 0) {
    g_autofree char *text = hikae_clock_format_utc (stamped_at);

    json_object_set_string_member (object, "stamped_at", text);
  }
  return object;
}

static void
say_item (HikaeCli *cli, HikaeItem *item, gint64 stamped_at)
{
  g_autofree char *title = hikae_text_for_display (hikae_item_get_title (item), 60);

  hikae_cli_say (cli,
                 "%6u  %-10s  %10" G_GUINT64_FORMAT "  %-12s  %s",
                 hikae_item_get_number (item),
                 hikae_item_kind_get_name (hikae_item_get_kind (item)),
                 hikae_item_get_size (item),
                 hikae_item_get_deleted (item)     ? "deleted"
                 : stamped_at != 0                 ? "stamped"
                 : hikae_item_get_seal (item) != 0 ? "sealed"
                                                   : "kept",
                 title);
}

/* One item at a time, since a tree of a hundred thousand takes most of a gigabyte. */
int
hikae_cli_list (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  guint count = 0;
  guint seal = 0;
  gint64 stamped_at = 0;

  if (!hikae_cli_parse (cli, argc, argv, NULL, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  count = g_list_model_get_n_items (hikae_case_get_items (open_case));
  if (cli->json)
    printf ("{\"items\":[");
  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeItem) item =
        hikae_case_dup_item (open_case, hikae_case_glance (open_case, i).number);

    /* Items of one seal stand side by side. */
    if (i == 0 || hikae_item_get_seal (item) != seal) {
      seal = hikae_item_get_seal (item);
      stamped_at = find_stamped_at (open_case, seal);
    }
    say_item (cli, item, stamped_at);
    if (cli->json) {
      g_autofree char *text = hikae_cli_format_json (format_item (item, stamped_at));

      printf ("%s%s", i > 0 ? "," : "", text);
    }
  }
  if (cli->json)
    printf ("]}\n");
  fflush (stdout);
  return HIKAE_EXIT_DONE;
}

/* The item's number from the command line; 0 with @error. */
static HikaeItem *
find_item (HikaeCase *open_case, const char *text, GError **error)
{
  guint64 number = 0;
  HikaeItem *item = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT, &number, NULL))
    item = hikae_case_find_item (open_case, (guint)number);
  if (item == NULL)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_NOT_FOUND,
                 "there is no such item in this case; see hikae-cli list");
  return item;
}

static void
set_moment (JsonObject *object, const char *member, gint64 time_us)
{
  g_autofree char *text = hikae_clock_format_utc (time_us);

  if (time_us != 0)
    json_object_set_string_member (object, member, text);
}

static void
add_outlook (HikaeCase *open_case, HikaeStamp *stamp, JsonObject *object)
{
  HikaeStampOutlook outlook = {0};

  hikae_stamp_outlook_compute (open_case, stamp, &outlook);
  set_moment (object, "holds_until", outlook.ends);
  set_moment (object, "renewal_due", outlook.due);
  if (outlook.renewed_by != 0)
    json_object_set_int_member (object, "renewed_by_seal", outlook.renewed_by);
  set_moment (object, "renewed_at", outlook.renewed_at);
  set_moment (object, "revocation_listed_at", outlook.listed_at);
  set_moment (object, "revocation_list_due", outlook.lists_due);
}

static JsonArray *
format_stamps (HikaeCase *open_case, guint seal)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  JsonArray *array = json_array_new ();

  for (guint i = 0; seal != 0 && i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);
    g_autofree char *when = hikae_clock_format_utc (hikae_stamp_get_gen_time (stamp));
    JsonObject *object = NULL;

    if (hikae_stamp_get_seal (stamp) != seal)
      continue;
    object = json_object_new ();
    json_object_set_string_member (
        object, "authority", hikae_stamp_get_authority (stamp));
    json_object_set_string_member (
        object, "state", hikae_stamp_state_get_name (hikae_stamp_get_state (stamp)));
    if (hikae_stamp_get_gen_time (stamp) != 0)
      json_object_set_string_member (object, "time", when);
    if (hikae_stamp_get_signer (stamp) != NULL)
      json_object_set_string_member (object, "signer", hikae_stamp_get_signer (stamp));
    if (hikae_stamp_get_detail (stamp) != NULL)
      json_object_set_string_member (object, "detail", hikae_stamp_get_detail (stamp));
    add_outlook (open_case, stamp, object);
    json_array_add_object_element (array, object);
  }
  return array;
}

int
hikae_cli_show (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;
  JsonObject *object = NULL;
  HikaeItem *item = NULL;

  if (!hikae_cli_parse (cli, argc, argv, NULL, "CASE ITEM", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case != NULL)
    item = find_item (open_case, rest[1], &error);
  if (item == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  object = json_object_new ();
  json_object_set_object_member (
      object, "record", json_object_ref (hikae_item_get_record_object (item)));
  json_object_set_int_member (object, "seal", hikae_item_get_seal (item));
  json_object_set_boolean_member (object, "deleted", hikae_item_get_deleted (item));
  json_object_set_array_member (
      object, "stamps", format_stamps (open_case, hikae_item_get_seal (item)));
  if (cli->json) {
    hikae_cli_print_json (object);
    return HIKAE_EXIT_DONE;
  }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  text = hikae_json_format_pretty (node);
  {
    g_autofree char *shown = hikae_text_for_display (text, 0);

    g_print ("%s\n", shown);
  }
  return HIKAE_EXIT_DONE;
}

static guint
count_pending (HikaeCase *open_case)
{
  GListModel *seals = hikae_case_get_seals (open_case);
  guint pending = 0;

  for (guint i = 0; i < g_list_model_get_n_items (seals); i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);

    pending += find_stamped_at (open_case, hikae_seal_get_number (seal)) == 0;
  }
  return pending;
}

/* What waits for outside time, since when, why, and when it is tried next. */
static JsonArray *
format_waiting (HikaeCase *open_case)
{
  g_autoptr (GPtrArray) waiting = hikae_stamp_list_waiting (open_case);
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < waiting->len; i++) {
    const HikaeStampWait *wait = waiting->pdata[i];
    g_autofree char *since = hikae_clock_format_utc (wait->since);
    g_autofree char *tried = hikae_clock_format_utc (wait->tried_at);
    JsonObject *object = json_object_new ();
    JsonArray *failed = json_array_new ();

    json_object_set_int_member (object, "seal", wait->seal);
    json_object_set_string_member (object, "since", since);
    json_object_set_int_member (object, "valid_stamps", wait->valid);
    if (wait->tried_at != 0)
      json_object_set_string_member (object, "tried_at", tried);
    for (guint j = 0; j < wait->failed->len; j++) {
      HikaeStamp *stamp = wait->failed->pdata[j];
      const char *why = hikae_stamp_get_detail (stamp);
      JsonObject *one = json_object_new ();

      json_object_set_string_member (one, "authority", hikae_stamp_get_authority (stamp));
      json_object_set_string_member (
          one, "state", hikae_stamp_state_get_name (hikae_stamp_get_state (stamp)));
      json_object_set_string_member (one, "why", why != NULL ? why : "");
      json_array_add_object_element (failed, one);
    }
    json_object_set_array_member (object, "failed", failed);
    json_object_set_string_member (object, "next_try", "the next stamp");
    json_array_add_object_element (array, object);
  }
  return array;
}

static void
describe_case (HikaeCase *open_case, JsonObject *object)
{
  GListModel *items = hikae_case_get_items (open_case);
  GListModel *events = hikae_case_get_events (open_case);
  GListModel *stamps = hikae_case_get_stamps (open_case);
  guint n_events = g_list_model_get_n_items (events);
  guint unsealed = 0;
  guint deleted = 0;
  guint valid = 0;
  gint64 newest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    HikaeItemGlance glance = hikae_case_glance (open_case, i);

    deleted += glance.deleted;
    unsealed += glance.seal == 0;
  }
  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    if (hikae_stamp_get_state (stamp) != HIKAE_STAMP_VALID)
      continue;
    valid++;
    newest = MAX (newest, hikae_stamp_get_gen_time (stamp));
  }
  json_object_set_string_member (object, "title", hikae_case_get_title (open_case));
  json_object_set_boolean_member (object, "minor", hikae_case_get_minor (open_case));
  json_object_set_boolean_member (
      object, "recovery_unconfirmed", hikae_case_get_recovery_waits (open_case));
  json_object_set_int_member (object, "items", g_list_model_get_n_items (items));
  json_object_set_int_member (object, "deleted", deleted);
  json_object_set_int_member (object, "unsealed", unsealed);
  json_object_set_int_member (
      object, "seals", g_list_model_get_n_items (hikae_case_get_seals (open_case)));
  json_object_set_int_member (object, "pending_seals", count_pending (open_case));
  json_object_set_array_member (object, "waiting", format_waiting (open_case));
  json_object_set_int_member (object, "valid_stamps", valid);
  json_object_set_int_member (object, "events", n_events);
  if (newest != 0) {
    g_autofree char *when = hikae_clock_format_utc (newest);

    json_object_set_string_member (object, "newest_stamp", when);
  }
  if (n_events > 0) {
    g_autoptr (HikaeEvent) head = g_list_model_get_item (events, n_events - 1);
    g_autofree char *hex = hikae_digest_format_hex (hikae_event_get_hash (head));

    json_object_set_string_member (object, "custody_head", hex);
  }
}

/* The same in sentences; takes the member out of what is printed as it is. */
static void
say_waiting (HikaeCli *cli, HikaeCase *open_case, JsonObject *object)
{
  g_autoptr (GPtrArray) waiting = hikae_stamp_list_waiting (open_case);

  json_object_remove_member (object, "waiting");
  for (guint i = 0; i < waiting->len; i++) {
    const HikaeStampWait *wait = waiting->pdata[i];
    g_autofree char *since = hikae_clock_format_utc (wait->since);
    g_autofree char *tried = hikae_clock_format_utc (wait->tried_at);

    hikae_cli_say (cli,
                   "waiting: seal %u since %s, %u of %u stamps; %s%s; next try: the next "
                   "stamp",
                   wait->seal,
                   since,
                   wait->valid,
                   HIKAE_STAMP_ENOUGH,
                   wait->tried_at != 0 ? "last tried " : "nobody else asked yet",
                   wait->tried_at != 0 ? tried : "");
    for (guint j = 0; j < wait->failed->len; j++) {
      g_autofree char *why =
          hikae_text_for_display (hikae_stamp_get_detail (wait->failed->pdata[j]), 300);

      hikae_cli_say (
          cli, "  %s: %s", hikae_stamp_get_authority (wait->failed->pdata[j]), why);
    }
  }
}

static void
say_recovery (HikaeCli *cli, HikaeCase *open_case, JsonObject *object)
{
  json_object_remove_member (object, "recovery_unconfirmed");
  if (hikae_case_get_recovery_waits (open_case))
    hikae_cli_say (cli,
                   "recovery: the recovery sheet was never confirmed; without its code "
                   "make a new one with key CASE recovery; with it, open the case once "
                   "by it");
}

static const char *
name_slot (HikaeSlotKind kind)
{
  switch (kind) {
  case HIKAE_SLOT_RECOVERY:
    return "recovery";
  case HIKAE_SLOT_HELPER:
    return "helper";
  case HIKAE_SLOT_PASSPHRASE:
  default:
    return "passphrase";
  }
}

static void
print_members (JsonObject *object, const char *indent)
{
  g_autoptr (GList) names = json_object_get_members (object);

  for (GList *l = names; l != NULL; l = l->next) {
    JsonNode *member = json_object_get_member (object, l->data);
    g_autofree char *value = JSON_NODE_HOLDS_VALUE (member) &&
                                     json_node_get_value_type (member) == G_TYPE_STRING
                                 ? json_node_dup_string (member)
                                 : json_to_string (member, FALSE);
    g_autofree char *shown = hikae_text_for_display (value, 0);

    g_print ("%s%s: %s\n", indent, (const char *)l->data, shown);
  }
}

int
hikae_cli_info (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) slots = NULL;
  JsonObject *object = NULL;
  JsonArray *array = NULL;

  if (!hikae_cli_parse (cli, argc, argv, NULL, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_case_list_slots_async (open_case, hikae_cli_ready_cb, &result);
  slots = hikae_case_list_slots_finish (open_case, hikae_cli_wait (&result), &error);
  if (slots == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  object = json_object_new ();
  array = json_array_new ();
  json_object_set_string_member (object, "path", rest[0]);
  describe_case (open_case, object);
  for (guint i = 0; i < slots->len; i++)
    json_array_add_string_element (
        array, name_slot (g_array_index (slots, HikaeSlotInfo, i).kind));
  json_object_set_array_member (object, "slots", array);
  if (cli->json) {
    hikae_cli_print_json (object);
  } else {
    say_recovery (cli, open_case, object);
    say_waiting (cli, open_case, object);
    print_members (object, "");
    json_object_unref (object);
  }
  return HIKAE_EXIT_DONE;
}

static int
extract_to_stdout (HikaeCli *cli, HikaeCase *open_case, HikaeItem *item)
{
  g_autoptr (GInputStream) payload =
      hikae_case_open_payload (open_case, hikae_item_get_number (item));
  const gsize size = 1024 * 1024;
  g_autofree guint8 *buffer = g_malloc (size);
  g_autoptr (GError) error = NULL;
  gssize got = 0;

  while ((got = g_input_stream_read (payload, buffer, size, NULL, &error)) > 0) {
    if (fwrite (buffer, 1, (gsize)got, stdout) == (gsize)got)
      continue;
    hikae_error_set_from_errno (&error, errno, "writing to standard output");
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  }
  if (got < 0 || fflush (stdout) != 0) {
    if (error == NULL)
      hikae_error_set_from_errno (&error, errno, "writing to standard output");
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  }
  return HIKAE_EXIT_DONE;
}

/* A payload that may be damaged: what cannot be read is written as zeros, and said. */
static int
extract_damaged (HikaeCli *cli, HikaeCase *open_case, HikaeItem *item, const char *output)
{
  const guint number = hikae_item_get_number (item);
  g_autoptr (GPtrArray) holes = hikae_case_find_holes (open_case, number);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_whole = FALSE;

  hikae_extract_damaged_item_async (
      open_case, number, output, NULL, NULL, hikae_cli_ready_cb, &result);
  if (!hikae_extract_damaged_item_finish (
          open_case, hikae_cli_wait (&result), &is_whole, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (is_whole) {
    hikae_cli_say (cli, "Item %u written. Nothing of it is damaged.", number);
    return HIKAE_EXIT_DONE;
  }
  hikae_cli_say (cli,
                 "Item %u written as far as it can be read. It is not what was kept: "
                 "what is missing was written as zeros.",
                 number);
  for (guint i = 0; i < holes->len; i++)
    hikae_cli_say (cli, "missing     bytes %s", (const char *)holes->pdata[i]);
  return HIKAE_EXIT_FAILED;
}

int
hikae_cli_extract (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *output = NULL;
  gboolean damaged = FALSE;
  const GOptionEntry entries[] = {
      {"output",
       'o',
       0,
       G_OPTION_ARG_FILENAME,
       &output,
       "A new file, or - for standard output",
       "FILE"},
      {"damaged",
       0,
       0,
       G_OPTION_ARG_NONE,
       &damaged,
       "Write a damaged payload too, with zeros for what cannot be read",
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  HikaeItem *item = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE ITEM -o FILE", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (output == NULL)
    return hikae_cli_usage (cli, "extract needs -o FILE (or -o - for standard output)");
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case != NULL)
    item = find_item (open_case, rest[1], &error);
  if (item == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (damaged && g_str_equal (output, "-"))
    return hikae_cli_usage (cli, "extract --damaged needs a file of its own");
  if (damaged)
    return extract_damaged (cli, open_case, item, output);
  if (g_str_equal (output, "-") && !hikae_item_get_deleted (item))
    return extract_to_stdout (cli, open_case, item);
  hikae_extract_item_async (open_case,
                            hikae_item_get_number (item),
                            output,
                            NULL,
                            NULL,
                            hikae_cli_ready_cb,
                            &result);
  if (!hikae_extract_item_finish (open_case, hikae_cli_wait (&result), &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "Item %u written.", hikae_item_get_number (item));
  return HIKAE_EXIT_DONE;
}
