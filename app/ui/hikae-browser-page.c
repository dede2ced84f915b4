/* hikae-browser-page.c: look at a web page, log in if need be, and keep it as proof
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The visit lives from the first address until the case is locked, so that a log-in
 * serves for several pages; it is in memory only. While a page is captured its view is
 * covered, because then pictures are drawn. */
#include "config.h"

#include "hikae-browser-page.h"

#include "hikae-accessible-name.h"
#include "hikae-browser-words.h"
#include "hikae-error.h"
#include "hikae-settings.h"
#include "hikae-text.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <gio/gunixoutputstream.h>
#include <glib/gi18n.h>
#include <unistd.h>

struct _HikaeBrowserPage {
  HikaePage parent_instance;

  HikaeWebPage *web; /* (owned) (nullable) */
  gboolean capturing;
  HikaeWebStage stage;  /* of the capture, the last that was shown */
  GCancellable *enough; /* (owned) (nullable): of its picture */
  gboolean refused;     /* the status line tells of a refusal until the next load */

  GtkWidget *back_button;
  GtkButton *reload_button;
  GtkEditable *entry;
  GtkWidget *capture_button;
  GtkProgressBar *progress;
  GtkWidget *status_bar;
  GtkLabel *status;
  GtkWidget *hide_box;
  GtkSwitch *hide_switch;
  GtkStack *stack;
  AdwStatusPage *start;
  GtkOverlay *overlay;
  GtkWidget *cover;
  GtkSpinner *spinner;
  GtkLabel *stage_label;
  GtkLabel *arrived;
  AdwStatusPage *failed;
  GtkLabel *certificate;
  GtkWidget *allow_button;
  GtkLabel *result_title;
  HikaeRowGroup *kept;
  HikaeRowGroup *missing;
};

G_DEFINE_FINAL_TYPE (HikaeBrowserPage, hikae_browser_page, HIKAE_TYPE_PAGE)

static void
show (HikaeBrowserPage *self, const char *name)
{
  gtk_stack_set_visible_child_name (self->stack, name);
}

static gboolean
is_minor (HikaeBrowserPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  return open_case == NULL || hikae_case_get_minor (open_case);
}

static char *
dup_arrived (HikaeBrowserPage *self)
{
  const guint count = hikae_web_page_get_count (self->web);
  g_autofree char *size = hikae_wording_size (hikae_web_page_get_bytes (self->web));

  return g_strdup_printf (
      ngettext ("%u part has arrived, %s", "%u parts have arrived, %s", count),
      count,
      size);
}

static void
show_status (HikaeBrowserPage *self)
{
  const gboolean loading = hikae_web_page_is_loading (self->web);
  /* Of what is not the site's page the title is not the site's either. */
  const char *title =
      hikae_web_page_is_loaded (self->web) ? hikae_web_page_get_title (self->web) : NULL;
  g_autofree char *text = NULL;

  if (self->refused)
    return;
  if (loading || self->capturing)
    text = dup_arrived (self);
  else
    text = hikae_text_for_display (title != NULL ? title : "", 300);
  gtk_label_set_text (self->status, text);
}

