/* hikae-wording.c: facts of the model in the words of the screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-wording.h"

#include "hikae-text.h"

#include <glib/gi18n.h>
#include <string.h>

/* More than a path of Linux has bytes: one line, and none of it lost. */
#define PATH_SHOWN 8192

const char *
hikae_wording_item_kind (HikaeItemKind kind)
{
  static const char *const names[] = {
      [HIKAE_ITEM_FILE] = N_ ("File"),
      [HIKAE_ITEM_SCREENSHOT] = N_ ("Screenshot"),
      [HIKAE_ITEM_WEB_PAGE] = N_ ("Web page"),
      [HIKAE_ITEM_CLIPBOARD] = N_ ("From the clipboard"),
      [HIKAE_ITEM_NOTE] = N_ ("Note"),
      [HIKAE_ITEM_LINK] = N_ ("Address"),
      [HIKAE_ITEM_DERIVED] = N_ ("Made from another item"),
  };

  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (names), "");
  return _ (names[kind]);
}

const char *
hikae_wording_item_icon (HikaeItemKind kind)
{
  static const char *const icons[] = {
      [HIKAE_ITEM_FILE] = "text-x-generic-symbolic",
      [HIKAE_ITEM_SCREENSHOT] = "camera-photo-symbolic",
      [HIKAE_ITEM_WEB_PAGE] = "web-browser-symbolic",
      [HIKAE_ITEM_CLIPBOARD] = "edit-paste-symbolic",
      [HIKAE_ITEM_NOTE] = "document-edit-symbolic",
      [HIKAE_ITEM_LINK] = "user-bookmarks-symbolic",
      [HIKAE_ITEM_DERIVED] = "edit-copy-symbolic",
  };

  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (icons), "");
  return icons[kind];
}

char *
hikae_wording_item_title (HikaeItem *item, gsize max_chars)
{
  const HikaeItemKind kind = hikae_item_get_kind (item);
  const char *url = hikae_item_get_claim (item, "url");
  const char *note = hikae_item_get_claim (item, "note");
  const char *title = hikae_item_get_claim (item, "title");

  if (title == NULL && kind == HIKAE_ITEM_LINK)
    title = url;
  if (title == NULL && kind == HIKAE_ITEM_NOTE)
    title = note != NULL ? note : _ ("Note");
  char *safe = hikae_text_for_display (
      title != NULL ? title : hikae_item_get_title (item), max_chars);

  return g_strdelimit (safe, "\n\r\t", ' ');
}

char *
hikae_wording_safe_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (char **line = lines; *line != NULL; line++) {
    char *safe = hikae_text_for_display (*line, 0);

    g_free (*line);
    *line = safe;
  }
  return g_strjoinv ("\n", lines);
}

char *
hikae_wording_place (const char *path)
{
  const char *home = g_get_home_dir ();
  const gsize length = strlen (home);
  const gboolean is_near = length > 1 && g_str_has_prefix (path, home) &&
                           (path[length] == '/' || path[length] == '\0');
  g_autofree char *near = is_near ? g_strconcat ("~", path + length, NULL) : NULL;

  return hikae_text_for_display (near != NULL ? near : path, PATH_SHOWN);
}

const char *
hikae_wording_request_state (HikaeRequestState state)
{
  static const char *const names[] = {
      [HIKAE_REQUEST_DRAFTED] = NC_ ("request", "Draft"),
      [HIKAE_REQUEST_READY] = NC_ ("request", "Ready to send"),
      [HIKAE_REQUEST_SENT] = NC_ ("request", "Sent"),
      [HIKAE_REQUEST_ACKNOWLEDGED] = NC_ ("request", "Receipt confirmed"),
      [HIKAE_REQUEST_ANSWERED] = NC_ ("request", "Answered"),
      [HIKAE_REQUEST_REFUSED] = NC_ ("request", "Refused"),
      [HIKAE_REQUEST_GONE] = NC_ ("request", "Taken down"),
      [HIKAE_REQUEST_BACK] = NC_ ("request", "Online again"),
      [HIKAE_REQUEST_CLOSED] = NC_ ("request", "Closed"),
  };

  g_return_val_if_fail ((guint)state < G_N_ELEMENTS (names), "");
  return g_dpgettext2 (NULL, "request", names[state]);
}

