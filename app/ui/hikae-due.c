/* hikae-due.c: time limits that run, in words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-due.h"

#include "hikae-clock.h"
#include "hikae-running-clocks.h"
#include "hikae-session.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

static void
due_free (HikaeDue *due)
{
  g_clear_pointer (&due->title, g_free);
  g_clear_pointer (&due->text, g_free);
  g_free (due);
}

static const char *
describe_nature (JsonObject *clock)
{
  const char *nature = hikae_json_get_string (clock, "nature");

  /* Where the law gives no number, the number is ours. */
  if (json_object_has_member (clock, "wording"))
    return _ ("our reminder, not a limit of law");
  if (g_strcmp0 (nature, "statutory") == 0 || g_strcmp0 (nature, "regulatory") == 0)
    return _ ("a limit set by law");
  if (g_strcmp0 (nature, "committed") == 0)
    return _ ("promised by the recipient");
  if (g_strcmp0 (nature, "practice") == 0)
    return _ ("a rule of thumb, not a limit of law");
  return _ ("our reminder, not a limit of law");
}

/* (transfer full) (nullable): "7 days". */
static char *
describe_length (JsonObject *clock)
{
  const guint n = (guint)hikae_json_get_int (clock, "value", 0);
  const char *unit = hikae_json_get_string (clock, "unit");
  const char *format = NULL;

  if (n == 0 || unit == NULL)
    return NULL;
  if (g_str_equal (unit, "hour"))
    format = ngettext ("%u hour", "%u hours", n);
  else if (g_str_equal (unit, "day"))
    format = ngettext ("%u day", "%u days", n);
  else if (g_str_equal (unit, "business_day"))
    format = ngettext ("%u working day", "%u working days", n);
  else if (g_str_equal (unit, "week"))
    format = ngettext ("%u week", "%u weeks", n);
  else if (g_str_equal (unit, "month"))
    format = ngettext ("%u month", "%u months", n);
  else
    format = ngettext ("%u year", "%u years", n);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (format, n);
#pragma GCC diagnostic pop
}

static const char *
describe_start (JsonObject *clock)
{
  static const struct {
    const char *starts;
    const char *text;
  } texts[] = {
      {"request_received", N_ ("from when the request arrives")},
      {"request_sent", N_ ("from when the request is sent")},
      {"regulator_notice", N_ ("from the authority's own notice")},
      {"poster_inquiry", N_ ("from when the site asks the poster")},
      {"content_posted", N_ ("from when it was posted")},
      {"offender_known", N_ ("from when it is known who did it")},
      {"decision_received", N_ ("from the answer")},
      {"recipient_silent", N_ ("when no answer came")},
  };
  const char *starts = hikae_json_get_string (clock, "starts");

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (texts[i].starts, starts) == 0)
      return _ (texts[i].text);
  return "";
}

char *
hikae_due_describe_clock (JsonObject *clock)
{
  g_autofree char *length = describe_length (clock);

  if (length == NULL)
    /* Translators: whose limit it is. */
    return g_strdup_printf (_ ("No number of days is set; %s"), describe_nature (clock));
  /* Translators: "7 days", "from when the request arrives", whose limit it is. */
  return g_strdup_printf (
      _ ("%s %s (%s)"), length, describe_start (clock), describe_nature (clock));
}

/* "Due", "Was due", for the person herself "Yours until". */
static char *
describe_time (const HikaeRunningClock *running, gboolean is_past)
{
  g_autofree char *day = hikae_wording_day (running->due.due);
  const char *nature = describe_nature (running->clock);

  if (running->is_own && !is_past)
    /* Translators: a time limit for the person herself; date, whose limit it is. */
    return g_strdup_printf (_ ("For you, until %s (%s)"), day, nature);
  if (running->is_own)
    return g_strdup_printf (
        _ ("For you, until %s (%s). It may have passed: ask a lawyer"), day, nature);
  return is_past
             /* Translators: first a date and time, then whose limit it is. */
             ? g_strdup_printf (_ ("Was due %s (%s)"), day, nature)
             : g_strdup_printf (_ ("Due %s (%s)"), day, nature);
}

static char *
describe (const HikaeRunningClock *running, gboolean is_past)
{
  g_autofree char *text = running->due.due != 0
                              ? describe_time (running, is_past)
                              : hikae_due_describe_clock (running->clock);
  g_autoptr (GString) all = g_string_new (text);

  if (running->is_estimate)
    g_string_append_printf (
        all, "\n%s", _ ("Counted from when you kept it; the post may be older."));
  if (running->due.is_uncertain)
    g_string_append_printf (
        all, "\n%s", _ ("The public holidays of that year are not known here."));
  return g_strdup (all->str);
}

static HikaeDue *
due_new (const HikaeRunningClock *running)
{
  const char *what = hikae_law_pack_pick (hikae_json_get_object (running->clock, "what"),
                                          hikae_session_get_language ());
  HikaeDue *due = g_new0 (HikaeDue, 1);

  due->request = running->request;
  due->time = running->due.due;
  due->is_past = due->time != 0 && due->time < hikae_clock_get_now ();
  due->title = hikae_text_for_display (what != NULL ? what : _ ("An answer"), 200);
  due->text = describe (running, due->is_past);
  return due;
}

static GPtrArray *
put_in_words (GPtrArray *running)
{
  GPtrArray *clocks = g_ptr_array_new_with_free_func ((GDestroyNotify)due_free);

  for (guint i = 0; i < running->len; i++)
    g_ptr_array_add (clocks, due_new (g_ptr_array_index (running, i)));
  g_ptr_array_unref (running);
  return clocks;
}

GPtrArray *
hikae_due_list_for (HikaeCase *open_case, HikaeRequest *request, const HikaeLawPack *pack)
{
  return put_in_words (hikae_running_clocks_list_for (open_case, request, pack));
}

GPtrArray *
hikae_due_list (HikaeCase *open_case, const HikaeLawPack *pack)
{
  return put_in_words (
      hikae_running_clocks_list (open_case, pack, hikae_clock_get_now ()));
}
