/* test-case-search.c: items are found by address, account, kind and text, page by page
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-case.h"
#include "hikae-test.h"

#include <string.h>

typedef struct {
  char *folder;
  HikaeCase *open_case;
} Fixture;

static void
keep (HikaeCase *open_case,
      HikaeItemKind kind,
      const char *name,
      const char *url,
      const char *account,
      const char *note)
{
  g_autoptr (HikaeDraft) draft = hikae_test_draft (kind, name, name, strlen (name));
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = NULL;

  hikae_draft_set_claim (draft, "url", url);
  hikae_draft_set_claim (draft, "account", account);
  hikae_draft_set_claim (draft, "note", note);
  item = hikae_test_case_try_keep (open_case, draft, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *path = NULL;

  fixture->folder = hikae_test_make_folder ();
  path = g_build_filename (fixture->folder, "a.hikae", NULL);
  fixture->open_case = hikae_test_case_create (path, FALSE);
  keep (fixture->open_case,
        HIKAE_ITEM_FILE,
        "Photo One.PNG",
        "https://Example.com/Status/1",
        "@Anna",
        "");
  keep (fixture->open_case, HIKAE_ITEM_NOTE, "note.txt", NULL, NULL, "he said %_ it");
  keep (fixture->open_case,
        HIKAE_ITEM_LINK,
        "link.txt",
        "https://other.example/2",
        "\xef\xbc\xa0\xef\xbd\x82\xef\xbd\x8f\xef\xbd\x82", /* full-width @bob */
        "写真の投稿");
  keep (fixture->open_case, HIKAE_ITEM_FILE, "straße.jpg", NULL, "@anna2", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  hikae_test_case_close (fixture->open_case);
  hikae_test_remove_folder (fixture->folder);
}

/* The numbers found, "4 1". */
static char *
search (Fixture *fixture, HikaeItemQuery query)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) list = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  hikae_case_search_async (
      fixture->open_case, &query, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  list = hikae_case_search_finish (fixture->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_list_model_get_item_type (list) == HIKAE_TYPE_ITEM);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (list, i);

    g_string_append_printf (text, "%s%u", i > 0 ? " " : "", hikae_item_get_number (item));
  }
  for (guint i = 1;
       query.order != HIKAE_ITEM_ORDER_NEWEST && i < g_list_model_get_n_items (list);
       i++)
    g_assert_cmpuint (hikae_case_search_get_set (list, i) -
                          hikae_case_search_get_set (list, i - 1),
                      <=,
                      1);
  g_assert_null (g_list_model_get_item (list, g_list_model_get_n_items (list)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_found (Fixture *fixture, HikaeItemQuery query, const char *expected)
{
  g_autofree char *found = search (fixture, query);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_fields (Fixture *fixture, gconstpointer unused)
{
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE}, "4 3 2 1");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .text = ""}, "4 3 2 1");
  assert_found (fixture, (HikaeItemQuery){.kind = HIKAE_ITEM_FILE}, "4 1");
  assert_found (fixture, (HikaeItemQuery){.kind = HIKAE_ITEM_NOTE}, "2");
  assert_found (
      fixture, (HikaeItemQuery){.any_kind = TRUE, .address = "example.com"}, "1");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .address = "EXAMPLE"}, "3 1");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .account = "@anna"}, "4 1");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .account = "@BOB"}, "3");
  assert_found (
      fixture,
      (HikaeItemQuery){.kind = HIKAE_ITEM_FILE, .account = "anna", .text = "photo"},
      "1");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .text = "STRASSE"}, "4");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .text = "写真"}, "3");
  /* What means something to SQL means only itself. */
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .text = "%_"}, "2");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .text = "' OR 1"}, "");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .address = "photo"}, "");
}

static void
test_pages (Fixture *fixture, gconstpointer unused)
{
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .limit = 2}, "4 3");
  assert_found (
      fixture, (HikaeItemQuery){.any_kind = TRUE, .limit = 2, .before = 3}, "2 1");
  assert_found (fixture, (HikaeItemQuery){.any_kind = TRUE, .before = 1}, "");
}

/* What is kept or deleted later is seen. */
static void
test_follows (Fixture *fixture, gconstpointer unused)
{
  HikaeItemQuery query = {.any_kind = TRUE, .text = "later"};

  assert_found (fixture, query, "");
  keep (fixture->open_case, HIKAE_ITEM_FILE, "Later.txt", NULL, NULL, NULL);
  assert_found (fixture, query, "5");
  hikae_test_case_delete (fixture->open_case, 5);
  assert_found (fixture, query, "5");
  hikae_test_case_assert_whole (fixture->open_case);
}

/* Items of one site or account stand together, those without one last. */
static void
test_order (Fixture *fixture, gconstpointer unused)
{
  keep (fixture->open_case,
        HIKAE_ITEM_LINK,
        "a",
        "http://WWW.example.com:8080/z",
        "@ANNA",
        NULL);
  keep (fixture->open_case, HIKAE_ITEM_LINK, "b", "not an address", NULL, NULL);
  assert_found (fixture,
                (HikaeItemQuery){.any_kind = TRUE, .order = HIKAE_ITEM_ORDER_SITE},
                "5 1 3 6 4 2");
  assert_found (fixture,
                (HikaeItemQuery){.any_kind = TRUE, .order = HIKAE_ITEM_ORDER_ACCOUNT},
                "5 1 4 3 6 2");
  assert_found (fixture,
                (HikaeItemQuery){
                    .kind = HIKAE_ITEM_LINK, .order = HIKAE_ITEM_ORDER_SITE, .text = "e"},
                "5 3 6");
}

static void
stamp (Fixture *fixture, guint seal, HikaeStampState state)
{
  g_autoptr (HikaeStamp) attempt =
      hikae_stamp_new (seal, "test", "https://tsa.example", state);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_case_add_stamp_async (
      fixture->open_case, attempt, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_add_stamp_finish (fixture->open_case, result, &error));
  g_assert_no_error (error);
}

static void
seal (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSeal) list = NULL;

  hikae_case_seal_async (
      fixture->open_case, FALSE, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  list = hikae_case_seal_finish (fixture->open_case, result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (list);
}

/* What waits for outside time, and what lost its content. */
static void
test_standing (Fixture *fixture, gconstpointer unused)
{
  const HikaeItemQuery waiting = {.any_kind = TRUE,
                                  .standing = HIKAE_ITEM_STANDING_WAITING};
  const HikaeItemQuery removed = {.any_kind = TRUE,
                                  .standing = HIKAE_ITEM_STANDING_REMOVED};

  assert_found (fixture, waiting, "4 3 2 1");
  assert_found (fixture, removed, "");
  hikae_test_case_delete (fixture->open_case, 2);
  assert_found (fixture, waiting, "4 3 1");
  assert_found (fixture, removed, "2");
  seal (fixture);
  stamp (fixture, 1, HIKAE_STAMP_QUEUED);
  assert_found (fixture, waiting, "4 3 1");
  stamp (fixture, 1, HIKAE_STAMP_VALID);
  assert_found (fixture, waiting, "");
  keep (fixture->open_case, HIKAE_ITEM_FILE, "new.txt", NULL, NULL, NULL);
  assert_found (fixture, waiting, "5");
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *name;
    void (*run) (Fixture *fixture, gconstpointer unused);
  } tests[] = {
      {"/case-search/fields", test_fields},
      {"/case-search/pages", test_pages},
      {"/case-search/follows", test_follows},
      {"/case-search/order", test_order},
      {"/case-search/standing", test_standing},
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
