/* hikae-cli-stamp.c: stamp: seal what is new, ask for the time
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#define PATIENCE_MAX 3600

static HikaeAuthority *
find_authority (const char *name, GBytes *ca, GError **error)
{
  g_autoptr (GPtrArray) shipped = NULL;

  if (strstr (name, "://") != NULL)
    return hikae_authority_new_for_url (name, ca, error);
  shipped = hikae_authority_list_known (error);
  if (shipped == NULL)
    return NULL;
  for (guint i = 0; i < shipped->len; i++) {
    const HikaeAuthority *authority = shipped->pdata[i];

    if (g_str_equal (authority->id, name))
      return hikae_authority_copy (authority);
  }
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_NOT_FOUND,
               "there is no time-stamp authority of that id; give its URL and --ca");
  return NULL;
}

static GPtrArray *
list_authorities (char **names, const char *ca_path, GError **error)
{
  g_autoptr (GPtrArray) chosen =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_autoptr (GBytes) ca = NULL;

  if (!hikae_cli_load_anchors (ca_path, &ca, error))
    return NULL;
  for (guint i = 0; names[i] != NULL; i++) {
    HikaeAuthority *authority = find_authority (names[i], ca, error);

    if (authority == NULL)
      return NULL;
    g_ptr_array_add (chosen, authority);
  }
  return g_steal_pointer (&chosen);
}

static JsonObject *
format_stamp (HikaeStamp *stamp)
{
  JsonObject *object = json_object_new ();
  g_autofree char *when = hikae_clock_format_utc (hikae_stamp_get_gen_time (stamp));

  json_object_set_int_member (object, "seal", hikae_stamp_get_seal (stamp));
  json_object_set_string_member (object, "authority", hikae_stamp_get_authority (stamp));
  json_object_set_string_member (
      object, "state", hikae_stamp_state_get_name (hikae_stamp_get_state (stamp)));
  if (hikae_stamp_get_gen_time (stamp) != 0)
    json_object_set_string_member (object, "time", when);
  json_object_set_string_member (
      object,
      "codes",
      hikae_stamp_get_codes (stamp) != NULL ? hikae_stamp_get_codes (stamp) : "");
  if (hikae_stamp_get_detail (stamp) != NULL)
    json_object_set_string_member (object, "detail", hikae_stamp_get_detail (stamp));
  return object;
}

static void
say_stamp (HikaeCli *cli, HikaeStamp *stamp)
{
  g_autofree char *when = hikae_clock_format_utc (hikae_stamp_get_gen_time (stamp));
  g_autofree char *detail = hikae_text_for_display (hikae_stamp_get_detail (stamp), 300);
  guint seal = hikae_stamp_get_seal (stamp);
  const char *authority = hikae_stamp_get_authority (stamp);

  switch (hikae_stamp_get_state (stamp)) {
  case HIKAE_STAMP_VALID:
    hikae_cli_say (cli, "Seal %u: %s confirms it existed by %s.", seal, authority, when);
    return;
  case HIKAE_STAMP_QUEUED:
    hikae_cli_say (cli,
                   "Seal %u: %s could not be reached (%s). It is sealed here, with no "
                   "outside time yet; run stamp again later. Nothing was lost.",
                   seal,
                   authority,
                   detail);
    return;
  case HIKAE_STAMP_INDETERMINATE:
  case HIKAE_STAMP_INVALID:
  default:
    hikae_cli_say (
        cli,
        "Seal %u: the answer of %s does not prove a time (%s; %s). It is kept, "
        "and the seal stays without this stamp; run stamp again later.",
        seal,
        authority,
        detail,
        hikae_stamp_get_codes (stamp));
  }
}

/* Says what was renewed and fetched. TRUE when a stamp no longer counts. */
static gboolean
say_long_life (HikaeCli *cli, const HikaeStampRun *run)
{
  if (run->renewed > 0)
    hikae_cli_say (cli,
                   "Seal lists renewed, because their stamps near their end: %u.",
                   run->renewed);
  if (run->lists > 0)
    hikae_cli_say (cli, "Revocation lists fetched and kept: %u.", run->lists);
  if (run->lists_missing > 0)
    hikae_cli_say (cli,
                   "Revocation lists that could not be had: %u. The stamps stand; the "
                   "next stamp asks for the lists again.",
                   run->lists_missing);
  if (run->records > 0)
    hikae_cli_say (cli, "Evidence records renewed and kept: %u.", run->records);
  if (run->records_missing > 0)
    hikae_cli_say (cli,
                   "Evidence records that could not be renewed: %u. They still hold; the "
                   "next stamp asks again.",
                   run->records_missing);
  for (guint i = 0; i < run->revoked->len; i++)
    hikae_cli_say (cli,
                   "%s. Ask another authority with --tsa; nothing of the case is lost.",
                   (const char *)run->revoked->pdata[i]);
  return run->revoked->len > 0;
}