const char *
hikae_wording_recheck (const char *answer)
{
  static const struct {
    const char *answer;
    const char *text;
  } words[] = {
      {"gone", N_ ("Asked again: it is gone from the address")},
      {"elsewhere",
       N_ ("Asked again: the address leads to a front page now; whether it is gone "
           "cannot be told")},
      {"same", N_ ("Asked again: it is still there, the same")},
      {"changed", N_ ("Asked again: something else is there now")},
      {"answers",
       N_ ("Asked again: the address answers; whether it is the same cannot be "
           "told")},
      {"login", N_ ("Asked again: the site wants a log-in first")},
      {"unreachable", N_ ("Asked again: the site could not be reached")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (g_strcmp0 (words[i].answer, answer) == 0)
      return _ (words[i].text);
  }
  return _ ("Address looked at again");
}

char *
hikae_wording_event (HikaeEvent *event)
{
  static const struct {
    const char *kind;
    const char *text;
  } names[] = {
      {"case.created", N_ ("Case created")},
      {"item.kept", N_ ("Kept in the case")},
      {"item.deleted", N_ ("Content removed")},
      {"seal.created", N_ ("Added to a seal list")},
      {"stamp.received", N_ ("Time stamp received")},
      {"stamp.failed", N_ ("A time stamp could not be had")},
      {"revocation.fetched", N_ ("List of withdrawn certificates fetched")},
      {"record.renewed", N_ ("Evidence record renewed")},
      {"request.added", N_ ("Letter written")},
      {"request.changed", N_ ("Letter followed up")},
      {"request.proved", N_ ("An item proves a step of a letter")},
      {"contacts.found", N_ ("Looked up whom to write to")},
      {"bundle.exported", N_ ("Handed over in a bundle")},
      {"key.changed", N_ ("Access to the case changed")},
      {"case.backed-up", N_ ("Backup made")},
      {"case.rescued", N_ ("Saved from a damaged case")},
  };
  const char *kind = hikae_event_get_kind (event);

  if (g_str_equal (kind, "recheck.done"))
    return g_strdup (hikae_wording_recheck (
        hikae_json_get_string (hikae_event_get_body (event), "answer")));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i].kind, kind))
      return g_strdup (_ (names[i].text));
  return hikae_text_for_display (kind, 60);
}

static char *
format_time (gint64 time_us, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, format) : g_strdup ("—");
}

char *
hikae_wording_time (gint64 time_us)
{
  /* Translators: date and time with offset, as for g_date_time_format(). */
  return format_time (time_us, _ ("%-d %B %Y, %H:%M (UTC%:z)"));
}

char *
hikae_wording_moment (gint64 time_us)
{
  /* Translators: a short date with time and no year, as for g_date_time_format(). */
  return format_time (time_us, _ ("%-d %b, %H:%M"));
}

char *
hikae_wording_day (gint64 time_us)
{
  /* Translators: a short date with time, as for g_date_time_format(). */
  return format_time (time_us, _ ("%-d %b %Y, %H:%M"));
}

char *
hikae_wording_size (guint64 size)
{
  /* GLib's own word for it is English where its translations are not installed, or where
   * the desktop speaks another language than the window. */
  if (size < 1000)
    return g_strdup_printf (ngettext ("%u byte", "%u bytes", (gulong)size), (guint)size);
  return g_format_size (size);
}

char *
hikae_wording_stamp (HikaeStamp *stamp)
{
  g_autofree char *time = hikae_wording_time (hikae_stamp_get_gen_time (stamp));

  switch (hikae_stamp_get_state (stamp)) {
  case HIKAE_STAMP_VALID:
    /* Translators: %s is a date and time. */
    return g_strdup_printf (_ ("Proves that it existed, unchanged, by %s. It does not "
                               "prove who made it or that a site showed it."),
                            time);
  case HIKAE_STAMP_INDETERMINATE:
    return g_strdup (_ ("An answer is there and nothing wrong was found, but something "
                        "is missing to prove the time."));
  case HIKAE_STAMP_INVALID:
    return g_strdup (_ ("An answer is there, but it does not prove the time. It is kept "
                        "for the record; ask again."));
  case HIKAE_STAMP_QUEUED:
    return g_strdup (
        _ ("Sealed on this computer, no outside time yet. It can be asked again."));
  }
  g_assert_not_reached ();
}

const char *
hikae_wording_authority_class (const char *legal_class)
{
  if (g_strcmp0 (legal_class, "qualified") == 0)
    return _ ("Qualified in the EU: presumed right in court there");
  if (g_strcmp0 (legal_class, "accredited") == 0)
    return _ ("Accredited in Japan");
  if (g_strcmp0 (legal_class, "own") == 0)
    return _ ("Your own: trusted by the certificate that you chose");
  return _ ("Plain authority: its word and its certificate, no legal presumption");
}

HikaeSealState
hikae_wording_find_seal_state (guint seal, GListModel *stamps, gint64 *earliest)
{
  gint64 first = 0;
  const guint count = seal != 0 ? g_list_model_get_n_items (stamps) : 0;

  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    if (hikae_stamp_get_seal (stamp) != seal ||
        hikae_stamp_get_state (stamp) != HIKAE_STAMP_VALID)
      continue;
    if (first == 0 || hikae_stamp_get_gen_time (stamp) < first)
      first = hikae_stamp_get_gen_time (stamp);
  }
  if (earliest != NULL)
    *earliest = first;
  if (seal == 0)
    return HIKAE_SEAL_STATE_OPEN;
  return first != 0 ? HIKAE_SEAL_STATE_STAMPED : HIKAE_SEAL_STATE_LOCAL;
}

const char *
hikae_wording_seal_state (HikaeSealState state)
{
  switch (state) {
  case HIKAE_SEAL_STATE_OPEN:
    return _ ("Kept, no outside time yet");
  case HIKAE_SEAL_STATE_LOCAL:
    return _ ("Sealed locally, no outside time yet");
  case HIKAE_SEAL_STATE_STAMPED:
    return _ ("Time stamped");
  }
  g_assert_not_reached ();
}
