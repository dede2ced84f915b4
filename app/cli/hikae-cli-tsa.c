/* hikae-cli-tsa.c: tsa verify: one time-stamp answer or token judged; no case needed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-asic-file.h"
#include "hikae-asic.h"
#include "hikae-authority-own.h"
#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-tsa-verifier.h"

#include <string.h>

#define MAX_SMALL ((gsize)64 * 1024 * 1024)
#define MAX_DATA ((gsize)1024 * 1024 * 1024)

typedef struct {
  char *data;
  char *digest;
  char *query;
  char *ca;
  char *untrusted;
  char *crl;
  char *now;
  char *sent;
  char *received;
  gboolean strict;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->data);
  g_free (options->digest);
  g_free (options->query);
  g_free (options->ca);
  g_free (options->untrusted);
  g_free (options->crl);
  g_free (options->now);
  g_free (options->sent);
  g_free (options->received);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

typedef struct {
  GBytes *file;
  GBytes *token;
  GBytes *data;
  GBytes *query;
  GBytes *ca;
  GBytes *untrusted;
  GBytes *crl;
} Files;

static void
clear_files (Files *files)
{
  g_clear_pointer (&files->file, g_bytes_unref);
  g_clear_pointer (&files->token, g_bytes_unref);
  g_clear_pointer (&files->data, g_bytes_unref);
  g_clear_pointer (&files->query, g_bytes_unref);
  g_clear_pointer (&files->ca, g_bytes_unref);
  g_clear_pointer (&files->untrusted, g_bytes_unref);
  g_clear_pointer (&files->crl, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Files, clear_files)

static gboolean
load (const char *path, gsize most, GBytes **bytes, GError **error)
{
  if (path == NULL)
    return TRUE;
  *bytes = hikae_file_load (path, most, error);
  return *bytes != NULL;
}

static gboolean
load_all (const Options *options, const char *token, Files *files, GError **error)
{
  if (!load (token, MAX_SMALL, &files->file, error))
    return FALSE;
  files->token = hikae_tsa_unwrap (files->file);
  return load (options->data, MAX_DATA, &files->data, error) &&
         load (options->query, MAX_SMALL, &files->query, error) &&
         hikae_cli_load_anchors (options->ca, &files->ca, error) &&
         load (options->untrusted, MAX_SMALL, &files->untrusted, error) &&
         load (options->crl, MAX_SMALL, &files->crl, error);
}

static gboolean
parse_time (const char *text, gint64 fallback, gint64 *time_us)
{
  *time_us = fallback;
  return text == NULL || hikae_clock_parse (text, time_us);
}

/* Without --ca each shipped authority is tried with its own anchors and policies: a token
 * counts for the authority whose anchor verified it, and not for the whole list. */
static HikaeTsaVerdict *
verify_by_shipped (HikaeTsaInput *input, char **authority, GError **error)
{
  g_autoptr (GPtrArray) list = hikae_authority_list_known (error);
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  for (guint i = 0; list != NULL && i < list->len; i++) {
    const HikaeAuthority *next = list->pdata[i];

    g_clear_pointer (&verdict, hikae_tsa_verdict_free);
    input->anchors = next->anchors;
    verdict = hikae_tsa_verify (input);
    if (verdict->chain != NULL) {
      *authority = g_strdup (next->id);
      break;
    }
  }
  return g_steal_pointer (&verdict);
}

static void
set_text (JsonObject *object, const char *member, const char *text)
{
  if (text != NULL)
    json_object_set_string_member (object, member, text);
  else
    json_object_set_null_member (object, member);
}

static void
set_time (JsonObject *object, const char *member, gint64 time_us)
{
  g_autofree char *text = time_us != 0 ? hikae_clock_format_utc (time_us) : NULL;

  set_text (object, member, text);
}

