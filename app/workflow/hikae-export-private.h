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

G_END_DECLS
