/* test-letter.c: letters: complete or refused, exact on the page, nothing injected
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-draft.h"
#include "hikae-hasher.h"
#include "hikae-letter-paper.h"
#include "hikae-letter.h"
#include "hikae-request.h"
#include "hikae-test.h"

#include <string.h>
#include <zip.h>

#define NOW "2026-11-24T03:00:00Z"

static const char *const langs[] = {"en", "ja"};

static gint64
parse_time (const char *text)
{
  gint64 when = 0;

  g_assert_true (hikae_clock_parse (text, &when));
  return when;
}

static HikaeLawPack *
load_shipped (void)
{
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_law_pack_load_shipped (&error);

  g_assert_no_error (error);
  return pack;
}

static JsonObject *
parse_object (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = hikae_json_parse (text, -1, 1024 * 1024, &error);

  g_assert_no_error (error);
  return json_object_ref (json_node_get_object (node));
}

/* Every answer that any letter asks for. */
static JsonObject *
make_answers (void)
{
  return parse_object (
      "{\"adult\":\"yes\",\"own_work\":true,\"acting\":\"agent\","
      "\"full_name\":\"髙﨑 花子\",\"email\":\"a@example.org\","
      "\"signature\":\"髙﨑 花子\",\"phone\":\"03-0000-0000\","
      "\"postal_address\":\"東京都千代田区\",\"authority\":\"委任状のとおり\","
      "\"good_faith_statement\":true,\"non_consent_statement\":true,"
      "\"truth_statement\":true,\"perjury_statement\":true,"
      "\"declaration_subject\":true,\"right_infringed\":\"肖像権\","
      "\"reason\":\"日月金 無断で掲載された\",\"why_illegal\":\"§ 201a StGB\","
      "\"work_identification\":\"写真\",\"content_description\":\"一枚の画像\","
      "\"urls\":[\"https://x.com/someone/status/1234567890?s=20&t=AbC-dEf_1\"]}");
}

static HikaeItem *
make_item (const char *url)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("abc", 3, NULL);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_LINK, "link", "text/plain", stream);
  HikaeDigest sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "abc", 3);
  HikaeDigest sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, "abc", 3);
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  HikaeItem *item = NULL;

  hikae_draft_set_claim (draft, "url", url);
  hikae_draft_set_claim (draft, "account", "@someone");
  record = hikae_draft_format_record (draft, 7, 3, &sha256, &sha512);
  item = hikae_item_new (record, 0, FALSE, &error);
  g_assert_no_error (error);
  return item;
}

static HikaeLetter *
compose (const HikaeLawPack *pack,
         const char *basis,
         const char *recipient,
         const char *lang,
         JsonObject *answers)
{
  g_autoptr (GError) error = NULL;
  HikaeLetter *letter = hikae_letter_compose (
      pack, basis, recipient, lang, answers, NULL, parse_time (NOW), &error);

  if (letter == NULL)
    g_error ("%s in %s: %s", basis, lang, error->message);
  return letter;
}

/* (transfer none): the first recipient that a basis binds. */
static const char *
find_addressee (JsonObject *basis)
{
  JsonArray *filter = hikae_json_get_array (basis, "addressee_filter");

  return filter != NULL && json_array_get_length (filter) > 0
             ? json_array_get_string_element (filter, 0)
             : "x";
}

/* Every field that somebody fills in says what to write there, in her language; a
 * statement which sentence it stands for. */
static void
check_hint (const HikaeLetter *letter,
            const HikaeLetterElement *element,
            const char *id,
            const char *lang)
{
  static const char *const not_typed[] = {"urls", "date", "recipient_name", NULL};
  g_autofree char *hint = hikae_letter_dup_hint (letter, element, lang);
  gunichar first = 0;

  if (g_strv_contains (not_typed, element->field)) {
    g_assert_null (hint);
    return;
  }
  if (hint == NULL)
    g_error ("%s: nothing says what to write into %s", id, element->id);
  g_assert_cmpuint (g_utf8_strlen (hint, -1), >, 8);
  g_assert_null (strchr (hint, '{'));
  first = g_utf8_get_char (hint);
  g_assert_cmpint (
      g_str_equal (lang, "ja"), ==, g_unichar_iswide (first) || strstr (hint, "。"));
}

/* Each letter that the pack names is there in both languages, is complete when all is
 * answered, says every answer that its checklist asks for, and leaves no tag behind. */
