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
/* @compare: the SHA-256 of the whole at its end. */
GInputStream *hikae_payload_stream_new (HikaeCaseWorker *worker,
                                        guint number,
                                        HikaeItem *item,
                                        gboolean compare) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
