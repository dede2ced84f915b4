/* hikae-web-page.c: one page in an engine that keeps nothing, behind the recorder
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-web-page-private.h"

#include <string.h>

#define TICK_MS 200

G_DEFINE_FINAL_TYPE (HikaeWebPage, hikae_web_page, G_TYPE_OBJECT)

enum { CHANGED, REFUSED, FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

static void
changed (HikaeWebPage *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

void
hikae_web_page_refuse (HikaeWebPage *self, HikaeWebRefusal what)
{
  g_signal_emit (self, signals[REFUSED], 0, (int)what);
}

static gboolean
tick_cb (gpointer data)
{
  HikaeWebPage *self = data;

  changed (self);
  if (self->loading || self->stage != HIKAE_WEB_STAGE_NONE)
    return G_SOURCE_CONTINUE;
  self->ticker = 0;
  return G_SOURCE_REMOVE;
}

static void
start_ticking (HikaeWebPage *self)
{
  if (self->ticker == 0)
    self->ticker = g_timeout_add (TICK_MS, tick_cb, self);
  changed (self);
}

void
hikae_web_page_set_stage (HikaeWebPage *self, HikaeWebStage stage)
{
  g_debug ("stage %d", (int)stage);
  self->stage = stage;
  start_ticking (self);
}

static void
forget_load (HikaeWebPage *self)
{
  self->loading = TRUE;
  self->committed = FALSE;
  self->died = FALSE;
  self->mute = FALSE;
  self->own = FALSE;
  self->cut = FALSE;
  self->told = FALSE;
  self->faults = 0;
  self->status = 0;
  g_clear_error (&self->failure);
  g_clear_pointer (&self->untrusted, g_free);
  g_ptr_array_set_size (self->redirects, 0);
}

static void
add_redirect (HikaeWebPage *self)
{
  const char *url = webkit_web_view_get_uri (self->view);
  guint length = self->redirects->len;

  if (url == NULL || length >= HIKAE_WEB_REDIRECTS_MAX ||
      (length > 0 && g_str_equal (self->redirects->pdata[length - 1], url)))
    return;
  g_ptr_array_add (self->redirects, g_strdup (url));
}

static void
tell_failure (HikaeWebPage *self)
{
  g_autoptr (GError) error = NULL;

  if (self->told || self->capturing || hikae_web_page_check_load (self, &error))
    return;
  /* Stopped by the person: nothing to tell her. */
  if (g_error_matches (
          self->failure, WEBKIT_NETWORK_ERROR, WEBKIT_NETWORK_ERROR_CANCELLED) &&
      g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_OFFLINE))
    return;
  self->told = TRUE;
  g_signal_emit (self, signals[FAILED], 0, error);
}

static void
keep_before (HikaeWebPage *self)
{
  g_clear_pointer (&self->before, g_ptr_array_unref);
  self->before = g_steal_pointer (&self->redirects);
  self->redirects = g_ptr_array_new_with_free_func (g_free);
}

/* A page that wanted to become a download, or another program's, stays where it was. Not
 * so what was asked for: an earlier load may be heard of late, and look as if it had gone
 * there by itself. */
static gboolean
stay (HikaeWebPage *self, const char *url, const GError *error)
{
  if (self->before == NULL || self->committed || g_strcmp0 (url, self->wanted) == 0 ||
      !g_error_matches (error,
                        WEBKIT_POLICY_ERROR,
                        WEBKIT_POLICY_ERROR_FRAME_LOAD_INTERRUPTED_BY_POLICY_CHANGE))
    return FALSE;
  g_ptr_array_unref (self->redirects);
  self->redirects = g_steal_pointer (&self->before);
  self->committed = TRUE;
  return TRUE;
}

static void
load_changed_cb (WebKitWebView *view, WebKitLoadEvent event, HikaeWebPage *self)
{
  if (self->expecting && event != WEBKIT_LOAD_STARTED)
    return;
  self->expecting = FALSE;
  if (event == WEBKIT_LOAD_STARTED) {
    self->loads++;
    if (self->committed)
      keep_before (self);
    forget_load (self);
  }
  if (event == WEBKIT_LOAD_STARTED || event == WEBKIT_LOAD_REDIRECTED ||
      event == WEBKIT_LOAD_COMMITTED)
    add_redirect (self);
  if (event == WEBKIT_LOAD_COMMITTED)
    self->committed = TRUE;
  hikae_web_page_look_whose (self);
  if (event == WEBKIT_LOAD_FINISHED) {
    self->loading = FALSE;
    tell_failure (self);
  }
  start_ticking (self);
}

static gboolean
load_failed_cb (WebKitWebView *view,
                WebKitLoadEvent event,
                const char *url,
                GError *error,
                HikaeWebPage *self)
{
  if (stay (self, url, error))
    return TRUE;
  /* Some addresses fail before they start. */
  if (self->failure == NULL && (!self->expecting || g_strcmp0 (url, self->wanted) == 0))
    self->failure = g_error_copy (error);
  /* TRUE: no error page of the engine's own, which would look like evidence. */
  return TRUE;
}

