/* hikae-web-page.c: one page in an engine that keeps nothing, behind the recorder
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine accepts any certificate, because every connection ends at our own recorder;
 * the recorder accepts only right ones. */
#include "config.h"

#include "hikae-web-page.h"

#include "hikae-error.h"
#include "hikae-json.h"

#include <webkit/webkit.h>

#define VIEW_WIDTH 1280
#define VIEW_HEIGHT 900
#define QUIET_MS 700
#define SETTLE_EXTRA_SECONDS 10

struct _HikaeWebPage {
  HikaeRecorder *recorder;
  GtkWidget *window;
  WebKitWebView *view;
  char *url;
  gboolean finished;
  gboolean died;
  GError *failure;
  GAsyncResult *result;
};

/* Scrolls by screens, waits for pictures and fonts, returns to the top, reads the facts.
 * What it reads is claims of the page; all of it is text or numbers. */
static const char scroll_script[] =
    "const end = Date.now() + 45000; let steps = 0;"
    "const e = document.scrollingElement || document.documentElement;"
    "for (let y = 0; y < e.scrollHeight && steps < limit && Date.now() < end; steps++) {"
    "  window.scrollTo({top: y, behavior: 'instant'});"
    "  await new Promise(r => setTimeout(r, 30)); y += Math.max(200, innerHeight); }"
    "const cut = steps >= limit || Date.now() >= end;"
    "window.scrollTo({top: 0, behavior: 'instant'});"
    "const pictures = [...document.images];"
    "const wait = Promise.all(pictures.map(i => i.complete ? 1 :"
    "  new Promise(r => { i.onload = i.onerror = r; })).concat([document.fonts.ready]));"
    "await Promise.race([wait, new Promise(r => setTimeout(r, 5000))]);"
    "const meta = n => { const m = document.querySelector("
    "  `meta[property=\"${n}\"],meta[name=\"${n}\"]`); return m ? m.content : ''; };"
    "const ld = []; for (const s of document.querySelectorAll("
    "  'script[type=\"application/ld+json\"]')) { try { const v = JSON.parse(s.text);"
    "  (Array.isArray(v) ? v : v['@graph'] || [v]).slice(0, 20).forEach(o => ld.push(o));"
    "  } catch (x) {} }"
    "const pick = f => { for (const o of ld) { const v = o && f(o);"
    "  if (typeof v === 'string' && v) return v; } return ''; };"
    "const author = o => Array.isArray(o.author) ? o.author[0] : o.author;"
    "const text = (v, n) => String(v).slice(0, n);"
    "return JSON.stringify({"
    " width: Math.max(e.scrollWidth, innerWidth), height: e.scrollHeight,"
    " pixel_ratio_percent: Math.round(devicePixelRatio * 100),"
    " scroll_steps: steps, scroll_cut: cut ? 1 : 0,"
    " title: text(document.title, 2000),"
    " og_title: text(meta('og:title'), 2000), og_url: text(meta('og:url'), 4000),"
    " og_image: text(meta('og:image'), 4000), og_video: text(meta('og:video'), 4000),"
    " account: text(pick(o => author(o) && (author(o).name || author(o).alternateName))"
    "   || meta('article:author') || meta('author'), 500),"
    " account_id: text(pick(o => author(o) && author(o).identifier), 200),"
    " posted_at: text(pick(o => o.datePublished || o.uploadDate)"
    "   || meta('article:published_time'), 100),"
    " language: text(document.documentElement.lang, 40)});";

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HikaeWebPage *self = user_data;

  g_set_object (&self->result, result);
}

/* Runs the main context until @flag is set, the page died, or the time is over. */
static gboolean
wait_for (HikaeWebPage *self, gconstpointer *flag, guint seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (*flag == NULL && !self->died && g_get_monotonic_time () < end) {
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  }
  return *flag != NULL;
}

static void
load_changed_cb (WebKitWebView *view, WebKitLoadEvent event, gpointer user_data)
{
  HikaeWebPage *self = user_data;

  if (event == WEBKIT_LOAD_FINISHED)
    self->finished = TRUE;
}

static gboolean
load_failed_cb (WebKitWebView *view,
                WebKitLoadEvent event,
                const char *url,
                GError *error,
                gpointer user_data)
{
  HikaeWebPage *self = user_data;

  if (self->failure == NULL)
    self->failure = g_error_copy (error);
  self->finished = TRUE;
  /* TRUE: no error page of the engine's own, which would look like evidence. */
  return TRUE;
}

static void
terminated_cb (WebKitWebView *view,
               WebKitWebProcessTerminationReason reason,
               gpointer user_data)
{
  HikaeWebPage *self = user_data;

  self->died = TRUE;
}