/* Seconds as text, because no JSON of ours holds fractions: "1", "0.5". */
static char *
dup_seconds (gint64 micros)
{
  g_autofree char *text = NULL;
  gsize size = 0;

  if (micros < 0)
    return NULL;
  text = g_strdup_printf ("%" G_GINT64_FORMAT ".%06d",
                          micros / G_USEC_PER_SEC,
                          (int)(micros % G_USEC_PER_SEC));
  size = strlen (text);
  while (text[size - 1] == '0')
    text[--size] = '\0';
  if (text[size - 1] == '.')
    text[--size] = '\0';
  return g_steal_pointer (&text);
}

static JsonObject *
format_verdict (const HikaeTsaVerdict *verdict, const char *authority)
{
  JsonObject *object = json_object_new ();
  JsonArray *codes = json_array_new ();
  g_autofree char *accuracy = dup_seconds (verdict->accuracy_us);

  for (guint i = 0; i < verdict->codes->len; i++)
    json_array_add_string_element (codes, verdict->codes->pdata[i]);
  json_object_set_string_member (
      object, "verdict", hikae_tsa_state_get_name (verdict->state));
  json_object_set_array_member (object, "codes", codes);
  set_time (object, "time", verdict->gen_time);
  set_text (object, "accuracy", accuracy);
  set_text (object, "signer", verdict->signer);
  set_text (object, "policy", verdict->policy);
  set_text (object, "serial", verdict->serial);
  set_text (object, "imprint_algorithm", verdict->imprint_algorithm);
  set_time (object, "chain_ends", verdict->chain_ends);
  json_object_set_boolean_member (object, "qualified", verdict->qualified);
  set_text (object, "authority", authority);
  json_object_set_string_member (object, "sentence", verdict->sentence);
  return object;
}

static int
print_verdict (HikaeCli *cli, const HikaeTsaVerdict *verdict, const char *authority)
{
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);

  hikae_cli_say (cli,
                 "%s: %s%s%s%s",
                 hikae_tsa_state_get_name (verdict->state),
                 verdict->sentence,
                 *codes != '\0' ? " (" : "",
                 codes,
                 *codes != '\0' ? ")" : "");
  if (verdict->signer != NULL)
    hikae_cli_say (cli, "signed by: %s", verdict->signer);
  if (cli->json)
    hikae_cli_print_json (format_verdict (verdict, authority));
  return verdict->state == HIKAE_TSA_VALID ? HIKAE_EXIT_DONE : HIKAE_EXIT_FAILED;
}

/* Whom to trust, as sets: the caller's alone, or each shipped authority's. */
static GPtrArray *
list_anchors (GBytes *ca, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  GPtrArray *sets = NULL;

  if (ca == NULL) {
    list = hikae_authority_list_known (error);
    if (list == NULL)
      return NULL;
  }
  sets = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  if (ca != NULL)
    g_ptr_array_add (sets, g_bytes_ref (ca));
  for (guint i = 0; list != NULL && i < list->len; i++)
    g_ptr_array_add (sets, g_bytes_ref (((HikaeAuthority *)list->pdata[i])->anchors));
  return sets;
}

/* An ASiC container brings the data of its time stamps with it. */
static int
verify_container (HikaeCli *cli, const Options *options, const char *path)
{
  g_auto (Files) files = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) inside = NULL;
  g_autoptr (GPtrArray) anchors = NULL;
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  HikaeAsicInput input = {.strict_revocation = options->strict};

  if (!parse_time (options->now, hikae_clock_get_now (), &input.now))
    return hikae_cli_usage (cli, "a time is written as 2026-11-24T01:02:03Z");
  if (options->data != NULL || options->digest != NULL || options->query != NULL)
    return hikae_cli_usage (
        cli, "a container holds its data itself: leave out --data, --digest and --query");
  if (hikae_cli_load_anchors (options->ca, &files.ca, &error) &&
      load (options->untrusted, MAX_SMALL, &files.untrusted, &error) &&
      load (options->crl, MAX_SMALL, &files.crl, &error))
    inside = hikae_asic_load (path, &input.twice, &error);
  if (inside != NULL)
    anchors = list_anchors (files.ca, &error);
  if (anchors == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  input.files = inside;
  input.anchors = anchors;
  input.untrusted = files.untrusted;
  input.crls = files.crl;
  verdict = hikae_asic_verify (&input);
  return print_verdict (cli, verdict, NULL);
}

