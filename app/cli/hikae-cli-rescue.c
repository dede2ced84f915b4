/* hikae-cli-rescue.c: rescue: everything readable of a damaged case into a new one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-text.h"

#include <stdio.h>

static void
say_item (HikaeCli *cli, const HikaeRescuedItem *item)
{
  switch (item->state) {
  case HIKAE_RESCUED_REBUILT:
    hikae_cli_say (cli,
                   "rebuilt     item %u: its bytes are there; its record was lost, and "
                   "what else is known of it stands in its place",
                   item->number);
    break;
  case HIKAE_RESCUED_PARTLY:
    if (g_strcmp0 (item->where, HIKAE_RESCUED_END_UNKNOWN) == 0) {
      hikae_cli_say (cli,
                     "partly      item %u: %" G_GUINT64_FORMAT
                     " bytes are there; its record was lost, nothing says how long it "
                     "was, and the end may be missing",
                     item->number,
                     item->size);
      break;
    }
    hikae_cli_say (cli,
                   "partly      item %u: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                   " bytes are missing (%s)",
                   item->number,
                   item->missing,
                   item->size,
                   item->where != NULL ? item->where : "the rest is not what was kept");
    break;
  case HIKAE_RESCUED_NO_PAYLOAD:
    hikae_cli_say (
        cli, "no payload  item %u: only its record could be read", item->number);
    break;
  case HIKAE_RESCUED_LOST:
    hikae_cli_say (cli, "lost        item %u", item->number);
    break;
  case HIKAE_RESCUED_WHOLE:
  case HIKAE_RESCUED_DELETED:
  default:
    break;
  }
}

static void
say_report (HikaeCli *cli, const HikaeRescueReport *report)
{
  const guint *counts = report->counts;

  for (guint i = 0; i < report->items->len; i++)
    say_item (cli, report->items->pdata[i]);
  hikae_cli_say (cli,
                 "Items: %u whole, %u deleted before, %u rebuilt, %u in part, %u without "
                 "payload, %u lost.",
                 counts[HIKAE_RESCUED_WHOLE],
                 counts[HIKAE_RESCUED_DELETED],
                 counts[HIKAE_RESCUED_REBUILT],
                 counts[HIKAE_RESCUED_PARTLY],
                 counts[HIKAE_RESCUED_NO_PAYLOAD],
                 counts[HIKAE_RESCUED_LOST]);
  hikae_cli_say (cli,
                 "Custody log: %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT
                 " entries; missing: %s.",
                 report->events,
                 report->last_event,
                 report->missing_events != NULL ? report->missing_events : "none");
  hikae_cli_say (cli,
                 "Seals: %u. Stamps: %u; without their seal, and left out: %u. "
                 "Requests: %u.",
                 report->seals,
                 report->stamps,
                 report->stamps_left_out,
                 report->requests);
  if (report->title_lost)
    hikae_cli_say (cli,
                   "The case's name could not be read; the new case has none, and where "
                   "that was lost too is kept as one about a minor.");
  hikae_cli_say (cli,
                 "%u of %u pages of the old file could not be read. The old file was not "
                 "touched: keep it.",
                 report->bad_pages,
                 report->pages);
}

static JsonArray *
format_items (const HikaeRescueReport *report)
{
  JsonArray *items = json_array_new ();

  for (guint i = 0; i < report->items->len; i++) {
    const HikaeRescuedItem *item = report->items->pdata[i];
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "item", item->number);
    json_object_set_string_member (
        object, "state", hikae_rescued_state_get_name (item->state));
    json_object_set_int_member (object, "size", (gint64)item->size);
    json_object_set_int_member (object, "missing", (gint64)item->missing);
    if (item->where != NULL)
      json_object_set_string_member (object, "where", item->where);
    json_array_add_object_element (items, object);
  }
  return items;
}

static JsonArray *
format_findings (const HikaeRescueReport *report)
{
  JsonArray *findings = json_array_new ();

  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeFinding *finding = report->findings->pdata[i];
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "item", finding->item);
    json_object_set_string_member (object, "part", finding->part);
    json_object_set_string_member (object, "reason", finding->message);
    json_array_add_object_element (findings, object);
  }
  return findings;
}

static void
print_report (const HikaeRescueReport *report, const char *path, HikaeSecret *code)
{
  JsonObject *object = json_object_new ();
  JsonObject *custody = json_object_new ();

  json_object_set_string_member (object, "case", path);
  json_object_set_boolean_member (
      object, "complete", hikae_rescue_report_is_complete (report));
  json_object_set_string_member (
      object, "recovery_code", (const char *)hikae_secret_get_bytes (code));
  json_object_set_int_member (object, "pages", report->pages);
  json_object_set_int_member (object, "pages_damaged", report->bad_pages);
  json_object_set_array_member (object, "items", format_items (report));
  json_object_set_int_member (custody, "entries", (gint64)report->events);
  json_object_set_int_member (custody, "last", (gint64)report->last_event);
  json_object_set_string_member (
      custody, "missing", report->missing_events != NULL ? report->missing_events : "");
  json_object_set_object_member (object, "custody", custody);
  json_object_set_int_member (object, "seals", report->seals);
  json_object_set_int_member (object, "stamps", report->stamps);
  json_object_set_int_member (object, "stamps_left_out", report->stamps_left_out);
  json_object_set_int_member (object, "requests", report->requests);
  json_object_set_boolean_member (object, "name_lost", report->title_lost);
  json_object_set_array_member (object, "findings", format_findings (report));
  hikae_cli_print_json (object);
}

static int
show_report (HikaeCli *cli,
             const HikaeRescueReport *report,
             const char *path,
             HikaeSecret *code)
{
  if (cli->json) {
    print_report (report, path, code);
  } else {
    say_report (cli, report);
    printf (
        "\nThe new case has a recovery code of its own. Write it on paper and keep it "
        "apart\nfrom the computer; it is not shown again:\n\n  %s\n\n",
        (const char *)hikae_secret_get_bytes (code));
  }
  return hikae_rescue_report_is_complete (report) ? HIKAE_EXIT_DONE : HIKAE_EXIT_FAILED;
}

/* The code of the new case was printed. */
static int
note_code (HikaeCli *cli, const char *path, HikaeSecret *passphrase)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeCase) open_case = NULL;

  hikae_case_open_async (path, passphrase, NULL, hikae_cli_ready_cb, &result);
  open_case = hikae_case_open_finish (hikae_cli_wait (&result), &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  cli->open_case = g_object_ref (open_case);
  return hikae_cli_confirm_recovery (cli);
}

