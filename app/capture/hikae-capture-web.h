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
 * computer can read. Blocking; a pool thread, or a program without a window.
 */
typedef struct _HikaeCaptureWeb HikaeCaptureWeb;

/**
 * HikaeCaptureWebChoice:
 * @url: http or https
 * @proxy: (nullable): "socks5://host:port"
 * @wait_seconds: extra time after the page has loaded, at most %HIKAE_CAPTURE_WAIT_MAX
 * @text_only: minor mode
 * @allow_host: (nullable): recorded although its certificate is wrong
 */
typedef struct {
  const char *url;
  const char *proxy;
  guint wait_seconds;
  gboolean text_only;
  const char *allow_host;
} HikaeCaptureWebChoice;

/* %HIKAE_ERROR_REJECTED (address), _UNSUPPORTED (helper not installed). */
HikaeCaptureWeb *hikae_capture_web_start (const HikaeCaptureWebChoice *choice,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_capture_web_free (HikaeCaptureWeb *self);
/* (transfer full) (nullable): the picture (not in minor mode), then the archive, then
 * NULL without error. The payload of one has to be read to its end before the next is
 * asked for. Errors are the helper's: _OFFLINE, _UNTRUSTED, _REMOTE, _UNSUPPORTED (no
 * display), _INTERRUPTED. */
HikaeDraft *hikae_capture_web_next (HikaeCaptureWeb *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeCaptureWeb, hikae_capture_web_free)

G_END_DECLS
