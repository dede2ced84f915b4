/* hikae-report-parts.c: the sections of report.pdf that speak of single things
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-report-parts.h"

#include "hikae-bundle-findings.h"
#include "hikae-bundle-text.h"
#include "hikae-text.h"

#include <string.h>

typedef struct {
  gint64 time;
  guint order;
  char *text;
} Moment;

static void
free_moment (gpointer data)
{
  Moment *moment = data;

  g_free (moment->text);
  g_free (moment);
}

static int
compare_moments (gconstpointer a, gconstpointer b)
{
  const Moment *first = *(Moment *const *)a;
  const Moment *second = *(Moment *const *)b;

  if (first->time != second->time)
    return first->time < second->time ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

static void
take_moment (GPtrArray *moments, gint64 time, char *text)
{
  Moment *moment = g_new0 (Moment, 1);

  moment->time = time;
  moment->order = moments->len;
  moment->text = text;
  g_ptr_array_add (moments, moment);
}

/* When the person or the page gave a time of posting that can be read. */
static void
collect_posting (GPtrArray *moments, const char *lang, HikaeItem *item)
{
  const char *posted = hikae_item_get_claim (item, "posted_at");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) when =
      posted != NULL ? g_date_time_new_from_iso8601 (posted, utc) : NULL;
  g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
  g_autofree char *title = hikae_text_for_display (hikae_item_get_title (item), 100);

  if (when != NULL)
    take_moment (moments,
                 g_date_time_to_unix (when) * G_USEC_PER_SEC,
                 hikae_bundle_say (
                     lang, "timeline_posted", "number", number, "title", title, NULL));
}

static void
collect_items (GPtrArray *moments, const HikaeBundlePlan *plan)
{
  for (guint i = 0; i < plan->content->items->len; i++) {
    HikaeItem *item = plan->content->items->pdata[i];
    g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
    g_autofree char *title = hikae_text_for_display (hikae_item_get_title (item), 100);

    collect_posting (moments, plan->content->lang, item);
    take_moment (moments,
                 hikae_item_get_captured_at (item),
                 hikae_bundle_say (plan->content->lang,
                                   "timeline_captured",
                                   "number",
                                   number,
                                   "title",
                                   title,
                                   NULL));
  }
}

static void
collect_seals (GPtrArray *moments, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;

  for (guint i = 0; i < plan->content->seals->len; i++) {
    HikaeSeal *seal = plan->content->seals->pdata[i];
    g_autofree char *number = g_strdup_printf ("%u", hikae_seal_get_number (seal));

    take_moment (moments,
                 hikae_seal_get_created_at (seal),
                 hikae_bundle_say (lang, "timeline_sealed", "number", number, NULL));
  }
  for (guint i = 0; i < plan->tokens->len; i++) {
    const HikaeBundleToken *token = plan->tokens->pdata[i];
    g_autofree char *number = g_strdup_printf ("%u", hikae_stamp_get_seal (token->stamp));

    take_moment (moments,
                 hikae_stamp_get_gen_time (token->stamp),
                 hikae_bundle_say (lang,
                                   "timeline_stamped",
                                   "authority",
                                   hikae_stamp_get_authority (token->stamp),
                                   "number",
                                   number,
                                   NULL));
  }
}

static char *
dup_state (const char *lang, HikaeRequest *request)
{
  g_autofree char *key = g_strconcat (
      "state_", hikae_request_state_get_name (hikae_request_get_state (request)), NULL);

  return g_strdup (hikae_bundle_word (lang, key));
}

static void
collect_requests (GPtrArray *moments, const HikaeBundlePlan *plan)
{
  GPtrArray *requests = plan->content->requests;

  for (guint i = 0; requests != NULL && i < requests->len; i++) {
    g_autofree char *number =
        g_strdup_printf ("%u", hikae_request_get_number (requests->pdata[i]));
    g_autofree char *state = dup_state (plan->content->lang, requests->pdata[i]);

    take_moment (moments,
                 hikae_request_get_changed_at (requests->pdata[i]),
                 hikae_bundle_say (plan->content->lang,
                                   "timeline_request",
                                   "number",
                                   number,
                                   "state",
                                   state,
                                   NULL));
  }
}

