/* hikae-zip-local.h: what stands before and behind the bytes of an untrusted ZIP entry
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-source.h"

G_BEGIN_DECLS

#define HIKAE_ZIP_LOCAL_SIZE 30
#define HIKAE_ZIP_DESCRIPTOR_MAX 24

/* The lengths of the name and the extra fields, when the fixed part of a local header
 * (APPNOTE 4.3.7; @header: HIKAE_ZIP_LOCAL_SIZE bytes) says the same as the directory.
 * NULL, or in words what is wrong (transfer none). */
const char *hikae_zip_local_read_head (const guint8 *header,
                                       const HikaeBundleEntry *entry,
                                       guint16 *name_size,
                                       guint16 *extra_size);
/* The same for the name and the extra fields that follow; @header as before. */
const char *hikae_zip_local_read_rest (const guint8 *header,
                                       const guint8 *rest,
                                       guint16 name_size,
                                       guint16 extra_size,
                                       const HikaeBundleEntry *entry);
/* A data descriptor (APPNOTE 4.3.9) of @size bytes; an entry without that flag has none.
 */
const char *hikae_zip_local_read_descriptor (const guint8 *bytes,
                                             gsize size,
                                             const HikaeBundleEntry *entry);

G_END_DECLS
