/* hikae-wording.h: facts of the model in the words of the screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-event.h"
#include "hikae-item.h"
#include "hikae-request.h"
#include "hikae-stamp.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* All strings are translated. Foreign text in them is made safe to show. */
const char *hikae_wording_item_kind (HikaeItemKind kind);
const char *hikae_wording_item_icon (HikaeItemKind kind);
/* (transfer full): what a person would call it, made safe to show: for an address the
 * address, for a note its beginning if the record has it. */
char *hikae_wording_item_title (HikaeItem *item,
                                gsize max_chars) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): hikae_text_for_display() line by line: line ends stay. */
char *hikae_wording_safe_lines (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): a file or folder, whole and on one line; her home folder as "~". */
char *hikae_wording_place (const char *path) G_GNUC_WARN_UNUSED_RESULT;
const char *hikae_wording_request_state (HikaeRequestState state);
/* (transfer full): what happened, from one line of the custody log. */
char *hikae_wording_event (HikaeEvent *event) G_GNUC_WARN_UNUSED_RESULT;
/* What an address answered when it was asked again (hikae_recheck_async()). */
const char *hikae_wording_recheck (const char *answer);
/* (transfer full): local date and time with the zone's offset. */
char *hikae_wording_time (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): without the year, for lists. */
char *hikae_wording_moment (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;
char *hikae_wording_day (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): "1.2 MB". */
char *hikae_wording_size (guint64 size) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): what a stamp proves, by whom, or that it is still missing. */
char *hikae_wording_stamp (HikaeStamp *stamp) G_GNUC_WARN_UNUSED_RESULT;
/* How strong an authority of that class is, in a few words. */
const char *hikae_wording_authority_class (const char *legal_class);

/**
 * HikaeSealState:
 * An item is kept, then sealed into a list, then stamped by authorities.
 */
typedef enum {
  HIKAE_SEAL_STATE_OPEN,    /* kept, not in any seal list */
  HIKAE_SEAL_STATE_LOCAL,   /* in a list, no valid stamp */
  HIKAE_SEAL_STATE_STAMPED, /* at least one valid stamp */
} HikaeSealState;

/* @stamps: of #HikaeStamp. @earliest: (out) (optional): gen_time of the first valid one.
 */
HikaeSealState
hikae_wording_find_seal_state (guint seal, GListModel *stamps, gint64 *earliest);
const char *hikae_wording_seal_state (HikaeSealState state);

G_END_DECLS