static void
test_every_letter (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();
  JsonArray *bases = hikae_law_pack_list_bases (pack);
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (bases); i++) {
    JsonObject *basis = json_array_get_object_element (bases, i);
    const char *id = hikae_json_get_string (basis, "id");

    for (guint k = 0; k < G_N_ELEMENTS (langs); k++) {
      g_autoptr (HikaeLetter) letter = NULL;
      g_autoptr (GPtrArray) elements = NULL;
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) pdf = NULL;

      if (!json_object_has_member (basis, "template"))
        continue;
      letter = compose (pack, id, find_addressee (basis), langs[k], answers);
      text = hikae_letter_format_text (letter);
      g_assert_true (hikae_letter_is_complete (letter));
      g_assert_null (strstr (text, "{{"));
      g_assert_null (strpbrk (text, "\x01\x02\x03"));
      elements = hikae_letter_list_elements (letter, langs[k]);
      for (guint e = 0; e < elements->len; e++) {
        HikaeLetterElement *element = g_ptr_array_index (elements, e);
        const char *value = hikae_json_get_string (answers, element->field);

        if (value != NULL && strstr (text, value) == NULL)
          g_error ("%s in %s does not say %s", id, langs[k], element->field);
        check_hint (letter, element, id, langs[k]);
      }
      g_assert_nonnull (strstr (text, "https://x.com/someone/status/1234567890?s=20"));
      pdf = hikae_letter_render (letter, HIKAE_LETTER_PDF, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (g_bytes_get_size (pdf), >, 1000);
      count++;
    }
  }
  g_assert_cmpuint (count, >=, 40);
}