static void
show_controls (HikaeBrowserPage *self)
{
  const gboolean here = self->web != NULL && !self->capturing;
  const gboolean loading = self->web != NULL && hikae_web_page_is_loading (self->web);
  const char *name = loading ? _ ("Stop loading") : _ ("Load again");

  gtk_widget_set_sensitive (self->back_button,
                            here && hikae_web_page_can_go_back (self->web));
  gtk_widget_set_sensitive (GTK_WIDGET (self->reload_button), here);
  gtk_button_set_icon_name (self->reload_button,
                            loading ? "process-stop-symbolic" : "view-refresh-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->reload_button), name);
  hikae_accessible_name_set (GTK_WIDGET (self->reload_button), name);
  gtk_widget_set_sensitive (GTK_WIDGET (self->entry), !self->capturing);
  gtk_widget_set_sensitive (self->capture_button,
                            here && hikae_web_page_is_loaded (self->web));
  gtk_widget_set_sensitive (self->hide_box, !self->capturing);
  gtk_widget_set_opacity (GTK_WIDGET (self->progress), loading ? 1 : 0);
}

/* When all that the site sent is here, stopping must not take it away again: it ends the
 * picture, and later on nothing at all. */
static void
show_stage (HikaeBrowserPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  const HikaeWebStage stage = hikae_web_page_get_stage (self->web);
  g_autofree char *arrived = dup_arrived (self);

  gtk_label_set_text (self->stage_label, hikae_browser_words_stage (stage));
  gtk_label_set_text (self->arrived, arrived);
  if (stage == self->stage)
    return;
  self->stage = stage;
  if (stage == HIKAE_WEB_STAGE_PICTURE)
    hikae_session_narrow_stop (session, _ ("Keep what is there"), self->enough);
  else if (stage == HIKAE_WEB_STAGE_ARCHIVE)
    hikae_session_narrow_stop (session, NULL, NULL);
}

static void
changed_cb (HikaeBrowserPage *self)
{
  const char *url = hikae_web_page_get_url (self->web);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  show_controls (self);
  show_status (self);
  gtk_progress_bar_set_fraction (self->progress, hikae_web_page_get_progress (self->web));
  /* What she is typing is not taken away from her, nor what could not be reached. */
  if (url != NULL && *url != '\0' && !g_str_equal (url, "about:blank") &&
      !gtk_widget_has_focus (GTK_WIDGET (self->entry)) &&
      gtk_widget_get_focus_child (GTK_WIDGET (self->entry)) == NULL &&
      !g_str_equal (gtk_editable_get_text (self->entry), url))
    gtk_editable_set_text (self->entry, url);
  if (self->capturing)
    show_stage (self);
  else if (hikae_web_page_is_loading (self->web) && g_str_equal (shown, "start"))
    show (self, "view");
}

static void
refused_cb (HikaeBrowserPage *self, int what)
{
  self->refused = TRUE;
  gtk_label_set_text (self->status, hikae_browser_words_refusal ((HikaeWebRefusal)what));
}

static void
show_failure (HikaeBrowserPage *self, const GError *error)
{
  const HikaeErrorText text = hikae_browser_words_failure (error);
  const char *host =
      self->web != NULL ? hikae_web_page_get_untrusted_host (self->web) : NULL;
  const gboolean untrusted =
      g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_UNTRUSTED) && host != NULL;
  g_autofree char *words =
      untrusted ? hikae_browser_words_certificate (
                      host, hikae_web_page_get_certificate_faults (self->web))
                : g_strdup ("");

  adw_status_page_set_title (self->failed, text.sentence);
  adw_status_page_set_description (self->failed, text.next);
  gtk_label_set_text (self->certificate, words);
  gtk_widget_set_visible (GTK_WIDGET (self->certificate), untrusted);
  gtk_widget_set_visible (self->allow_button, untrusted);
  show (self, "failed");
  show_controls (self);
}

static void
failed_cb (HikaeBrowserPage *self, const GError *error)
{
  show_failure (self, error);
}

static void
forget_visit (HikaeBrowserPage *self)
{
  if (self->web == NULL)
    return;
  gtk_overlay_set_child (self->overlay, NULL);
  g_signal_handlers_disconnect_by_data (self->web, self);
  g_clear_object (&self->web);
}

