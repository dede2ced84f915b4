/* hikae-cli-record.c: tsa record, renew, verify-record: evidence records, without a case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-evidence-record.h"
#include "hikae-file.h"
#include "hikae-record-files.h"

#include <string.h>

#define MAX_SMALL ((gsize)64 * 1024 * 1024)
#define MAX_DATA ((gsize)1024 * 1024 * 1024)
#define MAX_FILES 100000

typedef struct {
  char *tsa;
  char *ca;
  char *proxy;
  int patience;
  char *output;
  char *data;
  char *hash;
  char *crl;
  char *untrusted;
  char *now;
} Options;

static void
clear_options (Options *options)
{
  g_free (options->tsa);
  g_free (options->ca);
  g_free (options->proxy);
  g_free (options->output);
  g_free (options->data);
  g_free (options->hash);
  g_free (options->crl);
  g_free (options->untrusted);
  g_free (options->now);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, clear_options)

static gboolean
find_hash (const char *name, HikaeDigestAlgorithm *algorithm)
{
  if (name == NULL || strcmp (name, "sha256") == 0)
    *algorithm = HIKAE_DIGEST_SHA256;
  else if (strcmp (name, "sha384") == 0)
    *algorithm = HIKAE_DIGEST_SHA384;
  else if (strcmp (name, "sha512") == 0)
    *algorithm = HIKAE_DIGEST_SHA512;
  else
    return FALSE;
  return TRUE;
}

/* (nullable): NULL without @error when @path is NULL. */
static GBytes *
load (const char *path, gsize most, GError **error)
{
  return path != NULL ? hikae_file_load (path, most, error) : NULL;
}

static HikaeAuthority *
find_authority (const Options *options, GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (GBytes) ca = load (options->ca, MAX_SMALL, &inner);

  if (inner != NULL) {
    g_propagate_error (error, g_steal_pointer (&inner));
    return NULL;
  }
  return hikae_authority_new_for_url (options->tsa, ca, error);
}

static gboolean
write_record (const char *path, GBytes *record, GError **error)
{
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, FALSE, error);

  return file != NULL &&
         hikae_new_file_write (
             file, g_bytes_get_data (record, NULL), g_bytes_get_size (record), error) &&
         hikae_new_file_commit (file, error);
}

/* Each beside the name of its file, in @folder. */
static gboolean
write_all (const char *folder, char **paths, GPtrArray *records, GError **error)
{
  for (guint i = 0; i < records->len; i++) {
    g_autofree char *base = g_path_get_basename (paths[i]);
    g_autofree char *name = g_strconcat (base, ".ers", NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!write_record (path, records->pdata[i], error))
      return FALSE;
  }
  return TRUE;
}

static int
make (HikaeCli *cli, const Options *options, char **paths)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeAuthority) authority = find_authority (options, &error);
  g_autoptr (GPtrArray) records = NULL;
  HikaeDigestAlgorithm algorithm = HIKAE_DIGEST_NONE;
  JsonObject *object = NULL;
  gsize largest = 0;

  if (!find_hash (options->hash, &algorithm))
    return hikae_cli_usage (cli, "--hash takes sha256, sha384 or sha512");
  if (authority != NULL)
    records = hikae_record_files (
        &(HikaeRecordAsk){authority, options->proxy, (guint)options->patience},
        paths,
        algorithm,
        NULL,
        &error);
  if (records == NULL || !write_all (options->output, paths, records, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  for (guint i = 0; i < records->len; i++)
    largest = MAX (largest, g_bytes_get_size (records->pdata[i]));
  hikae_cli_say (cli, "Records written: %u.", records->len);
  if (!cli->json)
    return HIKAE_EXIT_DONE;
  object = json_object_new ();
  json_object_set_int_member (object, "records", records->len);
  json_object_set_int_member (object, "largest", (gint64)largest);
  hikae_cli_print_json (object);
  return HIKAE_EXIT_DONE;
}

static int
renew (HikaeCli *cli, const Options *options, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeAuthority) authority = find_authority (options, &error);
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GBytes) renewed = NULL;
  HikaeDigestAlgorithm algorithm = HIKAE_DIGEST_NONE;

  if (!find_hash (options->hash, &algorithm))
    return hikae_cli_usage (cli, "--hash takes sha256, sha384 or sha512");
  if (authority != NULL)
    record = hikae_file_load (path, HIKAE_EVIDENCE_RECORD_MAX, &error);
  if (record != NULL)
    renewed = hikae_record_renew (
        &(HikaeRecordAsk){authority, options->proxy, (guint)options->patience},
        record,
        options->data,
        algorithm,
        NULL,
        &error);
  if (renewed == NULL || !write_record (options->output, renewed, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli, "The record was renewed.");
  if (cli->json)
    hikae_cli_print_json (json_object_new ());
  return HIKAE_EXIT_DONE;
}

/* Without --ca the anchors of all shipped authorities: a record does not say whose the
 * time stamps in it are, and a renewal may be another's. */