static void
terminated_cb (WebKitWebView *view,
               WebKitWebProcessTerminationReason reason,
               HikaeWebPage *self)
{
  g_debug ("the engine's process ended, reason %d", (int)reason);
  self->died = TRUE;
  self->loading = FALSE;
  tell_failure (self);
  changed (self);
}

static gboolean
fail (GError **error, HikaeError code, const char *message)
{
  g_set_error_literal (error, HIKAE_ERROR, code, message);
  return FALSE;
}

static void
make_view (HikaeWebPage *self)
{
  self->view = hikae_web_page_new_view (self);
  g_signal_connect_object (
      self->view, "load-changed", G_CALLBACK (load_changed_cb), self, 0);
  g_signal_connect_object (
      self->view, "load-failed", G_CALLBACK (load_failed_cb), self, 0);
  g_signal_connect_object (
      self->view, "web-process-terminated", G_CALLBACK (terminated_cb), self, 0);
  g_signal_connect_object (
      self->view, "notify::title", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->view, "notify::uri", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  hikae_web_policy_connect (self);
  self->frame = g_object_ref_sink (g_object_new (
      GTK_TYPE_SCROLLED_WINDOW, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL));
  gtk_scrolled_window_set_policy (
      GTK_SCROLLED_WINDOW (self->frame), GTK_POLICY_NEVER, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->frame),
                                 GTK_WIDGET (self->view));
  gtk_widget_set_hexpand (self->frame, TRUE);
  gtk_widget_set_vexpand (self->frame, TRUE);
}

HikaeWebPage *
hikae_web_page_new (const HikaeWebPageChoice *choice, GError **error)
{
  g_autoptr (HikaeWebPage) self = g_object_new (HIKAE_TYPE_WEB_PAGE, NULL);

  if (choice->proxy != NULL && *choice->proxy != '\0')
    self->proxy = g_str_has_prefix (choice->proxy, "socks5h://")
                      ? g_strconcat ("socks5://", choice->proxy + 10, NULL)
                      : g_strdup (choice->proxy);
  self->text_only = choice->text_only;
  self->hidden = choice->text_only || choice->hide_pictures;
  if (!hikae_web_page_renew_recorder (self, error) ||
      !hikae_web_page_make_content (self, error))
    return NULL;
  hikae_web_page_make_network (self);
  make_view (self);
  if (self->text_only)
    hikae_web_page_begin_filter (self);
  return g_steal_pointer (&self);
}

GtkWidget *
hikae_web_page_get_widget (HikaeWebPage *self)
{
  return self->frame;
}

void
hikae_web_page_begin_load (HikaeWebPage *self, const char *url)
{
  const gboolean anew = url == NULL && self->committed && !self->died;
  g_autoptr (GError) error = NULL;
  char *copy = g_strdup (url != NULL ? url : self->wanted);

  g_free (self->wanted);
  self->wanted = copy;
  /* What failed before is no answer to what is asked now. Without a new recorder the old
   * one goes on, and says the same again. */
  if (hikae_web_page_failed_at_recorder (self) &&
      !hikae_web_page_renew_recorder (self, &error))
    g_debug ("no new recorder: %s", error->message);
  forget_load (self);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  self->expecting = TRUE;
  if (anew)
    webkit_web_view_reload_bypass_cache (self->view);
  else if (self->filtering == NULL)
    hikae_web_page_go (self);
  start_ticking (self);
}

void
hikae_web_page_go (HikaeWebPage *self)
{
  if (self->wanted != NULL)
    webkit_web_view_load_uri (self->view, self->wanted);
}

gboolean
hikae_web_page_load (HikaeWebPage *self, const char *url, GError **error)
{
  if (!hikae_web_policy_is_web (url))
    return fail (
        error, HIKAE_ERROR_REJECTED, "only http and https pages can be captured");
  hikae_web_page_enter (self, url);
  hikae_web_page_begin_load (self, url);
  return TRUE;
}

void
hikae_web_page_reload (HikaeWebPage *self)
{
  if (self->committed || self->wanted != NULL)
    hikae_web_page_begin_load (self, NULL);
}

void
hikae_web_page_go_back (HikaeWebPage *self)
{
  webkit_web_view_go_back (self->view);
}

void
hikae_web_page_stop (HikaeWebPage *self)
{
  webkit_web_view_stop_loading (self->view);
}

static void
apply_hiding (HikaeWebPage *self)
{
  webkit_user_content_manager_remove_style_sheet (self->content, self->hide);
  if (self->text_only || (self->hidden && !self->capturing))
    webkit_user_content_manager_add_style_sheet (self->content, self->hide);
}

