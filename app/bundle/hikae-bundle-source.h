/* hikae-bundle-source.h: the files of a bundle, from a ZIP or a folder, as hostile input
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeBundleEntry:
 * @path: as found, any bytes: show it only through hikae_text_for_display()
 * @size: of the content, as declared
 */
typedef struct {
  char *path;
  guint64 size;
  guint64 offset;
  guint64 stored_size;
  guint64 limit; /* where the next thing in the archive begins */
  guint32 crc;
  guint16 method;
  guint16 flags;
} HikaeBundleEntry;

typedef struct _HikaeBundleSource HikaeBundleSource;

/* Takes the bytes of one file in order. */
typedef void (*HikaeBundleSink) (const void *bytes, gsize size, gpointer data);

/* Opens a ZIP (locked or not) or a folder. Reads no content yet, except that a locked
 * one is read through once, which authenticates all of it. */
HikaeBundleSource *hikae_bundle_source_open (const char *path,
                                             HikaeSecret *passphrase,
                                             GCancellable *cancellable,
                                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_source_free (HikaeBundleSource *self);
/* (element-type HikaeBundleEntry): in the order in which they must be read. */
GPtrArray *hikae_bundle_source_get_entries (HikaeBundleSource *self);
/* Whether words stand behind the archive's end that are no part of the bundle. */
gboolean hikae_bundle_source_has_comment (HikaeBundleSource *self);
/* Reads one file in constant memory. FALSE with %HIKAE_ERROR_DAMAGED when this file is
 * broken and the next can still be read. */
gboolean hikae_bundle_source_read (HikaeBundleSource *self,
                                   const HikaeBundleEntry *entry,
                                   HikaeBundleSink sink,
                                   gpointer data,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBundleSource, hikae_bundle_source_free)

G_END_DECLS
