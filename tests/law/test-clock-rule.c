/* test-clock-rule.c: time limits across zones, months, holidays and clock changes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock-rule.h"
#include "hikae-clock.h"
#include "hikae-law-fit.h"
#include "hikae-test.h"

#include <string.h>

static HikaeLawPack *
load_shipped (void)
{
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_law_pack_load_shipped (&error);

  g_assert_no_error (error);
  return pack;
}

static JsonObject *
make_clock (const char *unit, gint64 value, gboolean count_first_day)
{
  JsonObject *clock = json_object_new ();

  json_object_set_string_member (clock, "nature", "statutory");
  json_object_set_string_member (clock, "unit", unit);
  json_object_set_int_member (clock, "value", value);
  json_object_set_boolean_member (clock, "count_first_day", count_first_day);
  return clock;
}

static const struct {
  const char *jurisdiction;
  const char *unit;
  int value;
  gboolean count_first_day;
  const char *start;
  const char *due;
} known[] = {
    {"US", "hour", 48, FALSE, "2026-11-24T03:00:00Z", "2026-11-26T03:00:00Z"},
    /* Over the change of the clocks on 8 March: still 48 hours. */
    {"US", "hour", 48, FALSE, "2026-03-07T12:00:00-05:00", "2026-03-09T13:00:00-04:00"},
    {"JP",
     "day",
     7,
     FALSE,
     "2026-11-24T10:00:00+09:00",
     "2026-12-01T23:59:59.999999+09:00"},
    /* Received at one minute to midnight in Tokyo, which is still the day before in
       UTC. */
    {"JP",
     "day",
     7,
     FALSE,
     "2026-11-24T00:01:00+09:00",
     "2026-12-01T23:59:59.999999+09:00"},
    {"JP",
     "day",
     7,
     FALSE,
     "2026-11-23T23:59:00+09:00",
     "2026-11-30T23:59:59.999999+09:00"},
    {"JP",
     "day",
     7,
     TRUE,
     "2026-11-24T10:00:00+09:00",
     "2026-11-30T23:59:59.999999+09:00"},
    {"JP",
     "day",
     2,
     FALSE,
     "2026-12-31T10:00:00+09:00",
     "2027-01-02T23:59:59.999999+09:00"},
    {"JP",
     "week",
     3,
     FALSE,
     "2026-11-24T10:00:00+09:00",
     "2026-12-15T23:59:59.999999+09:00"},
    {"JP",
     "month",
     6,
     FALSE,
     "2026-01-10T10:00:00+09:00",
     "2026-07-10T23:59:59.999999+09:00"},
    {"JP",
     "month",
     1,
     FALSE,
     "2026-01-31T10:00:00+09:00",
     "2026-02-28T23:59:59.999999+09:00"},
    {"JP",
     "month",
     1,
     FALSE,
     "2026-01-29T10:00:00+09:00",
     "2026-02-28T23:59:59.999999+09:00"},
    {"JP",
     "month",
     1,
     FALSE,
     "2026-02-28T10:00:00+09:00",
     "2026-03-31T23:59:59.999999+09:00"},
    {"JP",
     "year",
     3,
     FALSE,
     "2026-11-24T10:00:00+09:00",
     "2029-11-24T23:59:59.999999+09:00"},
    {"EU",
     "month",
     1,
     FALSE,
     "2026-03-01T10:00:00+01:00",
     "2026-04-01T23:59:59.999999+02:00"},
    /* 2 May is a Saturday, 3 to 6 May are holidays. */
    {"JP",
     "business_day",
     2,
     FALSE,
     "2026-05-01T10:00:00+09:00",
     "2026-05-08T23:59:59.999999+09:00"},
    {"JP",
     "business_day",
     1,
     FALSE,
     "2026-09-18T10:00:00+09:00",
     "2026-09-24T23:59:59.999999+09:00"},
    {"US",
     "business_day",
     1,
     FALSE,
     "2026-11-25T10:00:00-05:00",
     "2026-11-27T23:59:59.999999-05:00"},
};

