/* hikae-warc-bytes.h: the unpacked bytes of the WARC files in a stream
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bytes that one archive may unpack to. */
#define HIKAE_WARC_BYTES_MAX ((guint64)64 << 30)

/**
 * HikaeWarcBytes:
 *
 * A WARC file, plain or in gzip members, or a WACZ (a ZIP with WARC files below
 * `archive/`), read forwards from a stream that cannot seek. Whoever wrote it: nothing is
 * believed, everything is bounded. One thread.
 */
typedef struct _HikaeWarcBytes HikaeWarcBytes;

/* %HIKAE_ERROR_UNSUPPORTED: it is none of these. */
HikaeWarcBytes *hikae_warc_bytes_new (GInputStream *stream,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_warc_bytes_free (HikaeWarcBytes *self);
/* Of one WARC file after the other; 0 at the end of all, -1: @error
 * (%HIKAE_ERROR_DAMAGED, _REJECTED, what the stream says). */
gssize hikae_warc_bytes_read (HikaeWarcBytes *self,
                              void *bytes,
                              gsize size,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWarcBytes, hikae_warc_bytes_free)

G_END_DECLS
