/* recorder-run.c: the recorder as a program, for tests that come from outside
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Says "PORT TOKEN" on standard output, records until standard input ends, then writes
 * the archive to FILE. */
#include "config.h"

#include "hikae-recorder.h"

#include <stdio.h>

static HikaeRecorder *
start (int *argc, char ***argv, GError **error)
{
  g_autofree char *proxy = NULL;
  g_autofree char *anchors = NULL;
  g_autofree char *allowed = NULL;
  gboolean minor = FALSE;
  gboolean public_only = FALSE;
  const GOptionEntry entries[] = {
      {"proxy", 0, 0, G_OPTION_ARG_STRING, &proxy, NULL, NULL},
      {"anchors", 0, 0, G_OPTION_ARG_FILENAME, &anchors, NULL, NULL},
      {"allow-host", 0, 0, G_OPTION_ARG_STRING, &allowed, NULL, NULL},
      {"minor", 0, 0, G_OPTION_ARG_NONE, &minor, NULL, NULL},
      {"public", 0, 0, G_OPTION_ARG_NONE, &public_only, NULL, NULL},
      G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE");
  g_autoptr (GTlsDatabase) database = NULL;
  HikaeRecorderOptions options = {0};
  HikaeRecorder *recorder = NULL;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return NULL;
  if (anchors != NULL) {
    database = g_tls_file_database_new (anchors, error);
    if (database == NULL)
      return NULL;
  }
  options.upstream = proxy;
  options.refuse_media = minor;
  options.anchors = database;
  options.zone = public_only ? HIKAE_RECORDER_ZONE_PUBLIC : HIKAE_RECORDER_ZONE_AS_FIRST;
  recorder = hikae_recorder_start (&options, error);
  if (recorder != NULL && allowed != NULL)
    hikae_recorder_allow_host (recorder, allowed);
  return recorder;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRecorder) recorder = start (&argc, &argv, &error);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileOutputStream) sink = NULL;

  if (recorder == NULL || argc != 2) {
    g_printerr ("recorder-run: %s\n", error != NULL ? error->message : "FILE is missing");
    return 2;
  }
  g_print (
      "%u %s\n", hikae_recorder_get_port (recorder), hikae_recorder_get_token (recorder));
  fflush (stdout);
  while (getchar () != EOF)
    ;
  hikae_recorder_stop (recorder);
  file = g_file_new_for_path (argv[1]);
  sink = g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, &error);
  if (sink != NULL &&
      hikae_recorder_write_wacz (recorder,
                                 G_OUTPUT_STREAM (sink),
                                 "http://page.example/",
                                 "page",
                                 1000000,
                                 &error) &&
      g_output_stream_close (G_OUTPUT_STREAM (sink), NULL, &error))
    return 0;
  g_printerr ("recorder-run: %s\n", error->message);
  return 1;
}
