/* hikae-place-row.h: a row that shows where a file will be written and lets it be changed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_PLACE_ROW (hikae_place_row_get_type ())
G_DECLARE_FINAL_TYPE (HikaePlaceRow, hikae_place_row, HIKAE, PLACE_ROW, AdwActionRow)

/* (transfer none) (nullable): absolute path. */
const char *hikae_place_row_get_path (HikaePlaceRow *self);
/* @name: file name without a folder; keeps the folder chosen so far. Until one is chosen
 * it is the person's documents folder, or the home folder; in a sandbox its own. */
void hikae_place_row_set_file_name (HikaePlaceRow *self, const char *name);

G_END_DECLS
