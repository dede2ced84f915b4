/* hikae-export-private.h: what goes into a bundle, and its letters
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"
#include "hikae-workflow.h"

G_BEGIN_DECLS

/* Of so many items the log names each that went into a bundle. */
#define HIKAE_EXPORT_NAMED_MAX 1000

/* (transfer full) (element-type HikaeItem): those of @all (element-type HikaeItem), which
 * are in order of number, that @choice takes, likewise. */
GPtrArray *hikae_export_choose_items (const HikaeExportChoice *choice,
                                      GPtrArray *all) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): in @items, which are in order of number. */
HikaeItem *hikae_export_find_item (GPtrArray *items, guint number);
/* (transfer full) (nullable): @numbers (nullable) (element-type guint) to look up. */
GHashTable *hikae_export_make_set (const GArray *numbers) G_GNUC_WARN_UNUSED_RESULT;

void hikae_export_file_free (HikaeBundleFile *file);
/* Adds to @content->files the letters of @content->requests. Pool thread. */
void hikae_export_add_letters (const HikaeBundleContent *content, HikaeLawPack *pack);

/* (transfer full) (nullable): NULL when no picture can be made of @payload, which is read
 * to its end. Pool thread. */
HikaeBundlePicture *
hikae_export_make_picture (GInputStream *payload,
                           HikaeBundlePictures pictures) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): what the helper finds in @payload, which is read to its
 * end; NULL when it cannot be read safely. Pool thread. */
JsonObject *hikae_export_inspect (GInputStream *payload,
                                  GCancellable *cancellable) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
