/* hikae-item-part.c: which part of a captured page an item is
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-part.h"

#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

const char *
hikae_item_part_get_name (HikaeItem *item)
{
  const HikaeItemKind kind = hikae_item_get_kind (item);
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");
  const char *method = facts != NULL ? hikae_json_get_string (facts, "method") : NULL;

  if (g_strcmp0 (method, HIKAE_LABEL_METHOD) == 0)
    return _ ("Picture with its address and time");
  if (g_strcmp0 (method, "web") != 0)
    return hikae_wording_item_kind (kind);
  switch (kind) {
  case HIKAE_ITEM_SCREENSHOT:
    return _ ("Picture of the whole page");
  case HIKAE_ITEM_WEB_PAGE:
    return _ ("Archive of the page");
  case HIKAE_ITEM_LINK:
    return _ ("Address and words of the page");
  default:
    return g_strcmp0 (hikae_item_get_media_type (item), "text/plain") == 0
               ? _ ("Words of the page")
               : _ ("Copy for reading");
  }
}
