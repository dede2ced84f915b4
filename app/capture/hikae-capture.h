/* hikae-capture.h: a source becomes a draft: file, text, screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-draft.h"

G_BEGIN_DECLS

/* Longest note or link text. */
#define HIKAE_CAPTURE_TEXT_MAX (1024 * 1024)
/* Largest picture taken from the portal. */
#define HIKAE_CAPTURE_SCREENSHOT_MAX (512 * 1024 * 1024)

/* Whether an address may be kept as a claim: UTF-8, at most %HIKAE_ITEM_CLAIM_MAX bytes,
 * no blanks or controls, a scheme that others could open. %HIKAE_ERROR_REJECTED. */
gboolean hikae_capture_check_url (const char *url,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* A regular file, read later while it is kept; its folder is never recorded, only the
 * name. Facts: "source_size", "modified_at", "empty" (1 when there are no bytes),
 * "name_bytes" (hex, when the name is not UTF-8). The media type is what the first bytes
 * say. A file that changes while the payload is read ends the stream with
 * %HIKAE_ERROR_INTERRUPTED. %HIKAE_ERROR_NOT_FOUND, _DENIED, _REJECTED (link, folder,
 * FIFO, device). Blocking only for open(). */
HikaeDraft *hikae_capture_file (const char *path,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Her own words; the payload is exactly @text. @url: (nullable): what they are about.
 * %HIKAE_ERROR_REJECTED: blank, too long, not UTF-8, or no address. */
HikaeDraft *hikae_capture_note (const char *text,
                                const char *url,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Address only. @text: (nullable): what is there, in her words. The payload is the
 * address, and after an empty line the words. %HIKAE_ERROR_REJECTED. */
HikaeDraft *hikae_capture_link (const char *url,
                                const char *text,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes that are already in memory (clipboard). @name, @media_type: (nullable): without
 * a type the first bytes decide. Never fails. */
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
