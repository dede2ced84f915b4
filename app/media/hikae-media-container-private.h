/* hikae-media-container-private.h: one walker a container format
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"
#include "hikae-reader.h"

G_BEGIN_DECLS

/* One without a file. */
HikaeMediaContainer *
hikae_media_container_new (HikaeMediaFormat format) G_GNUC_WARN_UNUSED_RESULT;

void hikae_media_read_jpeg (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_png (HikaeMediaContainer *self, HikaeReader *reader);
/* Chunks of a PNG file up to IEND, or to what is none; returns where that is. */
gsize hikae_media_read_chunks (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_gif (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_webp (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_bmff (HikaeMediaContainer *self, HikaeReader *reader);
/* "P5" and "P6": the plainest of pixels; only the size is read here. */
void hikae_media_read_pnm (HikaeMediaContainer *self, HikaeReader *reader);

/* The texts of a directory of Samsung's at the end of @bytes, if one is there. */
void
hikae_media_read_samsung (HikaeMediaContainer *self, const guint8 *bytes, gsize size);
/* WebM and Matroska: titles, programs and tags. */
void hikae_media_read_matroska (HikaeMediaContainer *self, HikaeReader *reader);
/* XMP packets and the C2PA store anywhere in a file whose kind has no walker: SVG, JPEG
 * XL, PDF, AVI, and whatever comes. What is compressed or encoded there is not found. */
void
hikae_media_find_packets (HikaeMediaContainer *self, const guint8 *bytes, gsize size);
void hikae_media_find_c2pa (HikaeMediaContainer *self, const guint8 *bytes, gsize size);

/**
 * HikaeMediaBox:
 * @type: four bytes
 * @offset: of the box in what the reader reads
 * @head: bytes before @data
 */
typedef struct {
  const guint8 *type;
  const guint8 *data;
  gsize size;
  gsize offset;
  gsize head;
} HikaeMediaBox;

/* The next box of ISO/IEC 14496-12 §4.2; FALSE at the end, and with the reader failed
 * where boxes are out of order. */
gboolean hikae_media_next_box (HikaeReader *reader, HikaeMediaBox *box);
/* EXIF and XMP items of a "meta" box, and the keys of an "ilst" in it. */
void hikae_media_read_meta (HikaeMediaContainer *self, const guint8 *bytes, gsize size);
/* Texts of QuickTime's "udta". */
void
hikae_media_read_user_data (HikaeMediaContainer *self, const guint8 *bytes, gsize size);

/* What the walkers share. */
void hikae_media_complain (HikaeMediaContainer *self, const char *what);
void hikae_media_set_size (HikaeMediaContainer *self, guint width, guint height);
/* Appends to one of the lists of blocks; more than %HIKAE_MEDIA_BLOCK_MAX bytes or
 * %HIKAE_MEDIA_BLOCKS_MAX blocks are a complaint. */
void hikae_media_add_block (HikaeMediaContainer *self,
                            GPtrArray *blocks,
                            const guint8 *bytes,
                            gsize size);
/* The same for a block out of zlib data; at most %HIKAE_MEDIA_BLOCK_MAX come out. */
void hikae_media_add_deflated_block (HikaeMediaContainer *self,
                                     GPtrArray *blocks,
                                     const guint8 *deflated,
                                     gsize deflated_size);
/* (transfer full) (nullable): zlib or gzip data, at most @max bytes of it; a complaint
 * when it is damaged or longer. */
GBytes *hikae_media_inflate (HikaeMediaContainer *self,
                             const guint8 *deflated,
                             gsize size,
                             gsize max) G_GNUC_WARN_UNUSED_RESULT;
/* "8BIM" resources of a Photoshop block: the IPTC ones are taken. */
void
hikae_media_read_photoshop (HikaeMediaContainer *self, const guint8 *bytes, gsize size);
/* A block that a PNG text carries as hexadecimal digits, "Raw profile type NAME": EXIF,
 * XMP or IPTC. FALSE: it is not one. */
gboolean hikae_media_read_raw_profile (HikaeMediaContainer *self,
                                       const char *key,
                                       gsize key_size,
                                       const guint8 *text,
                                       gsize size);
/* An EXIF block, or what follows "Exif\0\0" in it. */
void hikae_media_add_exif (HikaeMediaContainer *self, const guint8 *bytes, gsize size);
void hikae_media_append_c2pa (HikaeMediaContainer *self,
                              const guint8 *bytes,
                              gsize size,
                              gsize file_offset,
                              gsize file_size);
/* @value need not be UTF-8 nor end with NUL: Latin-1 is taken then. Of a longer one the
 * first %HIKAE_MEDIA_TEXT_MAX bytes count. */
void hikae_media_add_text (HikaeMediaContainer *self,
                           const char *carrier,
                           const char *key,
                           gsize key_size,
                           const guint8 *value,
                           gsize value_size);
/* zlib data of a text chunk; stops at %HIKAE_MEDIA_TEXT_MAX. */
void hikae_media_add_deflated_text (HikaeMediaContainer *self,
                                    const char *carrier,
                                    const char *key,
                                    gsize key_size,
                                    const guint8 *deflated,
                                    gsize deflated_size);
/* The texts from here on are of a group of their own; to %FALSE, of the file again. */
void hikae_media_set_group (HikaeMediaContainer *self, gboolean own);
void hikae_media_set_trailer (HikaeMediaContainer *self, const HikaeReader *reader);

G_END_DECLS
