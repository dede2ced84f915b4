/* hikae-media-container.h: what a media file carries beside its pixels
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bounds (facts measured on hostile files; see the README of this folder). */
#define HIKAE_MEDIA_FILE_MAX (64 * 1024 * 1024)
/* Films are mapped, not read into memory. */
#define HIKAE_MEDIA_FILM_MAX (512 * 1024 * 1024)
#define HIKAE_MEDIA_SIDE_MAX 16384
#define HIKAE_MEDIA_PIXELS_MAX (40 * 1000 * 1000)
#define HIKAE_MEDIA_BLOCK_MAX (8 * 1024 * 1024)
#define HIKAE_MEDIA_TEXT_MAX (1024 * 1024)
#define HIKAE_MEDIA_ALL_TEXT_MAX (16 * 1024 * 1024)
#define HIKAE_MEDIA_TEXTS_MAX 512
#define HIKAE_MEDIA_PARTS_MAX 100000
#define HIKAE_MEDIA_BLOCKS_MAX 8
#define HIKAE_MEDIA_DEPTH_MAX 16

typedef enum {
  HIKAE_MEDIA_UNKNOWN,
  HIKAE_MEDIA_JPEG,
  HIKAE_MEDIA_PNG,
  HIKAE_MEDIA_GIF,
  HIKAE_MEDIA_WEBP,
  HIKAE_MEDIA_AVIF,
  HIKAE_MEDIA_HEIC,
  HIKAE_MEDIA_MP4,
  HIKAE_MEDIA_TIFF,
  HIKAE_MEDIA_PNM,
  HIKAE_MEDIA_WEBM,
} HikaeMediaFormat;

#define HIKAE_MEDIA_FORMATS (HIKAE_MEDIA_WEBM + 1)

/* "unknown", "jpeg", "png", "gif", "webp", "avif", "heic", "mp4", "tiff", "pnm",
 * "webm". */
const char *hikae_media_format_get_name (HikaeMediaFormat format);
/* By the first bytes alone; never by the name. */
HikaeMediaFormat hikae_media_format_detect (const void *bytes, gsize size);

/**
 * HikaeMediaText:
 * @behind: it lies behind the end of the picture
 * @group: 0: of the file itself; else texts of one manifest, or of one picture behind the
 *   end, have the same
 *
 * A piece of text with the place it was found in.
 */
typedef struct {
  char *carrier; /* "exif", "xmp", "iptc", "png:tEXt", "mp4:meta", "jpeg:comment"… */
  char *key;
  char *value; /* valid UTF-8 (Latin-1 is converted) */
  gboolean behind;
  guint group;
} HikaeMediaText;

/* Carriers of what a C2PA manifest states: under a seal that holds, and not. */
#define HIKAE_MEDIA_C2PA "c2pa"
#define HIKAE_MEDIA_DOUBTFUL_C2PA "c2pa-doubtful"

/* Where a byte range of the file lies. */
typedef struct {
  gsize offset;
  gsize size;
} HikaeMediaRange;

/**
 * HikaeMediaContainer:
 * @exif: (element-type GBytes): TIFF blocks, without "Exif\0\0"; of a TIFF file the file
 *   itself, not copied
 * @xmp: (element-type GBytes): packets
 * @iptc: (element-type GBytes): IIM datasets
 * @c2pa: (nullable): JUMBF superbox of the manifest store, continuation parts joined
 * @c2pa_ranges: (element-type HikaeMediaRange): where it lies in the file
 * @trailer: (nullable): bytes behind the end of the picture
 * @complaint: (nullable): what was out of order; what came before it still counts
 */
typedef struct {
  HikaeMediaFormat format;
  guint width;
  guint height;
  GPtrArray *exif;
  GPtrArray *xmp;
  GPtrArray *iptc;
  GBytes *c2pa;
  GArray *c2pa_ranges;
  GBytes *trailer;
  GPtrArray *texts; /* (element-type HikaeMediaText) */
  gsize text_size;
  gsize behind_size;  /* of what was found behind the end */
  gsize damaged_size; /* of XMP packets that were read in spite of a fault */
  guint group;        /* that the next texts are of */
  guint groups;       /* beside that of the file */
  const guint8 *file; /* only while it is walked */
  gsize file_size;
  char *complaint;
} HikaeMediaContainer;

/* Walks the container of @bytes without decoding a pixel. Never fails: whatever is
 * hostile is cut off with a complaint. Time is linear in the size. @bytes must live as
 * long as the result. Any thread. */
HikaeMediaContainer *hikae_media_container_read (const guint8 *bytes,
                                                 gsize size) G_GNUC_WARN_UNUSED_RESULT;
void hikae_media_container_free (HikaeMediaContainer *self);
/* EXIF, IPTC and XMP blocks become texts of @container, and what lies behind the end of
 * the picture: further pictures of the file, chunks behind IEND, or anything else. */
void hikae_media_read_all (HikaeMediaContainer *container);
/* Adds a text that was found outside the container itself (hidden in pixels, in a
 * trailer, in a manifest). @packed: gzip or zlib data. Bounded like every text. */
void hikae_media_container_add_hidden (HikaeMediaContainer *self,
                                       const char *carrier,
                                       const guint8 *value,
                                       gsize size,
                                       gboolean packed);
/* The same with a key. */
void hikae_media_container_add_text (HikaeMediaContainer *self,
                                     const char *carrier,
                                     const char *key,
                                     const char *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeMediaContainer, hikae_media_container_free)

G_END_DECLS
