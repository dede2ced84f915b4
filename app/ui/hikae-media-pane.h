/* hikae-media-pane.h: what there is to a picture or film beside its being an item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_MEDIA_PANE (hikae_media_pane_get_type ())
G_DECLARE_FINAL_TYPE (HikaeMediaPane, hikae_media_pane, HIKAE, MEDIA_PANE, AdwBin)

/**
 * HikaeMediaPane:
 *
 * A part of the item pane: the picture (not shown until wanted), what the file says of
 * its origin, where it is found again in the case, and the way to a changed copy. Not
 * visible for other items, for deleted ones, and in minor mode.
 */

/* @item: (nullable): NULL, or without a case, forgets everything. */
void hikae_media_pane_show (HikaeMediaPane *self, HikaeSession *session, HikaeItem *item);

G_END_DECLS
