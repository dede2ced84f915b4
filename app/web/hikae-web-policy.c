/* hikae-web-policy.c: everything a page may want and does not get
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-web-page-private.h"

gboolean
hikae_web_policy_is_web (const char *url)
{
  g_autoptr (GUri) uri =
      url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  return scheme != NULL &&
         (g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) &&
         g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0';
}

void
hikae_web_page_enter (HikaeWebPage *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return;
  g_free (self->entered);
  /* As the engine writes it. */
  self->entered = g_hostname_to_ascii (g_uri_get_host (uri));
  if (self->entered == NULL)
    self->entered = g_strdup (g_uri_get_host (uri));
  if (self->recorder != NULL)
    hikae_recorder_enter (self->recorder, self->entered);
}

/* A page's HTTP authentication would ask in a window whose origin nobody can check. The
 * recorder does not ask: its token goes with the connection. */
static gboolean
authenticate_cb (WebKitWebView *view,
                 WebKitAuthenticationRequest *request,
                 HikaeWebPage *self)
{
  /* Without a name: the site's own words about it are the page. */
  webkit_authentication_request_authenticate (request, NULL);
  hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_LOGIN);
  return TRUE;
}

/* A link that wants a window of its own, pressed by the person, opens here; a window that
 * the page opens by itself does not open at all. */
static void
decide_window (HikaeWebPage *self, WebKitPolicyDecision *decision)
{
  WebKitNavigationAction *action =
      webkit_navigation_policy_decision_get_navigation_action (
          WEBKIT_NAVIGATION_POLICY_DECISION (decision));
  WebKitURIRequest *request = webkit_navigation_action_get_request (action);
  const char *url = webkit_uri_request_get_uri (request);

  webkit_policy_decision_ignore (decision);
  if (webkit_navigation_action_is_user_gesture (action) && !self->capturing &&
      hikae_web_policy_is_web (url))
    hikae_web_page_begin_load (self, url);
  else
    hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_WINDOW);
}

static gboolean
decide_policy_cb (WebKitWebView *view,
                  WebKitPolicyDecision *decision,
                  WebKitPolicyDecisionType type,
                  HikaeWebPage *self)
{
  if (type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION) {
    decide_window (self, decision);
    return TRUE;
  }
  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE) {
    if (webkit_response_policy_decision_is_mime_type_supported (
            WEBKIT_RESPONSE_POLICY_DECISION (decision)))
      return FALSE;
    webkit_policy_decision_ignore (decision);
    hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_DOWNLOAD);
    return TRUE;
  }
  if (type == WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION) {
    WebKitNavigationAction *action =
        webkit_navigation_policy_decision_get_navigation_action (
            WEBKIT_NAVIGATION_POLICY_DECISION (decision));
    const char *url =
        webkit_uri_request_get_uri (webkit_navigation_action_get_request (action));
    g_autofree char *scheme = g_uri_parse_scheme (url);

    /* data: and blob: are left to frames; the engine itself keeps them from the top. */
    if (g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "https") == 0 ||
        g_strcmp0 (scheme, "about") == 0 || g_strcmp0 (scheme, "data") == 0 ||
        g_strcmp0 (scheme, "blob") == 0)
      return FALSE;
    webkit_policy_decision_ignore (decision);
    hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_ADDRESS);
    return TRUE;
  }
  return FALSE;
}

static GtkWidget *
create_cb (WebKitWebView *view, WebKitNavigationAction *action, HikaeWebPage *self)
{
  hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_WINDOW);
  return NULL;
}

static gboolean
permission_cb (WebKitWebView *view, WebKitPermissionRequest *request, HikaeWebPage *self)
{
  webkit_permission_request_deny (request);
  hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_PERMISSION);
  return TRUE;
}

static gboolean
script_dialog_cb (WebKitWebView *view, WebKitScriptDialog *dialog, HikaeWebPage *self)
{
  if (webkit_script_dialog_get_dialog_type (dialog) ==
      WEBKIT_SCRIPT_DIALOG_BEFORE_UNLOAD_CONFIRM)
    webkit_script_dialog_confirm_set_confirmed (dialog, TRUE);
  else
    hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_DIALOG);
  return TRUE;
}

static gboolean
refuse_chooser_cb (WebKitWebView *view, WebKitFileChooserRequest *request, gpointer data)
{
  webkit_file_chooser_request_cancel (request);
  return TRUE;
}

static gboolean
quiet_cb (void)
{
  return TRUE;
}

static void
download_cb (WebKitNetworkSession *network, WebKitDownload *download, HikaeWebPage *self)
{
  webkit_download_cancel (download);
  hikae_web_page_refuse (self, HIKAE_WEB_REFUSED_DOWNLOAD);
}

void
hikae_web_policy_connect (HikaeWebPage *self)
{
  GObject *view = G_OBJECT (self->view);

  g_signal_connect_object (view, "authenticate", G_CALLBACK (authenticate_cb), self, 0);
  g_signal_connect_object (view, "decide-policy", G_CALLBACK (decide_policy_cb), self, 0);
  g_signal_connect_object (view, "create", G_CALLBACK (create_cb), self, 0);
  g_signal_connect_object (
      view, "permission-request", G_CALLBACK (permission_cb), self, 0);
  g_signal_connect_object (view, "script-dialog", G_CALLBACK (script_dialog_cb), self, 0);
  g_signal_connect_object (
      view, "run-file-chooser", G_CALLBACK (refuse_chooser_cb), self, 0);
  /* Printing, notices outside the window, full screen and the engine's own menu, which
   * offers to save pictures. */
  g_signal_connect_object (view, "print", G_CALLBACK (quiet_cb), self, 0);
  g_signal_connect_object (view, "show-notification", G_CALLBACK (quiet_cb), self, 0);
  g_signal_connect_object (view, "enter-fullscreen", G_CALLBACK (quiet_cb), self, 0);
  g_signal_connect_object (view, "context-menu", G_CALLBACK (quiet_cb), self, 0);
  g_signal_connect_object (
      self->network, "download-started", G_CALLBACK (download_cb), self, 0);
}
