/* hikae-export-private.h: the letters of a bundle, without what stays private
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle.h"
#include "hikae-letter.h"

G_BEGIN_DECLS

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
