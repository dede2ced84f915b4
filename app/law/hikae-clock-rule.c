/* hikae-clock-rule.c: when a time limit of the law pack ends
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock-rule.h"

#include "hikae-error.h"
#include "hikae-law-fit.h"
#include "hikae-law-pack-private.h"
#include "hikae-text.h"

#include <string.h>

/* Octets of a line of iCalendar (RFC 5545 §3.1). */
#define ICS_LINE 75
#define MAX_VALUE 10000

static gboolean
reject (GError **error, const char *why)
{
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "time limit: %s", why);
  return FALSE;
}

static GTimeZone *
make_zone (const HikaeLawPack *pack, const char *jurisdiction)
{
  GTimeZone *zone =
      g_time_zone_new_identifier (hikae_law_pack_find_zone (pack, jurisdiction));

  return zone != NULL ? zone : g_time_zone_new_utc ();
}

static gboolean
find_local_date (GTimeZone *zone, gint64 instant, GDate *date)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (local == NULL)
    return FALSE;
  g_date_clear (date, 1);
  g_date_set_dmy (date,
                  (GDateDay)g_date_time_get_day_of_month (local),
                  (GDateMonth)g_date_time_get_month (local),
                  (GDateYear)g_date_time_get_year (local));
  return g_date_get_year (date) < 9000;
}

/* The last microsecond of the day. The day after may begin later than midnight where
 * clocks are put forward then; its first moment is what counts. */
static gboolean
find_day_end (GTimeZone *zone, const GDate *last, gint64 *instant)
{
  GDate next = *last;
  g_autoptr (GDateTime) begin = NULL;

  g_date_add_days (&next, 1);
  begin = g_date_time_new (zone,
                           g_date_get_year (&next),
                           g_date_get_month (&next),
                           g_date_get_day (&next),
                           0,
                           0,
                           0);
  if (begin == NULL)
    return FALSE;
  *instant = g_date_time_to_unix (begin) * G_USEC_PER_SEC - 1;
  return TRUE;
}

/* A period of months from @first ends on the day before the day of that number; where the
 * last month has no such day, on the month's last day (Civil Code art. 143). */
static void
add_months (GDate *first, guint months)
{
  GDateDay day = g_date_get_day (first);

  g_date_add_months (first, months);
  if (g_date_get_day (first) == day)
    g_date_subtract_days (first, 1);
}

static gboolean
is_business_day (JsonObject *years, const GDate *date, gboolean *known)
{
  char year[8] = "";
  char day[8] = "";
  JsonArray *holidays = NULL;
  GDateWeekday weekday = g_date_get_weekday (date);

  g_snprintf (year, sizeof year, "%04u", g_date_get_year (date));
  g_snprintf (
      day, sizeof day, "%02d-%02u", g_date_get_month (date), g_date_get_day (date));
  holidays = hikae_json_get_array (years, year);
  *known = *known && holidays != NULL;
  if (weekday == G_DATE_SATURDAY || weekday == G_DATE_SUNDAY)
    return FALSE;
  for (guint i = 0; holidays != NULL && i < json_array_get_length (holidays); i++)
    if (g_strcmp0 (json_array_get_string_element (holidays, i), day) == 0)
      return FALSE;
  return TRUE;
}

static void
add_business_days (GDate *first, guint count, const char *jurisdiction, gboolean *known)
{
  g_autoptr (JsonNode) data = hikae_law_load_data ("holidays.json");
  g_autofree char *country = g_strndup (jurisdiction, 2);
  JsonObject *years = hikae_json_get_object (json_node_get_object (data), country);
  guint counted = 0;

  for (;;) {
    counted += is_business_day (years, first, known) ? 1 : 0;
    if (counted >= count)
      return;
    g_date_add_days (first, 1);
  }
}

/* Regulation (EEC, Euratom) 1182/71 art. 3(2)(c), (4): to the same date as the day of the
 * event has, and on to a working day. */
static gboolean
count_as_in_eu (GDate *event,
                JsonObject *clock,
                const char *jurisdiction,
                gboolean *known,
                GError **error)
{
  const char *unit = hikae_json_get_string (clock, "unit");
  const guint value = (guint)hikae_json_get_int (clock, "value", 0);

  if (g_str_equal (unit, "month"))
    g_date_add_months (event, value);
  else if (g_str_equal (unit, "year"))
    g_date_add_years (event, value);
  else
    return reject (error, "its unit is not known");
  add_business_days (event, 1, jurisdiction, known);
  return TRUE;
}

/* @date: in, the day of the event; out, the last day. */
static gboolean
count_days (GDate *date,
            JsonObject *clock,
            const char *jurisdiction,
            gboolean *known,
            GError **error)
{
  const char *unit = hikae_json_get_string (clock, "unit");
  const guint value = (guint)hikae_json_get_int (clock, "value", 0);

  if (g_strcmp0 (hikae_json_get_string (clock, "counting"), "eu") == 0)
    return count_as_in_eu (date, clock, jurisdiction, known, error);
  if (!hikae_json_get_boolean (clock, "count_first_day", FALSE))
    g_date_add_days (date, 1);
  if (g_str_equal (unit, "day"))
    g_date_add_days (date, value - 1);
  else if (g_str_equal (unit, "week"))
    g_date_add_days (date, value * 7 - 1);
  else if (g_str_equal (unit, "month"))
    add_months (date, value);
  else if (g_str_equal (unit, "year"))
    add_months (date, value * 12);
  else if (g_str_equal (unit, "business_day"))
    add_business_days (date, value, jurisdiction, known);
  else
    return reject (error, "its unit is not known");
  return TRUE;
}