static void
test_missing (void)
{
  static const struct {
    const char *basis;
    const char *field;
    const char *given; /* what is none of it; NULL: nothing */
  } rows[] = {
      {"us.tida.223a", "signature"},
      {"us.tida.223a", "good_faith_statement"},
      {"us.tida.223a", "email"},
      {"us.tida.223a", "email", "me @ example.org"},
      {"us.tida.223a", "urls"},
      {"us.tida.223a", "authority"},
      {"jp.joupura.designated", "right_infringed"},
      {"jp.joupura.designated", "reason"},
      {"eu.dsa.16", "why_illegal"},
      {"eu.dsa.16", "truth_statement"},
  };
  g_autoptr (HikaeLawPack) pack = load_shipped ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) answers = make_answers ();
    g_autoptr (HikaeLetter) letter = NULL;
    g_autoptr (GError) error = NULL;

    json_object_remove_member (answers, rows[i].field);
    if (rows[i].given != NULL)
      json_object_set_string_member (answers, rows[i].field, rows[i].given);
    letter = compose (pack, rows[i].basis, "x", "en", answers);
    g_assert_false (hikae_letter_is_complete (letter));
    g_assert_null (hikae_letter_render (letter, HIKAE_LETTER_TEXT, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    g_clear_error (&error);
    g_assert_null (hikae_letter_draw_pages (letter, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    g_assert_nonnull (strstr (error->message, rows[i].field));
    g_assert_cmpint (rows[i].given != NULL,
                     ==,
                     strstr (error->message, "\"me @ example.org\" is not an") != NULL);
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *basis;
    const char *recipient;
    const char *lang;
    const char *change;
    const char *value;
    const char *names;
  } rows[] = {
      {"no.such", "x", "en", NULL, NULL, "no legal basis"},
      {"us.tida.223a", "nobody", "en", NULL, NULL, "no recipient"},
      {"us.tida.223a", "x", "tlh", NULL, NULL, "no letter"},
      {"us.tida.223a", "x", "../en", NULL, NULL, "no letter"},
      {"uk.osa.20a", "x", "en", NULL, NULL, "not in force"},
      {"us.tida.223a", "x", "en", "adult", "no", "under 18"},
      {"us.tida.223a", "x", "en", "adult", "unsure", "under 18"},
      {"us.tida.223a", "x", "en", "adult", NULL, "under 18"},
      {"us.tida.223a", "google-search", "en", NULL, NULL, "not among"},
      {"jp.joupura.designated", "google-search", "ja", NULL, NULL, "not among"},
      {"us.tida.223a", "x", "en", "shows", "underwear_or_swimwear_edit", "not reach"},
      {"us.dmca.512c3", "x", "en", "acting", "self", "agent"},
      {"us.15usc6851", "x", "en", NULL, NULL, "court"},
  };
  g_autoptr (HikaeLawPack) pack = load_shipped ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) answers = make_answers ();
    g_autoptr (GError) error = NULL;

    if (rows[i].value != NULL)
      json_object_set_string_member (answers, rows[i].change, rows[i].value);
    else if (rows[i].change != NULL)
      json_object_remove_member (answers, rows[i].change);
    g_assert_null (hikae_letter_compose (pack,
                                         rows[i].basis,
                                         rows[i].recipient,
                                         rows[i].lang,
                                         answers,
                                         NULL,
                                         parse_time (NOW),
                                         &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
    if (strstr (error->message, rows[i].names) == NULL)
      g_error ("row %u: %s", i, error->message);
  }
}

/* 17 U.S.C. 512(c)(3)(A)(v) asks for a belief about the copyright, not about consent. And
 * nobody signs that she did not consent to the taking of what she took herself. The
 * window says beside the switch what the letter says. */
static void
test_statements (void)
{
  static const char *const rows[][4] = {
      {"us.dmca.512c3",
       "en",
       "not authorised by the copyright owner, its agent or the law",
       "consent"},
      {"us.dmca.512c3",
       "ja",
       "著作権者、その代理人または法律によって認められたものではない",
       "同意なく"},
      {"au.esafety", "en", "consent to this image being published", "making"},
      {"jp.image_act.art4", "ja", "この画像の公開・提供に同意しておらず", "作成・"},
  };
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (HikaeLetter) letter =
        compose (pack,
                 rows[i][0],
                 find_addressee (hikae_law_pack_find_basis (pack, rows[i][0])),
                 rows[i][1],
                 answers);
    g_autofree char *text = hikae_letter_format_text (letter);
    g_autoptr (GPtrArray) elements = hikae_letter_list_elements (letter, rows[i][1]);
    guint hints = 0;

    g_assert_nonnull (strstr (text, rows[i][2]));
    g_assert_null (strstr (text, rows[i][3]));
    for (guint k = 0; k < elements->len; k++) {
      const HikaeLetterElement *element = elements->pdata[k];
      g_autofree char *hint = hikae_letter_dup_hint (letter, element, rows[i][1]);

      hints += hint != NULL && strstr (hint, rows[i][2]) != NULL;
    }
    g_assert_cmpuint (hints, ==, 1);
  }
}

/* What a person or a page wrote stays text: no tag, no form cell, no header, no element.
 */
static void
test_injection (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();
  g_autoptr (HikaeLetter) letter = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) mail = NULL;
  g_autofree char *head = NULL;

  json_object_set_string_member (
      answers, "full_name", "A\r\nBcc: all@example.org\r\n\r\n{{email}}");
  json_object_set_string_member (
      answers, "reason", "# big\n|a|b\n- {{#places}}\n\x01\x02");
  json_object_set_string_member (answers, "email", "a@example.org\r\nBcc: b@example.org");
  letter = compose (pack, "jp.joupura.designated", "x", "en", answers);
  text = hikae_letter_format_text (letter);
  g_assert_nonnull (strstr (text, "{{email}}"));
  g_assert_nonnull (strstr (text, "# big\n|a|b\n- {{#places}}\n"));
  mail = hikae_letter_render (letter, HIKAE_LETTER_EML, &error);
  g_assert_no_error (error);
  head = g_strndup (g_bytes_get_data (mail, NULL), g_bytes_get_size (mail));
  *strstr (head, "\r\n\r\n") = '\0';
  g_assert_null (strstr (head, "Bcc"));
  g_assert_nonnull (strstr (head, "X-Unsent: 1"));
  g_assert_nonnull (strstr (head, "From: Sender:;"));
}