static gboolean
ensure_visit (HikaeBrowserPage *self)
{
  HikaeWebPageChoice choice = {0};
  g_autofree char *proxy = hikae_settings_dup_proxy ();
  g_autoptr (GError) error = NULL;

  if (self->web != NULL)
    return TRUE;
  choice.proxy = *proxy != '\0' ? proxy : NULL;
  choice.text_only = is_minor (self);
  choice.hide_pictures = gtk_switch_get_active (self->hide_switch);
  self->web = hikae_web_page_new (&choice, &error);
  if (self->web == NULL) {
    hikae_session_fail (hikae_page_get_session (HIKAE_PAGE (self)), error);
    return FALSE;
  }
  /* What scrolls the page can have the focus. */
  hikae_accessible_name_set (hikae_web_page_get_widget (self->web), _ ("Web page"));
  gtk_overlay_set_child (self->overlay, hikae_web_page_get_widget (self->web));
  g_signal_connect_object (
      self->web, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->web, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->web, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  return TRUE;
}

static void
go_cb (HikaeBrowserPage *self)
{
  g_autofree char *typed = g_strdup (gtk_editable_get_text (self->entry));
  g_autofree char *url = NULL;
  g_autoptr (GError) error = NULL;

  g_strstrip (typed);
  if (*typed == '\0' || !ensure_visit (self))
    return;
  url = strstr (typed, "://") != NULL ? g_strdup (typed)
                                      : g_strconcat ("https://", typed, NULL);
  self->refused = FALSE;
  /* First to the screen: the engine draws only in a view that has been there. */
  show (self, "view");
  if (!hikae_web_page_load (self->web, url, &error))
    show_failure (self, error);
  else
    gtk_widget_grab_focus (hikae_web_page_get_widget (self->web));
}

static void
back_cb (HikaeBrowserPage *self)
{
  self->refused = FALSE;
  show (self, "view");
  hikae_web_page_go_back (self->web);
}

static void
reload_cb (HikaeBrowserPage *self)
{
  if (self->web == NULL)
    return;
  self->refused = FALSE;
  if (hikae_web_page_is_loading (self->web)) {
    hikae_web_page_stop (self->web);
    return;
  }
  show (self, "view");
  hikae_web_page_reload (self->web);
}

static void
allow_cb (HikaeBrowserPage *self)
{
  g_autofree char *host = g_strdup (hikae_web_page_get_untrusted_host (self->web));

  if (host != NULL)
    hikae_web_page_allow_host (self->web, host);
  reload_cb (self);
}

static void
hide_cb (HikaeBrowserPage *self)
{
  if (self->web != NULL)
    hikae_web_page_set_pictures (self->web, !gtk_switch_get_active (self->hide_switch));
}

static void
again_cb (HikaeBrowserPage *self)
{
  show (self, self->web != NULL ? "view" : "start");
}

static void
set_capturing (HikaeBrowserPage *self, gboolean capturing)
{
  self->capturing = capturing;
  self->stage = HIKAE_WEB_STAGE_NONE;
  g_clear_object (&self->enough);
  gtk_widget_set_visible (self->cover, capturing);
  gtk_spinner_set_spinning (self->spinner, capturing);
  show_controls (self);
  if (self->web != NULL)
    show_status (self);
}

/* What went wrong is told by the other end of the pipe, beside what was kept. */
static void
captured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GOutputStream) pipe = G_OUTPUT_STREAM (user_data);
  g_autoptr (GError) error = NULL;

  if (!hikae_web_page_capture_finish (HIKAE_WEB_PAGE (source), result, &error))
    g_debug ("the capture ended early: %s", error->message);
  (void)g_output_stream_close (pipe, NULL, NULL);
}