int
hikae_cli_rescue (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *new_file = NULL;
  const GOptionEntry entries[] = {
      {"new-passphrase-file",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &new_file,
       "The new case's passphrase is in FILE; without it the old one opens it too",
       "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) secret = NULL;
  g_autoptr (HikaeSecret) passphrase = NULL;
  g_autoptr (HikaeSecret) code = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeRescueReport) report = NULL;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;
  int code_noted = HIKAE_EXIT_DONE;
  int shown = HIKAE_EXIT_DONE;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE NEW", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  secret = hikae_cli_read_passphrase (
      cli, cli->passphrase_file, "Passphrase or recovery code", FALSE, &error);
  if (secret == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  passphrase =
      new_file != NULL
          ? hikae_cli_read_passphrase (cli, new_file, "New passphrase", TRUE, &error)
          : hikae_secret_ref (secret);
  if (passphrase == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  cancellable = hikae_cli_begin_work (cli, &progress);
  hikae_case_rescue_async (rest[0],
                           secret,
                           rest[1],
                           passphrase,
                           HIKAE_KDF_COST_MEASURE,
                           progress,
                           cancellable,
                           hikae_cli_ready_cb,
                           &result);
  report = hikae_case_rescue_finish (hikae_cli_wait (&result), &code, &error);
  if (report == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  shown = show_report (cli, report, rest[1], code);
  code_noted = note_code (cli, rest[1], passphrase);
  return shown != HIKAE_EXIT_DONE ? shown : code_noted;
}
