/* hikae-cli.h: what the verbs of hikae-cli share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Exit codes (DESIGN §9). */
typedef enum {
  HIKAE_EXIT_DONE = 0,
  HIKAE_EXIT_FAILED = 1, /* problems found, or the action failed with nothing lost */
  HIKAE_EXIT_USAGE = 2,
  HIKAE_EXIT_WRONG_SECRET = 3,
  HIKAE_EXIT_DAMAGED = 4,
} HikaeExit;

/**
 * HikaeCli:
 * @json: print one JSON object on stdout instead of sentences
 * @passphrase_file: (nullable): path or "-"
 * @open_case: (nullable) (owned): the case that the verb opened or made; closed, and
 *   waited for, before the program ends, so that its thread never outlives the libraries
 * @cancellable: (nullable) (owned): of hikae_cli_begin_work(); @progress: likewise
 */
typedef struct {
  gboolean json;
  const char *passphrase_file;
  HikaeCase *open_case;
  GCancellable *cancellable;
  HikaeProgress *progress;
} HikaeCli;

/* One verb: @argv[0] is the verb's own name; options are parsed by the verb with
 * hikae_cli_parse(). Returns an exit code after printing. One file per verb:
 * hikae-cli-<verb>.c; listed in the table of main-cli.c. */
typedef int (*HikaeCliVerb) (HikaeCli *cli, int argc, char **argv);

/* GOption over the verb's arguments, --json and --passphrase-file among them; prints
 * usage and returns FALSE on error (exit 2).
 * @rest: (out) (transfer full): what is not an option. */
gboolean hikae_cli_parse (HikaeCli *cli,
                          int argc,
                          char **argv,
                          const GOptionEntry *entries,
                          const char *parameters,
                          guint least,
                          guint most,
                          char ***rest) G_GNUC_WARN_UNUSED_RESULT;
/* Prints "hikae-cli: what happened; what to do" (JSON: {"error":{"code","message",
 * "advice"}}) and returns the exit code that fits. Takes @error. */
int hikae_cli_fail (HikaeCli *cli, GError *error);
/* Prints "hikae-cli: @message" and returns 2. */
int hikae_cli_usage (HikaeCli *cli, const char *message);
/* (transfer full): @object (transfer full) as JSON of one line. */
char *hikae_cli_format_json (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;
/* Prints @object (transfer full) as one JSON line on stdout. */
void hikae_cli_print_json (JsonObject *object);
/* FALSE when something printed so far never reached standard output. */
gboolean hikae_cli_output_is_whole (void) G_GNUC_WARN_UNUSED_RESULT;
/* After the recovery code of the open case was printed: when all of it was written it is
 * where whoever asked for it wanted it, on a terminal, in a file or in another program,
 * and the case says that it is confirmed. Returns the exit code; says so when nobody can
 * have read it. */
int hikae_cli_confirm_recovery (HikaeCli *cli);
/* Shows a recovery code, the only time it is: @intro before it, or one JSON object with
 * @path (nullable). Returns the exit code, as above. */
int hikae_cli_show_recovery (HikaeCli *cli,
                             const char *path,
                             const char *intro,
                             HikaeSecret *code);
/* A sentence on stdout, unless JSON was asked for. Foreign text must have passed
 * hikae_text_for_display(). */
void hikae_cli_say (HikaeCli *cli, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Runs the main context until an asynchronous call has called back. */
void hikae_cli_ready_cb (GObject *source, GAsyncResult *result, gpointer result_slot);
GAsyncResult *hikae_cli_wait (GAsyncResult **result_slot);
/* (transfer none): for long work: Ctrl+C (SIGINT) and SIGTERM cancel it, so that it can
 * take away what it began; @progress: (out) (transfer none): shown on a terminal. One for
 * the life of the program. */
GCancellable *hikae_cli_begin_work (HikaeCli *cli, HikaeProgress **progress);
/* Asks for the passphrase (terminal without echo, or the file) and opens. */
HikaeCase *hikae_cli_open_case (HikaeCli *cli,
                                const char *path,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
HikaeSecret *hikae_cli_read_passphrase (HikaeCli *cli,
                                        const char *file,
                                        const char *prompt,
                                        gboolean twice,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What --ca names: certificates as PEM, DER or PKCS #7. @anchors stays NULL when @path is
 * NULL; REJECTED when the file holds none, because then nothing could be trusted. */
gboolean hikae_cli_load_anchors (const char *path,
                                 GBytes **anchors,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): one JSON object from a file, bounded in size. */
JsonNode *hikae_cli_load_answers (const char *path,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of `request`: one of them whole; the ways on from it. (transfer full). */
JsonObject *hikae_cli_format_request (HikaeRequest *request);
int hikae_cli_request_show (HikaeCli *cli, HikaeCase *open_case, guint number);
int hikae_cli_request_next (HikaeCli *cli,
                            HikaeCase *open_case,
                            guint number,
                            const char *lang);

int hikae_cli_new (HikaeCli *cli, int argc, char **argv);
int hikae_cli_info (HikaeCli *cli, int argc, char **argv);
int hikae_cli_add (HikaeCli *cli, int argc, char **argv);
int hikae_cli_note (HikaeCli *cli, int argc, char **argv);
int hikae_cli_link (HikaeCli *cli, int argc, char **argv);
int hikae_cli_capture (HikaeCli *cli, int argc, char **argv);
int hikae_cli_recheck (HikaeCli *cli, int argc, char **argv);
int hikae_cli_screenshot (HikaeCli *cli, int argc, char **argv);
int hikae_cli_list (HikaeCli *cli, int argc, char **argv);
int hikae_cli_show (HikaeCli *cli, int argc, char **argv);
int hikae_cli_extract (HikaeCli *cli, int argc, char **argv);
int hikae_cli_stamp (HikaeCli *cli, int argc, char **argv);
int hikae_cli_bases (HikaeCli *cli, int argc, char **argv);
int hikae_cli_letter (HikaeCli *cli, int argc, char **argv);
int hikae_cli_request (HikaeCli *cli, int argc, char **argv);
int hikae_cli_contacts (HikaeCli *cli, int argc, char **argv);
int hikae_cli_export (HikaeCli *cli, int argc, char **argv);
int hikae_cli_verify (HikaeCli *cli, int argc, char **argv);
int hikae_cli_key (HikaeCli *cli, int argc, char **argv);
int hikae_cli_media (HikaeCli *cli, int argc, char **argv);
int hikae_cli_similar (HikaeCli *cli, int argc, char **argv);
int hikae_cli_redact (HikaeCli *cli, int argc, char **argv);
int hikae_cli_rescue (HikaeCli *cli, int argc, char **argv);
int hikae_cli_backup (HikaeCli *cli, int argc, char **argv);
int hikae_cli_tsa (HikaeCli *cli, int argc, char **argv);
/* The verbs of `tsa` about evidence records. */
int hikae_cli_record (HikaeCli *cli, int argc, char **argv);
/* Those about whom to ask: list, add, remove, check. */
int hikae_cli_authority (HikaeCli *cli, int argc, char **argv);
int hikae_cli_law (HikaeCli *cli, int argc, char **argv);

G_END_DECLS
