/* hikae-report.c: report.pdf: what a lawyer or a court reads first
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-text.h"
#include "hikae-report-page.h"
#include "hikae-report-parts.h"
#include "hikae-text.h"

static void
add_word (HikaeReportPage *page,
          const char *lang,
          HikaeReportStyle style,
          const char *key)
{
  hikae_report_page_add (page, style, hikae_bundle_word (lang, key));
}

static void
add_head (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;
  HikaeEvent *head = hikae_bundle_plan_get_head (plan);
  g_autofree char *hash =
      head != NULL ? hikae_digest_format_hex (hikae_event_get_hash (head)) : NULL;
  g_autofree char *seq =
      head != NULL ? g_strdup_printf ("%" G_GUINT64_FORMAT, hikae_event_get_seq (head))
                   : NULL;
  g_autofree char *note = hikae_bundle_say (lang, "cover_head_note", "seq", seq, NULL);

  if (head == NULL)
    return;
  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "cover_head"), HIKAE_REPORT_MONO, hash);
  hikae_report_page_add_field (page, " ", HIKAE_REPORT_TEXT, note);
}

static void
add_cover (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const HikaeBundleContent *content = plan->content;
  const char *lang = content->lang;
  g_autofree char *title = hikae_text_for_display (content->title, 0);
  g_autofree char *made = hikae_bundle_format_time (content->made_at);
  g_auto (GStrv) choice = hikae_bundle_plan_describe (plan, lang);

  add_word (page, lang, HIKAE_REPORT_TITLE, "report_title");
  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "cover_case"), HIKAE_REPORT_TEXT, title);
  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "cover_made"), HIKAE_REPORT_TEXT, made);
  hikae_report_page_add_field (page,
                               hikae_bundle_word (lang, "cover_program"),
                               HIKAE_REPORT_TEXT,
                               "hikae " HIKAE_VERSION);
  for (guint i = 0; choice[i] != NULL; i++)
    hikae_report_page_add_field (page,
                                 i == 0 ? hikae_bundle_word (lang, "cover_choice") : " ",
                                 HIKAE_REPORT_TEXT,
                                 choice[i]);
  add_head (page, plan);
  add_word (page, lang, HIKAE_REPORT_TEXT, "notice");
  add_word (page, lang, HIKAE_REPORT_HEADING, "how_title");
  add_word (page, lang, HIKAE_REPORT_TEXT, "how_1");
  add_word (page, lang, HIKAE_REPORT_TEXT, "how_2");
  add_word (page, lang, HIKAE_REPORT_TEXT, "how_3");
  add_word (page, lang, HIKAE_REPORT_TEXT, "how_4");
  add_word (page, lang, HIKAE_REPORT_TEXT, "how_5");
}

static void
add_left_item (HikaeReportPage *page,
               const char *lang,
               const char *key,
               HikaeItem *item,
               HikaeItemKind kind)
{
  g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
  g_autofree char *kind_key =
      g_strconcat ("kind_", hikae_item_kind_get_name (kind), NULL);
  g_autofree char *line = hikae_bundle_say (
      lang, key, "number", number, "kind", hikae_bundle_word (lang, kind_key), NULL);

  hikae_report_page_add (page, HIKAE_REPORT_TEXT, line);
}

static void
add_left_out (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;

  add_word (page, lang, HIKAE_REPORT_HEADING, "left_title");
  if (plan->withheld->len + plan->left_out->len == 0)
    add_word (page, lang, HIKAE_REPORT_TEXT, "left_none");
  for (guint i = 0; i < plan->withheld->len; i++)
    add_left_item (page,
                   lang,
                   "left_withheld",
                   plan->withheld->pdata[i],
                   hikae_item_get_kind (plan->withheld->pdata[i]));
  for (guint i = 0; i < plan->left_out->len; i++) {
    HikaeItem *item = plan->left_out->pdata[i];

    add_left_item (page,
                   lang,
                   hikae_item_get_deleted (item) ? "left_item_deleted" : "left_item",
                   item,
                   (HikaeItemKind)plan->left_kinds->data[i]);
  }
  if (plan->failed > 0) {
    g_autofree char *count = g_strdup_printf ("%u", plan->failed);
    g_autofree char *line = hikae_bundle_say (lang, "left_failed", "count", count, NULL);

    hikae_report_page_add (page, HIKAE_REPORT_TEXT, line);
  }
}

static void
add_custody (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;

  add_word (page, lang, HIKAE_REPORT_HEADING, "custody_title");
  add_word (page, lang, HIKAE_REPORT_TEXT, "custody_intro");
  for (guint i = 0; i < hikae_bundle_log_get_size (plan->log); i++) {
    g_autofree char *hash =
        hikae_digest_format_hex (hikae_bundle_log_get_hash (plan->log, i));
    g_autofree char *line =
        hikae_bundle_format_event (lang, hikae_bundle_log_get (plan->log, i));

    hikae_report_page_add (page, HIKAE_REPORT_TEXT, line);
    hikae_report_page_add (page, HIKAE_REPORT_MONO, hash);
  }
}

static void
add_glossary (HikaeReportPage *page, const char *lang)
{
  static const char *const words[] = {
      "glossary_digest",
      "glossary_seal",
      "glossary_stamp",
      "glossary_custody",
      "glossary_bundle",
      "glossary_utc",
  };

  add_word (page, lang, HIKAE_REPORT_HEADING, "glossary_title");
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    add_word (page, lang, HIKAE_REPORT_TEXT, words[i]);
}

static GBytes *
render (const HikaeBundlePlan *plan, guint *pages, GError **error)
{
  const HikaeBundleContent *content = plan->content;
  g_autoptr (HikaeReportPage) page =
      hikae_report_page_new (hikae_bundle_word (content->lang, "report_title"),
                             content->lang,
                             content->made_at,
                             *pages,
                             hikae_bundle_word (content->lang, "page_of"));

  add_cover (page, plan);
  hikae_report_page_break (page);
  hikae_report_add_timeline (page, plan);
  if (content->items->len > 0) {
    hikae_report_page_break (page);
    hikae_report_page_begin_group (page, hikae_bundle_word (content->lang, "exhibits"));
  }
  for (guint i = 0; i < content->items->len; i++)
    hikae_report_add_exhibit (page, plan, content->items->pdata[i]);
  hikae_report_page_end_group (page);
  hikae_report_page_break (page);
  add_left_out (page, plan);
  hikae_report_add_seals (page, plan);
  hikae_report_add_requests (page, plan);
  add_custody (page, plan);
  add_glossary (page, content->lang);
  return hikae_report_page_finish (page, pages, error);
}

/* Twice: the first pass counts the pages, so that the second can say "3 / 12". It takes
 * some heights for granted; if it was wrong, the second has the right number for a third.
 */
GBytes *
hikae_bundle_render_report (const HikaeBundlePlan *plan, GError **error)
{
  guint pages = 0;
  g_autoptr (GBytes) report = render (plan, &pages, error);
  guint said = 0;

  while (report != NULL && pages != said) {
    said = pages;
    g_bytes_unref (report);
    report = render (plan, &pages, error);
  }
  return g_steal_pointer (&report);
}