static HikaeTsaVerdict *
judge (HikaeEvidenceInput *input, GError **error)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GByteArray) joined = g_byte_array_new ();
  g_autoptr (GBytes) anchors = NULL;

  if (input->anchors != NULL)
    return hikae_evidence_record_verify (input);
  list = hikae_authority_list_known (error);
  if (list == NULL)
    return NULL;
  for (guint i = 0; i < list->len; i++) {
    gsize size = 0;
    const void *bytes =
        g_bytes_get_data (((HikaeAuthority *)list->pdata[i])->anchors, &size);

    g_byte_array_append (joined, bytes, (guint)size);
  }
  anchors = g_byte_array_free_to_bytes (g_steal_pointer (&joined));
  input->anchors = anchors;
  return hikae_evidence_record_verify (input);
}

static int
print_verdict (HikaeCli *cli, const HikaeTsaVerdict *verdict)
{
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);
  g_autofree char *time = hikae_clock_format_utc (verdict->gen_time);

  hikae_cli_say (cli,
                 "%s: %s%s%s%s",
                 hikae_tsa_state_get_name (verdict->state),
                 verdict->sentence,
                 *codes != '\0' ? " (" : "",
                 codes,
                 *codes != '\0' ? ")" : "");
  if (cli->json) {
    JsonObject *object = json_object_new ();
    JsonArray *array = json_array_new ();

    for (guint i = 0; i < verdict->codes->len; i++)
      json_array_add_string_element (array, verdict->codes->pdata[i]);
    json_object_set_string_member (
        object, "verdict", hikae_tsa_state_get_name (verdict->state));
    json_object_set_array_member (object, "codes", array);
    json_object_set_string_member (object, "time", verdict->gen_time != 0 ? time : "");
    json_object_set_string_member (object, "sentence", verdict->sentence);
    hikae_cli_print_json (object);
  }
  return verdict->state == HIKAE_TSA_VALID ? HIKAE_EXIT_DONE : HIKAE_EXIT_FAILED;
}

static int
verify (HikaeCli *cli, const Options *options, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = hikae_file_load (path, HIKAE_EVIDENCE_RECORD_MAX, &error);
  g_autoptr (GBytes) data = error == NULL ? load (options->data, MAX_DATA, &error) : NULL;
  g_autoptr (GBytes) ca = NULL;
  g_autoptr (GBytes) crl = error == NULL ? load (options->crl, MAX_SMALL, &error) : NULL;
  g_autoptr (GBytes) between =
      error == NULL ? load (options->untrusted, MAX_SMALL, &error) : NULL;
  g_autoptr (GPtrArray) objects = g_ptr_array_new ();
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  HikaeEvidenceInput input = {
      .record = record,
      .data = objects,
      .untrusted = between,
      .crls = crl,
      .now = hikae_clock_get_now (),
  };

  if (options->now != NULL && !hikae_clock_parse (options->now, &input.now))
    return hikae_cli_usage (cli, "a time is written as 2026-11-24T01:02:03Z");
  if (error == NULL && hikae_cli_load_anchors (options->ca, &ca, &error)) {
    input.anchors = ca;
    g_ptr_array_add (objects, data);
    verdict = judge (&input, &error);
  }
  if (verdict == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return print_verdict (cli, verdict);
}

int
hikae_cli_record (HikaeCli *cli, int argc, char **argv)
{
  g_auto (Options) options = {0};
  g_auto (GStrv) rest = NULL;
#define TEXT(name, field, words, what)                                                   \
  {                                                                                      \
    name, 0, 0, G_OPTION_ARG_STRING, &options.field, words, what                         \
  }
#define PATH(name, field, words, what)                                                   \
  {                                                                                      \
    name, 0, 0, G_OPTION_ARG_FILENAME, &options.field, words, what                       \
  }
  const GOptionEntry entries[] = {
      TEXT ("tsa", tsa, "Ask this authority", "ID|URL"),
      PATH ("ca", ca, "Whom to trust", "FILE"),
      TEXT ("proxy", proxy, "socks5h://… or http://…", "URI"),
      {"patience",
       0,
       0,
       G_OPTION_ARG_INT,
       &options.patience,
       "Wait at most this long (60)",
       "SECONDS"},
      {"output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "Where to", "PATH"},
      PATH ("data", data, "What the record is about", "FILE"),
      TEXT ("hash", hash, "sha256, sha384 or sha512", "NAME"),
      PATH ("crl", crl, "Revocation lists", "FILE"),
      PATH ("untrusted", untrusted, "Certificates between", "FILE"),
      TEXT ("now", now, "The time now", "TIME"),
      G_OPTION_ENTRY_NULL,
  };
  const char *verb = argc > 1 ? argv[1] : "";
  gboolean makes = strcmp (verb, "record") == 0;
  gboolean judges = strcmp (verb, "verify-record") == 0;

  if (!hikae_cli_parse (
          cli, argc, argv, entries, "VERB FILE…", 2, makes ? MAX_FILES + 1 : 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (judges)
    return options.data != NULL ? verify (cli, &options, rest[1])
                                : hikae_cli_usage (cli, "--data names the file");
  if (options.tsa == NULL || options.output == NULL)
    return hikae_cli_usage (cli, "--tsa and -o are needed");
  return makes ? make (cli, &options, rest + 1) : renew (cli, &options, rest[1]);
}
