/* hikae-test-media.h: small media files made by code, with the marks they carry
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeTestMedia:
 * @name: "png-itxt-xmp-deflated"…
 * @format: as the reader names it
 * @generator: (nullable): what a mark must name; NULL: none may be found
 * @strength: (nullable): of that mark
 */
typedef struct {
  const char *name;
  const char *format;
  const char *generator;
  const char *strength;
  GBytes *(*make) (void);
} HikaeTestMedia;

/* All of them; ends with a NULL name. */
const HikaeTestMedia *hikae_test_media_list (void);

/* Building blocks, for tests that need other files. All (transfer full). */
typedef struct {
  const char *kind; /* PNG chunk, RIFF chunk or box: four letters */
  const void *bytes;
  gsize size;
} HikaeTestPart;

GBytes *hikae_test_media_png (const HikaeTestPart *parts, guint count);
/* A TIFF block with one text tag in IFD0 or the Exif IFD. */
GByteArray *
hikae_test_media_exif (gboolean big, guint16 tag, const void *value, gsize size);
GByteArray *hikae_test_media_xmp (const char *properties);

G_END_DECLS