static gboolean
authenticate_cb (WebKitWebView *view,
                 WebKitAuthenticationRequest *request,
                 gpointer user_data)
{
  HikaeWebPage *self = user_data;
  g_autoptr (WebKitCredential) credential = NULL;

  if (!webkit_authentication_request_is_for_proxy (request) ||
      webkit_authentication_request_is_retry (request)) {
    webkit_authentication_request_cancel (request);
    return TRUE;
  }
  credential = webkit_credential_new (HIKAE_RECORDER_USER,
                                      hikae_recorder_get_token (self->recorder),
                                      WEBKIT_CREDENTIAL_PERSISTENCE_FOR_SESSION);
  webkit_authentication_request_authenticate (request, credential);
  return TRUE;
}

static gboolean
decide_policy_cb (WebKitWebView *view,
                  WebKitPolicyDecision *decision,
                  WebKitPolicyDecisionType type,
                  gpointer user_data)
{
  if (type == WEBKIT_POLICY_DECISION_TYPE_RESPONSE &&
      !webkit_response_policy_decision_is_mime_type_supported (
          WEBKIT_RESPONSE_POLICY_DECISION (decision))) {
    webkit_policy_decision_ignore (decision);
    return TRUE;
  }
  if (type == WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION) {
    webkit_policy_decision_ignore (decision);
    return TRUE;
  }
  return FALSE;
}

static gboolean
refuse_cb (WebKitWebView *view, GObject *request, gpointer user_data)
{
  if (WEBKIT_IS_PERMISSION_REQUEST (request))
    webkit_permission_request_deny (WEBKIT_PERMISSION_REQUEST (request));
  return TRUE;
}

static gboolean
script_dialog_cb (WebKitWebView *view, WebKitScriptDialog *dialog, gpointer user_data)
{
  return TRUE;
}

static void
download_cb (WebKitNetworkSession *session, WebKitDownload *download, gpointer user_data)
{
  webkit_download_cancel (download);
}

static WebKitNetworkSession *
make_session (HikaeRecorder *recorder)
{
  WebKitNetworkSession *session = webkit_network_session_new_ephemeral ();
  WebKitNetworkProxySettings *proxy =
      webkit_network_proxy_settings_new (hikae_recorder_get_uri (recorder), NULL);

  webkit_network_session_set_proxy_settings (
      session, WEBKIT_NETWORK_PROXY_MODE_CUSTOM, proxy);
  webkit_network_proxy_settings_free (proxy);
  webkit_network_session_set_tls_errors_policy (session, WEBKIT_TLS_ERRORS_POLICY_IGNORE);
  webkit_network_session_set_itp_enabled (session, FALSE);
  g_signal_connect (session, "download-started", G_CALLBACK (download_cb), NULL);
  return session;
}

static WebKitSettings *
make_settings (gboolean show_media)
{
  return webkit_settings_new_with_settings ("auto-load-images",
                                            show_media,
                                            "enable-media",
                                            show_media,
                                            "enable-dns-prefetching",
                                            FALSE,
                                            "enable-page-cache",
                                            FALSE,
                                            "javascript-can-open-windows-automatically",
                                            FALSE,
                                            "hardware-acceleration-policy",
                                            WEBKIT_HARDWARE_ACCELERATION_POLICY_NEVER,
                                            NULL);
}

HikaeWebPage *
hikae_web_page_new (HikaeRecorder *recorder, gboolean show_media)
{
  HikaeWebPage *self = g_new0 (HikaeWebPage, 1);
  g_autoptr (WebKitNetworkSession) session = make_session (recorder);
  g_autoptr (WebKitSettings) settings = make_settings (show_media);

  self->recorder = recorder;
  self->view = g_object_new (
      WEBKIT_TYPE_WEB_VIEW, "network-session", session, "settings", settings, NULL);
  g_signal_connect (self->view, "load-changed", G_CALLBACK (load_changed_cb), self);
  g_signal_connect (self->view, "load-failed", G_CALLBACK (load_failed_cb), self);
  g_signal_connect (
      self->view, "web-process-terminated", G_CALLBACK (terminated_cb), self);
  g_signal_connect (self->view, "authenticate", G_CALLBACK (authenticate_cb), self);
  g_signal_connect (self->view, "decide-policy", G_CALLBACK (decide_policy_cb), self);
  g_signal_connect (self->view, "permission-request", G_CALLBACK (refuse_cb), self);
  g_signal_connect (self->view, "script-dialog", G_CALLBACK (script_dialog_cb), self);
  self->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (self->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (self->window), VIEW_WIDTH, VIEW_HEIGHT);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->view));
  gtk_window_present (GTK_WINDOW (self->window));
  return self;
}

void
hikae_web_page_free (HikaeWebPage *self)
{
  if (self == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->view, self);
  gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_object (&self->result);
  g_clear_error (&self->failure);
  g_free (self->url);
  g_free (self);
}

static gboolean
fail (GError **error, HikaeError code, const char *message)
{
  g_set_error_literal (error, HIKAE_ERROR, code, message);
  return FALSE;
}

