/* hikae-cli-export.c: export and verify: hand over, and check what was handed over
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

static GArray *
parse_numbers (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; parts[i] != NULL; i++) {
    guint64 number = 0;
    guint value = 0;

    if (!g_ascii_string_to_unsigned (parts[i], 10, 1, G_MAXUINT, &number, NULL))
      return NULL;
    value = (guint)number;
    g_array_append_val (numbers, value);
  }
  return g_steal_pointer (&numbers);
}

typedef struct {
  char *output;
  char *items;
  char *lang;
  char *passphrase_file;
  char *pictures;
  gboolean letters;
  gboolean text_only;
  gboolean redacted;
  gboolean address;
  gboolean phone;
  gboolean cookies;
  gboolean dry_run;
} ExportOptions;

static void
export_options_clear (ExportOptions *options)
{
  g_free (options->output);
  g_free (options->items);
  g_free (options->lang);
  g_free (options->passphrase_file);
  g_free (options->pictures);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ExportOptions, export_options_clear)

static void
fill_choice (HikaeExportChoice *choice, const ExportOptions *options)
{
  choice->lang = options->lang != NULL ? options->lang : "en";
  choice->text_only = options->text_only;
  choice->redacted = options->redacted;
  choice->with_letters = options->letters;
  choice->private_fields = (options->address ? HIKAE_BUNDLE_ADDRESS : 0) |
                           (options->phone ? HIKAE_BUNDLE_PHONE : 0) |
                           (options->cookies ? HIKAE_BUNDLE_COOKIES : 0);
}

/* Pages that hold cookies stay out of the bundle; a copy without them goes along. One
 * that cannot be made is told, and the page stays out. */
static void
share_pages (HikaeCli *cli, HikaeCase *open_case, GArray *numbers)
{
  g_autoptr (GPtrArray) due = hikae_share_page_list_due (open_case, numbers);

  for (guint i = 0; i < due->len; i++) {
    guint number = hikae_item_get_number (due->pdata[i]);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeItem) copy = NULL;

    hikae_share_page_async (open_case, number, NULL, hikae_cli_ready_cb, &result);
    copy = hikae_share_page_finish (open_case, hikae_cli_wait (&result), &error);
    if (copy == NULL) {
      g_printerr (
          "hikae-cli: item %u has no copy without cookies: %s\n", number, error->message);
      continue;
    }
    hikae_cli_say (cli,
                   "Item %u: a copy without cookies is item %u.",
                   number,
                   hikae_item_get_number (copy));
  }
}

/* Says in words what the bundle will hold; with --dry-run that is all. */
static gboolean
announce (HikaeCli *cli,
          HikaeCase *open_case,
          const HikaeExportChoice *choice,
          gboolean only,
          GError **error)
{
  g_auto (GStrv) lines = hikae_export_describe (open_case, choice, choice->lang, error);
  JsonArray *array = NULL;
  JsonObject *object = NULL;

  if (lines == NULL)
    return FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    hikae_cli_say (cli, "- %s", lines[i]);
  if (!only || !cli->json)
    return TRUE;
  array = json_array_new ();
  for (guint i = 0; lines[i] != NULL; i++)
    json_array_add_string_element (array, lines[i]);
  object = json_object_new ();
  json_object_set_array_member (object, "inside", array);
  hikae_cli_print_json (object);
  return TRUE;
}

