/* hikae-web-page.h: one page in an engine that keeps nothing, behind the recorder
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-recorder.h"

#include <gtk/gtk.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HIKAE_WEB_LOAD_SECONDS 90
/* Bytes of one picture in memory; larger pages keep only their archive. */
#define HIKAE_WEB_PICTURE_MAX (G_GINT64_CONSTANT (1024) * 1024 * 1024)
#define HIKAE_WEB_SCROLL_STEPS 400

/**
 * HikaeWebPage:
 *
 * Loads, lets the page settle, scrolls through it, takes its picture. Its functions run
 * the main context until they are done; for a program that does nothing else.
 */
typedef struct _HikaeWebPage HikaeWebPage;

/* @show_media: pictures are loaded and drawn. */
HikaeWebPage *hikae_web_page_new (HikaeRecorder *recorder,
                                  gboolean show_media) G_GNUC_WARN_UNUSED_RESULT;
void hikae_web_page_free (HikaeWebPage *self);
/* %HIKAE_ERROR_OFFLINE, _UNTRUSTED, _REMOTE, _FAILED. A page that is still loading after
 * %HIKAE_WEB_LOAD_SECONDS is taken as it is then. */
gboolean hikae_web_page_load (HikaeWebPage *self,
                              const char *url,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Until nothing has arrived for a moment, or @seconds (plus ten) are over. */
void hikae_web_page_settle (HikaeWebPage *self, guint seconds);
/* Loads what a reader would see while scrolling. (transfer full): the page's facts. */
JsonObject *hikae_web_page_scroll (HikaeWebPage *self,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): %HIKAE_ERROR_REJECTED when the page is too large. */
GdkTexture *hikae_web_page_snapshot (HikaeWebPage *self,
                                     JsonObject *facts,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWebPage, hikae_web_page_free)

G_END_DECLS