void
hikae_report_add_timeline (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;
  g_autoptr (GPtrArray) moments = g_ptr_array_new_with_free_func (free_moment);

  collect_items (moments, plan);
  collect_seals (moments, plan);
  collect_requests (moments, plan);
  g_ptr_array_sort (moments, compare_moments);
  hikae_report_page_add (
      page, HIKAE_REPORT_HEADING, hikae_bundle_word (lang, "timeline_title"));
  hikae_report_page_add (
      page, HIKAE_REPORT_TEXT, hikae_bundle_word (lang, "timeline_note"));
  for (guint i = 0; i < moments->len; i++) {
    const Moment *moment = moments->pdata[i];
    g_autofree char *time = hikae_bundle_format_time (moment->time);

    /* The note above says that times are UTC; a line each is easier to read. */
    if (g_str_has_suffix (time, " UTC"))
      time[strlen (time) - strlen (" UTC")] = '\0';
    hikae_report_page_add_field (page, time, HIKAE_REPORT_TEXT, moment->text);
  }
}

static void
add_claim (HikaeReportPage *page,
           const char *lang,
           HikaeItem *item,
           const char *name,
           HikaeReportStyle style)
{
  g_autofree char *key = g_strconcat ("field_", name, NULL);
  g_autofree char *text = hikae_text_for_display (hikae_item_get_claim (item, name), 0);

  hikae_report_page_add_field (page, hikae_bundle_word (lang, key), style, text);
}

static void
add_claims (HikaeReportPage *page, const char *lang, HikaeItem *item)
{
  g_autofree char *kind =
      g_strconcat ("kind_", hikae_item_kind_get_name (hikae_item_get_kind (item)), NULL);

  hikae_report_page_add_field (page,
                               hikae_bundle_word (lang, "field_kind"),
                               HIKAE_REPORT_TEXT,
                               hikae_bundle_word (lang, kind));
  add_claim (page, lang, item, "name", HIKAE_REPORT_TEXT);
  add_claim (page, lang, item, "url", HIKAE_REPORT_MONO);
  add_claim (page, lang, item, "final_url", HIKAE_REPORT_MONO);
  add_claim (page, lang, item, "account", HIKAE_REPORT_TEXT);
  add_claim (page, lang, item, "account_id", HIKAE_REPORT_TEXT);
  add_claim (page, lang, item, "posted_at", HIKAE_REPORT_TEXT);
  add_claim (page, lang, item, "note", HIKAE_REPORT_TEXT);
}

/* (transfer full): a fact a line, as recorded: "method: web". */
static char *
format_facts (JsonObject *facts)
{
  g_autoptr (GList) names = json_object_get_members (facts);
  GString *lines = g_string_new (NULL);

  names = g_list_sort (g_steal_pointer (&names), (GCompareFunc)strcmp);
  for (GList *at = names; at != NULL; at = at->next) {
    JsonNode *value = json_object_get_member (facts, at->data);
    g_autofree char *text =
        JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_STRING
            ? json_node_dup_string (value)
            : hikae_json_format_canonical (value);
    g_autofree char *name = hikae_text_for_display (at->data, 60);
    g_autofree char *shown = hikae_text_for_display (text, 4000);

    g_string_append_printf (lines, "%s%s: %s", lines->len > 0 ? "\n" : "", name, shown);
  }
  return g_string_free (lines, FALSE);
}

static void
add_origin (HikaeReportPage *page, const char *lang, HikaeItem *item)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");
  guint derived = hikae_item_get_derived_from (item);
  g_autofree char *time = hikae_bundle_format_time (hikae_item_get_captured_at (item));

  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "field_captured"), HIKAE_REPORT_TEXT, time);
  add_claim (page, lang, item, "zone", HIKAE_REPORT_TEXT);
  add_claim (page, lang, item, "program", HIKAE_REPORT_TEXT);
  if (derived != 0) {
    g_autofree char *number = g_strdup_printf ("%u", derived);

    hikae_report_page_add_field (
        page, hikae_bundle_word (lang, "field_derived"), HIKAE_REPORT_TEXT, number);
  }
  if (facts != NULL) {
    g_autofree char *text = format_facts (facts);

    hikae_report_page_add_field (
        page, hikae_bundle_word (lang, "field_facts"), HIKAE_REPORT_MONO, text);
  }
}

static void
add_file (HikaeReportPage *page, const HikaeBundlePlan *plan, HikaeItem *item)
{
  const char *lang = plan->content->lang;
  g_autofree char *size = hikae_bundle_format_size (lang, hikae_item_get_size (item));
  g_autofree char *path = g_strconcat ("data/", hikae_item_get_path (item), NULL);
  gboolean here = hikae_bundle_plan_takes_payload (plan, item);
  const char *absent = hikae_item_get_deleted (item) ? "file_deleted" : "file_withheld";

  add_claim (page, lang, item, "media_type", HIKAE_REPORT_TEXT);
  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "field_size"), HIKAE_REPORT_TEXT, size);
  hikae_report_page_add_field (page,
                               hikae_bundle_word (lang, "field_file"),
                               here ? HIKAE_REPORT_MONO : HIKAE_REPORT_TEXT,
                               here ? path : hikae_bundle_word (lang, absent));
  hikae_report_page_add_field (
      page, "SHA-256", HIKAE_REPORT_MONO, hikae_item_get_sha256 (item));
  hikae_report_page_add_field (
      page, "SHA-512", HIKAE_REPORT_MONO, hikae_item_get_sha512 (item));
}

