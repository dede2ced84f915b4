/* hikae-web-page-private.h: what the parts of the page share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-recorder.h"
#include "hikae-web-page.h"

#include <json-glib/json-glib.h>
#include <webkit/webkit.h>

G_BEGIN_DECLS

#define HIKAE_WEB_REDIRECTS_MAX 30

struct _HikaeWebPage {
  GObject parent_instance;
  char *proxy; /* (nullable) */
  gboolean text_only;
  gboolean hidden;    /* pictures are not to be drawn */
  gboolean mute;      /* the site forbids scripts: ours do not run, or without a clock */
  gboolean capturing; /* they are for the moment */
  HikaeWebStage stage;
  HikaeRecorder *recorder; /* (nullable): when no new one could be started */
  GPtrArray *allowed;      /* (element-type utf8): hosts */
  WebKitNetworkSession *network;
  WebKitUserContentManager *content;
  WebKitUserStyleSheet *hide;
  WebKitWebView *view;
  GtkWidget *frame;        /* (owned): scrolled window around the view */
  GCancellable *filtering; /* (nullable): the filter is being made; nothing loads yet */
  guint ticker;

  /* Of the load under way or on the screen. */
  char *wanted;       /* (nullable): as asked for */
  char *entered;      /* (nullable): the host that she herself went to last */
  gboolean expecting; /* what ends before the new load starts is the one before */
  gboolean loading;
  gboolean committed;
  gboolean died;
  gboolean own;         /* what it shows is the recorder's answer, not the site's */
  gboolean cut;         /* it was still loading when it was taken */
  gboolean told;        /* "failed" has been emitted */
  GError *failure;      /* (nullable): the engine's own words, for its code */
  GPtrArray *redirects; /* (element-type utf8) */
  GPtrArray *before;    /* (nullable): those of the page that went on by itself */
  char *untrusted;      /* (nullable) */
  GTlsCertificateFlags faults;
  guint status; /* the document's, 0 when unknown */
  guint loads;  /* begun so far */
};

/* Connects everything that says no. */
void hikae_web_policy_connect (HikaeWebPage *self);
void hikae_web_page_refuse (HikaeWebPage *self, HikaeWebRefusal what);
/* http or https, with a host. */
gboolean hikae_web_policy_is_web (const char *url);

/* She herself goes to @url, http or https: where pages may lead is decided by it alone.
 */
void hikae_web_page_enter (HikaeWebPage *self, const char *url);
/* A recorder that knows nothing yet; the old one and what it kept are forgotten. */
gboolean hikae_web_page_renew_recorder (HikaeWebPage *self,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* An ephemeral session behind the page's recorder. */
void hikae_web_page_make_network (HikaeWebPage *self);
/* The style sheet that hides pictures. */
gboolean hikae_web_page_make_content (HikaeWebPage *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* In minor mode: the engine itself does not ask for pictures, sound, films and fonts.
 * Made beside the main loop; what is wanted meanwhile is loaded when it is there. The
 * recorder refuses media with it or without, so a filter that cannot be made is told to
 * the log only. */
void hikae_web_page_begin_filter (HikaeWebPage *self);
/* Lets the engine load what is wanted, if anything is. */
void hikae_web_page_go (HikaeWebPage *self);
/* (transfer full): over network and content. */
WebKitWebView *hikae_web_page_new_view (HikaeWebPage *self) G_GNUC_WARN_UNUSED_RESULT;
void hikae_web_page_set_stage (HikaeWebPage *self, HikaeWebStage stage);
/* @url: (nullable): NULL loads anew what is on the screen, past every cache. */
void hikae_web_page_begin_load (HikaeWebPage *self, const char *url);
/* Whether the load has come to an end, and well: FALSE with @error when no page of the
 * site is there. */
gboolean hikae_web_page_check_load (HikaeWebPage *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same, but the engine's process may have ended since. */
gboolean hikae_web_page_check_site (HikaeWebPage *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): where the way ended. */
const char *hikae_web_page_get_final_url (HikaeWebPage *self);
/* Whether an address of the way was answered by the recorder instead of the site. */
gboolean hikae_web_page_failed_at_recorder (HikaeWebPage *self);
/* Keeps in "own" whether the document came from the recorder and not from a site, and its
 * status. */
void hikae_web_page_look_whose (HikaeWebPage *self);
void hikae_web_page_set_capturing (HikaeWebPage *self, gboolean capturing);
/* The HTTP status the site gave its page, 0 when unknown. */
guint hikae_web_page_get_status (HikaeWebPage *self);

/* Runs a script of data/web in a world of its own. The result is a string, at most 4 MiB
 * of it. %HIKAE_ERROR_FAILED when the page does not answer in time, %HIKAE_ERROR_DENIED
 * when the site lets no script run in it. */
void hikae_web_script_async (HikaeWebPage *self,
                             const char *name,
                             GVariant *arguments,
                             guint seconds,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *hikae_web_script_finish (GAsyncResult *result,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): as a JSON object. */
JsonObject *hikae_web_script_object_finish (GAsyncResult *result,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* CSS pixels of a view. */
#define HIKAE_WEB_WIDTH_MAX 16384

/**
 * HikaeWebPictureBudget:
 * @whole_bytes: in memory, unpacked; above it the picture is taken in tiles
 * @seconds: no further tile is begun after them
 * @file_bytes: of the packed picture; the row that passes it is the last one
 * @enough: (nullable): the person's own bound: nothing more is drawn once it is cancelled
 *
 * 0 each for the ordinary bound.
 */
typedef struct {
  gint64 whole_bytes;
  guint seconds;
  gint64 file_bytes;
  GCancellable *enough;
} HikaeWebPictureBudget;

/* Takes the page's picture into @sink. Adds picture_width, picture_height, picture_mode
 * and what goes with it to @facts before the first byte is written: @begin is called
 * then, in a pool thread, with the text of @facts. When it has ended, well or not,
 * nothing writes to @sink any more; an error before @begin leaves @sink as it was.
 *
 * Where the picture ends before the page, picture_cut is 1, picture_cut_at the row of the
 * page at which it ends (of page_height, CSS pixels), and picture_cut_why says "rows",
 * "time", "size" (the budget), "stopped" (by the person), "grew" (the page, meanwhile:
 * page_height_later) or "failed" (picture_cut_error: it could not be drawn on). Where
 * page_width is more than a picture may have, picture_cut_right is 1. Where the person
 * stopped it before a row was there it fails, and picture_failed_why is "stopped". */
typedef gboolean (*HikaeWebPictureBegin) (gpointer data,
                                          const char *facts,
                                          GError **error);
void hikae_web_picture_async (HikaeWebPage *self,
                              JsonObject *facts,
                              const HikaeWebPictureBudget *budget,
                              GOutputStream *sink,
                              HikaeWebPictureBegin begin,
                              gpointer data,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean hikae_web_picture_finish (GAsyncResult *result,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