static JsonArray *
format_revoked (const HikaeStampRun *run)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < run->revoked->len; i++)
    json_array_add_string_element (array, run->revoked->pdata[i]);
  return array;
}

static int
report (HikaeCli *cli, const HikaeStampRun *run)
{
  JsonArray *array = json_array_new ();
  int code = HIKAE_EXIT_DONE;

  for (guint i = 0; i < run->stamps->len; i++) {
    HikaeStamp *stamp = run->stamps->pdata[i];

    json_array_add_object_element (array, format_stamp (stamp));
    say_stamp (cli, stamp);
    if (hikae_stamp_get_state (stamp) != HIKAE_STAMP_VALID)
      code = HIKAE_EXIT_FAILED;
  }
  if (run->stamps->len == 0)
    hikae_cli_say (cli, "Everything is stamped already.");
  if (say_long_life (cli, run))
    code = HIKAE_EXIT_FAILED;
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_boolean_member (object, "sealed", run->sealed);
    json_object_set_int_member (object, "pending", run->pending);
    json_object_set_int_member (object, "renewed", run->renewed);
    json_object_set_int_member (object, "lists", run->lists);
    json_object_set_int_member (object, "lists_missing", run->lists_missing);
    json_object_set_int_member (object, "records", run->records);
    json_object_set_int_member (object, "records_missing", run->records_missing);
    json_object_set_array_member (object, "revoked", format_revoked (run));
    json_object_set_array_member (object, "stamps", array);
    hikae_cli_print_json (object);
  } else {
    json_array_unref (array);
  }
  return code;
}

int
hikae_cli_stamp (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) names = NULL;
  g_autofree char *ca = NULL;
  g_autofree char *proxy = NULL;
  int patience = 0;
  gboolean log_too = FALSE;
  const GOptionEntry entries[] = {
      {"tsa",
       0,
       0,
       G_OPTION_ARG_STRING_ARRAY,
       &names,
       "Ask this authority (more than once allowed)",
       "ID|URL"},
      {"ca",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &ca,
       "Certificates to trust for --tsa URL",
       "FILE"},
      {"proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, "socks5h://… or http://…", "URI"},
      {"patience",
       0,
       0,
       G_OPTION_ARG_INT,
       &patience,
       "Wait at most this long for one authority (60)",
       "SECONDS"},
      {"log",
       0,
       0,
       G_OPTION_ARG_NONE,
       &log_too,
       "Stamp the log as it stands, although no item is new",
       NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) authorities = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeStampRun) run = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (patience < 0 || patience > PATIENCE_MAX)
    return hikae_cli_usage (cli, "--patience takes 1 to 3600 seconds");
  if (names != NULL) {
    authorities = list_authorities (names, ca, &error);
    if (authorities == NULL)
      return hikae_cli_fail (cli, g_steal_pointer (&error));
  }
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_stamp_case_async (open_case,
                          &(HikaeStampChoice){
                              .authorities = authorities,
                              .proxy = proxy,
                              .patience = (guint)patience,
                              .log_too = log_too,
                          },
                          NULL,
                          NULL,
                          hikae_cli_ready_cb,
                          &result);
  run = hikae_stamp_case_finish (open_case, hikae_cli_wait (&result), &error);
  if (run == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return report (cli, run);
}
