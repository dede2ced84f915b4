/* hikae-verify-page.c: check the open case, byte for byte
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-verify-page.h"

#include "hikae-clock.h"
#include "hikae-finding.h"
#include "hikae-row-group.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* More would help nobody; how many there are is in the result. */
#define FINDINGS_SHOWN 200
#define LINES_SHOWN 3

struct _HikaeVerifyPage {
  HikaePage parent_instance;

  HikaeRowGroup *verdict;
  HikaeRowGroup *findings;
  GtkWidget *check_button;
  GtkWidget *rescue_group;
};

G_DEFINE_FINAL_TYPE (HikaeVerifyPage, hikae_verify_page, HIKAE_TYPE_PAGE)

/* What a finding means to somebody who is no expert; the finding itself stands below. */
static const struct {
  const char *part;
  const char *sentence;
} parts[] = {
    {"payload", N_ ("A part of its content cannot be read, or was changed.")},
    {"record", N_ ("What was noted about it cannot be read, or was changed.")},
    {"custody", N_ ("An entry of the log of what was done is missing, or was changed.")},
    {"seal", N_ ("A seal list does not fit what it covers.")},
    {"stamp", N_ ("A time stamp could not be confirmed.")},
    {"request", N_ ("A letter that is followed cannot be read, or was changed.")},
    {"database", N_ ("A place in the file cannot be read.")},
};

static const char *
find_sentence (const HikaeFinding *finding)
{
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].part, finding->part))
      return _ (parts[i].sentence);
  return _ ("Something is not as it was kept.");
}

static gboolean
is_damage (const HikaeFinding *finding)
{
  return !g_str_equal (finding->part, "stamp");
}

/* (transfer full): SQLite names every page that a damaged one leads to. */
static char *
cut_lines (const char *message)
{
  g_auto (GStrv) lines = g_strsplit (message, "\n", LINES_SHOWN + 1);

  if (g_strv_length (lines) > LINES_SHOWN) {
    g_free (lines[LINES_SHOWN]);
    lines[LINES_SHOWN] = g_strdup ("…");
  }
  return g_strjoinv ("\n", lines);
}

static void
add_finding (HikaeVerifyPage *self, const HikaeFinding *finding)
{
  const char *icon =
      is_damage (finding) ? "dialog-warning-symbolic" : "hikae-unsure-symbolic";
  g_autofree char *detail = cut_lines (finding->message);
  g_autofree char *text = g_strconcat (find_sentence (finding), "\n", detail, NULL);
  g_autofree char *title = NULL;
  g_autofree char *target = NULL;

  if (finding->item == 0) {
    hikae_row_group_add_text (self->findings, icon, _ ("The case"), text);
    return;
  }
  title = g_strdup_printf (_ ("Item %u"), finding->item);
  target = g_strdup_printf ("case:%u", finding->item);
  hikae_row_group_add_link (self->findings, icon, title, text, "win.go", target);
}

/* How many items have a finding. */
static guint
count_items (GPtrArray *findings)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < findings->len; i++) {
    const HikaeFinding *finding = g_ptr_array_index (findings, i);

    if (finding->item != 0 && is_damage (finding))
      g_hash_table_add (seen, GUINT_TO_POINTER (finding->item));
  }
  return g_hash_table_size (seen);
}

static gboolean
has_damage (GPtrArray *findings)
{
  for (guint i = 0; i < findings->len; i++)
    if (is_damage (g_ptr_array_index (findings, i)))
      return TRUE;
  return FALSE;
}

static void
show_verdict (HikaeVerifyPage *self, HikaeCase *open_case, GPtrArray *findings)
{
  const gboolean damaged = has_damage (findings);
  const guint items = g_list_model_get_n_items (hikae_case_get_items (open_case));
  const guint bad = count_items (findings);
  g_autofree char *time = hikae_wording_time (hikae_clock_get_now ());
  g_autofree char *counts =
      g_strdup_printf (ngettext ("%u of %u item is as it was kept",
                                 "%u of %u items are as they were kept",
                                 items),
                       items - MIN (bad, items),
                       items);
  const char *sentence = damaged ? _ ("Something in it is not as it was kept")
                         : findings->len > 0
                             ? _ ("All is as it was kept; a time stamp is in doubt")
                             : _ ("Whole and unchanged");

  hikae_row_group_add_text (self->verdict,
                            damaged             ? "dialog-warning-symbolic"
                            : findings->len > 0 ? "hikae-unsure-symbolic"
                                                : "emblem-ok-symbolic",
                            sentence,
                            counts);
  hikae_row_group_add_text (self->verdict, NULL, _ ("Checked"), time);
  gtk_widget_set_visible (self->rescue_group, damaged);
}

static void
show_findings (HikaeVerifyPage *self, GPtrArray *findings)
{
  for (guint i = 0; i < findings->len && i < FINDINGS_SHOWN; i++)
    add_finding (self, g_ptr_array_index (findings, i));
  if (findings->len > FINDINGS_SHOWN) {
    const guint rest = findings->len - FINDINGS_SHOWN;
    g_autofree char *more =
        g_strdup_printf (ngettext ("And %u more", "And %u more", rest), rest);

    hikae_row_group_add_text (self->findings, NULL, more, NULL);
  }
}

static void
clear (HikaeVerifyPage *self)
{
  hikae_row_group_clear (self->verdict);
  hikae_row_group_clear (self->findings);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), FALSE);
  gtk_widget_set_visible (self->rescue_group, FALSE);
}

static void
verified_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeVerifyPage) self = HIKAE_VERIFY_PAGE (user_data);
  HikaeCase *open_case = HIKAE_CASE (source);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) findings = hikae_verify_case_finish (open_case, result, &error);

  if (session == NULL)
    return;
  hikae_session_end_work (session);
  gtk_widget_set_sensitive (self->check_button, TRUE);
  if (!hikae_session_is_current (session, open_case))
    return;
  if (findings == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  show_verdict (self, open_case, findings);
  show_findings (self, findings);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->findings), findings->len > 0);
  hikae_page_lead_to (GTK_WIDGET (self->verdict));
}

static void
check_cb (HikaeVerifyPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL ||
      !hikae_session_begin_work (
          session, _ ("Checking the case…"), &progress, &cancellable))
    return;
  clear (self);
  gtk_widget_set_sensitive (self->check_button, FALSE);
  hikae_verify_case_async (open_case,
                           hikae_session_get_developer_anchors (session),
                           progress,
                           cancellable,
                           verified_cb,
                           g_object_ref (self));
}

/* Back from an item that was looked at, the result is still there. */
static void
hikae_verify_page_leave (HikaePage *page, gboolean locking)
{
  if (locking)
    clear (HIKAE_VERIFY_PAGE (page));
}

static void
hikae_verify_page_class_init (HikaeVerifyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->leave = hikae_verify_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-verify-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeVerifyPage, verdict);
  gtk_widget_class_bind_template_child (widget_class, HikaeVerifyPage, findings);
  gtk_widget_class_bind_template_child (widget_class, HikaeVerifyPage, check_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeVerifyPage, rescue_group);
  gtk_widget_class_bind_template_callback (widget_class, check_cb);
}

static void
hikae_verify_page_init (HikaeVerifyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  clear (self);
}
