/* test-next.c: who writes for another; the letters and sheets that follow; kept entries
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-letter.h"
#include "hikae-test.h"

#include <string.h>

#define NOW (G_GINT64_CONSTANT (1795489200) * G_USEC_PER_SEC)
#define PLACE "https://x.com/someone/status/1234567890"

static HikaeLawPack *
load_shipped (void)
{
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_law_pack_load_shipped (&error);

  g_assert_no_error (error);
  return pack;
}

static JsonObject *
make_answers (const char *acting)
{
  static const char *const texts[] = {"full_name",
                                      "email",
                                      "signature",
                                      "postal_address",
                                      "right_infringed",
                                      "reason",
                                      "why_illegal",
                                      "content_description",
                                      "work_identification",
                                      "urls"};
  static const char *const statements[] = {"good_faith_statement",
                                           "non_consent_statement",
                                           "truth_statement",
                                           "perjury_statement",
                                           "declaration_subject",
                                           "authority",
                                           "own_work"};
  JsonObject *answers = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    json_object_set_string_member (answers, texts[i], "sample@example.org");
  for (guint i = 0; i < G_N_ELEMENTS (statements); i++)
    json_object_set_boolean_member (answers, statements[i], TRUE);
  json_object_set_string_member (answers, "urls", PLACE);
  json_object_set_string_member (answers, "adult", "yes");
  json_object_set_string_member (answers, "acting", acting);
  json_object_set_string_member (answers, "agent_name", "Mori Aya");
  json_object_set_string_member (answers, "agent_capacity", "lawyer");
  return answers;
}

static HikaeLetter *
compose (const HikaeLawPack *pack,
         const char *basis,
         const char *recipient,
         const char *lang,
         JsonObject *answers)
{
  g_autoptr (GError) error = NULL;
  HikaeLetter *letter =
      hikae_letter_compose (pack, basis, recipient, lang, answers, NULL, NOW, &error);

  if (letter == NULL)
    g_error ("%s in %s: %s", basis, lang, error->message);
  return letter;
}

static const char *
find_addressee (JsonObject *basis)
{
  JsonArray *filter = hikae_json_get_array (basis, "addressee_filter");

  return filter != NULL && json_array_get_length (filter) > 0
             ? json_array_get_string_element (filter, 0)
             : "x";
}

static gboolean
lists (GPtrArray *elements, const char *field)
{
  for (guint i = 0; i < elements->len; i++)
    if (g_strcmp0 (((HikaeLetterElement *)elements->pdata[i])->field, field) == 0)
      return TRUE;
  return FALSE;
}

/* Every letter in every language it is written in names the agent, the capacity and the
 * authority; and none of them when the person acts for herself. */
static void
test_agent (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) agent = make_answers ("agent");
  g_autoptr (JsonObject) self = make_answers ("self");
  JsonArray *bases = hikae_law_pack_list_bases (pack);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (bases); i++) {
    JsonObject *basis = json_array_get_object_element (bases, i);
    const char *id = hikae_json_get_string (basis, "id");
    g_autoptr (GPtrArray) languages = hikae_letter_list_languages (id);

    for (guint k = 0; k < languages->len; k++) {
      const char *lang = g_ptr_array_index (languages, k);
      const char *recipient = find_addressee (basis);
      g_autoptr (HikaeLetter) letter = compose (pack, id, recipient, lang, agent);
      g_autoptr (GPtrArray) elements = hikae_letter_list_elements (letter, "en");
      g_autofree char *text = hikae_letter_format_text (letter);
      g_autofree char *own_text = NULL;
      g_autoptr (HikaeLetter) own = NULL;

      g_assert_true (lists (elements, "agent_name") &&
                     lists (elements, "agent_capacity"));
      if (strstr (text, "Mori Aya") == NULL || strstr (text, "lawyer") == NULL)
        g_error ("%s in %s does not name the agent: %s", id, lang, text);
      count++;
      /* Who only an agent may file for has no letter of the person herself. */
      if (strstr (id, "dmca") != NULL)
        continue;
      own = compose (pack, id, recipient, lang, self);
      own_text = hikae_letter_format_text (own);
      g_assert_null (strstr (own_text, "Mori Aya"));
    }
  }
  g_assert_cmpuint (count, >=, 50);
}

