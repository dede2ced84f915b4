/* test-report.c: fifty exhibits with the texts that break pages
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * HIKAE_TEST_PAGES names a folder that keeps the reports, for eyes. */
#include "config.h"

#include "hikae-bundle.h"
#include "hikae-draft.h"
#include "hikae-hasher.h"
#include "hikae-test.h"

#include <glib/gstdio.h>
#include <string.h>

#define MADE_AT G_GINT64_CONSTANT (1795312923000000)
#define EXHIBITS 50

typedef struct {
  const char *title;
  const char *account;
  const char *note;
} Sample;

static const Sample samples[] = {
    {"A post", "@somebody", "Sent by a friend."},
    {"偽の画像を載せた投稿（本人の顔を使用）",
     "@例のアカウント（数字 ID 1234567890123456789）",
     "友人から知らされて気づいた。三日前の夜に初めて見た。長い文が行の終わりで折り返され"
     "る"
     "とき、句読点が行頭に来ないこと、漢字とかなが正しい字形で出ることを確かめるための文"
     "。"},
    {"תמונה מזויפת שפורסמה בלי רשות", "@משתמש", "נשלח אליי על ידי חברה."},
    {"صورة مزيفة نُشرت بدون إذن (٢٠٢٦)", "@مستخدم", "أرسلتها لي صديقة في المساء."},
    {"משולב mixed עם English and 日本語 123", "@mixed_user", "مرحبا and שלום and 你好"},
    {"ภาพปลอมที่โพสต์โดยไม่ได้รับอนุญาต", "@thai", "नमस्ते दुनिया; 한국어 문장; Ünïcödé ﬁne"},
    {"Supercalifragilisticexpialidocious_without_a_single_place_to_break_a_line_in_it_at_"
     "all_and_then_some_more_of_it_0123456789",
     "@a_name_of_many_many_characters_that_goes_on_and_on_and_on_and_on",
     "Line one\nLine two\n\nLine four after an empty one\twith a tab"},
    {"\xf0\x9f\x98\x80 emoji \xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb and "
     "\xe2\x80\xae"
     "evil direction",
     "@\xe2\x80\x8bzero\xe2\x80\x8bwidth",
     "{number} {title} <b>not markup</b> & \\u0041"},
};

typedef struct {
  char *folder;
  HikaeBundleContent content;
} Fixture;

/* 1,900 bytes and no place to break it. */
static char *
make_url (guint number)
{
  GString *url = g_string_new ("https://media.example.net/");

  g_string_append_printf (url, "%u/日本語/", number);
  while (url->len < (number % 3 == 0 ? 1900u : 90u))
    g_string_append_printf (url, "a%xq=%u&", (guint)url->len * 2654435761u, number);
  return g_string_free (url, FALSE);
}

static HikaeItem *
make_item (guint number)
{
  static const HikaeItemKind kinds[] = {HIKAE_ITEM_FILE,
                                        HIKAE_ITEM_SCREENSHOT,
                                        HIKAE_ITEM_WEB_PAGE,
                                        HIKAE_ITEM_NOTE,
                                        HIKAE_ITEM_LINK};
  const Sample *sample = &samples[number % G_N_ELEMENTS (samples)];
  g_autoptr (GInputStream) stream = g_memory_input_stream_new ();
  g_autoptr (HikaeDraft) draft = hikae_draft_new (
      kinds[number % G_N_ELEMENTS (kinds)], "photo.jpg", "image/jpeg", stream);
  g_autofree char *url = make_url (number);
  HikaeDigest sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "", 0);
  HikaeDigest sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, "", 0);
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  HikaeItem *item = NULL;

  hikae_draft_set_claim (draft, "url", url);
  hikae_draft_set_claim (draft, "title", sample->title);
  hikae_draft_set_claim (draft, "account", sample->account);
  hikae_draft_set_claim (draft, "note", sample->note);
  hikae_draft_set_claim (draft, "posted_at", "2026-01-31T09:00:00+09:00");
  json_object_set_string_member (hikae_draft_get_facts (draft), "method", "file");
  json_object_set_int_member (hikae_draft_get_facts (draft), "credentials", 0);
  record = hikae_draft_format_record (draft, number, 0, &sha256, &sha512);
  item = hikae_item_new (record, 0, FALSE, &error);
  g_assert_no_error (error);
  return item;
}

static GInputStream *
open_payload (HikaeItem *item, gpointer data)
{
  return g_memory_input_stream_new ();
}

