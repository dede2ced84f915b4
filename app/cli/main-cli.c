/* main-cli.c: hikae-cli: the table of verbs
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"

#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

typedef struct {
  const char *name;
  HikaeCliVerb run;
  const char *summary;
} Verb;

static const Verb verbs[] = {
    {"new", hikae_cli_new, "CASE [--title T] [--minor]"},
    {"info", hikae_cli_info, "CASE"},
    {"add", hikae_cli_add, "CASE FILE… [--url U] [--account A] [--note N]"},
    {"note", hikae_cli_note, "CASE --text T [--url U]"},
    {"link", hikae_cli_link, "CASE URL [--text T]"},
    {"screenshot", hikae_cli_screenshot, "CASE [--interactive]"},
    {"capture", hikae_cli_capture, "CASE URL [--wait S] [--proxy URI]"},
    {"list", hikae_cli_list, "CASE"},
    {"show", hikae_cli_show, "CASE ITEM"},
    {"extract", hikae_cli_extract, "CASE ITEM -o FILE"},
    {"stamp", hikae_cli_stamp, "CASE [--tsa ID|URL]… [--ca FILE]"},
    {"bases", hikae_cli_bases, "CASE --answers FILE"},
    {"letter", hikae_cli_letter, "CASE --basis ID … | --next N | --continue N -o FILE"},
    {"request", hikae_cli_request, "CASE list | due | show N | next N | STATE N"},
    {"recheck", hikae_cli_recheck, "CASE [ITEM…] [--proxy URI]"},
    {"contacts", hikae_cli_contacts, "URL [--ask] [--case CASE] [--proxy URI]"},
    {"export", hikae_cli_export, "CASE -o BUNDLE.zip [--items N,…]"},
    {"verify", hikae_cli_verify, "BUNDLE.zip|CASE [--ca FILE]"},
    {"backup", hikae_cli_backup, "CASE DEST"},
    {"rescue", hikae_cli_rescue, "CASE NEW"},
    {"key", hikae_cli_key, "CASE add|list|remove|change|recovery"},
    {"media", hikae_cli_media, "FILE"},
    {"similar", hikae_cli_similar, "CASE ITEM|FILE [--distance N]"},
    {"redact", hikae_cli_redact, "CASE ITEM --box|--blur|--crop X,Y,W,H | --grey"},
    {"law", hikae_cli_law, "check|install PACK.json | used"},
    {"tsa", hikae_cli_tsa, "verify TOKEN | record FILE… | renew | verify-record RECORD"},
};

static void
print_help (void)
{
  g_print ("usage: hikae-cli [--json] [--passphrase-file FILE|-] COMMAND …\n\n");
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_print ("  %-11s %s\n", verbs[i].name, verbs[i].summary);
  g_print ("\nExit: 0 done · 1 problems found, or failed with nothing lost · 2 usage · "
           "3 wrong passphrase · 4 damaged case or bundle\n");
}

/* A script may start us with standard descriptors closed: the next file that is opened,
 * perhaps the case, would take their place and receive what is printed. What is written
 * into the place-holder fails, and is said at the end. */
static void
occupy_standard_descriptors (void)
{
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; descriptor++)
    if (fcntl (descriptor, F_GETFD) == -1 && errno == EBADF)
      (void)open ("/dev/null", O_RDONLY);
}

/* Where no language is set (cron, a bare ssh) the C library knows ASCII alone, and every
 * other name or note would be refused. UTF-8 holds all of ASCII. */
static void
set_up_text (void)
{
  setlocale (LC_ALL, "");
  if (g_str_equal (nl_langinfo (CODESET), "ANSI_X3.4-1968"))
    setlocale (LC_CTYPE, "C.UTF-8");
}

/* What a core file or a debugger of the same user would show is the open case. */
static void
harden (void)
{
  const struct rlimit none = {0, 0};

  (void)setrlimit (RLIMIT_CORE, &none);
  (void)prctl (PR_SET_DUMPABLE, 0);
}

/* The C library gives each thread a heap of its own, and each keeps the largest pieces of
 * a payload that ever went through it. One for all of them costs no time here. */
static void
save_memory (void)
{
#ifdef M_ARENA_MAX
  (void)mallopt (M_ARENA_MAX, 1);
#endif
}

static void
close_case (HikaeCli *cli)
{
  g_autoptr (GAsyncResult) result = NULL;

  if (cli->open_case == NULL)
    return;
  hikae_case_close_async (cli->open_case, hikae_cli_ready_cb, &result);
  (void)hikae_case_close_finish (cli->open_case, hikae_cli_wait (&result), NULL);
  g_clear_object (&cli->open_case);
}

/* A list that was cut off must not look like a whole one. */
static int
check_output (int code)
{
  if (hikae_cli_output_is_whole ())
    return code;
  g_printerr (
      "hikae-cli: the answer could not be written to standard output; the command "
      "itself was carried out: look at the case before you repeat it\n");
  return code == HIKAE_EXIT_DONE ? HIKAE_EXIT_FAILED : code;
}

static int
run_verb (HikaeCli *cli, int argc, char **argv)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (argv[0], verbs[i].name))
      return verbs[i].run (cli, argc, argv);
  return hikae_cli_usage (cli, "there is no such command; see hikae-cli --help");
}

int
main (int argc, char **argv)
{
  HikaeCli cli = {0};
  int at = 1;
  int code = HIKAE_EXIT_DONE;

  occupy_standard_descriptors ();
  set_up_text ();
  harden ();
  save_memory ();
  for (; at < argc && argv[at][0] == '-'; at++) {
    if (g_str_equal (argv[at], "--json")) {
      cli.json = TRUE;
    } else if (g_str_equal (argv[at], "--passphrase-file") && at + 1 < argc) {
      cli.passphrase_file = argv[++at];
    } else if (g_str_has_prefix (argv[at], "--passphrase-file=")) {
      cli.passphrase_file = argv[at] + strlen ("--passphrase-file=");
    } else if (g_str_equal (argv[at], "--version")) {
      g_print ("hikae-cli " HIKAE_VERSION "\n");
      return check_output (HIKAE_EXIT_DONE);
    } else if (g_str_equal (argv[at], "--help") || g_str_equal (argv[at], "-h")) {
      print_help ();
      return check_output (HIKAE_EXIT_DONE);
    } else {
      return hikae_cli_usage (&cli, "unknown option; see hikae-cli --help");
    }
  }
  if (at == argc) {
    print_help ();
    return HIKAE_EXIT_USAGE;
  }
  code = check_output (run_verb (&cli, argc - at, argv + at));
  close_case (&cli);
  g_clear_object (&cli.cancellable);
  g_clear_pointer (&cli.progress, hikae_progress_unref);
  return code;
}