static void
test_mail (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();
  g_autoptr (HikaeLetter) letter = compose (pack, "eu.gdpr.17", "xvideos", "ja", answers);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) mail = hikae_letter_render (letter, HIKAE_LETTER_EML, &error);
  g_autoptr (HikaeLetter) checked = NULL;
  g_autoptr (GBytes) checked_mail = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *own = hikae_letter_format_text (letter);
  g_autofree guchar *body = NULL;
  g_auto (GStrv) wired = NULL;
  g_autofree char *plain = NULL;
  gsize size = 0;

  g_assert_no_error (error);
  text = g_strndup (g_bytes_get_data (mail, NULL), g_bytes_get_size (mail));
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_assert_cmpuint (strlen (lines[i]), <=, 78);
    g_assert_null (strchr (lines[i], '\n'));
    for (const char *at = lines[i]; *at != '\0'; at++)
      g_assert_true (g_ascii_isprint (*at));
  }
  /* Nobody has checked that address: it is not filled in. */
  g_assert_null (strstr (text, "To: "));
  json_object_set_string_member (answers, "recipient_email", "abuse@xvideos.com");
  checked = compose (pack, "eu.gdpr.17", "xvideos", "ja", answers);
  checked_mail = hikae_letter_render (checked, HIKAE_LETTER_EML, &error);
  g_assert_no_error (error);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (checked_mail, NULL),
                                  (gssize)g_bytes_get_size (checked_mail),
                                  "To: <abuse@xvideos.com>\r\n"));
  g_assert_nonnull (strstr (text, "Date: Tue, 24 Nov 2026 03:00:00 +0000\r\n"));
  body = g_base64_decode (strstr (text, "\r\n\r\n"), &size);
  plain = g_strndup ((const char *)body, size);
  wired = g_strsplit (plain, "\r\n", -1);
  g_free (plain);
  plain = g_strjoinv ("\n", wired);
  g_assert_cmpstr (plain, ==, own);
}

/* What pdftotext reads, without line and page ends. */
static char *
read_pdf (GBytes *pdf)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GBytes) output = NULL;
  g_autoptr (GError) error = NULL;
  const char *bytes = NULL;
  GString *joined = NULL;
  gsize size = 0;

  if (program == NULL)
    return NULL;
  process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                        &error,
                        program,
                        "-enc",
                        "UTF-8",
                        "-",
                        "-",
                        NULL);
  g_assert_no_error (error);
  g_subprocess_communicate (process, pdf, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (output, &size);
  joined = g_string_sized_new (size);
  for (gsize i = 0; i < size; i++)
    if (bytes[i] != '\n' && bytes[i] != '\f')
      g_string_append_c (joined, bytes[i]);
  return g_string_free (joined, FALSE);
}

static char *
make_address (guint number, gsize size)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789-_=&%fiflffi";
  GString *url = g_string_new (NULL);

  g_string_printf (url, "https://board.example/%u/", number);
  for (gsize i = 0; i < size; i++)
    g_string_append_c (url,
                       letters[(i * 7 + number * 13 + i / 11) % (sizeof letters - 1)]);
  g_string_append_printf (url, "/end%u", number);
  return g_string_free (url, FALSE);
}

static void
check_page_text (const char *basis, const char *recipient, const char *lang)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();
  JsonArray *urls = json_array_new ();
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) pdf = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autofree char *text = NULL;

  for (guint i = 0; i < 40; i++) {
    g_autofree char *url = make_address (i, i * i / 2 + (i == 20 ? 10240 : 0));

    json_array_add_string_element (urls, url);
  }
  json_object_set_array_member (answers, "urls", urls);
  json_object_set_string_member (answers, "acting", "self");
  json_object_set_string_member (answers, "country", "JP");
  json_object_set_string_member (answers, "reason", "日月金 髙 﨑 辻 葛 ㈱ ① fi ffl");
  letter = compose (pack, basis, recipient, lang, answers);
  pdf = hikae_letter_render (letter, HIKAE_LETTER_PDF, &error);
  g_assert_no_error (error);
  again = hikae_letter_render (letter, HIKAE_LETTER_PDF, &error);
  g_assert_true (g_bytes_equal (pdf, again));
  text = read_pdf (pdf);
  if (text == NULL) {
    g_test_skip ("pdftotext not present");
    return;
  }
  g_assert_nonnull (strstr (text, "日月金 髙 﨑 辻 葛 ㈱ ① fi ffl"));
  for (guint i = 0; i < 40; i++)
    if (strstr (text, json_array_get_string_element (urls, i)) == NULL)
      g_error ("%s in %s: address %u is not whole", basis, lang, i);
}

static void
test_page_text (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (langs); k++) {
    check_page_text ("jp.joupura.designated", "x", langs[k]);
    check_page_text ("jp.joupura.art3", "generic", langs[k]);
  }
}

