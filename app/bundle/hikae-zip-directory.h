/* hikae-zip-directory.h: the central directory of a hostile ZIP
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct {
  char *name;
  guint64 packed_size;
  guint64 size;
  guint64 offset; /* of the data, behind the local header */
  guint32 crc;
  guint16 method; /* 0 stored, 8 deflated, 99 AES */
  gboolean encrypted;
  gboolean link; /* a symbolic link or another thing that is no file */
} HikaeZipEntry;

/* (transfer full) (element-type HikaeZipEntry): in the directory's order. Checks what
 * unpackers disagree about: the end record is the last thing in the file, counts and
 * sizes agree, local headers name the same entry, no two entries overlap (APPNOTE 6.3.10
 * §4.3). %HIKAE_ERROR_REJECTED otherwise. Borrows @fd. */
GPtrArray *hikae_zip_directory_read (int fd,
                                     guint64 file_size,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
