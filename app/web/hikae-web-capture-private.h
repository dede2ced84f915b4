/* hikae-web-capture-private.h: one capture under way
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-web-page-private.h"

G_BEGIN_DECLS

/**
 * HikaeWebCapture:
 * @text: (nullable): the page's words; NULL when the page did not let itself be read
 * @copy: (nullable): the copy for reading
 * @recorder: (nullable): stopped, to be written
 * @error: (nullable): that it ends with
 * @picture_begun: atomic: frames of the picture have been written
 *
 * Main context; but while hikae_web_send() runs only its thread touches it.
 */
typedef struct {
  HikaeWebPage *page; /* (owned) */
  GOutputStream *pipe;
  guint wait_seconds;
  guint load_seconds;
  HikaeWebPictureBudget budget;
  char *url; /* (nullable) */
  JsonObject *facts;
  gboolean scrolled;
  gboolean still; /* nothing in the page could ask for more by itself */
  guint loads;    /* of the page, when it had settled */
  guint again;    /* how often it went on by itself after that */
  guint poll;
  gint64 began;
  gint64 least;
  gint64 quiet_since;
  guint64 bytes;
  guint64 bytes_loaded; /* before the page was gone through */
  gint64 captured_at;
  char *text;
  GBytes *copy;
  guint watch;
  GCancellable *saving;
  HikaeRecorder *recorder;
  GError *error;
  int picture_begun;
} HikaeWebCapture;

/* hikae-web-settle.c: TRUE while there is more to wait for; @error: the page did not come
 * (hikae_web_page_check_load()), or not in time (%HIKAE_ERROR_OFFLINE). */
gboolean hikae_web_settle (HikaeWebCapture *self,
                           gint64 now,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The last of a capture: facts, archive, words, copy and end, or its error. Blocking, in
 * a pool thread: the pipe may be slow. */
void hikae_web_send (HikaeWebCapture *self);

G_END_DECLS