static int
run_export (HikaeCli *cli, const char *path, const ExportOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) numbers = NULL;
  g_autoptr (HikaeSecret) passphrase = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  HikaeExportChoice choice = {0};
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (options->items != NULL) {
    numbers = parse_numbers (options->items);
    if (numbers == NULL)
      return hikae_cli_usage (cli, "--items takes numbers with commas between: 1,2,5");
  }
  open_case = hikae_cli_open_case (cli, path, &error);
  if (open_case != NULL && options->passphrase_file != NULL)
    passphrase = hikae_cli_read_passphrase (
        cli, options->passphrase_file, "Bundle passphrase", TRUE, &error);
  if (open_case == NULL || (options->passphrase_file != NULL && passphrase == NULL))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  choice.items = numbers;
  fill_choice (&choice, options);
  choice.passphrase = passphrase;
  if (options->pictures != NULL &&
      !hikae_bundle_pictures_parse (options->pictures, &choice.pictures))
    return hikae_cli_usage (cli, "--pictures is none, blurred or grey");
  if (!options->dry_run && !options->cookies && !options->text_only &&
      !options->redacted && !hikae_case_get_minor (open_case))
    share_pages (cli, open_case, numbers);
  if (!announce (cli, open_case, &choice, options->dry_run, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (options->dry_run) {
    hikae_cli_say (cli, "Nothing was written.");
    return HIKAE_EXIT_DONE;
  }
  cancellable = hikae_cli_begin_work (cli, &progress);
  hikae_export_bundle_async (open_case,
                             &choice,
                             options->output,
                             progress,
                             cancellable,
                             hikae_cli_ready_cb,
                             &result);
  if (!hikae_export_bundle_finish (open_case, hikae_cli_wait (&result), &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli,
                 "The bundle is written. START-HERE.html in it says how to check it.");
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "output", options->output);
    hikae_cli_print_json (object);
  }
  return HIKAE_EXIT_DONE;
}

static GOptionEntry
entry (const char *name,
       GOptionArg kind,
       gpointer where,
       const char *what,
       const char *arg)
{
  return (GOptionEntry){
      name, g_str_equal (name, "output") ? 'o' : 0, 0, kind, where, what, arg};
}

int
hikae_cli_export (HikaeCli *cli, int argc, char **argv)
{
  g_auto (ExportOptions) o = {NULL};
  const GOptionArg flag = G_OPTION_ARG_NONE;
  const GOptionArg text = G_OPTION_ARG_STRING;
  const GOptionArg file = G_OPTION_ARG_FILENAME;
  const GOptionEntry entries[] = {
      entry ("output", file, &o.output, "A new .zip file", "FILE"),
      entry ("items", text, &o.items, "Only these items", "N,…"),
      entry ("lang", text, &o.lang, "en or ja", "LANG"),
      entry ("bundle-passphrase-file",
             file,
             &o.passphrase_file,
             "Encrypt the bundle with the passphrase in FILE",
             "FILE"),
      entry ("letters",
             flag,
             &o.letters,
             "Include the letters: they hold names and addresses",
             NULL),
      entry ("text-only", flag, &o.text_only, "Records and notes only, no media", NULL),
      entry ("redacted", flag, &o.redacted, "Redacted copies instead of originals", NULL),
      entry ("pictures", text, &o.pictures, "In the report: none, blurred, grey", "HOW"),
      entry ("with-address", flag, &o.address, "Leave home addresses in letters", NULL),
      entry ("with-phone", flag, &o.phone, "Leave telephone numbers in letters", NULL),
      entry ("with-cookies", flag, &o.cookies, "Pages that hold cookies too", NULL),
      entry ("dry-run", flag, &o.dry_run, "Only say what would be inside", NULL),
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE -o BUNDLE.zip", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (o.output == NULL && !o.dry_run)
    return hikae_cli_usage (cli, "export needs -o BUNDLE.zip");
  if (o.lang != NULL && !g_str_equal (o.lang, "en") && !g_str_equal (o.lang, "ja"))
    return hikae_cli_usage (cli, "--lang is en or ja");
  return run_export (cli, rest[0], &o);
}

static JsonObject *
format_finding (const char *verdict, const char *subject, const char *reason)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "verdict", verdict);
  json_object_set_string_member (object, "subject", subject);
  json_object_set_string_member (object, "reason", reason != NULL ? reason : "");
  return object;
}

static void
print_verdict (HikaeCli *cli, const char *verdict, JsonArray *findings)
{
  JsonObject *object = NULL;

  if (!cli->json) {
    json_array_unref (findings);
    return;
  }
  object = json_object_new ();
  json_object_set_string_member (object, "verdict", verdict);
  json_object_set_array_member (object, "findings", findings);
  hikae_cli_print_json (object);
}

