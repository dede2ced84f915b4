/* hikae-test-media-private.h: what the makers of sample files share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-media.h"

G_BEGIN_DECLS

#define HIKAE_TEST_AI_SOURCE                                                             \
  "<Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/"       \
  "trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>"

void hikae_test_append (GByteArray *out, const void *bytes, gsize size);
void hikae_test_append_text (GByteArray *out, const char *text);
/* @size bytes of @number, the highest first when @big. */
void hikae_test_append_number (GByteArray *out, guint64 number, guint size, gboolean big);
GBytes *hikae_test_finish (GByteArray *out);
/* Two tags of Grok in IFD0 (transfer full). */
GByteArray *hikae_test_media_grok (void);

/* (transfer full) */
GBytes *hikae_test_media_avif_exif (void);
GBytes *hikae_test_media_heic_xmp (void);
GBytes *hikae_test_media_mp4_keys (void);
GBytes *hikae_test_media_mp4_comment (void);
GBytes *hikae_test_media_mp4_quicktime (void);
GBytes *hikae_test_media_webm_tag (void);
GBytes *hikae_test_media_webm_live (void);
GBytes *hikae_test_media_svg_xmp (void);
GBytes *hikae_test_media_xmp_resource (void);
GBytes *hikae_test_media_xmp_qualified (void);
GBytes *hikae_test_media_tiff_end (void);
GBytes *hikae_test_media_xmp_pieces (void);
GBytes *hikae_test_media_webp_wide_xmp (void);
GBytes *hikae_test_media_long_words (void);
GBytes *hikae_test_media_iptc_parts (void);
GBytes *hikae_test_media_iptc_unfilled (void);
GBytes *hikae_test_media_xmp_damaged (void);

G_END_DECLS
