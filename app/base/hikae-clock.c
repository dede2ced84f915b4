/* hikae-clock.c: now, in one place
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"

#include <string.h>

static gint64 held = -1;

gint64
hikae_clock_get_now (void)
{
  gint64 fixed = __atomic_load_n (&held, __ATOMIC_ACQUIRE);

  return fixed >= 0 ? fixed : g_get_real_time ();
}

void
hikae_clock_hold (gint64 time_us)
{
  __atomic_store_n (&held, time_us < 0 ? -1 : time_us, __ATOMIC_RELEASE);
}

char *
hikae_clock_format_utc (gint64 time_us)
{
  gint64 seconds = time_us / G_USEC_PER_SEC;
  gint64 micros = time_us % G_USEC_PER_SEC;
  g_autoptr (GDateTime) when = NULL;
  g_autofree char *whole = NULL;

  if (micros < 0) {
    micros += G_USEC_PER_SEC;
    seconds--;
  }
  when = g_date_time_new_from_unix_utc (seconds);
  if (when == NULL)
    return g_strdup ("0000-00-00T00:00:00Z");
  whole = g_date_time_format (when, "%Y-%m-%dT%H:%M:%S");
  if (micros == 0)
    return g_strconcat (whole, "Z", NULL);
  return g_strdup_printf ("%s.%06dZ", whole, (int)micros);
}

gboolean
hikae_clock_parse (const char *text, gint64 *time_us)
{
  g_autoptr (GDateTime) when = NULL;

  *time_us = 0;
  if (text == NULL || strlen (text) > 40)
    return FALSE;
  when = g_date_time_new_from_iso8601 (text, NULL);
  if (when == NULL)
    return FALSE;
  *time_us =
      g_date_time_to_unix (when) * G_USEC_PER_SEC + g_date_time_get_microsecond (when);
  return TRUE;
}

char *
hikae_clock_format_zone (gint64 time_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autofree char *offset = local != NULL ? g_date_time_format (local, "%:z") : NULL;

  return g_strdup_printf (
      "%s %s", g_time_zone_get_identifier (zone), offset != NULL ? offset : "+00:00");
}