static int
report_bundle (HikaeCli *cli, const HikaeBundleReport *report)
{
  JsonArray *findings = json_array_new ();

  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeBundleFinding *finding = report->findings->pdata[i];
    g_autofree char *subject = hikae_text_for_display (finding->subject, 300);
    g_autofree char *reason = hikae_text_for_display (finding->reason, 300);
    const char *verdict = hikae_bundle_verdict_get_name (finding->verdict);

    json_array_add_object_element (findings, format_finding (verdict, subject, reason));
    hikae_cli_say (
        cli, "%-11s  %s%s%s", verdict, subject, *reason != '\0' ? ": " : "", reason);
  }
  hikae_cli_say (cli,
                 "%u of %u items good; the bundle as a whole: %s.",
                 report->items_good,
                 report->items_total,
                 hikae_bundle_verdict_get_name (report->verdict));
  print_verdict (cli, hikae_bundle_verdict_get_name (report->verdict), findings);
  return report->verdict == HIKAE_BUNDLE_GOOD ? HIKAE_EXIT_DONE : HIKAE_EXIT_FAILED;
}

static int
verify_bundle (HikaeCli *cli, const char *path, GBytes *anchors, const char *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) passphrase = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeBundleReport) report = NULL;

  if (file != NULL) {
    passphrase =
        hikae_cli_read_passphrase (cli, file, "Bundle passphrase", FALSE, &error);
    if (passphrase == NULL)
      return hikae_cli_fail (cli, g_steal_pointer (&error));
  }
  hikae_verify_bundle_async (
      path, passphrase, anchors, NULL, NULL, hikae_cli_ready_cb, &result);
  report = hikae_verify_bundle_finish (hikae_cli_wait (&result), &error);
  if (report != NULL)
    return report_bundle (cli, report);
  return hikae_cli_fail (cli, g_steal_pointer (&error));
}

static int
verify_case (HikaeCli *cli, const char *path, GBytes *anchors)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = hikae_cli_open_case (cli, path, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;
  JsonArray *findings = NULL;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  cancellable = hikae_cli_begin_work (cli, &progress);
  hikae_verify_case_async (
      open_case, anchors, progress, cancellable, hikae_cli_ready_cb, &result);
  found = hikae_verify_case_finish (open_case, hikae_cli_wait (&result), &error);
  if (found == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  findings = json_array_new ();
  for (guint i = 0; i < found->len; i++) {
    const HikaeFinding *finding = found->pdata[i];
    g_autofree char *subject = finding->item != 0
                                   ? g_strdup_printf ("item %u", finding->item)
                                   : g_strdup (finding->part);

    json_array_add_object_element (findings,
                                   format_finding ("damaged", subject, finding->message));
    hikae_cli_say (cli, "damaged  %s: %s", subject, finding->message);
  }
  if (found->len == 0)
    hikae_cli_say (cli, "Everything in the case is as it was kept.");
  else
    hikae_cli_say (cli,
                   "What is not named here is as it was kept. Keep this file, and use a "
                   "backup, or save the rest: hikae-cli rescue CASE NEW.");
  print_verdict (cli, found->len == 0 ? "good" : "damaged", findings);
  return found->len == 0 ? HIKAE_EXIT_DONE : HIKAE_EXIT_FAILED;
}

int
hikae_cli_verify (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *ca = NULL;
  g_autofree char *passphrase_file = NULL;
  const GOptionEntry entries[] = {
      {"ca",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &ca,
       "Certificates to trust for time stamps",
       "FILE"},
      {"bundle-passphrase-file",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &passphrase_file,
       "The bundle's passphrase is in FILE",
       "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) anchors = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "BUNDLE.zip|CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (!hikae_cli_load_anchors (ca, &anchors, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  /* A case file says so in its first bytes, or at least by its name when they are gone.
   */
  if (g_str_has_suffix (rest[0], ".hikae") || hikae_case_probe (rest[0], NULL))
    return verify_case (cli, rest[0], anchors);
  return verify_bundle (cli, rest[0], anchors, passphrase_file);
}
