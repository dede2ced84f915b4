/* hikae-capture-web.h: a web page becomes drafts, through the helper that has the engine
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-draft.h"

G_BEGIN_DECLS

#define HIKAE_CAPTURE_WAIT_MAX 300

/**
 * HikaeCaptureWeb:
 *
 * One page in one `hikae-web-capture` process: WebKit never runs in a process that has a
 * case open. The address goes over a pipe, not the command line, which every user of the
 * computer can read. The process is in a group of its own: what a terminal sends to a
 * program does not reach it, nor the engine. Blocking; a pool thread, or a program
 * without a window.
 */
typedef struct _HikaeCaptureWeb HikaeCaptureWeb;

/**
 * HikaeCaptureWebChoice:
 * @url: http or https
 * @proxy: (nullable): "socks5://host:port"
 * @wait_seconds: extra time after the page has loaded, at most %HIKAE_CAPTURE_WAIT_MAX
 * @text_only: minor mode
 * @allow_host: (nullable): recorded although its certificate is wrong
 * @load_seconds: 0 for the ordinary 90; after them the page is taken as it is
 * @picture_bytes: 0 for the ordinary bound; above it the picture is taken in tiles
 */
typedef struct {
  const char *url;
  const char *proxy;
  guint wait_seconds;
  gboolean text_only;
  const char *allow_host;
  guint load_seconds;
  gint64 picture_bytes;
} HikaeCaptureWebChoice;

/* %HIKAE_ERROR_REJECTED (address), _UNSUPPORTED (helper not installed). */
HikaeCaptureWeb *hikae_capture_web_start (const HikaeCaptureWebChoice *choice,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same from a capture of this process: @pipe: (transfer none): the other end of what
 * hikae_web_page_capture_async() writes to. */
HikaeCaptureWeb *
hikae_capture_web_new_for_pipe (GInputStream *pipe) G_GNUC_WARN_UNUSED_RESULT;
void hikae_capture_web_free (HikaeCaptureWeb *self);
/* The person waits no longer: while the page's picture is drawn it ends with what there
 * is of it, and what comes after it still comes; before that the capture ends with
 * %HIKAE_ERROR_INTERRUPTED. Any thread; of one that hikae_capture_web_start() began. */
void hikae_capture_web_stop (HikaeCaptureWeb *self);
/* The same, but nothing more comes. */
void hikae_capture_web_abort (HikaeCaptureWeb *self);
/* (transfer full) (nullable): one draft after the other, then NULL without error: the
 * picture, the archive (WACZ), the page's words, the readable copy (MHTML); all have the
 * same fact "capture_id". In minor mode a single link with the words. The payload of one
 * has to be read to its end before the next is asked for. Errors are the engine's:
 * _OFFLINE, _UNTRUSTED (certificate), _REMOTE, _REJECTED, _UNSUPPORTED (no display; a
 * file and not a page), _DENIED (media, in minor mode), _INTERRUPTED. */
HikaeDraft *hikae_capture_web_next (HikaeCaptureWeb *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The draft handed out last became item @number: the words and the readable copy name
 * the archive they were made from. */
void hikae_capture_web_set_kept (HikaeCaptureWeb *self, guint number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeCaptureWeb, hikae_capture_web_free)

G_END_DECLS