static int
verify (HikaeCli *cli, const Options *options, const char *token)
{
  g_auto (Files) files = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  g_autofree char *authority = NULL;
  HikaeTsaInput input = {0};

  if (!parse_time (options->now, hikae_clock_get_now (), &input.now) ||
      !parse_time (options->sent, 0, &input.sent_at) ||
      !parse_time (options->received, 0, &input.received_at))
    return hikae_cli_usage (cli, "a time is written as 2026-11-24T01:02:03Z");
  if (options->digest != NULL && !hikae_tsa_digest_is_readable (options->digest))
    return hikae_cli_usage (cli,
                            "a digest is written as ALG:HEX, for example sha256: and its "
                            "64 hexadecimal digits");
  if (!load_all (options, token, &files, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  input.token = files.token;
  input.query = files.query;
  input.data = files.data;
  input.imprint = options->digest;
  input.anchors = files.ca;
  input.untrusted = files.untrusted;
  input.crls = files.crl;
  input.strict_revocation = options->strict;
  /* What an authority sent is a whole answer, and its file is named .tsr. */
  input.form =
      g_str_has_suffix (token, ".tsr") ? HIKAE_TSA_FORM_RESPONSE : HIKAE_TSA_FORM_ANY;
  verdict = files.ca != NULL ? hikae_tsa_verify (&input)
                             : verify_by_shipped (&input, &authority, &error);
  if (verdict == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return print_verdict (cli, verdict, authority);
}

int
hikae_cli_tsa (HikaeCli *cli, int argc, char **argv)
{
  g_auto (Options) options = {0};
  g_auto (GStrv) rest = NULL;
  const GOptionEntry entries[] = {
      {"data", 0, 0, G_OPTION_ARG_FILENAME, &options.data, "What was stamped", "FILE"},
      {"digest", 0, 0, G_OPTION_ARG_STRING, &options.digest, "Its digest", "ALG:HEX"},
      {"query", 0, 0, G_OPTION_ARG_FILENAME, &options.query, "What was asked", "FILE"},
      {"ca", 0, 0, G_OPTION_ARG_FILENAME, &options.ca, "Whom to trust", "FILE"},
      {"untrusted",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &options.untrusted,
       "Certificates between",
       "FILE"},
      {"crl", 0, 0, G_OPTION_ARG_FILENAME, &options.crl, "Revocation lists", "FILE"},
      {"now", 0, 0, G_OPTION_ARG_STRING, &options.now, "The time now", "TIME"},
      {"sent", 0, 0, G_OPTION_ARG_STRING, &options.sent, "When it was asked", "TIME"},
      {"received",
       0,
       0,
       G_OPTION_ARG_STRING,
       &options.received,
       "When the answer came",
       "TIME"},
      {"strict",
       0,
       0,
       G_OPTION_ARG_NONE,
       &options.strict,
       "Not valid without revocation lists",
       NULL},
      G_OPTION_ENTRY_NULL,
  };

  if (argc > 1 && (strcmp (argv[1], "list") == 0 || strcmp (argv[1], "add") == 0 ||
                   strcmp (argv[1], "remove") == 0 || strcmp (argv[1], "check") == 0))
    return hikae_cli_authority (cli, argc, argv);
  if (argc > 1 && (strcmp (argv[1], "record") == 0 || strcmp (argv[1], "renew") == 0 ||
                   strcmp (argv[1], "verify-record") == 0))
    return hikae_cli_record (cli, argc, argv);
  if (!hikae_cli_parse (cli, argc, argv, entries, "verify TOKEN", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (strcmp (rest[0], "verify") != 0)
    return hikae_cli_usage (cli, "usage: hikae-cli tsa verify TOKEN");
  return hikae_asic_is_container (rest[1]) ? verify_container (cli, &options, rest[1])
                                           : verify (cli, &options, rest[1]);
}
