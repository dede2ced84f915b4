/* hikae-types.c: the widget types that templates name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-access-page.h"
#include "hikae-bases-page.h"
#include "hikae-case-page.h"
#include "hikae-check-page.h"
#include "hikae-chosen-pane.h"
#include "hikae-guide-page.h"
#include "hikae-hand-over-page.h"
#include "hikae-help-page.h"
#include "hikae-item-pane.h"
#include "hikae-item-side.h"
#include "hikae-keys-page.h"
#include "hikae-letter-page.h"
#include "hikae-letters-page.h"
#include "hikae-media-pane.h"
#include "hikae-new-page.h"
#include "hikae-overview.h"
#include "hikae-picture-view.h"
#include "hikae-place-row.h"
#include "hikae-questions-page.h"
#include "hikae-recovery-page.h"
#include "hikae-redact-page.h"
#include "hikae-request-page.h"
#include "hikae-row-group.h"
#include "hikae-settings-page.h"
#include "hikae-sheet-page.h"
#include "hikae-stamp-page.h"
#include "hikae-text-page.h"
#include "hikae-types-private.h"
#include "hikae-unlock-page.h"
#include "hikae-welcome-page.h"

void
hikae_types_ensure (void)
{
  g_type_ensure (HIKAE_TYPE_ACCESS_PAGE);
  g_type_ensure (HIKAE_TYPE_BASES_PAGE);
  g_type_ensure (HIKAE_TYPE_CASE_PAGE);
  g_type_ensure (HIKAE_TYPE_CHECK_PAGE);
  g_type_ensure (HIKAE_TYPE_GUIDE_PAGE);
  g_type_ensure (HIKAE_TYPE_HAND_OVER_PAGE);
  g_type_ensure (HIKAE_TYPE_HELP_PAGE);
  g_type_ensure (HIKAE_TYPE_KEYS_PAGE);
  g_type_ensure (HIKAE_TYPE_LETTER_PAGE);
  g_type_ensure (HIKAE_TYPE_LETTERS_PAGE);
  g_type_ensure (HIKAE_TYPE_NEW_PAGE);
  g_type_ensure (HIKAE_TYPE_QUESTIONS_PAGE);
  g_type_ensure (HIKAE_TYPE_RECOVERY_PAGE);
  g_type_ensure (HIKAE_TYPE_REDACT_PAGE);
  g_type_ensure (HIKAE_TYPE_REQUEST_PAGE);
  g_type_ensure (HIKAE_TYPE_SETTINGS_PAGE);
  g_type_ensure (HIKAE_TYPE_SHEET_PAGE);
  g_type_ensure (HIKAE_TYPE_STAMP_PAGE);
  g_type_ensure (HIKAE_TYPE_TEXT_PAGE);
  g_type_ensure (HIKAE_TYPE_UNLOCK_PAGE);
  g_type_ensure (HIKAE_TYPE_WELCOME_PAGE);
  g_type_ensure (HIKAE_TYPE_CHOSEN_PANE);
  g_type_ensure (HIKAE_TYPE_ITEM_PANE);
  g_type_ensure (HIKAE_TYPE_ITEM_SIDE);
  g_type_ensure (HIKAE_TYPE_MEDIA_PANE);
  g_type_ensure (HIKAE_TYPE_OVERVIEW);
  g_type_ensure (HIKAE_TYPE_PICTURE_VIEW);
  g_type_ensure (HIKAE_TYPE_PLACE_ROW);
  g_type_ensure (HIKAE_TYPE_ROW_GROUP);
}
