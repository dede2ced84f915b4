/* hikae-warc-reader.h: what a web archive of anybody holds, message body by message body
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-warc-bytes.h"

G_BEGIN_DECLS

#define HIKAE_WARC_HEAD_MAX (256 * 1024)
#define HIKAE_WARC_RECORDS_MAX 1000000

/**
 * HikaeWarcReader:
 *
 * The bodies of the responses (and `resource` records) of a WARC or WACZ, ISO 28500:2017,
 * one after the other, without their transfer and content coding: for looking inside, not
 * for proving anything. One thread.
 */
typedef struct _HikaeWarcReader HikaeWarcReader;

/* Errors as hikae_warc_bytes_new(). */
HikaeWarcReader *hikae_warc_reader_new (GInputStream *stream,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_warc_reader_free (HikaeWarcReader *self);
/* The next body; FALSE without @error at the end. Records without one, and those whose
 * head cannot be read, are passed over. Codings but gzip, deflate and chunked are left as
 * they are, and so is what only says that it is coded. */
gboolean hikae_warc_reader_next (HikaeWarcReader *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): valid UTF-8 of what the record says its address is. */
const char *hikae_warc_reader_get_address (HikaeWarcReader *self);
/* Of the body; 0 at its end, also where its coding breaks off; -1: @error. */
gssize hikae_warc_reader_read (HikaeWarcReader *self,
                               void *bytes,
                               gsize size,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWarcReader, hikae_warc_reader_free)

G_END_DECLS
