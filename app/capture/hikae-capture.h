/* hikae-capture.h: a source becomes a draft: file, text, screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-draft.h"

G_BEGIN_DECLS

/* Longest note or link text. */
#define HIKAE_CAPTURE_TEXT_MAX (1024 * 1024)

/* A regular file, read later while it is kept; its folder is never recorded, only the
 * name. Its size and modification time become facts. Empty files are allowed and said.
 * %HIKAE_ERROR_NOT_FOUND, _DENIED, _REJECTED. Blocking only for open(). */
HikaeDraft *hikae_capture_file (const char *path,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
HikaeDraft *hikae_capture_note (const char *text,
                                const char *url,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Address only. @text: (nullable): what is there, in her words. */
HikaeDraft *hikae_capture_link (const char *url,
                                const char *text,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes that are already in memory (clipboard). */
HikaeDraft *hikae_capture_bytes (HikaeItemKind kind,
                                 const char *name,
                                 const char *media_type,
                                 GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;

/* org.freedesktop.portal.Screenshot. @parent: window handle ("x11:…", "wayland:…") or "".
 * The file the portal made is read whole (cap 512 MiB), then deleted; if that failed, the
 * draft's fact "source_left_at" says where it still lies and the caller must tell the
 * person. Errors: %G_IO_ERROR_CANCELLED (codes 1 and 2, or the cancellable),
 * %HIKAE_ERROR_UNSUPPORTED (no portal or no screenshot in it; the message names the other
 * ways), _DENIED, _FAILED. Main context. */
void hikae_capture_screenshot_async (const char *parent,
                                     gboolean interactive,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
HikaeDraft *hikae_capture_screenshot_finish (GAsyncResult *result,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
