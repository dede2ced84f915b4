/* hikae-payload-memory-private.h: an item's content in memory without a name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A descriptor of sealed memory with all of @payload, at most @max bytes; -1 with @error
 * (%HIKAE_ERROR_REJECTED when there is more). Blocking; pool thread. The caller closes
 * it. */
int hikae_payload_to_memory (GInputStream *payload,
                             gsize max,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