/* (nullable): NULL when the record was never renewed. */
static char *
format_renewal (const char *lang, const HikaeBundleToken *token)
{
  g_autofree char *time =
      token->renewal != NULL
          ? hikae_bundle_format_time (hikae_renewal_get_gen_time (token->renewal))
          : NULL;

  return token->renewal != NULL
             ? hikae_bundle_say (
                   lang,
                   "record_renewed",
                   "time",
                   time,
                   "kind",
                   hikae_bundle_word (lang,
                                      hikae_renewal_get_new_chain (token->renewal)
                                          ? "record_hash_tree"
                                          : "record_time_stamp"),
                   NULL)
             : NULL;
}

static char *
format_stamp (const char *lang, const HikaeBundleToken *token)
{
  HikaeStamp *stamp = token->stamp;
  g_autofree char *time = hikae_bundle_format_time (hikae_stamp_get_gen_time (stamp));
  g_autofree char *signer = hikae_text_for_display (hikae_stamp_get_signer (stamp), 200);
  g_autofree char *detail = hikae_text_for_display (hikae_stamp_get_detail (stamp), 400);

  g_autofree char *renewed = format_renewal (lang, token);
  g_autofree char *line = hikae_bundle_say (
      lang,
      hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID ? "stamp_valid"
                                                         : "stamp_indeterminate",
      "authority",
      hikae_stamp_get_authority (stamp),
      "time",
      time,
      "signer",
      signer,
      "detail",
      detail,
      NULL);

  return renewed != NULL ? g_strconcat (line, " ", renewed, NULL)
                         : g_steal_pointer (&line);
}

/* Only stamps found valid count, each authority once; the earliest time is the proof. */
static char *
format_strength (const char *lang, guint seal, GPtrArray *tokens)
{
  g_autoptr (GHashTable) authorities = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *number = g_strdup_printf ("%u", seal);
  g_autofree char *count = NULL;
  g_autofree char *time = NULL;
  gint64 earliest = G_MAXINT64;

  for (guint i = 0; i < tokens->len; i++) {
    const HikaeBundleToken *token = tokens->pdata[i];

    if (hikae_stamp_get_state (token->stamp) != HIKAE_STAMP_VALID)
      continue;
    g_hash_table_add (authorities, (gpointer)hikae_stamp_get_authority (token->stamp));
    earliest = MIN (earliest, hikae_stamp_get_gen_time (token->stamp));
  }
  if (seal == 0)
    return g_strdup (hikae_bundle_word (lang, "strength_unsealed"));
  if (g_hash_table_size (authorities) == 0)
    return hikae_bundle_say (lang, "strength_sealed", "number", number, NULL);
  count = g_strdup_printf ("%u", g_hash_table_size (authorities));
  time = hikae_bundle_format_time (earliest);
  return hikae_bundle_say (lang,
                           g_hash_table_size (authorities) > 1 ? "strength_two"
                                                               : "strength_one",
                           "count",
                           count,
                           "time",
                           time,
                           NULL);
}

/* Never as it is: what the picture is made of was blurred or made grey before. */
static void
add_picture (HikaeReportPage *page, const HikaeBundlePlan *plan, HikaeItem *item)
{
  const HikaeBundlePicture *picture = g_hash_table_lookup (plan->pictures, item);
  gboolean blurred = plan->content->pictures == HIKAE_BUNDLE_BLURRED;

  if (picture == NULL)
    return;
  hikae_report_page_add_picture (
      page,
      hikae_bundle_word (plan->content->lang,
                         blurred ? "field_picture_blurred" : "field_picture_grey"),
      picture,
      200,
      150);
}

