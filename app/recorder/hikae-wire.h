/* hikae-wire.h: one side of a proxied connection, read in bounded pieces
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_WIRE_BUFFER (256 * 1024)
/* Data of a stream that is no socket's by name: the GSocketConnection under it. */
#define HIKAE_WIRE_CONNECTION "hikae-connection"

/* One thread at a time. */
typedef struct _HikaeWire HikaeWire;

HikaeWire *hikae_wire_new (GIOStream *stream,
                           GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;
void hikae_wire_free (HikaeWire *self);
/* (transfer none). */
GIOStream *hikae_wire_get_stream (HikaeWire *self);
/* Goes on over @stream, which stands on the one before (TLS after CONNECT). */
void hikae_wire_replace (HikaeWire *self, GIOStream *stream);
/* (transfer full): a message's head with its empty line. NULL without @error: the other
 * side closed before the first byte. */
GBytes *hikae_wire_read_head (HikaeWire *self,
                              gsize maximum,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): one line with its end. */
GBytes *hikae_wire_read_line (HikaeWire *self,
                              gsize maximum,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* From now on reading fails with %HIKAE_ERROR_REMOTE after @seconds, however slowly bytes
 * still dribble in; 0: no such end. */
void hikae_wire_set_deadline (HikaeWire *self, guint seconds);
gboolean hikae_wire_is_late (HikaeWire *self);
/* Whether the other side has stopped taking bytes. */
gboolean hikae_wire_is_broken (HikaeWire *self);
/* How long one read or write may wait; 0: for ever. */
void hikae_wire_set_timeout (HikaeWire *self, guint seconds);
/* Wakes whoever waits on this wire, in any thread. */
void hikae_wire_shut (HikaeWire *self);
/* (transfer none): what has arrived, at least one byte, at most @maximum; valid until the
 * next call. @size 0: the other side closed. NULL: @error. */
const guint8 *hikae_wire_read_some (HikaeWire *self,
                                    gsize maximum,
                                    gsize *size,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_wire_write (HikaeWire *self, const void *bytes, gsize size, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWire, hikae_wire_free)

G_END_DECLS
