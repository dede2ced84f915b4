/* hikae-cli-key.c: key: the slots that open a case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-text.h"

#include <stdio.h>

static const char *
name_kind (HikaeSlotKind kind)
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

static int
list_keys (HikaeCli *cli, HikaeCase *open_case)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GArray) slots = NULL;
  JsonArray *array = NULL;

  hikae_case_list_slots_async (open_case, hikae_cli_ready_cb, &result);
  slots = hikae_case_list_slots_finish (open_case, hikae_cli_wait (&result), &error);
  if (slots == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  array = json_array_new ();
  for (guint i = 0; i < slots->len; i++) {
    const HikaeSlotInfo *slot = &g_array_index (slots, HikaeSlotInfo, i);
    g_autofree char *label = hikae_text_for_display (slot->label, 0);
    g_autofree char *when = hikae_clock_format_utc (slot->created_at);
    JsonObject *object = json_object_new ();

    hikae_cli_say (
        cli, "%2u  %-10s  %s  %s", slot->index, name_kind (slot->kind), when, label);
    json_object_set_int_member (object, "slot", slot->index);
    json_object_set_string_member (object, "kind", name_kind (slot->kind));
    json_object_set_string_member (object, "label", label);
    json_object_set_string_member (object, "created_at", when);
    json_array_add_object_element (array, object);
  }
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_array_member (object, "slots", array);
    hikae_cli_print_json (object);
  } else {
    json_array_unref (array);
  }
  return HIKAE_EXIT_DONE;
}

static void
say_slot (HikaeCli *cli, const char *sentence, guint index)
{
  JsonObject *object = NULL;

  hikae_cli_say (cli, "%s", sentence);
  if (!cli->json)
    return;
  object = json_object_new ();
  json_object_set_int_member (object, "slot", index);
  hikae_cli_print_json (object);
}

static int
add_key (HikaeCli *cli, HikaeCase *open_case, const char *label, const char *new_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeSecret) passphrase =
      hikae_cli_read_passphrase (cli, new_file, "The helper's passphrase", TRUE, &error);
  guint index = 0;

  if (passphrase == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_case_add_slot_async (open_case,
                             HIKAE_SLOT_HELPER,
                             label != NULL ? label : "",
                             passphrase,
                             HIKAE_KDF_COST_MEASURE,
                             hikae_cli_ready_cb,
                             &result);
  if (!hikae_case_add_slot_finish (open_case, hikae_cli_wait (&result), &index, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  say_slot (cli, "The helper's key is added.", index);
  return HIKAE_EXIT_DONE;
}

static int
remove_key (HikaeCli *cli, HikaeCase *open_case, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  hikae_case_remove_slot_async (open_case, index, hikae_cli_ready_cb, &result);
  if (!hikae_case_remove_slot_finish (open_case, hikae_cli_wait (&result), &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  say_slot (cli, "The key is removed.", index);
  return HIKAE_EXIT_DONE;
}

static int
change_key (HikaeCli *cli, HikaeCase *open_case, guint index, const char *new_file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeSecret) passphrase =
      hikae_cli_read_passphrase (cli, new_file, "New passphrase", TRUE, &error);

  if (passphrase == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_case_change_slot_async (
      open_case, index, passphrase, HIKAE_KDF_COST_MEASURE, hikae_cli_ready_cb, &result);
  if (!hikae_case_change_slot_finish (open_case, hikae_cli_wait (&result), &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  say_slot (cli, "The passphrase is changed.", index);
  return HIKAE_EXIT_DONE;
}

static int
renew_recovery (HikaeCli *cli, HikaeCase *open_case)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeSecret) code = NULL;

  hikae_case_renew_recovery_async (open_case, hikae_cli_ready_cb, &result);
  code = hikae_case_renew_recovery_finish (open_case, hikae_cli_wait (&result), &error);
  if (code == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return hikae_cli_show_recovery (
      cli,
      NULL,
      "The old recovery code no longer works. Write the new one on paper; it is not "
      "shown again",
      code);
}

int
hikae_cli_key (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *label = NULL;
  g_autofree char *new_file = NULL;
  const GOptionEntry entries[] = {
      {"label", 0, 0, G_OPTION_ARG_STRING, &label, "Whose key it is", "NAME"},
      {"new-passphrase-file",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &new_file,
       "Read the new passphrase from FILE",
       "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  static const char usage[] = "key CASE list | add [--label NAME] | remove SLOT | "
                              "change SLOT | recovery";
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  const char *action = NULL;
  guint64 index = 0;
  gboolean needs_slot = FALSE;

  if (!hikae_cli_parse (cli, argc, argv, entries, usage, 2, 3, &rest))
    return HIKAE_EXIT_USAGE;
  action = rest[1];
  needs_slot = g_str_equal (action, "remove") || g_str_equal (action, "change");
  if (needs_slot != (rest[2] != NULL) ||
      (needs_slot &&
       !g_ascii_string_to_unsigned (rest[2], 10, 0, HIKAE_SLOT_COUNT - 1, &index, NULL)))
    return hikae_cli_usage (cli, usage);
  if (!needs_slot && !g_str_equal (action, "list") && !g_str_equal (action, "add") &&
      !g_str_equal (action, "recovery"))
    return hikae_cli_usage (cli, usage);
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (g_str_equal (action, "list"))
    return list_keys (cli, open_case);
  if (g_str_equal (action, "add"))
    return add_key (cli, open_case, label, new_file);
  if (g_str_equal (action, "remove"))
    return remove_key (cli, open_case, (guint)index);
  if (g_str_equal (action, "change"))
    return change_key (cli, open_case, (guint)index, new_file);
  return renew_recovery (cli, open_case);
}
