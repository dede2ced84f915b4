/* hikae-payload-stream.h: an item's payload, read from the case thread chunk by chunk
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case-worker-private.h"
#include "hikae-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_PAYLOAD_STREAM (hikae_payload_stream_get_type ())
G_DECLARE_FINAL_TYPE (HikaePayloadStream,
                      hikae_payload_stream,
                      HIKAE,
                      PAYLOAD_STREAM,
                      GInputStream)

/* @item: (nullable): the first read of a stream without one fails with
 * %HIKAE_ERROR_NOT_FOUND, and likewise for a deleted one. */
GInputStream *hikae_payload_stream_new (HikaeCaseWorker *worker,
                                        guint number,
                                        HikaeItem *item) G_GNUC_WARN_UNUSED_RESULT;
/* Before the first read: what is damaged or missing reads as zeros, the end is reached
 * whatever the digest says, and hikae_payload_stream_is_whole() tells. */
void hikae_payload_stream_go_around (HikaePayloadStream *self);
/* Once the end was reached: whether the bytes were those that were kept. */
gboolean hikae_payload_stream_is_whole (HikaePayloadStream *self);

G_END_DECLS