static JsonObject *
get_record (HikaeLetter *letter)
{
  g_autoptr (GBytes) bytes = hikae_letter_format_record (letter);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = hikae_json_parse (g_bytes_get_data (bytes, NULL),
                                                (gssize)g_bytes_get_size (bytes),
                                                1024 * 1024,
                                                &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static void
check_sheet (const HikaeLawPack *pack,
             const HikaeLetterWay *way,
             JsonObject *record,
             const HikaeLetterPast *past)
{
  static const char *const langs[] = {"en", "ja"};

  for (guint i = 0; i < G_N_ELEMENTS (langs); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HikaeLetter) sheet = hikae_letter_compose_sheet (
        pack, way->id, record, NULL, past, langs[i], NOW, &error);
    g_autofree char *text = NULL;
    g_autoptr (GBytes) pdf = NULL;

    g_assert_no_error (error);
    text = hikae_letter_format_text (sheet);
    if (strstr (text, PLACE) == NULL || strstr (text, "{{") != NULL)
      g_error ("the sheet of %s in %s: %s", way->id, langs[i], text);
    pdf = hikae_letter_render (sheet, HIKAE_LETTER_PDF, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
  }
}

static void
check_letter (const HikaeLawPack *pack,
              const HikaeLetterWay *way,
              JsonObject *record,
              const HikaeLetterPast *past)
{
  g_autoptr (JsonObject) next = hikae_letter_prepare_next (pack, record, past, "en");
  g_autoptr (HikaeLetter) letter =
      compose (pack,
               way->id,
               hikae_letter_find_next_recipient (pack, record, way->id),
               "en",
               next);
  g_autofree char *text = hikae_letter_format_text (letter);
  g_autoptr (JsonObject) following = get_record (letter);

  g_assert_true (hikae_letter_is_complete (letter));
  g_assert_nonnull (strstr (text, PLACE));
  g_assert_nonnull (strstr (text, "it refused"));
  g_assert_cmpint (hikae_json_get_int (following, "follows", 0), ==, 7);
}

/* Wherever the pack says that a matter goes on, there is a letter that tells what came
 * before, or a sheet that says how. */
static void
test_escalation (void)
{
  const HikaeLetterPast past = {NOW, HIKAE_REQUEST_REFUSED, NOW, 7};
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ("agent");
  JsonArray *bases = hikae_law_pack_list_bases (pack);
  guint letters = 0;
  guint sheets = 0;

  for (guint i = 0; i < json_array_get_length (bases); i++) {
    JsonObject *basis = json_array_get_object_element (bases, i);
    const char *id = hikae_json_get_string (basis, "id");
    g_autoptr (HikaeLetter) first = NULL;
    g_autoptr (JsonObject) record = NULL;
    g_autoptr (GPtrArray) ways = NULL;
    g_autoptr (GPtrArray) over = NULL;

    if (!json_object_has_member (basis, "template"))
      continue;
    first = compose (pack, id, find_addressee (basis), "en", answers);
    record = get_record (first);
    ways = hikae_letter_list_ways (pack, record, HIKAE_REQUEST_REFUSED, "ja");
    over = hikae_letter_list_ways (pack, record, HIKAE_REQUEST_GONE, "ja");
    g_assert_cmpuint (
        ways->len,
        ==,
        json_array_get_length (hikae_json_get_array (basis, "escalate_to")));
    for (guint k = 0; k < ways->len; k++) {
      const HikaeLetterWay *way = g_ptr_array_index (ways, k);

      g_assert_nonnull (way->name);
      if (way->has_letter)
        check_letter (pack, way, record, &past);
      else
        check_sheet (pack, way, record, &past);
      letters += way->has_letter ? 1 : 0;
      sheets += way->has_letter ? 0 : 1;
    }
    for (guint k = 0; k < over->len; k++)
      g_assert_true (((HikaeLetterWay *)over->pdata[k])->is_support);
  }
  g_assert_cmpuint (letters, >=, 10);
  g_assert_cmpuint (sheets, >=, 15);
}

static void
test_no_sheet (void)
{
  const HikaeLetterPast past = {0, HIKAE_REQUEST_READY, NOW, 1};
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ("self");
  g_autoptr (HikaeLetter) first = compose (pack, "us.tida.223a", "x", "en", answers);
  g_autoptr (JsonObject) record = get_record (first);
  static const char *const wrong[][2] = {
      {"no.such.way", "en"}, {"us.15usc6851", "tlh"}, {"../en/part-head", "en"}};

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_letter_compose_sheet (
        pack, wrong[i][0], record, NULL, &past, wrong[i][1], NOW, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
}

/* A newer pack says otherwise; the letter that was written stays what it was. */
static void
test_kept_entry (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ("self");
  g_autoptr (HikaeLetter) first = compose (pack, "us.tida.223a", "x", "en", answers);
  g_autofree char *text = hikae_letter_format_text (first);
  g_autoptr (JsonObject) record = get_record (first);
  g_autoptr (JsonObject) other = get_record (first);
  JsonObject *entry = hikae_json_get_object (other, "entry");
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeLawPack) newer = NULL;
  g_autoptr (HikaeLawPack) kept = NULL;
  g_autoptr (HikaeLetter) today = NULL;
  g_autoptr (HikaeLetter) again = NULL;
  g_autofree char *today_text = NULL;
  g_autofree char *again_text = NULL;

  json_object_set_string_member (entry, "citation", "another law altogether");
  newer = hikae_law_pack_with_entries (pack, entry, NULL, &error);
  g_assert_no_error (error);
  today = compose (newer, "us.tida.223a", "x", "en", answers);
  today_text = hikae_letter_format_text (today);
  g_assert_nonnull (strstr (today_text, "another law altogether"));
  kept = hikae_law_pack_with_entries (newer,
                                      hikae_json_get_object (record, "entry"),
                                      hikae_json_get_object (record, "recipient_entry"),
                                      &error);
  g_assert_no_error (error);
  again = compose (kept, "us.tida.223a", "x", "en", answers);
  again_text = hikae_letter_format_text (again);
  g_assert_cmpstr (again_text, ==, text);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/letter/next/agent", test_agent);
  g_test_add_func ("/letter/next/escalation", test_escalation);
  g_test_add_func ("/letter/next/no-sheet", test_no_sheet);
  g_test_add_func ("/letter/next/kept-entry", test_kept_entry);
  return g_test_run ();
}