static void
test_known (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    g_autoptr (JsonObject) clock =
        make_clock (known[i].unit, known[i].value, known[i].count_first_day);
    g_autoptr (GError) error = NULL;
    HikaeClockDue due;
    gint64 start = 0;
    gint64 expected = 0;
    g_autofree char *shown = NULL;
    g_autofree char *wanted = NULL;

    g_assert_true (hikae_clock_parse (known[i].start, &start));
    g_assert_true (hikae_clock_parse (known[i].due, &expected));
    g_assert_true (hikae_clock_rule_find_due (
        pack, clock, known[i].jurisdiction, start, &due, &error));
    g_assert_no_error (error);
    shown = hikae_clock_format_utc (due.due);
    wanted = hikae_clock_format_utc (expected);
    g_assert_cmpstr (shown, ==, wanted);
    g_assert_true (due.is_law && !due.is_reminder && !due.is_uncertain);
  }
}

/* Reg. 1182/71 art. 3: to the same date, and over a Saturday and a Sunday. The holidays
 * of the member states are not in the data, and that is said. */
static void
test_european (void)
{
  static const struct {
    const char *start;
    const char *due;
  } rows[] = {
      {"2026-03-05T10:00:00+01:00", "2026-04-06T23:59:59.999999+02:00"},
      {"2026-02-28T10:00:00+01:00", "2026-03-30T23:59:59.999999+02:00"},
      {"2027-01-28T10:00:00+01:00", "2027-03-01T23:59:59.999999+01:00"},
      {"2026-08-31T10:00:00+02:00", "2026-09-30T23:59:59.999999+02:00"},
  };
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) clock = make_clock ("month", 1, FALSE);

  json_object_set_string_member (clock, "counting", "eu");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *shown = NULL;
    g_autofree char *wanted = NULL;
    HikaeClockDue due;
    gint64 start = 0;
    gint64 expected = 0;

    g_assert_true (hikae_clock_parse (rows[i].start, &start));
    g_assert_true (hikae_clock_parse (rows[i].due, &expected));
    g_assert_true (hikae_clock_rule_find_due (pack, clock, "EU", start, &due, &error));
    g_assert_no_error (error);
    shown = hikae_clock_format_utc (due.due);
    wanted = hikae_clock_format_utc (expected);
    g_assert_cmpstr (shown, ==, wanted);
    g_assert_true (due.is_law && due.is_uncertain);
  }
}

/* For any start and zone: a later start never ends earlier, the end lies after the start,
 * it is the end of a local day, and one day more moves it by 23 to 25 hours. */
static void
test_properties (void)
{
  static const char *const places[] = {
      "JP", "US", "EU", "GB", "AU", "BR", "IN", "KR", "CA-BC", "XX"};
  static const char *const units[] = {"day", "week", "month", "year", "business_day"};
  g_autoptr (HikaeLawPack) pack = load_shipped ();

  for (guint round = 0; round < 2000; round++) {
    const char *place = places[g_test_rand_int_range (0, G_N_ELEMENTS (places))];
    const char *unit = units[g_test_rand_int_range (0, G_N_ELEMENTS (units))];
    int value = g_test_rand_int_range (1, 40);
    gint64 start = ((gint64)1735689600 + g_test_rand_int_range (0, 94608000)) * 1000000;
    g_autoptr (JsonObject) clock = make_clock (unit, value, FALSE);
    g_autoptr (JsonObject) longer = make_clock (unit, value + 1, FALSE);
    g_autoptr (GTimeZone) zone =
        g_time_zone_new_identifier (hikae_law_pack_find_zone (pack, place));
    g_autoptr (GDateTime) utc = NULL;
    g_autoptr (GDateTime) local = NULL;
    HikaeClockDue due;
    HikaeClockDue later;
    HikaeClockDue more;

    g_assert_true (hikae_clock_rule_find_due (pack, clock, place, start, &due, NULL));
    g_assert_true (hikae_clock_rule_find_due (
        pack,
        clock,
        place,
        start + (gint64)g_test_rand_int_range (0, 1000000) * 1000000,
        &later,
        NULL));
    g_assert_true (hikae_clock_rule_find_due (pack, longer, place, start, &more, NULL));
    g_assert_cmpint (due.due, >, start);
    g_assert_cmpint (later.due, >=, due.due);
    g_assert_cmpint (more.due, >, due.due);
    if (g_str_equal (unit, "day")) {
      g_assert_cmpint (more.due - due.due, >=, (gint64)23 * 3600 * G_USEC_PER_SEC);
      g_assert_cmpint (more.due - due.due, <=, (gint64)25 * 3600 * G_USEC_PER_SEC);
    }
    utc = g_date_time_new_from_unix_utc (due.due / G_USEC_PER_SEC);
    local = g_date_time_to_timezone (utc, zone);
    g_assert_cmpint (g_date_time_get_hour (local), ==, 23);
    g_assert_cmpint (g_date_time_get_minute (local), ==, 59);
    g_assert_cmpint (g_date_time_get_second (local), ==, 59);
  }
}

