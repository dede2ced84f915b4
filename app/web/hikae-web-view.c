/* hikae-web-view.c: the engine as a page gets it: its network, its settings, its style
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine accepts any certificate, because every connection ends at our own recorder;
 * the recorder accepts only right ones. */
#include "config.h"

#include "hikae-data.h"
#include "hikae-error.h"
#include "hikae-web-page-private.h"

#include <string.h>

static void
connect_recorder (HikaeWebPage *self)
{
  g_autofree char *uri = hikae_recorder_dup_login_uri (self->recorder);
  WebKitNetworkProxySettings *settings = webkit_network_proxy_settings_new (uri, NULL);

  webkit_network_session_set_proxy_settings (
      self->network, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, settings);
  webkit_network_proxy_settings_free (settings);
}

gboolean
hikae_web_page_renew_recorder (HikaeWebPage *self, GError **error)
{
  HikaeRecorderOptions options = {0};
  HikaeRecorder *fresh = NULL;

  options.upstream = self->proxy;
  options.refuse_media = self->text_only;
  fresh = hikae_recorder_start (&options, error);
  if (fresh == NULL)
    return FALSE;
  for (guint i = 0; i < self->allowed->len; i++)
    hikae_recorder_allow_host (fresh, self->allowed->pdata[i]);
  /* The page before may still run: it must not be the one that is asked first. */
  if (self->entered != NULL)
    hikae_recorder_enter (fresh, self->entered);
  g_clear_pointer (&self->recorder, hikae_recorder_free);
  self->recorder = fresh;
  if (self->network != NULL)
    connect_recorder (self);
  return TRUE;
}

void
hikae_web_page_make_network (HikaeWebPage *self)
{
  self->network = webkit_network_session_new_ephemeral ();
  webkit_network_session_set_tls_errors_policy (self->network,
                                                WEBKIT_TLS_ERRORS_POLICY_IGNORE);
  webkit_network_session_set_itp_enabled (self->network, FALSE);
  connect_recorder (self);
}

/* Without it the engine asks sites for the language "C". */
static void
set_languages (void)
{
  const char *const *names = g_get_language_names ();
  g_autoptr (GPtrArray) languages = g_ptr_array_new ();

  for (guint i = 0; names[i] != NULL; i++) {
    if (!g_str_equal (names[i], "C") && strchr (names[i], '.') == NULL)
      g_ptr_array_add (languages, (gpointer)names[i]);
  }
  if (languages->len == 0)
    g_ptr_array_add (languages, (gpointer) "en");
  g_ptr_array_add (languages, NULL);
  webkit_web_context_set_preferred_languages (webkit_web_context_get_default (),
                                              (const char *const *)languages->pdata);
}

static WebKitSettings *
make_settings (gboolean media)
{
  return webkit_settings_new_with_settings ("auto-load-images",
                                            media,
                                            "enable-media",
                                            media,
                                            "enable-webaudio",
                                            media,
                                            "enable-webrtc",
                                            FALSE,
                                            "enable-media-stream",
                                            FALSE,
                                            "enable-dns-prefetching",
                                            FALSE,
                                            "enable-page-cache",
                                            FALSE,
                                            "enable-back-forward-navigation-gestures",
                                            FALSE,
                                            "javascript-can-open-windows-automatically",
                                            FALSE,
                                            "hardware-acceleration-policy",
                                            WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
                                            NULL);
}

gboolean
hikae_web_page_make_content (HikaeWebPage *self, GError **error)
{
  g_autoptr (GBytes) css = hikae_data_load ("web/hide.css", error);
  g_autofree char *text = NULL;

  if (css == NULL)
    return FALSE;
  text = g_strndup (g_bytes_get_data (css, NULL), g_bytes_get_size (css));
  self->hide = webkit_user_style_sheet_new (text,
                                            WEBKIT_USER_CONTENT_INJECT_ALL_FRAMES,
                                            WEBKIT_USER_STYLE_LEVEL_USER,
                                            NULL,
                                            NULL);
  self->content = webkit_user_content_manager_new ();
  if (self->hidden)
    webkit_user_content_manager_add_style_sheet (self->content, self->hide);
  return TRUE;
}

WebKitWebView *
hikae_web_page_new_view (HikaeWebPage *self)
{
  g_autoptr (WebKitSettings) settings = make_settings (!self->text_only);
  WebKitWebView *view = NULL;

  set_languages ();
  view = g_object_ref_sink (g_object_new (WEBKIT_TYPE_WEB_VIEW,
                                          "network-session",
                                          self->network,
                                          "user-content-manager",
                                          self->content,
                                          "settings",
                                          settings,
                                          NULL));
  webkit_web_view_set_is_muted (view, TRUE);
  return view;
}
