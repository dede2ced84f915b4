/* hikae-spool.h: recorded bytes on disk, unreadable for anybody else
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeSpool:
 *
 * An append-only file without a name (O_TMPFILE), encrypted with AES-256-CTR under a key
 * that exists only in this process: what a capture records may be larger than memory, and
 * must not lie in plain text anywhere. Each offset is written once, so that no key stream
 * is used twice; that the bytes are the recorded ones is proved by the digests taken
 * beside. Any thread.
 */
typedef struct _HikaeSpool HikaeSpool;

/* @max_size: beyond it an append fails with %HIKAE_ERROR_REJECTED. */
HikaeSpool *hikae_spool_new (guint64 max_size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_spool_unref (HikaeSpool *self);
/* @offset: (out): where the bytes stand. */
gboolean hikae_spool_append (HikaeSpool *self,
                             const void *bytes,
                             gsize size,
                             guint64 *offset,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeSpoolPart:
 *
 * One run of bytes; a message is a list of them, because messages arrive interleaved.
 */
typedef struct {
  guint64 offset;
  guint64 size;
} HikaeSpoolPart;

/* Adds @part to @parts, joined with the one before it when they touch. */
void hikae_spool_add_part (GArray *parts, const HikaeSpoolPart *part);
/* (transfer full): reads @parts (element-type HikaeSpoolPart) one after another. */
GInputStream *hikae_spool_open (HikaeSpool *self,
                                GArray *parts) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): appends to @spool and notes in @parts where. */
GOutputStream *hikae_spool_sink_new (HikaeSpool *self,
                                     GArray *parts) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeSpool, hikae_spool_unref)

G_END_DECLS