static void
set_up (Fixture *f, gconstpointer lang)
{
  g_autoptr (HikaeEvent) previous = NULL;

  f->folder = hikae_test_make_folder ();
  f->content.title = "案件 <Blue> שלום";
  f->content.lang = lang;
  f->content.made_at = MADE_AT;
  f->content.items = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.events = g_ptr_array_new_with_free_func (g_object_unref);
  f->content.seals = g_ptr_array_new ();
  f->content.all_items = f->content.items;
  f->content.open_payload = open_payload;
  for (guint i = 1; i <= EXHIBITS; i++) {
    g_autoptr (JsonObject) body = json_object_new ();
    g_autoptr (GBytes) line = NULL;

    json_object_set_int_member (body, "item", i);
    line = hikae_event_format_line (previous, "item.kept", "owner", MADE_AT, body);
    g_clear_object (&previous);
    previous = hikae_event_new (line, NULL);
    g_ptr_array_add (f->content.events, g_object_ref (previous));
    g_ptr_array_add (f->content.items, make_item (i));
  }
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_ptr_array_unref (f->content.items);
  g_ptr_array_unref (f->content.events);
  g_ptr_array_unref (f->content.seals);
  hikae_test_remove_folder (f->folder);
}

/* (transfer full) (nullable): what @script prints; NULL when it fails. */
static char *
run (Fixture *f, const char *script)
{
  g_autofree char *command = g_strdup_printf ("cd '%s' && %s", f->folder, script);
  const char *const argv[] = {"sh", "-c", command, NULL};
  g_autofree char *output = NULL;
  int status = -1;

  if (!g_spawn_sync (NULL,
                     (char **)argv,
                     NULL,
                     G_SPAWN_SEARCH_PATH,
                     NULL,
                     NULL,
                     &output,
                     NULL,
                     &status,
                     NULL))
    return NULL;
  return status == 0 ? g_steal_pointer (&output) : NULL;
}

static char *
without_spaces (const char *text)
{
  GString *kept = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isspace (*at))
      g_string_append_c (kept, *at);
  return g_string_free (kept, FALSE);
}

/* All of it, but that the foot of a page may stand in it once or twice. */
static void
assert_has_url (const char *text, guint number)
{
  g_autofree char *url = make_url (number);
  guint missing = 0;

  for (gsize at = strlen ("https://media.example.net/"); at + 30 < strlen (url);) {
    g_autofree char *part = NULL;

    if (((guint8)url[at] & 0xc0) == 0x80 || ((guint8)url[at + 30] & 0xc0) == 0x80) {
      at++;
      continue;
    }
    part = g_strndup (url + at, 30);
    missing += strstr (text, part) == NULL;
    at += 30;
  }
  g_assert_cmpuint (missing, <=, 2);
}

static void
keep_pages (Fixture *f)
{
  const char *folder = g_getenv ("HIKAE_TEST_PAGES");
  g_autofree char *copy = NULL;
  g_autofree char *done = NULL;

  if (folder == NULL)
    return;
  copy = g_strdup_printf ("cp report.pdf '%s/report-%s.pdf'; cp START-HERE.html "
                          "'%s/start-%s.html'; cp VERIFY.txt '%s/verify-%s.txt'",
                          folder,
                          f->content.lang,
                          folder,
                          f->content.lang,
                          folder,
                          f->content.lang);
  done = run (f, copy);
}

static void
test_fifty (Fixture *f, gconstpointer lang)
{
  g_autofree char *path = g_build_filename (f->folder, "b.zip", NULL);
  g_autofree char *checked = NULL;
  g_autofree char *text = NULL;
  g_autofree char *packed = NULL;
  g_autofree char *marks = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *summed = NULL;
  HikaeDigest said = {0};
  g_autoptr (GError) error = NULL;

  g_assert_true (hikae_bundle_write (&f->content, path, &said, NULL, NULL, &error));
  g_assert_no_error (error);
  digest = hikae_digest_format_hex (&said);
  summed = run (f, "sha256sum b.zip");
  g_assert_true (g_str_has_prefix (summed, digest));
  text = run (f, "unzip -q b.zip && pdftotext report.pdf -");
  if (text == NULL) {
    g_assert_null (run (f, "command -v unzip && command -v pdftotext"));
    g_test_skip ("unzip or pdftotext is not installed");
    return;
  }
  keep_pages (f);
  packed = without_spaces (text);
  for (guint i = 1; i <= EXHIBITS; i++)
    assert_has_url (packed, i);
  checked = run (f, "qpdf --check report.pdf");
  marks = run (f, "qpdf --json --json-key=outlines report.pdf");
  if (checked == NULL || marks == NULL) {
    /* One that is there has found fault. */
    g_assert_null (run (f, "command -v qpdf"));
    g_test_skip ("qpdf is not installed");
    return;
  }
  for (guint i = 1; i <= EXHIBITS; i += 7) {
    g_autofree char *mark = g_strdup_printf (
        g_str_equal (lang, "ja") ? "\"title\": \"証拠 %u" : "\"title\": \"Exhibit %u", i);

    g_assert_nonnull (strstr (marks, mark));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/report/fifty/en", Fixture, "en", set_up, test_fifty, tear_down);
  g_test_add ("/report/fifty/ja", Fixture, "ja", set_up, test_fifty, tear_down);
  return g_test_run ();
}