typedef struct {
  HikaeBrowserPage *self;    /* (owned) */
  HikaeSession *session;     /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Keeping;

static void
show_result (HikaeBrowserPage *self, GPtrArray *items, const GError *error)
{
  gtk_label_set_text (self->result_title,
                      error == NULL ? _ ("The page is in the case now")
                                    : _ ("A part of the page is in the case now"));
  hikae_browser_words_show_kept (self->kept, items);
  hikae_browser_words_show_missing (self->missing, items, error);
  show (self, "result");
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Keeping *keeping = user_data;
  g_autoptr (HikaeBrowserPage) self = keeping->self;
  g_autoptr (HikaeSession) session = keeping->session;
  g_autoptr (GCancellable) cancellable = keeping->cancellable;
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (GError) error = NULL;
  const gboolean done =
      hikae_keep_capture_finish (HIKAE_CASE (source), result, &items, &error);

  g_free (keeping);
  hikae_session_end_work (session);
  set_capturing (self, FALSE);
  if (!hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  if (items->len > 0)
    show_result (self, items, done ? NULL : error);
  else if (g_cancellable_is_cancelled (cancellable))
    show (self, self->web != NULL ? "view" : "start");
  else
    show_failure (self, error);
}

static gboolean
open_pipe (GInputStream **in, GOutputStream **out)
{
  int fds[2] = {-1, -1};

  if (pipe2 (fds, O_CLOEXEC) != 0)
    return FALSE;
  /* As much as the system allows: fewer turns between drawing and keeping. */
  (void)fcntl (fds[1], F_SETPIPE_SZ, 1024 * 1024);
  *in = g_unix_input_stream_new (fds[0], TRUE);
  *out = g_unix_output_stream_new (fds[1], TRUE);
  return TRUE;
}

static void
capture_cb (HikaeBrowserPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  HikaeWebCaptureChoice choice = {0};
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;
  g_autoptr (GInputStream) in = NULL;
  g_autoptr (GOutputStream) out = NULL;
  Keeping *keeping = NULL;

  if (self->web == NULL || open_case == NULL || self->capturing ||
      !hikae_session_begin_work (
          session, _ ("Capturing the page…"), &progress, &cancellable))
    return;
  if (!open_pipe (&in, &out)) {
    hikae_session_end_work (session);
    hikae_session_fail (session, NULL);
    return;
  }
  self->refused = FALSE;
  show (self, "view");
  keeping = g_new0 (Keeping, 1);
  keeping->self = g_object_ref (self);
  keeping->session = g_object_ref (session);
  keeping->cancellable = g_object_ref (cancellable);
  set_capturing (self, TRUE);
  self->enough = g_cancellable_new ();
  choice.enough = self->enough;
  hikae_keep_capture_async (open_case,
                            hikae_capture_web_new_for_pipe (in),
                            progress,
                            cancellable,
                            kept_cb,
                            keeping);
  hikae_web_page_capture_async (
      self->web, &choice, out, cancellable, captured_cb, g_object_ref (out));
}

static void
hikae_browser_page_enter (HikaePage *page, const char *argument)
{
  HikaeBrowserPage *self = HIKAE_BROWSER_PAGE (page);
  const gboolean minor = is_minor (self);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  gtk_widget_set_visible (self->hide_box, !minor);
  adw_status_page_set_description (
      self->start,
      minor ? _ ("Type or paste the address above. This case is about somebody under 18: "
                 "pictures, sound and video are neither fetched nor shown nor kept. "
                 "Capture keeps the address and the words of the page.")
            : _ ("Type or paste the address above. You can log in if the page needs it: "
                 "nothing of this visit is kept until you press Capture, and then only "
                 "that page. Pictures stay hidden on the screen; they are captured all "
                 "the same."));
  if (g_strcmp0 (shown, "result") == 0)
    show (self, self->web != NULL ? "view" : "start");
  show_controls (self);
  if (argument != NULL && *argument != '\0') {
    gtk_editable_set_text (self->entry, argument);
    go_cb (self);
  }
}

static void
hikae_browser_page_leave (HikaePage *page, gboolean locking)
{
  HikaeBrowserPage *self = HIKAE_BROWSER_PAGE (page);

  if (!locking)
    return;
  forget_visit (self);
  gtk_editable_set_text (self->entry, "");
  gtk_label_set_text (self->status, "");
  gtk_label_set_text (self->arrived, "");
  gtk_switch_set_active (self->hide_switch, TRUE);
  hikae_row_group_clear (self->kept);
  hikae_row_group_clear (self->missing);
  self->refused = FALSE;
  show (self, "start");
  show_controls (self);
}

static void
hikae_browser_page_dispose (GObject *object)
{
  forget_visit (HIKAE_BROWSER_PAGE (object));
  g_clear_object (&HIKAE_BROWSER_PAGE (object)->enough);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_BROWSER_PAGE);
  G_OBJECT_CLASS (hikae_browser_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, reload_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, entry);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, capture_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, progress);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, status_bar);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, status);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, hide_box);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, hide_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, start);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, cover);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, spinner);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, stage_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, arrived);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, failed);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, certificate);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, allow_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, result_title);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, kept);
  gtk_widget_class_bind_template_child (widget_class, HikaeBrowserPage, missing);
}

static void
hikae_browser_page_class_init (HikaeBrowserPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_browser_page_dispose;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_browser_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_browser_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-browser-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, go_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, reload_cb);
  gtk_widget_class_bind_template_callback (widget_class, capture_cb);
  gtk_widget_class_bind_template_callback (widget_class, hide_cb);
  gtk_widget_class_bind_template_callback (widget_class, allow_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
}

static void
hikae_browser_page_init (HikaeBrowserPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
