/* hikae-web-page.h: one page in an engine that keeps nothing, behind the recorder
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A page that is still loading after this is taken as it is, and the record says so. */
#define HIKAE_WEB_LOAD_SECONDS 90
#define HIKAE_WEB_SCROLL_STEPS 400
#define HIKAE_WEB_SCROLL_SECONDS 45
/* A page's picture ends where it is when this has passed, or is so large, and the record
 * says at which row and why. 256 MiB are some hundred thousand rows of photographs. */
#define HIKAE_WEB_PICTURE_SECONDS 120
#define HIKAE_WEB_PICTURE_BYTES (256 * 1024 * 1024)
/* The size a page is laid out in while it is captured, in CSS pixels. */
#define HIKAE_WEB_WIDTH 1280
#define HIKAE_WEB_HEIGHT 900

/**
 * HikaeWebRefusal:
 *
 * What a page wanted and did not get.
 */
typedef enum {
  HIKAE_WEB_REFUSED_DOWNLOAD,
  HIKAE_WEB_REFUSED_WINDOW,
  HIKAE_WEB_REFUSED_DIALOG,
  HIKAE_WEB_REFUSED_PERMISSION,
  HIKAE_WEB_REFUSED_LOGIN,   /* HTTP authentication */
  HIKAE_WEB_REFUSED_ADDRESS, /* neither http nor https */
} HikaeWebRefusal;

typedef enum {
  HIKAE_WEB_STAGE_NONE,
  HIKAE_WEB_STAGE_LOADING,
  HIKAE_WEB_STAGE_SETTLING,
  HIKAE_WEB_STAGE_SCROLLING,
  HIKAE_WEB_STAGE_PICTURE,
  HIKAE_WEB_STAGE_ARCHIVE,
} HikaeWebStage;

/**
 * HikaeWebPageChoice:
 * @proxy: (nullable): "socks5://host:port" or "socks5h://…"; fails closed
 * @text_only: minor mode: no picture, sound, video or font is fetched or drawn
 * @hide_pictures: they are fetched but not drawn; hikae_web_page_set_pictures()
 */
typedef struct {
  const char *proxy;
  gboolean text_only;
  gboolean hide_pictures;
} HikaeWebPageChoice;

/**
 * HikaeWebCaptureChoice:
 * @url: (nullable): load this; NULL: load anew what is on the screen
 * @wait_seconds: at least this long after the page has loaded
 * @load_seconds: 0 for %HIKAE_WEB_LOAD_SECONDS
 * @picture_bytes: 0 for the ordinary bound; above it the picture is taken in tiles
 * @picture_seconds: 0 for %HIKAE_WEB_PICTURE_SECONDS
 * @picture_file_bytes: 0 for %HIKAE_WEB_PICTURE_BYTES
 * @enough: (nullable): once it is cancelled, the page's picture ends with what has been
 *   drawn of it, and all the rest is captured; it says nothing before
 *   %HIKAE_WEB_STAGE_PICTURE, when nothing has been captured yet
 */
typedef struct {
  const char *url;
  guint wait_seconds;
  guint load_seconds;
  gint64 picture_bytes;
  guint picture_seconds;
  gint64 picture_file_bytes;
  GCancellable *enough;
} HikaeWebCaptureChoice;

#define HIKAE_TYPE_WEB_PAGE (hikae_web_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeWebPage, hikae_web_page, HIKAE, WEB_PAGE, GObject)

/**
 * HikaeWebPage:
 *
 * A view of WebKit in an ephemeral session whose every connection goes through a recorder
 * of our own (hikae-recorder.h). No downloads, windows, dialogs or permissions. Main
 * context only.
 *
 * Signals: "changed": address, title, progress, stage or what has arrived; "refused" (int
 * #HikaeWebRefusal); "failed" (GError *): the page could not be loaded, or the engine
 * stopped: %HIKAE_ERROR_OFFLINE, _UNTRUSTED (certificate), _REMOTE (redirects without
 * end, an answer against the rules of HTTP), _UNSUPPORTED (a file, not a page), _DENIED
 * (media, in minor mode), _REJECTED (address), _INTERRUPTED (engine).
 */

/* %HIKAE_ERROR_REJECTED (proxy), and the recorder's. */
HikaeWebPage *hikae_web_page_new (const HikaeWebPageChoice *choice,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): to be put into a window; the engine draws only when it is mapped. */
GtkWidget *hikae_web_page_get_widget (HikaeWebPage *self);

/* Fails at once for what is neither http nor https (%HIKAE_ERROR_REJECTED). */
gboolean hikae_web_page_load (HikaeWebPage *self,
                              const char *url,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_web_page_reload (HikaeWebPage *self);
void hikae_web_page_go_back (HikaeWebPage *self);
void hikae_web_page_stop (HikaeWebPage *self);
void hikae_web_page_set_pictures (HikaeWebPage *self, gboolean shown);
/* The person chose to record @host although its certificate is not right. */
void hikae_web_page_allow_host (HikaeWebPage *self, const char *host);

/* (transfer none) (nullable): foreign text. */
const char *hikae_web_page_get_url (HikaeWebPage *self);
const char *hikae_web_page_get_title (HikaeWebPage *self);
/* (transfer none) (nullable): the host whose certificate is not right. */
const char *hikae_web_page_get_untrusted_host (HikaeWebPage *self);
/* What is wrong with it. */
GTlsCertificateFlags hikae_web_page_get_certificate_faults (HikaeWebPage *self);
gboolean hikae_web_page_can_go_back (HikaeWebPage *self);
gboolean hikae_web_page_is_loading (HikaeWebPage *self);
/* A site's own page is on the screen: there is something to capture. */
gboolean hikae_web_page_is_loaded (HikaeWebPage *self);
/* 0…1 as the engine thinks. */
double hikae_web_page_get_progress (HikaeWebPage *self);
/* What has arrived since the load began. */
guint64 hikae_web_page_get_bytes (HikaeWebPage *self);
guint hikae_web_page_get_count (HikaeWebPage *self);
HikaeWebStage hikae_web_page_get_stage (HikaeWebPage *self);

/**
 * hikae_web_page_capture_async:
 * @pipe: (transfer none): takes the frames of hikae-frame.h: facts, picture, facts,
 *   archive, text, readable copy, end; in minor mode facts, text, end. Written by a pool
 *   thread; an error after the start is a frame too.
 *
 * Loads the page anew behind a fresh recorder, so that the archive has all of it and
 * nothing of what was typed before; lets it settle, scrolls through it, takes picture and
 * words, and writes what was recorded. A page that does not load is an error and nothing
 * is reported as captured. During it the view has the size above and draws pictures: the
 * caller covers it.
 */
void hikae_web_page_capture_async (HikaeWebPage *self,
                                   const HikaeWebCaptureChoice *choice,
                                   GOutputStream *pipe,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean hikae_web_page_capture_finish (HikaeWebPage *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
