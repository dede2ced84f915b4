/* hikae-window-actions.c: one function per command of the window, and one table of them
 * all
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-adder.h"
#include "hikae-backup.h"
#include "hikae-dialogs.h"
#include "hikae-window-private.h"

#include <glib/gi18n.h>

static void
go_back (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go_back (self);
}

/* "page" or "page:argument". */
static void
go (HikaeWindow *self, GVariant *parameter)
{
  g_auto (GStrv) parts = g_strsplit (g_variant_get_string (parameter, NULL), ":", 2);

  if (parts[0] != NULL)
    hikae_window_go (self, parts[0], parts[1]);
}

static void
new_case (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "new", NULL);
}

static void
case_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeWindow) self = HIKAE_WINDOW (user_data);
  g_autoptr (GListModel) files = hikae_dialogs_open_finish (result, NULL);

  if (files == NULL || g_list_model_get_n_items (files) == 0)
    return;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    hikae_window_open_path (self, path);
}

static void
open_case (HikaeWindow *self, GVariant *parameter)
{
  hikae_dialogs_open_async (GTK_WINDOW (self),
                            _ ("Open a case"),
                            ".hikae",
                            FALSE,
                            case_chosen_cb,
                            g_object_ref (self));
}

static void
back_up (HikaeWindow *self, GVariant *parameter)
{
  hikae_backup_start (hikae_window_get_session (self), GTK_WINDOW (self));
}

static void
lock_case (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_lock_async (self, NULL, NULL);
}

static void
files_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeWindow) self = HIKAE_WINDOW (user_data);
  g_autoptr (GListModel) files = hikae_dialogs_open_finish (result, NULL);

  if (files != NULL)
    hikae_adder_add_files (hikae_window_get_session (self), files);
}

static void
add_file (HikaeWindow *self, GVariant *parameter)
{
  hikae_dialogs_open_async (GTK_WINDOW (self),
                            _ ("Add files"),
                            NULL,
                            TRUE,
                            files_chosen_cb,
                            g_object_ref (self));
}

static void
add_files (HikaeWindow *self, GVariant *parameter)
{
  g_autofree const char **paths = g_variant_get_strv (parameter, NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);

  for (guint i = 0; paths[i] != NULL; i++) {
    g_autoptr (GFile) file = g_file_new_for_path (paths[i]);

    g_list_store_append (files, file);
  }
  hikae_adder_add_files (hikae_window_get_session (self), G_LIST_MODEL (files));
}

static void
add_screenshot (HikaeWindow *self, GVariant *parameter)
{
  hikae_adder_add_screenshot (hikae_window_get_session (self), GTK_WIDGET (self));
}

static void
add_clipboard (HikaeWindow *self, GVariant *parameter)
{
  hikae_adder_add_clipboard (hikae_window_get_session (self),
                             gtk_widget_get_clipboard (GTK_WIDGET (self)));
}

#ifdef HIKAE_HAVE_WEB
static void
add_page (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "browser", NULL);
}
#endif

static void
add_link (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "text", "link");
}

static void
add_note (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "text", "note");
}

static void
stamp (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "stamp", NULL);
}

static void
queue (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "queue", NULL);
}

static void
timeline (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "timeline", NULL);
}

static void
undo (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_undo (self);
}

/* Ctrl+Z in a field takes back what was typed there. */
static void
undo_by_key (HikaeWindow *self, GVariant *parameter)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  if (GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus))
    (void)gtk_widget_activate_action (focus, "text.undo", NULL);
  else
    hikae_window_undo (self);
}

static void
letter (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "questions", NULL);
}

static void
letters (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "letters", NULL);
}

static void
hand_over (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "hand-over", NULL);
}

static void
access_page (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "access", NULL);
}

static void
check (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "check", NULL);
}

static void
verify (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "verify", NULL);
}

/* A case cannot be saved into another while it is open: it is locked, and the page that
 * asks for the passphrase offers it. */
static void
locked_for_rescue_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  if (hikae_window_lock_finish (HIKAE_WINDOW (source), result, NULL))
    hikae_window_go (HIKAE_WINDOW (source), "unlock", "rescue");
}

