/* hikae-browser-words.c: what came of a visit and of a capture, in the words of the
 * screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-browser-words.h"

#include "hikae-error.h"
#include "hikae-item-part.h"
#include "hikae-text.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

const char *
hikae_browser_words_refusal (HikaeWebRefusal what)
{
  switch (what) {
  case HIKAE_WEB_REFUSED_DOWNLOAD:
    return _ ("The page offered a file. Nothing was downloaded.");
  case HIKAE_WEB_REFUSED_WINDOW:
    return _ ("The page wanted to open another window. It was not opened.");
  case HIKAE_WEB_REFUSED_DIALOG:
    return _ ("The page wanted to show a message window. It was not shown.");
  case HIKAE_WEB_REFUSED_PERMISSION:
    return _ ("The page asked for a permission, such as your place. It was refused.");
  case HIKAE_WEB_REFUSED_LOGIN:
    return _ ("The site asks for a name and a password in a window of its own. That "
              "does not work here.");
  case HIKAE_WEB_REFUSED_ADDRESS:
  default:
    return _ ("The page wanted to open another program. It was stopped.");
  }
}

const char *
hikae_browser_words_stage (HikaeWebStage stage)
{
  switch (stage) {
  case HIKAE_WEB_STAGE_LOADING:
    return _ ("Loading the page anew, and recording it…");
  case HIKAE_WEB_STAGE_SETTLING:
    return _ ("Waiting until nothing more arrives…");
  case HIKAE_WEB_STAGE_SCROLLING:
    return _ ("Going through the page, so that all of it is loaded…");
  case HIKAE_WEB_STAGE_PICTURE:
    return _ ("Taking the picture of the whole page…\nWhat the site sent is here "
              "already.");
  case HIKAE_WEB_STAGE_ARCHIVE:
    return _ ("Keeping the archive…");
  case HIKAE_WEB_STAGE_NONE:
  default:
    return "";
  }
}

HikaeErrorText
hikae_browser_words_failure (const GError *error)
{
  const int code =
      error != NULL && error->domain == HIKAE_ERROR ? error->code : HIKAE_ERROR_FAILED;

  switch (code) {
  case HIKAE_ERROR_OFFLINE:
    return (HikaeErrorText){
        _ ("The page could not be reached."),
        _ ("Check the address, your connection and, if you use one, your proxy. If the "
           "page is gone, an address and your own words can still be kept.")};
  case HIKAE_ERROR_UNTRUSTED:
    return (HikaeErrorText){
        _ ("The site does not prove who it is."),
        _ ("Somebody may stand in between, or the site is badly kept. Please do not log "
           "in. You can record it all the same: the record will say what was wrong.")};
  case HIKAE_ERROR_REMOTE:
    return (HikaeErrorText){
        _ ("The site does not answer as a site should."),
        _ ("It sends the page in circles, or its answer breaks the rules of the web, so "
           "that no browser shows it. Try again later, or keep the address and your own "
           "words.")};
  case HIKAE_ERROR_UNSUPPORTED:
    return (HikaeErrorText){
        _ ("At this address is a file, not a page."),
        _ ("Save it with your own browser and add it as a file. The address can be kept "
           "too.")};
  case HIKAE_ERROR_DENIED:
    return (HikaeErrorText){
        _ ("At this address is a picture or a film, not text."),
        _ ("This case keeps no pictures, so it was not fetched. The address itself can "
           "be kept.")};
  case HIKAE_ERROR_INTERRUPTED:
    return (HikaeErrorText){
        _ ("The page made the viewer stop."),
        _ ("It may be too large or too busy. Load it again, or take a screenshot.")};
  case HIKAE_ERROR_REJECTED:
    return (HikaeErrorText){
        _ ("This is not the address of a web page."),
        _ ("It begins with https:// or http://. Copy it from your browser, in full.")};
  default:
    return hikae_error_text_find (error);
  }
}

char *
hikae_browser_words_certificate (const char *host, GTlsCertificateFlags faults)
{
  static const struct {
    GTlsCertificateFlags flag;
    const char *words;
  } words[] = {
      {G_TLS_CERTIFICATE_UNKNOWN_CA, N_ ("nobody known vouches for it")},
      {G_TLS_CERTIFICATE_BAD_IDENTITY, N_ ("it is made out to another name")},
      {G_TLS_CERTIFICATE_NOT_ACTIVATED, N_ ("it is not valid yet")},
      {G_TLS_CERTIFICATE_EXPIRED, N_ ("it has run out")},
      {G_TLS_CERTIFICATE_REVOKED, N_ ("it was revoked")},
      {G_TLS_CERTIFICATE_INSECURE, N_ ("it is made too weakly")},
  };
  g_autofree char *safe = hikae_text_for_display (host, 200);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if ((faults & words[i].flag) != 0)
      g_string_append_printf (
          list, "%s%s", list->len > 0 ? _ ("; ") : "", _ (words[i].words));
  }
  if (list->len == 0)
    g_string_append (list, _ ("it is not right"));
  /* Translators: first a web site's name, then what is wrong with its certificate. */
  return g_strdup_printf (_ ("The certificate of %s: %s."), safe, list->str);
}

