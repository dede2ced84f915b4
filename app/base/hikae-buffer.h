/* hikae-buffer.h: growing output that must be given its maximum at birth
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeBuffer:
 *
 * Bytes that grow up to a maximum named when it is made. An append beyond it fails with
 * %HIKAE_ERROR_REJECTED and leaves the buffer as it was.
 */
typedef struct _HikaeBuffer HikaeBuffer;

HikaeBuffer *hikae_buffer_new (gsize maximum) G_GNUC_WARN_UNUSED_RESULT;
void hikae_buffer_free (HikaeBuffer *self);
gboolean hikae_buffer_append (HikaeBuffer *self,
                              const void *bytes,
                              gsize size,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): frees @self too. */
GBytes *hikae_buffer_steal (HikaeBuffer *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBuffer, hikae_buffer_free)

G_END_DECLS
