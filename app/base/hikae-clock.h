/* hikae-clock.h: now, in one place, so that tests can hold it still
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Microseconds since 1970-01-01T00:00:00Z by the system's clock, or the held time. */
gint64 hikae_clock_get_now (void);
/* Tests only: every later call returns @time_us; a negative value lets go. Any thread. */
void hikae_clock_hold (gint64 time_us);
/* (transfer full): "2026-11-24T01:02:03.456789Z"; the fraction is left out when zero. */
char *hikae_clock_format_utc (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;
/* Accepts exactly what hikae_clock_format_utc() writes, and an offset "+09:00". */
gboolean hikae_clock_parse (const char *text, gint64 *time_us) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): local zone by name and offset at @time_us, "Asia/Tokyo +09:00". */
char *hikae_clock_format_zone (gint64 time_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
