/* hikae-zip-directory.h: the central directory of an untrusted ZIP
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-source.h"

G_BEGIN_DECLS

/* The directory of a bundle with HIKAE_BUNDLE_MAX_FILES entries fits into this. */
#define HIKAE_ZIP_TAIL_MAX (24 * 1024 * 1024)
#define HIKAE_ZIP_FLAG_ENCRYPTED 0x0001u
#define HIKAE_ZIP_FLAG_DESCRIPTOR 0x0008u
#define HIKAE_ZIP_EXTRA_LARGE 0x0001u
#define HIKAE_ZIP_STORED 0
#define HIKAE_ZIP_DEFLATED 8
#define HIKAE_ZIP_AES 99

void hikae_bundle_entry_free (HikaeBundleEntry *entry);

/* (transfer full) (element-type HikaeBundleEntry): by offset, folders left out.
 * @tail: the last bytes of an archive of @size bytes. %HIKAE_ERROR_REJECTED for what is
 * not a ZIP, lies about itself (counts, sizes, overlaps, Zip64), holds links or devices,
 * methods other than stored and deflated, or unpacks to far more than it is; the message
 * says what to do about it where that is more than asking for it again. @comment: (out):
 * the size of the archive's comment, which nobody vouches for. */
GPtrArray *hikae_zip_directory_parse (const guint8 *tail,
                                      gsize tail_size,
                                      guint64 size,
                                      gsize *comment,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