/* The engine only knows that its proxy said 502; the recorder knows why. */
static gboolean
explain (HikaeWebPage *self, GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (self->url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : "";

  if (self->died)
    return fail (error, HIKAE_ERROR_FAILED, "the page made the engine stop");
  if (hikae_recorder_get_count (self->recorder) > 0 &&
      hikae_recorder_get_certificate_faults (self->recorder, host) != 0)
    return fail (error, HIKAE_ERROR_UNTRUSTED, "the site's certificate is not right");
  return fail (error, HIKAE_ERROR_OFFLINE, "the page could not be reached");
}

/* Whether the page's own address was answered by us instead of the site. */
static gboolean
failed_at_recorder (HikaeWebPage *self)
{
  g_autofree char *with_slash = g_strconcat (self->url, "/", NULL);
  const char *now = webkit_web_view_get_uri (self->view);
  const char *const addresses[] = {self->url, with_slash, now};

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autofree char *failure = NULL;

    if (addresses[i] != NULL)
      failure = hikae_recorder_dup_failure (self->recorder, addresses[i]);
    if (failure != NULL)
      return TRUE;
  }
  return FALSE;
}

gboolean
hikae_web_page_load (HikaeWebPage *self, const char *url, GError **error)
{
  gint64 end = g_get_monotonic_time () + HIKAE_WEB_LOAD_SECONDS * G_USEC_PER_SEC;

  g_free (self->url);
  self->url = g_strdup (url);
  webkit_web_view_load_uri (self->view, url);
  while (!self->finished && !self->died && g_get_monotonic_time () < end) {
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
  }
  if (self->died || failed_at_recorder (self) ||
      (self->failure != NULL && hikae_recorder_get_count (self->recorder) == 0))
    return explain (self, error);
  return TRUE;
}

void
hikae_web_page_settle (HikaeWebPage *self, guint seconds)
{
  gint64 now = g_get_monotonic_time ();
  gint64 least = now + seconds * G_USEC_PER_SEC;
  gint64 most = least + SETTLE_EXTRA_SECONDS * G_USEC_PER_SEC;
  gint64 quiet_since = now;
  guint64 bytes = 0;

  while (!self->died && now < most &&
         (now < least || now - quiet_since < QUIET_MS * 1000)) {
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
    now = g_get_monotonic_time ();
    if (hikae_recorder_get_bytes (self->recorder) != bytes ||
        hikae_recorder_get_open (self->recorder) > 0)
      quiet_since = now;
    bytes = hikae_recorder_get_bytes (self->recorder);
  }
}

JsonObject *
hikae_web_page_scroll (HikaeWebPage *self, GError **error)
{
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);
  g_autoptr (JSCValue) value = NULL;
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_variant_dict_insert (&arguments, "limit", "i", HIKAE_WEB_SCROLL_STEPS);
  g_clear_object (&self->result);
  webkit_web_view_call_async_javascript_function (self->view,
                                                  scroll_script,
                                                  -1,
                                                  g_variant_dict_end (&arguments),
                                                  "hikae",
                                                  NULL,
                                                  NULL,
                                                  ready_cb,
                                                  self);
  if (!wait_for (self, (gconstpointer *)&self->result, 90)) {
    (void)fail (error, HIKAE_ERROR_FAILED, "the page does not let itself be scrolled");
    return NULL;
  }
  value = webkit_web_view_call_async_javascript_function_finish (
      self->view, self->result, NULL);
  text = value != NULL ? jsc_value_to_string (value) : NULL;
  node = text != NULL ? hikae_json_parse (text, -1, 128 * 1024, NULL) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    (void)fail (error, HIKAE_ERROR_FAILED, "the page does not let itself be read");
    return NULL;
  }
  return json_object_ref (json_node_get_object (node));
}

GdkTexture *
hikae_web_page_snapshot (HikaeWebPage *self, JsonObject *facts, GError **error)
{
  gint64 ratio = hikae_json_get_int (facts, "pixel_ratio_percent", 100);
  gint64 width = hikae_json_get_int (facts, "width", 0);
  gint64 height = hikae_json_get_int (facts, "height", 0);
  GdkTexture *texture = NULL;

  if (width <= 0 || height <= 0 || width > 100000 || height > 10000000 || ratio > 1000 ||
      width * height * 4 * ratio / 100 * ratio / 100 > HIKAE_WEB_PICTURE_MAX) {
    (void)fail (error, HIKAE_ERROR_REJECTED, "the page is too large for one picture");
    return NULL;
  }
  g_clear_object (&self->result);
  webkit_web_view_get_snapshot (self->view,
                                WEBKIT_SNAPSHOT_REGION_FULL_DOCUMENT,
                                WEBKIT_SNAPSHOT_OPTIONS_NONE,
                                NULL,
                                ready_cb,
                                self);
  if (wait_for (self, (gconstpointer *)&self->result, 60))
    texture = webkit_web_view_get_snapshot_finish (self->view, self->result, NULL);
  if (texture == NULL)
    (void)fail (error, HIKAE_ERROR_FAILED, "the page's picture could not be taken");
  else
    json_object_set_string_member (
        facts, "final_url", webkit_web_view_get_uri (self->view));
  return texture;
}
