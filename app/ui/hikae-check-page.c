/* hikae-check-page.c: check a bundle that somebody handed over
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-check-page.h"

#include "hikae-check-words.h"
#include "hikae-dialogs.h"
#include "hikae-error.h"
#include "hikae-passphrase.h"
#include "hikae-row-group.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* More would help nobody; the sum is in the result. */
#define FINDINGS_SHOWN 200

struct _HikaeCheckPage {
  HikaePage parent_instance;

  char *path; /* (owned) (nullable) */

  GtkWidget *hero;
  GtkEditable *passphrase_row;
  GtkWidget *passphrase_group;
  HikaeRowGroup *verdict;
  HikaeRowGroup *findings;
};

G_DEFINE_FINAL_TYPE (HikaeCheckPage, hikae_check_page, HIKAE_TYPE_PAGE)

static const char *
find_icon (HikaeBundleVerdict verdict)
{
  if (verdict == HIKAE_BUNDLE_GOOD)
    return "emblem-ok-symbolic";
  return verdict == HIKAE_BUNDLE_DAMAGED ? "dialog-warning-symbolic"
                                         : "hikae-unsure-symbolic";
}

/* In words too: an icon alone is not read out. */
static const char *
find_word (HikaeBundleVerdict verdict)
{
  if (verdict == HIKAE_BUNDLE_GOOD)
    return _ ("Good");
  return verdict == HIKAE_BUNDLE_DAMAGED ? _ ("Damaged") : _ ("Cannot tell");
}

/* (transfer full): what cannot be told is not what was changed. */
static char *
format_counts (const HikaeBundleReport *report)
{
  if (report->verdict == HIKAE_BUNDLE_CANNOT_TELL)
    return g_strdup_printf (
        ngettext ("%u of %u item is proved to be as it was sealed",
                  "%u of %u items are proved to be as they were sealed",
                  report->items_total),
        report->items_good,
        report->items_total);
  return g_strdup_printf (ngettext ("%u of %u item is as it was sealed",
                                    "%u of %u items are as they were sealed",
                                    report->items_total),
                          report->items_good,
                          report->items_total);
}

static void
show_verdict (HikaeCheckPage *self, const HikaeBundleReport *report)
{
  g_autofree char *counts = format_counts (report);
  g_autofree char *name = g_path_get_basename (self->path);
  const char *sentence =
      report->verdict == HIKAE_BUNDLE_GOOD ? _ ("Whole and unchanged")
      : report->verdict == HIKAE_BUNDLE_DAMAGED
          ? _ ("Something in it is not as it was sealed")
          : _ ("Nothing wrong was found, but not everything can be told");

  hikae_row_group_add_text (self->verdict, find_icon (report->verdict), sentence, counts);
  hikae_row_group_add_text (self->verdict, NULL, _ ("File"), name);
  if (report->verdict == HIKAE_BUNDLE_DAMAGED)
    hikae_row_group_add_text (
        self->verdict,
        NULL,
        _ ("What you can do"),
        _ ("Keep this file as it is, and ask whoever gave it to you for it again: it may "
           "have been changed on its way. The lines below say where."));
  else if (report->verdict == HIKAE_BUNDLE_CANNOT_TELL)
    hikae_row_group_add_text (
        self->verdict,
        NULL,
        _ ("What you can do"),
        _ ("This is no sign of a change. Something to check it with is not at hand; the "
           "lines below say what. START-HERE.html in the bundle shows other ways."));
}

static void
add_findings (HikaeCheckPage *self,
              const HikaeBundleReport *report,
              HikaeBundleVerdict verdict)
{
  for (guint i = 0; i < report->findings->len; i++) {
    const HikaeBundleFinding *finding = g_ptr_array_index (report->findings, i);

    if (finding->verdict == verdict &&
        hikae_row_group_get_count (self->findings) < FINDINGS_SHOWN) {
      g_autofree char *subject = hikae_check_words_subject (finding->subject);
      g_autofree char *reason = hikae_check_words_reason (finding->reason);

      /* Translators: a verdict (Good, Damaged, Cannot tell) and the reason for it. */
      g_autofree char *text = g_strdup_printf (_ ("%s: %s"), find_word (verdict), reason);

      hikae_row_group_add_text (self->findings, find_icon (verdict), subject, text);
    }
  }
}

