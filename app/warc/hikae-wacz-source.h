/* hikae-wacz-source.h: an archive of ours, read forwards, record by record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeWaczSource:
 *
 * Reads what #HikaeWacz wrote from a stream that cannot seek. Everything is bounded and
 * nothing is believed. One thread.
 */
typedef struct _HikaeWaczSource HikaeWaczSource;

/* %HIKAE_ERROR_UNSUPPORTED when it does not begin as ours do. */
HikaeWaczSource *hikae_wacz_source_new (GInputStream *stream,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_wacz_source_free (HikaeWaczSource *self);
/* Opens the next record. @offset: (out): of its member in the WARC. FALSE without @error:
 * there is none. */
gboolean hikae_wacz_source_next (HikaeWaczSource *self,
                                 guint64 *offset,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Bytes of the open record, unpacked; 0 at its end, -1: @error. */
gssize hikae_wacz_source_read (HikaeWaczSource *self,
                               void *bytes,
                               gsize size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): from the record to its next empty line, which is included; at most
 * @maximum bytes. */
GBytes *hikae_wacz_source_read_head (HikaeWaczSource *self,
                                     gsize maximum,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* After the last record: what follows, where it begins, and the digest of the WARC. */
GBytes *hikae_wacz_source_read_tail (HikaeWaczSource *self,
                                     guint64 *base,
                                     HikaeDigest *warc,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWaczSource, hikae_wacz_source_free)

G_END_DECLS
