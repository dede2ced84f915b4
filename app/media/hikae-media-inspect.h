/* hikae-media-inspect.h: asks the helper process what a file says of itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_MEDIA_REPORT_MAX (4 * 1024 * 1024)
#define HIKAE_MEDIA_SECONDS_MAX 15

/* Starts one `hikae-media-helper` with @fd as its only file, waits for its report and
 * kills it after %HIKAE_MEDIA_SECONDS_MAX seconds. Does not close @fd. Blocking; pool
 * thread. (transfer full). Errors: %HIKAE_ERROR_REJECTED (the file could not be read
 * safely), _UNSUPPORTED (no helper installed), %G_IO_ERROR_CANCELLED. */
JsonObject *hikae_media_inspect (int fd,
                                 GCancellable *cancellable,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