static void
test_odt (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) odt = NULL;
  const guint8 *bytes = NULL;
  gsize size = 0;
  zip_error_t failure;
  zip_source_t *source = NULL;
  zip_t *zip = NULL;
  zip_file_t *file = NULL;
  char content[65536] = "";

  json_object_set_string_member (answers, "reason", "<b>&amp;  two\nlines</b>");
  letter = compose (pack, "jp.joupura.art3", "generic", "ja", answers);
  odt = hikae_letter_render (letter, HIKAE_LETTER_ODT, &error);
  g_assert_no_error (error);
  bytes = g_bytes_get_data (odt, &size);
  /* The media type can be read at a fixed place without unpacking. */
  g_assert_cmpmem (bytes + 30, 8, "mimetype", 8);
  g_assert_cmpmem (bytes + 38, 39, "application/vnd.oasis.opendocument.text", 39);
  source = zip_source_buffer_create (bytes, size, 0, &failure);
  zip = zip_open_from_source (source, ZIP_RDONLY, &failure);
  g_assert_nonnull (zip);
  g_assert_cmpint (zip_get_num_entries (zip, 0), ==, 5);
  file = zip_fopen (zip, "content.xml", 0);
  g_assert_cmpint (zip_fread (file, content, sizeof content - 1), >, 1000);
  zip_fclose (file);
  g_assert_nonnull (
      strstr (content, "&lt;b&gt;&amp;amp; <text:s/>two<text:line-break/>"));
  zip_discard (zip);
}

static void
test_items_and_record (void)
{
  g_autoptr (HikaeLawPack) pack = load_shipped ();
  g_autoptr (JsonObject) answers = make_answers ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (HikaeRequest) request = NULL;
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  JsonObject *object = NULL;

  g_ptr_array_add (items, make_item ("https://x.com/a/status/2"));
  json_object_remove_member (answers, "urls");
  letter = hikae_letter_compose (
      pack, "us.tida.223a", "x", "en", answers, items, parse_time (NOW), &error);
  g_assert_no_error (error);
  g_assert_true (hikae_letter_is_complete (letter));
  text = hikae_letter_format_text (letter);
  g_assert_nonnull (strstr (text, "https://x.com/a/status/2"));
  g_assert_nonnull (strstr (text, "ba7816bf8f01cfea414140de5dae2223"));
  record = hikae_letter_format_record (letter);
  request = hikae_request_new (1, HIKAE_REQUEST_DRAFTED, 0, record, &error);
  g_assert_no_error (error);
  object = hikae_request_get_record_object (request);
  g_assert_cmpstr (hikae_json_get_string (object, "basis"), ==, "us.tida.223a");
  g_assert_cmpstr (hikae_json_get_string (object, "text"), ==, text);
  g_assert_cmpint (
      json_array_get_int_element (hikae_json_get_array (object, "items"), 0), ==, 7);
  g_assert_cmpstr (hikae_json_get_string (hikae_json_get_object (object, "entry"), "id"),
                   ==,
                   "us.tida.223a");
  g_assert_cmpuint (
      json_array_get_length (hikae_json_get_array (object, "clocks")), ==, 1);
  /* A form that takes one address a report is not given two. */
  g_ptr_array_add (items, make_item ("https://discord.com/channels/1"));
  g_assert_null (hikae_letter_compose (
      pack, "us.tida.223a", "discord", "en", answers, items, parse_time (NOW), &error));
  hikae_assert_error (error, HIKAE_ERROR_REJECTED);
}

static void
test_formats (void)
{
  HikaeLetterFormat format = HIKAE_LETTER_TEXT;

  g_assert_true (hikae_letter_format_parse ("a/b.PDF", &format));
  g_assert_cmpint (format, ==, HIKAE_LETTER_PDF);
  g_assert_true (hikae_letter_format_parse ("b.eml", &format));
  g_assert_cmpint (format, ==, HIKAE_LETTER_EML);
  g_assert_false (hikae_letter_format_parse ("pdf", &format));
  g_assert_false (hikae_letter_format_parse ("b.docx", &format));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/letter/every-letter", test_every_letter);
  g_test_add_func ("/letter/missing", test_missing);
  g_test_add_func ("/letter/refused", test_refused);
  g_test_add_func ("/letter/statements", test_statements);
  g_test_add_func ("/letter/injection", test_injection);
  g_test_add_func ("/letter/mail", test_mail);
  g_test_add_func ("/letter/page-text", test_page_text);
  g_test_add_func ("/letter/odt", test_odt);
  g_test_add_func ("/letter/items-and-record", test_items_and_record);
  g_test_add_func ("/letter/formats", test_formats);
  return g_test_run ();
}