static void
add_strength (HikaeReportPage *page, const HikaeBundlePlan *plan, HikaeItem *item)
{
  const char *lang = plan->content->lang;
  guint seal = hikae_item_get_seal (item);
  g_autoptr (GPtrArray) tokens = hikae_bundle_plan_list_tokens (plan, seal);
  g_autofree char *strength = format_strength (lang, seal, tokens);
  g_autofree char *limits = g_strconcat (
      "limits_", hikae_item_kind_get_name (hikae_item_get_kind (item)), NULL);

  for (guint i = 0; seal != 0 && i < tokens->len; i++) {
    const HikaeBundleToken *token = tokens->pdata[i];
    g_autofree char *line = format_stamp (lang, token);

    hikae_report_page_add_field (
        page, hikae_bundle_word (lang, "field_stamps"), HIKAE_REPORT_TEXT, line);
  }
  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "field_proves"), HIKAE_REPORT_TEXT, strength);
  hikae_report_page_add_field (
      page, " ", HIKAE_REPORT_TEXT, hikae_bundle_word (lang, "proves_record"));
  hikae_report_page_add_field (page,
                               hikae_bundle_word (lang, "field_limits"),
                               HIKAE_REPORT_TEXT,
                               hikae_bundle_word (lang, limits));
}

void
hikae_report_add_exhibit (HikaeReportPage *page,
                          const HikaeBundlePlan *plan,
                          HikaeItem *item)
{
  const char *lang = plan->content->lang;
  g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
  g_autofree char *head =
      hikae_bundle_say (lang, "exhibit_title", "number", number, NULL);
  g_autofree char *title = hikae_text_for_display (hikae_item_get_title (item), 0);
  g_autofree char *brief = hikae_text_for_display (hikae_item_get_title (item), 60);
  g_autofree char *mark = g_strdup_printf ("%s: %s", head, brief);

  hikae_report_page_break (page);
  hikae_report_page_add_heading (page, head, mark);
  hikae_report_page_add_field (
      page, hikae_bundle_word (lang, "field_title"), HIKAE_REPORT_TEXT, title);
  add_picture (page, plan, item);
  add_claims (page, lang, item);
  add_origin (page, lang, item);
  add_file (page, plan, item);
  hikae_report_add_findings (page, plan, item);
  add_strength (page, plan, item);
}

void
hikae_report_add_seals (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;

  hikae_report_page_add (
      page, HIKAE_REPORT_HEADING, hikae_bundle_word (lang, "seals_title"));
  if (plan->content->seals->len == 0)
    hikae_report_page_add (
        page, HIKAE_REPORT_TEXT, hikae_bundle_word (lang, "seal_none"));
  for (guint i = 0; i < plan->content->seals->len; i++) {
    HikaeSeal *seal = plan->content->seals->pdata[i];
    guint number = hikae_seal_get_number (seal);
    g_autoptr (GPtrArray) tokens = hikae_bundle_plan_list_tokens (plan, number);
    g_autofree char *text = g_strdup_printf ("%u", number);
    g_autofree char *head = hikae_bundle_say (lang, "seal_line", "number", text, NULL);
    g_autofree char *time = hikae_bundle_format_time (hikae_seal_get_created_at (seal));
    g_autofree char *file = g_strdup_printf ("data/seals/seal-%04u.sha256", number);

    hikae_report_page_add (page, HIKAE_REPORT_SUBHEADING, head);
    hikae_report_page_add_field (
        page, hikae_bundle_word (lang, "seal_made"), HIKAE_REPORT_TEXT, time);
    hikae_report_page_add_field (
        page, hikae_bundle_word (lang, "seal_file"), HIKAE_REPORT_MONO, file);
    for (guint j = 0; j < tokens->len; j++) {
      const HikaeBundleToken *token = tokens->pdata[j];
      g_autofree char *line = format_stamp (lang, token);

      hikae_report_page_add (page, HIKAE_REPORT_TEXT, line);
    }
  }
}

void
hikae_report_add_requests (HikaeReportPage *page, const HikaeBundlePlan *plan)
{
  const char *lang = plan->content->lang;
  GPtrArray *requests = plan->content->requests;

  if (requests == NULL || requests->len == 0)
    return;
  hikae_report_page_add (
      page, HIKAE_REPORT_HEADING, hikae_bundle_word (lang, "requests_title"));
  for (guint i = 0; i < requests->len; i++) {
    HikaeRequest *request = requests->pdata[i];
    g_autofree char *number = g_strdup_printf ("%u", hikae_request_get_number (request));
    g_autofree char *state = dup_state (lang, request);
    g_autofree char *time =
        hikae_bundle_format_time (hikae_request_get_changed_at (request));
    g_autofree char *recipient =
        hikae_text_for_display (hikae_request_get_field (request, "recipient"), 200);
    g_autofree char *basis =
        hikae_text_for_display (hikae_request_get_field (request, "basis"), 200);
    g_autofree char *line = hikae_bundle_say (lang,
                                              "request_line",
                                              "number",
                                              number,
                                              "recipient",
                                              recipient,
                                              "basis",
                                              basis,
                                              "state",
                                              state,
                                              "time",
                                              time,
                                              NULL);

    hikae_report_page_add (page, HIKAE_REPORT_TEXT, line);
  }
}
