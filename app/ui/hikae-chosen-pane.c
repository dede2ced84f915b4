/* hikae-chosen-pane.c: what can be done with several items at once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-chosen-pane.h"

#include "hikae-chosen-run.h"
#include "hikae-dialogs.h"
#include "hikae-row-group.h"
#include "hikae-settings.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

struct _HikaeChosenPane {
  AdwBin parent_instance;

  HikaeSession *session; /* (owned) (nullable) */
  GArray *numbers;       /* (owned): of guint */

  GtkLabel *heading;
  GtkLabel *hint;
  HikaeRowGroup *deeds;
};

G_DEFINE_FINAL_TYPE (HikaeChosenPane, hikae_chosen_pane, ADW_TYPE_BIN)

typedef struct {
  guint whole; /* that still have their content */
  guint asked; /* that have a web address */
} Counts;

static gboolean
has_web_address (HikaeItem *item)
{
  const char *url = hikae_item_get_claim (item, "url");

  return url != NULL && hikae_recheck_takes (url);
}

static Counts
count (HikaeChosenPane *self, HikaeCase *open_case)
{
  Counts counts = {0};

  for (guint i = 0; i < self->numbers->len; i++) {
    HikaeItem *item =
        hikae_case_find_item (open_case, g_array_index (self->numbers, guint, i));

    if (item == NULL)
      continue;
    counts.whole += !hikae_item_get_deleted (item);
    counts.asked += has_web_address (item);
  }
  return counts;
}

static void
show_deeds (HikaeChosenPane *self, const Counts *counts)
{
  hikae_row_group_clear (self->deeds);
  if (counts->whole > 0)
    hikae_row_group_add_link (
        self->deeds,
        "document-send-symbolic",
        _ ("Hand these over"),
        _ ("A bundle of them for a lawyer, the police or a helper."),
        "chosen.hand-over",
        NULL);
  if (counts->asked > 0) {
    hikae_row_group_add_link (self->deeds,
                              "document-edit-symbolic",
                              _ ("Ask for removal"),
                              _ ("With the addresses of these."),
                              "chosen.letter",
                              NULL);
    hikae_row_group_add_link (self->deeds,
                              "view-refresh-symbolic",
                              _ ("Ask the addresses again"),
                              _ ("Whether it is still there. Nothing is shown."),
                              "chosen.ask",
                              NULL);
  }
  if (counts->whole == 0)
    return;
  hikae_row_group_add_link (self->deeds,
                            "document-save-symbolic",
                            _ ("Save copies"),
                            _ ("Into a folder you choose, not encrypted."),
                            "chosen.save",
                            NULL);
  hikae_row_group_add_link (self->deeds,
                            "user-trash-symbolic",
                            _ ("Remove the content"),
                            _ ("You are asked once more. The records stay."),
                            "chosen.remove",
                            NULL);
}

void
hikae_chosen_pane_show (HikaeChosenPane *self, HikaeSession *session, GArray *numbers)
{
  g_return_if_fail (HIKAE_IS_CHOSEN_PANE (self));

  HikaeCase *open_case = session != NULL ? hikae_session_get_case (session) : NULL;

  g_set_object (&self->session, session);
  g_array_set_size (self->numbers, 0);
  hikae_row_group_clear (self->deeds);
  gtk_label_set_text (self->heading, "");
  if (numbers == NULL || open_case == NULL)
    return;
  if (numbers->len > 0)
    g_array_append_vals (self->numbers, numbers->data, numbers->len);

  const Counts counts = count (self, open_case);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u item is chosen", "%u items are chosen", self->numbers->len),
      self->numbers->len);

  gtk_label_set_text (self->heading, text);
  gtk_widget_set_visible (GTK_WIDGET (self->hint), self->numbers->len == 0);
  show_deeds (self, &counts);
  gtk_widget_set_visible (GTK_WIDGET (self->deeds),
                          hikae_row_group_get_count (self->deeds) > 0);
}

static char *
join_numbers (HikaeChosenPane *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->numbers->len; i++)
    g_string_append_printf (
        text, "%s%u", i > 0 ? "," : "", g_array_index (self->numbers, guint, i));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