void
hikae_web_page_set_pictures (HikaeWebPage *self, gboolean shown)
{
  self->hidden = !shown;
  apply_hiding (self);
}

void
hikae_web_page_set_capturing (HikaeWebPage *self, gboolean capturing)
{
  GtkWidget *view = GTK_WIDGET (self->view);
  const GtkAlign align = capturing ? GTK_ALIGN_START : GTK_ALIGN_FILL;
  const GtkPolicyType policy = capturing ? GTK_POLICY_EXTERNAL : GTK_POLICY_NEVER;

  self->capturing = capturing;
  apply_hiding (self);
  gtk_widget_set_size_request (
      view, capturing ? HIKAE_WEB_WIDTH : -1, capturing ? HIKAE_WEB_HEIGHT : -1);
  gtk_widget_set_halign (view, align);
  gtk_widget_set_valign (view, align);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->frame), policy, policy);
}

void
hikae_web_page_allow_host (HikaeWebPage *self, const char *host)
{
  g_ptr_array_add (self->allowed, g_ascii_strdown (host, -1));
  if (self->recorder != NULL)
    hikae_recorder_allow_host (self->recorder, host);
}

const char *
hikae_web_page_get_url (HikaeWebPage *self)
{
  return webkit_web_view_get_uri (self->view);
}

const char *
hikae_web_page_get_title (HikaeWebPage *self)
{
  return webkit_web_view_get_title (self->view);
}

const char *
hikae_web_page_get_untrusted_host (HikaeWebPage *self)
{
  return self->untrusted;
}

GTlsCertificateFlags
hikae_web_page_get_certificate_faults (HikaeWebPage *self)
{
  return self->faults;
}

gboolean
hikae_web_page_can_go_back (HikaeWebPage *self)
{
  return webkit_web_view_can_go_back (self->view);
}

gboolean
hikae_web_page_is_loading (HikaeWebPage *self)
{
  return self->loading;
}

gboolean
hikae_web_page_is_loaded (HikaeWebPage *self)
{
  g_autoptr (GError) error = NULL;

  return self->committed && hikae_web_page_check_load (self, &error);
}

double
hikae_web_page_get_progress (HikaeWebPage *self)
{
  return webkit_web_view_get_estimated_load_progress (self->view);
}

guint64
hikae_web_page_get_bytes (HikaeWebPage *self)
{
  return self->recorder != NULL ? hikae_recorder_get_bytes (self->recorder) : 0;
}

guint
hikae_web_page_get_count (HikaeWebPage *self)
{
  return self->recorder != NULL ? hikae_recorder_get_count (self->recorder) : 0;
}

HikaeWebStage
hikae_web_page_get_stage (HikaeWebPage *self)
{
  return self->stage;
}

static void
hikae_web_page_dispose (GObject *object)
{
  HikaeWebPage *self = HIKAE_WEB_PAGE (object);

  g_clear_handle_id (&self->ticker, g_source_remove);
  g_cancellable_cancel (self->filtering);
  g_clear_object (&self->filtering);
  if (self->view != NULL)
    webkit_web_view_terminate_web_process (self->view);
  g_clear_object (&self->view);
  if (self->frame != NULL && gtk_widget_get_parent (self->frame) == NULL)
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->frame), NULL);
  g_clear_object (&self->frame);
  g_clear_object (&self->network);
  g_clear_object (&self->content);
  g_clear_pointer (&self->hide, webkit_user_style_sheet_unref);
  g_clear_pointer (&self->recorder, hikae_recorder_free);
  G_OBJECT_CLASS (hikae_web_page_parent_class)->dispose (object);
}

static void
hikae_web_page_finalize (GObject *object)
{
  HikaeWebPage *self = HIKAE_WEB_PAGE (object);

  g_clear_error (&self->failure);
  g_ptr_array_unref (self->allowed);
  g_ptr_array_unref (self->redirects);
  g_clear_pointer (&self->before, g_ptr_array_unref);
  g_free (self->untrusted);
  g_free (self->wanted);
  g_free (self->entered);
  g_free (self->proxy);
  G_OBJECT_CLASS (hikae_web_page_parent_class)->finalize (object);
}

static void
hikae_web_page_class_init (HikaeWebPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = hikae_web_page_dispose;
  object_class->finalize = hikae_web_page_finalize;
  signals[CHANGED] = g_signal_new ("changed",
                                   HIKAE_TYPE_WEB_PAGE,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   0);
  signals[REFUSED] = g_signal_new ("refused",
                                   HIKAE_TYPE_WEB_PAGE,
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   1,
                                   G_TYPE_INT);
  signals[FAILED] = g_signal_new ("failed",
                                  HIKAE_TYPE_WEB_PAGE,
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_ERROR);
}

static void
hikae_web_page_init (HikaeWebPage *self)
{
  self->allowed = g_ptr_array_new_with_free_func (g_free);
  self->redirects = g_ptr_array_new_with_free_func (g_free);
}
