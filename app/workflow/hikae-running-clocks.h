/* hikae-running-clocks.h: which time limits of a case run now, and until when
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-clock-rule.h"

G_BEGIN_DECLS

/**
 * HikaeRunningClock:
 * @request: number of the request; 0: the person's own, from no single request
 * @clock: (owned): the entry as it was when the letter was written
 * @due: see #HikaeClockDue; @due.due is 0 while it has not begun or nobody knows when
 * @start: microseconds UTC, 0 when not known
 * @is_own: runs for the person herself, not for the recipient
 * @is_estimate: counted from a day that may be later than the real one
 */
typedef struct {
  guint request;
  JsonObject *clock;
  HikaeClockDue due;
  gint64 start;
  gboolean is_own;
  gboolean is_estimate;
} HikaeRunningClock;

/* (transfer full) (element-type HikaeRunningClock): the next first, those without an end
 * last. Clocks of a request begin when it was marked as sent, or with its answer; a
 * request that was answered, taken down or closed has none for the recipient any more.
 * Days count by the calendar of the law's country (hikae_clock_rule_find_due()). The
 * person's own come from the country and content told for the newest request. */
GPtrArray *hikae_running_clocks_list (HikaeCase *open_case,
                                      const HikaeLawPack *pack,
                                      gint64 now) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the same of one request. */
GPtrArray *
hikae_running_clocks_list_for (HikaeCase *open_case,
                               HikaeRequest *request,
                               const HikaeLawPack *pack) G_GNUC_WARN_UNUSED_RESULT;
/* When it was sent (the last time), microseconds UTC; 0 never. */
gint64 hikae_running_clocks_find_sent_at (HikaeCase *open_case, HikaeRequest *request);
/* (transfer full): an iCalendar file of those that have an end. @lang: of the titles.
 * They are neutral: a calendar may be seen by others. */
char *hikae_running_clocks_format_ics (GPtrArray *clocks,
                                       const char *lang,
                                       gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