static void
rescue (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_lock_async (self, locked_for_rescue_cb, NULL);
}

static void
help_now (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "help", NULL);
}

static void
settings (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "settings", NULL);
}

static void
keys (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "keys", NULL);
}

static void
guide (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "guide", NULL);
}

static void
search (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_toggle_search (self);
}

static void
overview (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_go (self, "case", "0");
}

/* The letter on the screen: what its own buttons do. */
static void
save_letter (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_activate_on_page (self, "page.save", parameter);
}

/* The recovery sheet on the screen, as its own button would save it. */
static void
save_sheet (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_activate_on_page (self, "page.save", parameter);
}

static void
step_letter (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_activate_on_page (self, "page.step", parameter);
}

/* The list of the case, as its own controls would set it. */
static void
list (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_activate_on_page (self, "page.list", parameter);
}

static void
next_letter (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_activate_on_page (self, "page.next", parameter);
}

static void
continue_letter (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_activate_on_page (self, "page.continue", parameter);
}

static void
copy (HikaeWindow *self, GVariant *parameter)
{
  hikae_window_copy (self, g_variant_get_string (parameter, NULL));
}

#define CTRL "<Control>"
#define CTRL_SHIFT "<Control><Shift>"

/* Without a label: not a command of its own, but a button's or a test's way to one. */
static const HikaeWindowAction actions[] = {
    {"add-screenshot",
     NULL,
     add_screenshot,
     {CTRL_SHIFT "s"},
     N_ ("Add a screenshot"),
     TRUE,
     TRUE},
    {"add-file", NULL, add_file, {CTRL_SHIFT "a"}, N_ ("Add files"), TRUE, TRUE},
    {"add-files", "as", add_files, {NULL}, NULL, TRUE, TRUE},
    {"add-clipboard",
     NULL,
     add_clipboard,
     {CTRL_SHIFT "v"},
     N_ ("Add what is on the clipboard"),
     TRUE,
     TRUE},
#ifdef HIKAE_HAVE_WEB
    {"add-page", NULL, add_page, {CTRL_SHIFT "w"}, N_ ("Add a web page"), TRUE, FALSE},
#endif
    {"add-link",
     NULL,
     add_link,
     {CTRL_SHIFT "k"},
     N_ ("Add an address only"),
     TRUE,
     FALSE},
    {"add-note", NULL, add_note, {CTRL_SHIFT "n"}, N_ ("Add a note"), TRUE, FALSE},
    {"stamp", NULL, stamp, {CTRL "t"}, N_ ("Get outside time"), TRUE, FALSE},
    {"queue",
     NULL,
     queue,
     {CTRL_SHIFT "t"},
     N_ ("See what waits for the network"),
     TRUE,
     FALSE},
    {"timeline", NULL, timeline, {CTRL "h"}, N_ ("Timeline"), TRUE, FALSE},
    {"undo", NULL, undo, {NULL}, NULL, TRUE, FALSE},
    {"undo-by-key",
     NULL,
     undo_by_key,
     {CTRL "z"},
     N_ ("Undo the last step"),
     TRUE,
     FALSE},
    {"letter", NULL, letter, {CTRL_SHIFT "l"}, N_ ("Write a letter"), TRUE, FALSE},
    {"letters", NULL, letters, {CTRL "r"}, N_ ("Follow letters"), TRUE, FALSE},
    {"hand-over", NULL, hand_over, {CTRL "e"}, N_ ("Hand over"), TRUE, FALSE},
    {"overview", NULL, overview, {"<Alt>Home"}, N_ ("Show the overview"), TRUE, FALSE},
    {"search", NULL, search, {CTRL "f"}, N_ ("Search in the list"), TRUE, FALSE},
    {"access",
     NULL,
     access_page,
     {CTRL_SHIFT "p"},
     N_ ("See who can open the case"),
     TRUE,
     FALSE},
    {"back-up", NULL, back_up, {CTRL "b"}, N_ ("Make a backup"), TRUE, FALSE},
    {"verify",
     NULL,
     verify,
     {CTRL_SHIFT "c"},
     N_ ("Check whether the case is whole"),
     TRUE,
     FALSE},
    {"rescue", NULL, rescue, {NULL}, NULL, TRUE, FALSE},
    {"lock", NULL, lock_case, {CTRL "l"}, N_ ("Lock the case"), TRUE, FALSE},
    {"new-case", NULL, new_case, {CTRL "n"}, N_ ("Start a new case"), FALSE, FALSE},
    {"open-case", NULL, open_case, {CTRL "o"}, N_ ("Open a case"), FALSE, FALSE},
    {"check", NULL, check, {CTRL "k"}, N_ ("Check a bundle"), FALSE, FALSE},
    {"help-now", NULL, help_now, {"F1"}, N_ ("Get help now"), FALSE, FALSE},
    {"settings", NULL, settings, {CTRL "comma"}, N_ ("Settings"), FALSE, FALSE},
    {"keys", NULL, keys, {CTRL "question"}, N_ ("Keyboard shortcuts"), FALSE, FALSE},
    {"guide", NULL, guide, {CTRL "F1"}, N_ ("First steps and answers"), FALSE, FALSE},
    {"back", NULL, go_back, {"<Alt>Left"}, N_ ("Go back"), FALSE, FALSE},
    {"go", "s", go, {NULL}, NULL, FALSE, FALSE},
    {"save-letter", "s", save_letter, {NULL}, NULL, TRUE, FALSE},
    {"save-sheet", "s", save_sheet, {NULL}, NULL, TRUE, FALSE},
    {"step-letter", "s", step_letter, {NULL}, NULL, TRUE, FALSE},
    {"list", "s", list, {NULL}, NULL, TRUE, FALSE},
    {"next-letter", "s", next_letter, {NULL}, NULL, TRUE, FALSE},
    {"continue-letter", NULL, continue_letter, {NULL}, NULL, TRUE, FALSE},
    {"copy", "s", copy, {NULL}, NULL, FALSE, FALSE},
    {NULL},
};