static gint64
get_fact (HikaeItem *item, const char *name)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");

  return facts != NULL ? hikae_json_get_int (facts, name, 0) : 0;
}

static const char *
get_words (HikaeItem *item, const char *name)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");

  return facts != NULL ? hikae_json_get_string (facts, name) : NULL;
}

static char *
describe_item (HikaeItem *item)
{
  g_autofree char *size = hikae_wording_size (hikae_item_get_size (item));

  switch (hikae_item_get_kind (item)) {
  case HIKAE_ITEM_SCREENSHOT:
    return g_strdup_printf (_ ("%s · %d × %d pixels"),
                            size,
                            (int)get_fact (item, "picture_width"),
                            (int)get_fact (item, "picture_height"));
  case HIKAE_ITEM_WEB_PAGE: {
    const guint parts = (guint)get_fact (item, "exchanges");

    return g_strdup_printf (ngettext ("%s · %u part, as the site sent it",
                                      "%s · %u parts, as the site sent them",
                                      parts),
                            size,
                            parts);
  }
  default:
    if (g_strcmp0 (get_words (item, "method"), HIKAE_LABEL_METHOD) == 0)
      return g_strdup_printf (_ ("%s · to be shown; the original is item %u"),
                              size,
                              hikae_item_get_derived_from (item));
    return g_steal_pointer (&size);
  }
}

/* The part that knows most of the capture; the labelled copy was made afterwards. */
static HikaeItem *
find_last_part (GPtrArray *items)
{
  guint at = items->len - 1;

  while (at > 0 &&
         g_strcmp0 (get_words (items->pdata[at], "method"), HIKAE_LABEL_METHOD) == 0)
    at--;
  return items->pdata[at];
}

void
hikae_browser_words_show_kept (HikaeRowGroup *group, GPtrArray *items)
{
  HikaeItem *last = find_last_part (items);
  const char *url = hikae_item_get_claim (last, "url");
  const char *final = hikae_item_get_claim (last, "final_url");

  hikae_row_group_clear (group);
  for (guint i = 0; i < items->len; i++) {
    HikaeItem *item = items->pdata[i];
    g_autofree char *target = g_strdup_printf ("case:%u", hikae_item_get_number (item));
    g_autofree char *words = describe_item (item);
    g_autofree char *title = g_strdup_printf (
        _ ("%s, item %u"), hikae_item_part_get_name (item), hikae_item_get_number (item));

    hikae_row_group_add_link (group,
                              hikae_wording_item_icon (hikae_item_get_kind (item)),
                              title,
                              words,
                              "win.go",
                              target);
  }
  if (url != NULL)
    hikae_row_group_add_copyable (group, _ ("Address"), url, FALSE);
  if (final != NULL && g_strcmp0 (url, final) != 0)
    hikae_row_group_add_copyable (group, _ ("Where the address led"), final, FALSE);
  if (hikae_item_get_claim (last, "account") != NULL)
    hikae_row_group_add_copyable (
        group, _ ("Account"), hikae_item_get_claim (last, "account"), FALSE);
  if (hikae_item_get_claim (last, "account_id") != NULL)
    hikae_row_group_add_copyable (group,
                                  _ ("Number of the account"),
                                  hikae_item_get_claim (last, "account_id"),
                                  FALSE);
  if (hikae_item_get_claim (last, "posted_at") != NULL)
    hikae_row_group_add_copyable (
        group, _ ("Posted at"), hikae_item_get_claim (last, "posted_at"), FALSE);
}

static void
add_missing (HikaeRowGroup *group, const char *title, const char *words)
{
  hikae_row_group_add_text (group, "dialog-information-symbolic", title, words);
}