static void
test_reminders (void)
{
  static const struct {
    const char *text;
    gint64 hours;
  } rows[] = {
      {"PT72H", 72},
      {"PT48H", 48},
      {"PT120M", 2},
  };
  static const char *const bad[] = {"", "P", "PT", "P7X", "7D", "PT99999999H", "P1DT2H"};
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  HikaeClockDue due;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) clock = json_object_new ();

    json_object_set_string_member (clock, "nature", "statutory");
    json_object_set_string_member (clock, "remind_after", rows[i].text);
    g_assert_true (hikae_clock_rule_find_due (pack, clock, "EU", 0, &due, NULL));
    g_assert_cmpint (due.due, ==, rows[i].hours * 3600 * G_USEC_PER_SEC);
    /* A number of ours is never shown as law, whatever the duty rests on. */
    g_assert_true (due.is_reminder && !due.is_law);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (JsonObject) clock = json_object_new ();
    g_autoptr (GError) error = NULL;

    json_object_set_string_member (clock, "remind_after", bad[i]);
    g_assert_false (hikae_clock_rule_find_due (pack, clock, "EU", 0, &due, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
}

/* Every clock that is shipped can be counted. */
static guint
check_clocks (const HikaeLawPack *pack, JsonObject *basis)
{
  JsonArray *clocks = hikae_json_get_array (basis, "clocks");

  for (guint k = 0; k < json_array_get_length (clocks); k++) {
    g_autoptr (GError) error = NULL;
    HikaeClockDue due;

    g_assert_true (
        hikae_clock_rule_find_due (pack,
                                   json_array_get_object_element (clocks, k),
                                   hikae_json_get_string (basis, "jurisdiction"),
                                   G_GINT64_CONSTANT (1795489200) * G_USEC_PER_SEC,
                                   &due,
                                   &error));
    g_assert_no_error (error);
  }
  return json_array_get_length (clocks);
}

static void
test_shipped (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  JsonArray *bases = hikae_law_pack_list_bases (pack);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (bases); i++)
    count += check_clocks (pack, json_array_get_object_element (bases, i));
  g_assert_cmpuint (count, >, 30);
}

static void
test_unknown_year (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) clock = make_clock ("business_day", 3, FALSE);
  HikaeClockDue due;
  gint64 start = 0;

  g_assert_true (hikae_clock_parse ("2041-01-10T00:00:00Z", &start));
  g_assert_true (hikae_clock_rule_find_due (pack, clock, "JP", start, &due, NULL));
  g_assert_true (due.is_uncertain);
}

static void
test_calendar_file (void)
{
  const HikaeCalendarEntry entries[] = {
      {"hikae-1@local",
       "期限; a, b\\c\r\nBEGIN:VALARM",
       G_GINT64_CONSTANT (1795489200) * G_USEC_PER_SEC},
      {"hikae-2@local", "とても長い件名とても長い件名とても長い件名とても長い件名", 0},
  };
  g_autofree char *ics = hikae_clock_rule_format_ics (
      entries, 2, G_GINT64_CONSTANT (1795489200) * G_USEC_PER_SEC);
  g_auto (GStrv) lines = g_strsplit (ics, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_assert_cmpuint (strlen (lines[i]), <=, 75);
    g_assert_true (g_utf8_validate (lines[i], -1, NULL));
    g_assert_null (strchr (lines[i], '\n'));
    g_assert_cmpstr (lines[i], !=, "BEGIN:VALARM");
  }
  g_assert_nonnull (strstr (ics, "期限\\; a\\, b\\\\c"));
  g_assert_true (g_str_has_suffix (ics, "END:VCALENDAR\r\n"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock-rule/known", test_known);
  g_test_add_func ("/clock-rule/european", test_european);
  g_test_add_func ("/clock-rule/properties", test_properties);
  g_test_add_func ("/clock-rule/reminders", test_reminders);
  g_test_add_func ("/clock-rule/shipped", test_shipped);
  g_test_add_func ("/clock-rule/unknown-year", test_unknown_year);
  g_test_add_func ("/clock-rule/calendar-file", test_calendar_file);
  return g_test_run ();
}
