/* hikae-cli-authority.c: tsa list, add, remove, check: whom to ask for the time
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

#include <string.h>

#define ANCHORS_MAX (4 * 1024 * 1024)

gboolean
hikae_cli_load_anchors (const char *path, GBytes **anchors, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (path == NULL)
    return TRUE;
  bytes = hikae_file_load (path, ANCHORS_MAX, error);
  if (bytes == NULL) {
    g_prefix_error_literal (error, "the file of trusted certificates: ");
    return FALSE;
  }
  if (!hikae_authority_has_anchors (bytes)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the file of trusted certificates holds no certificate");
    return FALSE;
  }
  *anchors = g_steal_pointer (&bytes);
  return TRUE;
}

typedef struct {
  char *ca;
  char *proxy;
  int patience;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->ca);
  g_free (options->proxy);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static JsonObject *
format_authority (const HikaeAuthority *authority)
{
  JsonObject *object = json_object_new ();
  gboolean own = strcmp (authority->legal_class, HIKAE_AUTHORITY_OWN_CLASS) == 0;
  g_autofree char *url = hikae_authority_dup_shown_url (authority);

  json_object_set_string_member (object, "id", authority->id);
  json_object_set_string_member (object, "name", authority->name);
  json_object_set_string_member (object, "url", url);
  json_object_set_string_member (object, "class", authority->legal_class);
  json_object_set_boolean_member (object, "asked", authority->is_default || own);
  if (authority->last_checked != NULL)
    json_object_set_string_member (object, "last_checked", authority->last_checked);
  return object;
}

static int
list (HikaeCli *cli)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) known = hikae_authority_list_known (&error);
  JsonArray *array = NULL;
  JsonObject *object = NULL;

  if (known == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  array = json_array_new ();
  for (guint i = 0; i < known->len; i++) {
    const HikaeAuthority *authority = known->pdata[i];
    g_autofree char *name = hikae_text_for_display (authority->name, 100);

    json_array_add_object_element (array, format_authority (authority));
    hikae_cli_say (cli, "%-24s %-10s %s", authority->id, authority->legal_class, name);
  }
  object = json_object_new ();
  json_object_set_array_member (object, "authorities", array);
  if (cli->json)
    hikae_cli_print_json (object);
  else
    json_object_unref (object);
  return HIKAE_EXIT_DONE;
}

static int
add (HikaeCli *cli, const Options *options, const char *url)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) ca = NULL;
  g_autoptr (HikaeAuthority) added = NULL;

  if (options->ca == NULL)
    return hikae_cli_usage (cli, "--ca names the certificates to trust it by");
  if (hikae_cli_load_anchors (options->ca, &ca, &error))
    added = hikae_authority_add_own (url, ca, &error);
  if (added == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "%s is in your list and will be asked by stamp.", added->id);
  if (cli->json)
    hikae_cli_print_json (format_authority (added));
  return HIKAE_EXIT_DONE;
}

static int
take_away (HikaeCli *cli, const char *id)
{
  g_autoptr (GError) error = NULL;

  if (!hikae_authority_remove_own (id, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "It is no longer asked. Its stamps stay in their cases.");
  if (cli->json)
    hikae_cli_print_json (json_object_new ());
  return HIKAE_EXIT_DONE;
}

/* (transfer full): of the list, or the address with --ca. */
static HikaeAuthority *
find (const Options *options, const char *name, GError **error)
{
  g_autoptr (GPtrArray) known = hikae_authority_list_known (error);
  g_autoptr (GBytes) ca = NULL;

  for (guint i = 0; known != NULL && options->ca == NULL && i < known->len; i++) {
    const HikaeAuthority *authority = known->pdata[i];

    if (strcmp (authority->id, name) == 0 || strcmp (authority->url, name) == 0)
      return hikae_authority_copy (authority);
  }
  if (known == NULL)
    return NULL;
  if (!hikae_cli_load_anchors (options->ca, &ca, error))
    return NULL;
  return hikae_authority_new_for_url (name, ca, error);
}

static int
check (HikaeCli *cli, const Options *options, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeAuthority) authority = find (options, name, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  g_autofree char *time = NULL;
  g_autofree char *codes = NULL;

  if (authority == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_check_authority_async (authority,
                               options->proxy,
                               (guint)options->patience,
                               NULL,
                               hikae_cli_ready_cb,
                               &result);
  verdict = hikae_check_authority_finish (hikae_cli_wait (&result), &error);
  if (verdict == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  time = hikae_clock_format_utc (verdict->gen_time);
  codes = hikae_tsa_verdict_dup_codes (verdict);
  if (verdict->state == HIKAE_TSA_VALID)
    hikae_cli_say (cli, "It answers, and its answer holds: %s.", time);
  else
    hikae_cli_say (
        cli, "It answers, but no time can rest on it: %s (%s)", verdict->sentence, codes);
  if (cli->json) {
    JsonObject *object = format_authority (authority);

    json_object_set_string_member (
        object, "verdict", hikae_tsa_state_get_name (verdict->state));
    json_object_set_string_member (object, "codes", codes);
    json_object_set_string_member (object, "sentence", verdict->sentence);
    hikae_cli_print_json (object);
  }
  return verdict->state == HIKAE_TSA_VALID ? HIKAE_EXIT_DONE : HIKAE_EXIT_FAILED;
}

int
hikae_cli_authority (HikaeCli *cli, int argc, char **argv)
{
  g_auto (Options) options = {0};
  g_auto (GStrv) rest = NULL;
  const GOptionEntry entries[] = {
      {"ca", 0, 0, G_OPTION_ARG_FILENAME, &options.ca, "Whom to trust", "FILE"},
      {"proxy",
       0,
       0,
       G_OPTION_ARG_STRING,
       &options.proxy,
       "socks5h://… or http://…",
       "URI"},
      {"patience",
       0,
       0,
       G_OPTION_ARG_INT,
       &options.patience,
       "Wait at most this long (60)",
       "SECONDS"},
      G_OPTION_ENTRY_NULL,
  };
  gboolean lists = argc > 1 && strcmp (argv[1], "list") == 0;

  if (!hikae_cli_parse (
          cli, argc, argv, entries, "VERB [ID|URL]", lists ? 1 : 2, lists ? 1 : 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (options.patience < 0 || options.patience > 3600)
    return hikae_cli_usage (cli, "--patience takes 1 to 3600 seconds");
  if (lists)
    return list (cli);
  if (strcmp (rest[0], "add") == 0)
    return add (cli, &options, rest[1]);
  return strcmp (rest[0], "remove") == 0 ? take_away (cli, rest[1])
                                         : check (cli, &options, rest[1]);
}
