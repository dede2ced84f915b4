/* hikae-clock-rule.h: when a time limit of the law pack ends
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-pack.h"

G_BEGIN_DECLS

/**
 * HikaeClockDue:
 * @due: microseconds UTC: the last moment that is still in time
 * @is_law: set by statute or ordinance; otherwise a promise, a practice or our reminder
 * @is_reminder: the law gives no number, @due is our own suggestion
 * @is_uncertain: working days were counted in a year whose holidays are not in the data
 */
typedef struct {
  gint64 due;
  gboolean is_law;
  gboolean is_reminder;
  gboolean is_uncertain;
} HikaeClockDue;

/* @clock: an entry of a "clocks" list. @jurisdiction: whose calendar and zone count.
 * @start: when it began. Hours run from the instant; days, weeks, months and years run by
 * the local calendar to the end of the last day, and the first day is not counted unless
 * the entry says so (Japan: Civil Code art. 140, 141, 143). An entry with "counting":
 * "eu" ends on a working day (Regulation 1182/71 art. 3). %HIKAE_ERROR_REJECTED when the
 * entry cannot be counted. Any thread. */
gboolean hikae_clock_rule_find_due (const HikaeLawPack *pack,
                                    JsonObject *clock,
                                    const char *jurisdiction,
                                    gint64 start,
                                    HikaeClockDue *due,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeCalendarEntry:
 * @uid: stays the same when the same limit is exported again
 * @summary: shown by the calendar, so as neutral as the person wants it
 */
typedef struct {
  const char *uid;
  const char *summary;
  gint64 due;
} HikaeCalendarEntry;

/* (transfer full): an iCalendar file (RFC 5545) of @entries. @now: its time stamp. */
char *hikae_clock_rule_format_ics (const HikaeCalendarEntry *entries,
                                   guint count,
                                   gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