go_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeChosenPane *self = HIKAE_CHOSEN_PANE (widget);
  g_autofree char *numbers = join_numbers (self);

  if (self->session != NULL)
    hikae_session_go (self->session,
                      g_str_equal (name, "chosen.letter") ? "questions" : "hand-over",
                      numbers);
}

static GtkWindow *
get_window (HikaeChosenPane *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* What was asked about is what it is done with, whatever is chosen by then. */
typedef struct {
  HikaeSession *session; /* (owned) */
  HikaeChosenWork work;
  GArray *numbers; /* (owned) */
} Asked;

static Asked *
asked_new (HikaeChosenPane *self, HikaeChosenWork work)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->session = g_object_ref (self->session);
  asked->work = work;
  asked->numbers = g_array_copy (self->numbers);
  return asked;
}

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->session);
  g_array_unref (asked->numbers);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  g_autofree char *folder = hikae_dialogs_folder_finish (result, NULL);

  if (folder != NULL)
    hikae_chosen_run_start (asked->session, asked->work, asked->numbers, folder);
}

static void
agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;

  if (hikae_dialogs_ask_finish (result, NULL))
    hikae_chosen_run_start (asked->session, asked->work, asked->numbers, NULL);
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeChosenPane *self = HIKAE_CHOSEN_PANE (widget);

  if (self->session != NULL)
    hikae_dialogs_folder_async (get_window (self),
                                _ ("Save copies"),
                                folder_chosen_cb,
                                asked_new (self, HIKAE_CHOSEN_SAVE));
}

static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeChosenPane *self = HIKAE_CHOSEN_PANE (widget);
  g_autofree char *proxy = hikae_settings_dup_proxy ();

  if (self->session == NULL)
    return;
  hikae_dialogs_ask_async (get_window (self),
                           _ ("Ask the addresses whether it is still there?"),
                           hikae_chosen_run_describe_asking (*proxy != '\0'),
                           _ ("_Ask"),
                           agreed_cb,
                           asked_new (self, HIKAE_CHOSEN_ASK));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeChosenPane *self = HIKAE_CHOSEN_PANE (widget);
  HikaeCase *open_case =
      self->session != NULL ? hikae_session_get_case (self->session) : NULL;

  if (open_case == NULL)
    return;
  const Counts counts = count (self, open_case);
  g_autofree char *heading = g_strdup_printf (ngettext ("Remove the content of %u item?",
                                                        "Remove the content of %u items?",
                                                        counts.whole),
                                              counts.whole);

  hikae_dialogs_ask_async (get_window (self),
                           heading,
                           _ ("The content cannot be brought back. The records, digests "
                              "and times stay, and the log says that it was removed."),
                           _ ("_Remove"),
                           agreed_cb,
                           asked_new (self, HIKAE_CHOSEN_REMOVE));
}

static void
hikae_chosen_pane_dispose (GObject *object)
{
  HikaeChosenPane *self = HIKAE_CHOSEN_PANE (object);

  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_CHOSEN_PANE);
  G_OBJECT_CLASS (hikae_chosen_pane_parent_class)->dispose (object);
}

static void
hikae_chosen_pane_finalize (GObject *object)
{
  g_array_unref (HIKAE_CHOSEN_PANE (object)->numbers);
  G_OBJECT_CLASS (hikae_chosen_pane_parent_class)->finalize (object);
}

static void
hikae_chosen_pane_class_init (HikaeChosenPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_chosen_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = hikae_chosen_pane_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-chosen-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeChosenPane, heading);
  gtk_widget_class_bind_template_child (widget_class, HikaeChosenPane, hint);
  gtk_widget_class_bind_template_child (widget_class, HikaeChosenPane, deeds);
  gtk_widget_class_install_action (widget_class, "chosen.hand-over", NULL, go_action);
  gtk_widget_class_install_action (widget_class, "chosen.letter", NULL, go_action);
  gtk_widget_class_install_action (widget_class, "chosen.ask", NULL, ask_action);
  gtk_widget_class_install_action (widget_class, "chosen.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "chosen.remove", NULL, remove_action);
}

static void
hikae_chosen_pane_init (HikaeChosenPane *self)
{
  self->numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
}
