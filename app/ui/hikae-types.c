/* hikae-types.c: the widget types that templates name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-chosen-pane.h"
#include "hikae-item-pane.h"
#include "hikae-item-side.h"
#include "hikae-media-pane.h"
#include "hikae-overview.h"
#include "hikae-own-authorities.h"
#include "hikae-picture-view.h"
#include "hikae-place-row.h"
#include "hikae-proof-row.h"
#include "hikae-row-group.h"
#include "hikae-types-private.h"

void
hikae_types_ensure (void)
{
  g_type_ensure (HIKAE_TYPE_CHOSEN_PANE);
  g_type_ensure (HIKAE_TYPE_ITEM_PANE);
  g_type_ensure (HIKAE_TYPE_ITEM_SIDE);
  g_type_ensure (HIKAE_TYPE_MEDIA_PANE);
  g_type_ensure (HIKAE_TYPE_OVERVIEW);
  g_type_ensure (HIKAE_TYPE_OWN_AUTHORITIES);
  g_type_ensure (HIKAE_TYPE_PICTURE_VIEW);
  g_type_ensure (HIKAE_TYPE_PLACE_ROW);
  g_type_ensure (HIKAE_TYPE_PROOF_ROW);
  g_type_ensure (HIKAE_TYPE_ROW_GROUP);
}
