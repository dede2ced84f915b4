/* hikae-cli-law.c: law check: is this law pack whole
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-law-pack.h"
#include "hikae-text.h"

static int
say_broken (HikaeCli *cli, const GError *problem)
{
  g_autofree char *shown = hikae_text_for_display (problem->message, 0);
  JsonObject *reply = NULL;

  g_printerr ("hikae-cli: %s; nothing of the pack is used, correct it there\n", shown);
  if (!cli->json)
    return HIKAE_EXIT_FAILED;
  reply = json_object_new ();
  json_object_set_boolean_member (reply, "valid", FALSE);
  json_object_set_string_member (reply, "code", hikae_error_get_name (problem->code));
  json_object_set_string_member (reply, "problem", problem->message);
  hikae_cli_print_json (reply);
  return HIKAE_EXIT_FAILED;
}

static int
say_whole (HikaeCli *cli, const HikaeLawPack *pack)
{
  g_autoptr (GPtrArray) warnings =
      hikae_law_pack_list_warnings (pack, hikae_clock_get_now ());
  JsonObject *reply = json_object_new ();
  JsonArray *sentences = json_array_new ();

  hikae_cli_say (cli,
                 "The law pack %s %s is whole: %u legal bases, %u recipients, %u places "
                 "of support.",
                 hikae_law_pack_get_id (pack),
                 hikae_law_pack_get_version (pack),
                 json_array_get_length (hikae_law_pack_list_bases (pack)),
                 json_array_get_length (hikae_law_pack_list_recipients (pack)),
                 json_array_get_length (hikae_law_pack_list_support (pack)));
  for (guint i = 0; i < warnings->len; i++) {
    const char *warning = g_ptr_array_index (warnings, i);

    hikae_cli_say (cli, "Note: %s", warning);
    json_array_add_string_element (sentences, warning);
  }
  json_object_set_boolean_member (reply, "valid", TRUE);
  json_object_set_string_member (reply, "pack_id", hikae_law_pack_get_id (pack));
  json_object_set_string_member (
      reply, "pack_version", hikae_law_pack_get_version (pack));
  json_object_set_int_member (
      reply, "legal_bases", json_array_get_length (hikae_law_pack_list_bases (pack)));
  json_object_set_int_member (
      reply, "recipients", json_array_get_length (hikae_law_pack_list_recipients (pack)));
  json_object_set_int_member (
      reply, "support", json_array_get_length (hikae_law_pack_list_support (pack)));
  json_object_set_array_member (reply, "warnings", sentences);
  if (cli->json)
    hikae_cli_print_json (reply);
  else
    json_object_unref (reply);
  return HIKAE_EXIT_DONE;
}

int
hikae_cli_law (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (HikaeLawPack) pack = NULL;
  gsize size = 0;
  const char *text = NULL;

  if (!hikae_cli_parse (cli, argc, argv, NULL, "check PACK.json", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (!g_str_equal (rest[0], "check"))
    return hikae_cli_usage (cli, "the only thing to do with a law pack is: law check");
  bytes = hikae_file_load (rest[1], HIKAE_LAW_PACK_MAX, &error);
  if (bytes == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  text = g_bytes_get_data (bytes, &size);
  pack = hikae_law_pack_load (
      text != NULL ? text : "", (gssize)size, hikae_clock_get_now (), &error);
  return pack != NULL ? say_whole (cli, pack) : say_broken (cli, error);
}
