/* hikae-rescue-report.h: what could be saved of a damaged case, and what could not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-finding.h"

G_BEGIN_DECLS

/**
 * HikaeRescuedState:
 * @HIKAE_RESCUED_WHOLE: record and payload are as they were kept
 * @HIKAE_RESCUED_DELETED: its payload had been deleted before; the record is as it was
 * kept
 * @HIKAE_RESCUED_REBUILT: the payload is whole; the record was lost, and what the custody
 *   log says of it, or else the payload itself, stands in its place
 * @HIKAE_RESCUED_PARTLY: some of the payload is missing or not what was kept, or nothing
 *   says where it ended
 * @HIKAE_RESCUED_NO_PAYLOAD: nothing of the payload could be read
 * @HIKAE_RESCUED_LOST: there was an item of that number; nothing of it could be read
 */
typedef enum {
  HIKAE_RESCUED_WHOLE,
  HIKAE_RESCUED_DELETED,
  HIKAE_RESCUED_REBUILT,
  HIKAE_RESCUED_PARTLY,
  HIKAE_RESCUED_NO_PAYLOAD,
  HIKAE_RESCUED_LOST,
} HikaeRescuedState;

/* "whole", "deleted", "rebuilt", "partly", "no-payload", "lost". */
const char *hikae_rescued_state_get_name (HikaeRescuedState state);

#define HIKAE_RESCUED_END_UNKNOWN "the end may be missing"

/**
 * HikaeRescuedItem:
 * @size: bytes of the payload as the record says, 0 when it is lost
 * @missing: bytes of it that could not be saved
 * @where: (owned) (nullable): which bytes are missing, "1048576-2097151, …", cut to fit;
 *   %HIKAE_RESCUED_END_UNKNOWN with no @missing: size and digests were made of the bytes
 *   that were found, which end where a lost part could have begun
 */
typedef struct {
  guint number;
  HikaeRescuedState state;
  guint64 size;
  guint64 missing;
  char *where;
} HikaeRescuedItem;

/**
 * HikaeRescueReport:
 * @pages: of the damaged file; @bad_pages: those that could not be read
 * @items: (owned) (element-type HikaeRescuedItem): every number up to the largest known,
 *   of those that are lost the first ten thousand
 * @counts: items by state
 * @last_event: the largest number known in the custody log
 * @events: lines of the log that were saved
 * @missing_events: (owned) (nullable): numbers of those that were not, "7-9, 12"; "all"
 * @stamps_left_out: attempts whose seal list was lost
 * @title_lost: the case's name, or whether it is a minor's, could not be read
 * @findings: (owned) (element-type HikaeFinding): what a check of the new case says
 */
typedef struct {
  guint32 pages;
  guint32 bad_pages;
  GPtrArray *items;
  guint counts[HIKAE_RESCUED_LOST + 1];
  guint64 last_event;
  guint64 events;
  char *missing_events;
  guint seals;
  guint stamps;
  guint stamps_left_out;
  guint requests;
  gboolean title_lost;
  GPtrArray *findings;
} HikaeRescueReport;

HikaeRescueReport *hikae_rescue_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hikae_rescue_report_free (HikaeRescueReport *self);
/* A new line of @items, counted; @where: (transfer full) (nullable). */
void hikae_rescue_report_add (HikaeRescueReport *self,
                              guint number,
                              HikaeRescuedState state,
                              guint64 size,
                              guint64 missing,
                              char *where);
/* Whether all of the case was saved. */
gboolean hikae_rescue_report_is_complete (const HikaeRescueReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeRescueReport, hikae_rescue_report_free)

G_END_DECLS