static gboolean
count_calendar (const HikaeLawPack *pack,
                JsonObject *clock,
                const char *jurisdiction,
                gint64 start,
                HikaeClockDue *due,
                GError **error)
{
  g_autoptr (GTimeZone) zone = make_zone (pack, jurisdiction);
  gboolean known = TRUE;
  GDate date;

  if (!find_local_date (zone, start, &date))
    return reject (error, "it begins outside of the calendar");
  if (!count_days (&date, clock, jurisdiction, &known, error))
    return FALSE;
  due->is_uncertain = !known;
  if (!find_day_end (zone, &date, &due->due))
    return reject (error, "it ends outside of the calendar");
  return TRUE;
}

/* "PT48H", "P7D", "P2W", "P1M": our own reminder. The schema's pattern allows no more. */
static gboolean
parse_reminder (const char *text, JsonObject *as_clock)
{
  gboolean timed = g_str_has_prefix (text, "PT");
  const char *digits = text + (timed ? 2 : 1);
  char *end = NULL;
  gint64 value = 0;
  const char *unit = NULL;

  if (*text != 'P' || !g_ascii_isdigit (*digits))
    return FALSE;
  value = g_ascii_strtoll (digits, &end, 10);
  if (value < 1 || value > MAX_VALUE || end[0] == '\0' || end[1] != '\0')
    return FALSE;
  if (*end == 'H')
    unit = "hour";
  else if (*end == 'D')
    unit = "day";
  else if (*end == 'W')
    unit = "week";
  else if (*end == 'M' && timed)
    unit = "minute";
  else if (*end == 'M')
    unit = "month";
  if (unit == NULL)
    return FALSE;
  json_object_set_string_member (as_clock, "unit", unit);
  json_object_set_int_member (as_clock, "value", value);
  return TRUE;
}

gboolean
hikae_clock_rule_find_due (const HikaeLawPack *pack,
                           JsonObject *clock,
                           const char *jurisdiction,
                           gint64 start,
                           HikaeClockDue *due,
                           GError **error)
{
  const char *unit = hikae_json_get_string (clock, "unit");
  const char *reminder = hikae_json_get_string (clock, "remind_after");
  const char *nature = hikae_json_get_string (clock, "nature");
  gint64 value = hikae_json_get_int (clock, "value", 0);
  g_autoptr (JsonObject) own = NULL;

  memset (due, 0, sizeof *due);
  if (unit == NULL && reminder != NULL) {
    own = json_object_new ();
    if (!parse_reminder (reminder, own))
      return reject (error, "its reminder cannot be read");
    clock = own;
    unit = hikae_json_get_string (own, "unit");
    value = hikae_json_get_int (own, "value", 0);
    due->is_reminder = TRUE;
  }
  if (unit == NULL || value < 1 || value > MAX_VALUE)
    return reject (error, "it has no number that can be counted");
  due->is_reminder |= g_strcmp0 (nature, "reminder") == 0;
  due->is_law = !due->is_reminder && (g_strcmp0 (nature, "statutory") == 0 ||
                                      g_strcmp0 (nature, "regulatory") == 0);
  if (g_str_equal (unit, "hour") || g_str_equal (unit, "minute")) {
    gint64 seconds = value * (g_str_equal (unit, "hour") ? 3600 : 60);

    due->due = start + seconds * G_USEC_PER_SEC;
    return TRUE;
  }
  return count_calendar (pack, clock, jurisdiction, start, due, error);
}

/* One content line, folded between characters, with its text escaped. */
static void
append_line (GString *ics, const char *name, const char *value, gboolean is_text)
{
  g_autoptr (GString) line = g_string_new (name);
  gsize column = 0;

  g_string_append_c (line, ':');
  for (const char *at = value; *at != '\0'; at++) {
    if (is_text && strchr ("\\;,", *at) != NULL)
      g_string_append_c (line, '\\');
    if (*at == '\n')
      g_string_append (line, "\\n");
    else if ((guint8)*at >= 0x20)
      g_string_append_c (line, *at);
  }
  for (const char *at = line->str; *at != '\0'; at = g_utf8_next_char (at)) {
    gsize size = (gsize)(g_utf8_next_char (at) - at);

    if (column + size > ICS_LINE) {
      g_string_append (ics, "\r\n ");
      column = 1;
    }
    g_string_append_len (ics, at, (gssize)size);
    column += size;
  }
  g_string_append (ics, "\r\n");
}

static char *
format_ics_time (gint64 instant)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (instant / G_USEC_PER_SEC);

  return when != NULL ? g_date_time_format (when, "%Y%m%dT%H%M%SZ")
                      : g_strdup ("19700101T000000Z");
}

char *
hikae_clock_rule_format_ics (const HikaeCalendarEntry *entries, guint count, gint64 now)
{
  GString *ics = g_string_new ("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
                               "PRODID:-//Hikae//Hikae//EN\r\n");
  g_autofree char *stamp = format_ics_time (now);

  for (guint i = 0; i < count; i++) {
    g_autofree char *due = format_ics_time (entries[i].due);
    g_autofree char *summary = hikae_text_for_display (entries[i].summary, 0);
    g_autofree char *uid = hikae_text_for_display (entries[i].uid, 0);

    g_string_append (ics, "BEGIN:VEVENT\r\n");
    append_line (ics, "UID", uid, TRUE);
    append_line (ics, "DTSTAMP", stamp, FALSE);
    append_line (ics, "DTSTART", due, FALSE);
    append_line (ics, "SUMMARY", summary, TRUE);
    g_string_append (ics, "CLASS:PRIVATE\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n");
  }
  g_string_append (ics, "END:VCALENDAR\r\n");
  return g_string_free (ics, FALSE);
}