const HikaeWindowAction *
hikae_window_list_actions (void)
{
  return actions;
}

static void
activate_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  HikaeWindow *self = HIKAE_WINDOW (user_data);
  const char *name = g_action_get_name (G_ACTION (action));

  for (const HikaeWindowAction *entry = actions; entry->name != NULL; entry++)
    if (g_str_equal (entry->name, name))
      entry->activate (self, parameter);
}

void
hikae_window_add_actions (HikaeWindow *self)
{
  for (const HikaeWindowAction *entry = actions; entry->name != NULL; entry++) {
    g_autoptr (GVariantType) type =
        entry->parameter_type != NULL ? g_variant_type_new (entry->parameter_type) : NULL;
    /* The state of "go" is the page on the screen. */
    g_autoptr (GSimpleAction) action =
        g_str_equal (entry->name, "go")
            ? g_simple_action_new_stateful (
                  entry->name, type, g_variant_new_string ("welcome"))
            : g_simple_action_new (entry->name, type);

    g_signal_connect_object (action, "activate", G_CALLBACK (activate_cb), self, 0);
    g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  }
}

void
hikae_window_update_actions (HikaeWindow *self)
{
  HikaeSession *session = hikae_window_get_session (self);
  HikaeCase *open_case = hikae_session_get_case (session);
  GAction *go_action = g_action_map_lookup_action (G_ACTION_MAP (self), "go");
  const gboolean is_minor = open_case != NULL && hikae_case_get_minor (open_case);

  for (const HikaeWindowAction *entry = actions; entry->name != NULL; entry++) {
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), entry->name);
    const gboolean enabled =
        (!entry->needs_case || open_case != NULL) && !(entry->media && is_minor);

    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
  }
  g_simple_action_set_state (G_SIMPLE_ACTION (go_action),
                             g_variant_new_string (hikae_window_get_page (self)));
}

void
hikae_window_install_keys (GtkApplication *application)
{
  for (const HikaeWindowAction *entry = actions; entry->name != NULL; entry++) {
    g_autofree char *name = g_strconcat ("win.", entry->name, NULL);

    if (entry->keys[0] != NULL)
      gtk_application_set_accels_for_action (application, name, entry->keys);
  }
}
