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

static int
check (HikaeCli *cli, const char *path, const char *signature, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = hikae_file_load (path, HIKAE_LAW_PACK_MAX, &error);
  g_autoptr (HikaeLawPack) shipped = NULL;
  g_autoptr (HikaeLawPack) pack = NULL;
  g_autoptr (HikaeLawPack) merged = NULL;
  gsize size = 0;
  const char *text = NULL;

  if (bytes == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  text = g_bytes_get_data (bytes, &size);
  pack = hikae_law_pack_load (
      text != NULL ? text : "", (gssize)size, hikae_clock_get_now (), &error);
  if (pack == NULL)
    return say_broken (cli, error);
  if (signature != NULL) {
    shipped = hikae_law_pack_load_shipped (&error);
    if (shipped != NULL)
      merged = hikae_law_pack_overlay_files (shipped, path, signature, key, &error);
    if (merged == NULL)
      return say_broken (cli, error);
    hikae_cli_say (cli, "The signature belongs to this pack and this key.");
  }
  return say_whole (cli, pack);
}

static gboolean
copy_file (const char *from, const char *folder, const char *name, GError **error)
{
  g_autoptr (GBytes) bytes = hikae_file_load (from, HIKAE_LAW_PACK_MAX, error);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (HikaeNewFile) file =
      bytes != NULL ? hikae_new_file_create (path, TRUE, error) : NULL;

  return file != NULL &&
         hikae_new_file_write (
             file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error) &&
         hikae_new_file_commit (file, error);
}

/* The pack last: without its companions it would only be refused. */
static gboolean
copy_all (const char *id,
          const char *pack,
          const char *signature,
          const char *key,
          GError **error)
{
  g_autofree char *folder = hikae_law_pack_dup_overlay_folder ();
  g_autofree char *sig_name = g_strconcat (id, ".sig", NULL);
  g_autofree char *key_name = g_strconcat (id, ".key", NULL);
  g_autofree char *pack_name = g_strconcat (id, ".json", NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DENIED,
                         "the folder for law packs could not be made");
    return FALSE;
  }
  return copy_file (signature, folder, sig_name, error) &&
         copy_file (key, folder, key_name, error) &&
         copy_file (pack, folder, pack_name, error);
}

static int
install (HikaeCli *cli, const char *path, const char *signature, const char *key)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeLawPack) shipped = hikae_law_pack_load_shipped (&error);
  g_autoptr (HikaeLawPack) merged =
      shipped != NULL
          ? hikae_law_pack_overlay_files (shipped, path, signature, key, &error)
          : NULL;

  if (merged == NULL)
    return say_broken (cli, error);
  if (!copy_all (hikae_law_pack_get_id (merged), path, signature, key, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli,
                 "The law pack %s %s is laid over the one of the program.",
                 hikae_law_pack_get_id (merged),
                 hikae_law_pack_get_version (merged));
  return say_whole (cli, merged);
}

static int
show_used (HikaeCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeLawPack) pack = hikae_law_pack_load_used (&error);

  return pack != NULL ? say_whole (cli, pack)
                      : hikae_cli_fail (cli, g_steal_pointer (&error));
}

int
hikae_cli_law (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *signature = NULL;
  g_autofree char *key = NULL;
  const GOptionEntry entries[] = {
      {"signature", 0, 0, G_OPTION_ARG_FILENAME, &signature, "Ed25519", "FILE"},
      {"key", 0, 0, G_OPTION_ARG_FILENAME, &key, "Public key", "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;

  if (!hikae_cli_parse (cli,
                        argc,
                        argv,
                        entries,
                        "check PACK.json | install PACK.json | used",
                        1,
                        2,
                        &rest))
    return HIKAE_EXIT_USAGE;
  if ((signature == NULL) != (key == NULL))
    return hikae_cli_usage (cli, "--signature and --key belong together");
  if (g_str_equal (rest[0], "used") && rest[1] == NULL)
    return show_used (cli);
  if (g_str_equal (rest[0], "check") && rest[1] != NULL)
    return check (cli, rest[1], signature, key);
  if (g_str_equal (rest[0], "install") && rest[1] != NULL && key != NULL)
    return install (cli, rest[1], signature, key);
  return hikae_cli_usage (
      cli,
      "law check PACK.json [--signature FILE --key FILE], law install "
      "PACK.json --signature FILE --key FILE, or law used");
}