/* The words of "picture_cut_why" in the record. */
static const char *
explain_cut (HikaeItem *last)
{
  static const struct {
    const char *why;
    const char *words;
  } reasons[] = {
      {"time",
       N_ ("The page is so long that its picture would have taken too much time. The "
           "archive has what the site sent.")},
      {"size",
       N_ ("The page is so long that its picture would have become too large. The "
           "archive has what the site sent.")},
      {"stopped", N_ ("You ended it there. The archive has what the site sent.")},
      {"grew",
       N_ ("The page went on growing while its picture was taken. The archive has what "
           "the site sent.")},
      {"failed",
       N_ ("The page stopped letting itself be drawn. What had been drawn by then was "
           "kept. The archive has what the site sent.")},
  };
  const char *why = get_words (last, "picture_cut_why");

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    if (g_strcmp0 (why, reasons[i].why) == 0)
      return _ (reasons[i].words);
  }
  return _ ("The page is longer than a picture may be. The archive has the rest.");
}

static void
add_cut_picture (HikaeRowGroup *group, HikaeItem *last)
{
  const int row = (int)get_fact (last, "picture_cut_at");
  const int rows =
      (int)MAX (get_fact (last, "page_height"), get_fact (last, "page_height_later"));
  g_autofree char *title =
      row > 0 && rows > 0
          /* Translators: rows of pixels of a web page, counted from its top. */
          ? g_strdup_printf (_ ("The picture ends at row %d of %d"), row, rows)
          : g_strdup (_ ("The picture does not reach the end"));

  add_missing (group, title, explain_cut (last));
}

void
hikae_browser_words_show_missing (HikaeRowGroup *group,
                                  GPtrArray *items,
                                  const GError *error)
{
  HikaeItem *last = find_last_part (items);
  const gint64 status = get_fact (last, "http_status");

  hikae_row_group_clear (group);
  if (error != NULL)
    add_missing (group,
                 _ ("It was stopped before the end"),
                 _ ("What is listed above is in the case. Capture the page again to "
                    "have all of it."));
  if (status >= 400) {
    g_autofree char *title =
        g_strdup_printf (_ ("The site answered with error %d"), (int)status);

    add_missing (group, title, _ ("What was kept is the page that says so."));
  }
  if (get_words (last, "page_unread") != NULL)
    add_missing (group,
                 _ ("The page stopped answering"),
                 _ ("There is no picture and there are no words of it, but what the site "
                    "had sent by then was kept. Capture it again, or add a screenshot."));
  if (get_words (last, "page_mute") != NULL)
    add_missing (group,
                 _ ("The site forbids programs in its page"),
                 _ ("Its words could not be read out, and the picture shows the first "
                    "screen only. The archive and the copy for reading have all of it."));
  if (get_words (last, "page_unmoved") != NULL)
    add_missing (group,
                 _ ("The site forbids programs in its page"),
                 _ ("The picture shows the first screen only. The words, the archive and "
                    "the copy for reading have all of it."));
  if (get_words (last, "picture_failed_why") != NULL)
    add_missing (
        group,
        _ ("No picture of the page"),
        _ ("You ended it before any of it was drawn. The archive has the page all "
           "the same; a screenshot can be added."));
  else if (get_words (last, "picture_failed") != NULL)
    add_missing (group,
                 _ ("No picture of the page"),
                 _ ("It could not be drawn. The archive has the page all the same; a "
                    "screenshot can be added."));
  if (get_fact (last, "still_loading") != 0)
    add_missing (
        group, _ ("The page was still loading"), _ ("What had come by then was kept."));
  if (get_fact (last, "broken_off") != 0)
    add_missing (
        group, _ ("The site broke off"), _ ("The page was taken as far as it had come."));
  if (get_fact (last, "scroll_cut") != 0)
    add_missing (group,
                 _ ("The page has no end"),
                 _ ("Going through it was stopped at a bound that the record names."));
  if (get_fact (last, "picture_cut") != 0)
    add_cut_picture (group, last);
  if (get_fact (last, "picture_cut_right") != 0)
    add_missing (group,
                 _ ("The picture does not reach the right edge"),
                 _ ("The page is wider than a picture may be. The record says how wide "
                    "both are; the archive has the rest."));
  if (get_fact (last, "inner_missing") > 0)
    add_missing (group,
                 _ ("A part of the page scrolls inside it"),
                 _ ("The picture may not show all of that part."));
  if (get_fact (last, "certificate_faults") != 0)
    add_missing (group,
                 _ ("The site did not prove who it is"),
                 _ ("The record says what was wrong with its certificate."));
  if (get_fact (last, "copy_failed") != 0)
    add_missing (group, _ ("No copy for reading"), _ ("The archive has the page."));
  gtk_widget_set_visible (GTK_WIDGET (group), hikae_row_group_get_count (group) > 0);
}
