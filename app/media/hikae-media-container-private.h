/* hikae-media-container-private.h: one walker a container format
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"
#include "hikae-reader.h"

G_BEGIN_DECLS

void hikae_media_read_jpeg (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_png (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_gif (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_webp (HikaeMediaContainer *self, HikaeReader *reader);
void hikae_media_read_bmff (HikaeMediaContainer *self, HikaeReader *reader);

/* What the walkers share. */
void hikae_media_complain (HikaeMediaContainer *self, const char *what);
void hikae_media_set_size (HikaeMediaContainer *self, guint width, guint height);
/* Keeps the first one; more than %HIKAE_MEDIA_BLOCK_MAX is a complaint. */
void hikae_media_set_block (HikaeMediaContainer *self,
                            GBytes **block,
                            const guint8 *bytes,
                            gsize size);
void hikae_media_append_c2pa (HikaeMediaContainer *self,
                              const guint8 *bytes,
                              gsize size,
                              gsize file_offset,
                              gsize file_size);
/* @value need not be UTF-8 nor end with NUL: Latin-1 is taken then. */
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
void hikae_media_set_trailer (HikaeMediaContainer *self, const HikaeReader *reader);

G_END_DECLS
