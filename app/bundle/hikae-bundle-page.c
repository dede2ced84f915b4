/* hikae-bundle-page.c: START-HERE.html: one page, readable without scripts
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-members.h"
#include "hikae-bundle-text.h"
#include "hikae-data.h"
#include "hikae-hasher.h"
#include "hikae-text.h"

#include <string.h>

static const char *const page_words[] = {
    "page_title",       "page_what",      "page_what_1",     "page_warning",
    "page_files",       "page_exhibits",  "page_number",     "page_description",
    "page_captured",    "page_file",      "page_check",      "page_check_1",
    "page_check_limit", "page_no_script", "page_choose",     "page_tag_files",
    "page_same",        "page_other",     "page_unreadable", "page_checking",
    "page_no_crypto",
};

static const char *const file_words[] = {
    "page_file_report",
    "page_file_verify",
    "page_file_items",
    "page_file_meta",
    "page_file_findings",
    "page_file_custody",
    "page_file_seals",
    "page_file_letters",
};

/* What was chosen, in the same words as before it was written. */
static char *
format_choice (const HikaeBundlePlan *plan)
{
  GString *list = g_string_new (NULL);
  g_auto (GStrv) lines = hikae_bundle_plan_describe (plan, plan->content->lang);

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *html = hikae_text_for_html (lines[i]);

    g_string_append_printf (list, "<li>%s</li>\n", html);
  }
  return g_string_free (list, FALSE);
}

static void
append_item (GString *rows, const HikaeBundlePlan *plan, HikaeItem *item)
{
  const char *lang = plan->content->lang;
  const char *url = hikae_item_get_claim (item, "url");
  g_autofree char *title = hikae_text_for_html (hikae_item_get_title (item));
  g_autofree char *address = hikae_text_for_html (url);
  g_autofree char *time = hikae_bundle_format_time (hikae_item_get_captured_at (item));
  gboolean here = hikae_bundle_plan_takes_payload (plan, item);
  g_autofree char *key =
      g_strconcat ("kind_", hikae_item_kind_get_name (hikae_item_get_kind (item)), NULL);

  g_string_append_printf (
      rows,
      "<tr><td>%u</td><td><bdi>%s</bdi><br>%s%s<bdi>%s</bdi></td><td>%s</td>"
      "<td>%s<br><span class=\"digest\">SHA-256 %s</span></td></tr>\n",
      hikae_item_get_number (item),
      title,
      hikae_bundle_word (lang, key),
      url != NULL ? "<br>" : "",
      address,
      time,
      here ? hikae_item_get_path (item) : hikae_bundle_word (lang, "file_withheld"),
      hikae_item_get_sha256 (item));
}

static char *
format_digests (GPtrArray *members)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < members->len; i++) {
    const HikaeBundleMember *member = members->pdata[i];
    g_autofree char *hex = hikae_digest_format_hex (&member->sha256);

    g_string_append_printf (list,
                            "<li data-sha256=\"%s\" data-file=\"%s\"><code>%s</code> "
                            "<span class=\"digest\">%s</span></li>\n",
                            hex,
                            member->path,
                            member->path,
                            hex);
  }
  return g_string_free (list, FALSE);
}

static char *
format_file_list (const char *lang)
{
  GString *list = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (file_words); i++) {
    g_autofree char *html = hikae_text_for_html (hikae_bundle_word (lang, file_words[i]));

    g_string_append_printf (list, "<li>%s</li>\n", html);
  }
  return g_string_free (list, FALSE);
}

/* The words first and the content after, so that content is never taken for a word. */
static char *
fill_words (const char *template, const char *lang)
{
  char *text = g_strdup (template);

  for (guint i = 0; i < G_N_ELEMENTS (page_words); i++) {
    g_autofree char *before = text;
    g_autofree char *html = hikae_text_for_html (hikae_bundle_word (lang, page_words[i]));

    text = hikae_bundle_fill (before, page_words[i], html, NULL);
  }
  return text;
}

/* (transfer full): base64 of the SHA-256 of what stands between two marks: with it the
 * page allows this script and this style and no others (CSP level 2, §4.2.5). */
static char *
hash_between (const char *page, const char *start, const char *end)
{
  const char *from = strstr (page, start);
  const char *to = from != NULL ? strstr (from, end) : NULL;
  HikaeDigest digest = {0};

  g_assert (to != NULL);
  from += strlen (start);
  digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, from, (gsize)(to - from));
  return g_base64_encode (digest.bytes, HIKAE_SHA256_SIZE);
}

GBytes *
hikae_bundle_render_start_page (const HikaeBundlePlan *plan, GPtrArray *members)
{
  const char *lang = plan->content->lang;
  g_autoptr (GBytes) template = hikae_data_load ("report/start.html", NULL);
  g_autoptr (GString) rows = g_string_new (NULL);
  g_autofree char *worded = fill_words (g_bytes_get_data (template, NULL), lang);
  g_autofree char *title = hikae_text_for_html (plan->content->title);
  g_autofree char *made = hikae_bundle_format_time (plan->content->made_at);
  g_autofree char *files = format_file_list (lang);
  g_autofree char *digests = format_digests (members);
  g_autofree char *choice = format_choice (plan);
  g_autofree char *style = hash_between (worded, "<style>", "</style>");
  g_autofree char *script = hash_between (worded, "<script>", "</script>");
  char *page = NULL;

  for (guint i = 0; i < plan->content->items->len; i++)
    append_item (rows, plan, plan->content->items->pdata[i]);
  page = hikae_bundle_fill (worded,
                            "style_hash",
                            style,
                            "script_hash",
                            script,
                            "lang",
                            lang,
                            "title",
                            title,
                            "made",
                            made,
                            "files",
                            files,
                            "choice",
                            choice,
                            "rows",
                            rows->str,
                            "digests",
                            digests,
                            NULL);
  return g_bytes_new_take (page, strlen (page));
}

GBytes *
hikae_bundle_load_schema (void)
{
  GBytes *bytes = hikae_data_load ("report/item-schema.json", NULL);

  g_assert (bytes != NULL);
  return bytes;
}
