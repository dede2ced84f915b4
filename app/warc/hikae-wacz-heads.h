/* hikae-wacz-heads.h: what a site's answers said of themselves, out of an archive
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the head of the first recorded answer from @host (ASCII),
 * as it came, without bytes that are no UTF-8; NULL without @error: there is none among
 * the first records. Bodies are passed over. Blocking; a pool thread.
 * %HIKAE_ERROR_UNSUPPORTED: not an archive of ours; _DAMAGED; what the stream says. */
char *hikae_wacz_find_head (GInputStream *stream,
                            const char *host,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