static void
show_report (HikaeCheckPage *self, const HikaeBundleReport *report)
{
  show_verdict (self, report);
  add_findings (self, report, HIKAE_BUNDLE_DAMAGED);
  add_findings (self, report, HIKAE_BUNDLE_CANNOT_TELL);
  add_findings (self, report, HIKAE_BUNDLE_GOOD);
  gtk_widget_set_visible (self->hero, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->findings),
                          hikae_row_group_get_count (self->findings) > 0);
  hikae_page_lead_to (GTK_WIDGET (self->verdict));
}

static void
clear (HikaeCheckPage *self)
{
  hikae_row_group_clear (self->verdict);
  hikae_row_group_clear (self->findings);
  gtk_widget_set_visible (self->hero, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);
  gtk_widget_set_visible (self->passphrase_group, FALSE);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeCheckPage) self = HIKAE_CHECK_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeBundleReport) report = hikae_verify_bundle_finish (result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (session == NULL)
    return;
  hikae_session_end_work (session);
  if (report != NULL)
    show_report (self, report);
  else if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_WRONG_SECRET)) {
    gtk_widget_set_visible (self->passphrase_group, TRUE);
    gtk_widget_grab_focus (GTK_WIDGET (self->passphrase_row));
  } else if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED)) {
    g_autofree char *why = hikae_check_words_refusal (error->message);
    g_autofree char *words = g_strconcat (
        why != NULL ? why : "",
        why != NULL ? "\n\n" : "",
        _ ("A bundle is a ZIP file with START-HERE.html in it. If it should be one, ask "
           "whoever gave it to you for it again."),
        NULL);

    hikae_session_explain (
        session, _ ("This file is not a bundle that can be read."), words);
  } else
    hikae_session_fail (session, error);
}

static void
verify (HikaeCheckPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (self->path == NULL ||
      !hikae_session_begin_work (
          session, _ ("Checking the bundle…"), &progress, &cancellable))
    return;
  const gboolean open = *gtk_editable_get_text (self->passphrase_row) == '\0';
  g_autoptr (HikaeSecret) passphrase =
      open ? NULL : hikae_passphrase_take (self->passphrase_row);

  clear (self);
  hikae_verify_bundle_async (self->path,
                             passphrase,
                             hikae_session_get_developer_anchors (session),
                             progress,
                             cancellable,
                             verified_cb,
                             g_object_ref (self));
}

static void
again_cb (HikaeCheckPage *self)
{
  verify (self);
}

static void
check_path (HikaeCheckPage *self, const char *path)
{
  char *copy = g_strdup (path);

  g_free (self->path);
  self->path = copy;
  verify (self);
}

static void
check_file (HikaeCheckPage *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path != NULL)
    check_path (self, path);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeCheckPage) self = HIKAE_CHECK_PAGE (user_data);
  g_autoptr (GListModel) files = hikae_dialogs_open_finish (result, NULL);
  g_autoptr (GFile) file = files != NULL ? g_list_model_get_item (files, 0) : NULL;

  if (file != NULL)
    check_file (self, file);
}

static void
choose_cb (HikaeCheckPage *self)
{
  hikae_dialogs_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _ ("Choose a bundle"),
                            ".zip",
                            FALSE,
                            chosen_cb,
                            g_object_ref (self));
}

static gboolean
drop_cb (GtkDropTarget *target,
         const GValue *value,
         double x,
         double y,
         gpointer user_data)
{
  GSList *files = g_value_get_boxed (value);

  if (files == NULL)
    return FALSE;
  check_file (HIKAE_CHECK_PAGE (user_data), files->data);
  return TRUE;
}

static void
hikae_check_page_enter (HikaePage *page, const char *argument)
{
  HikaeCheckPage *self = HIKAE_CHECK_PAGE (page);

  clear (self);
  if (argument != NULL)
    check_path (self, argument);
}

static void
hikae_check_page_leave (HikaePage *page, gboolean locking)
{
  HikaeCheckPage *self = HIKAE_CHECK_PAGE (page);

  hikae_passphrase_clear (self->passphrase_row);
  clear (self);
}

static void
hikae_check_page_finalize (GObject *object)
{
  g_clear_pointer (&HIKAE_CHECK_PAGE (object)->path, g_free);
  G_OBJECT_CLASS (hikae_check_page_parent_class)->finalize (object);
}

static void
hikae_check_page_class_init (HikaeCheckPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_check_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_check_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_check_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-check-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeCheckPage, hero);
  gtk_widget_class_bind_template_child (widget_class, HikaeCheckPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeCheckPage, passphrase_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeCheckPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, HikaeCheckPage, findings);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
}

static void
hikae_check_page_init (HikaeCheckPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}
