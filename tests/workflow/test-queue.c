/* test-queue.c: what waits for the network, since when and why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority.h"
#include "hikae-queue.h"
#include "hikae-test-case.h"
#include "hikae-test.h"

typedef struct {
  char *folder;
  HikaeCase *open_case;
  GPtrArray *authorities;
} Fixture;

static void
add_authority (Fixture *fixture, const char *url, const char *id)
{
  g_autoptr (GError) error = NULL;
  HikaeAuthority *authority = hikae_authority_new_for_url (url, NULL, &error);

  g_assert_no_error (error);
  g_free (authority->id);
  authority->id = g_strdup (id);
  g_ptr_array_add (fixture->authorities, authority);
}

static void
keep_link (HikaeCase *open_case)
{
  g_autoptr (HikaeDraft) draft = hikae_test_draft (HIKAE_ITEM_LINK, "a", "a", 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = NULL;

  hikae_draft_set_claim (draft, "url", "https://example.com/a");
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
  fixture->authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  add_authority (fixture, "https://one.example/", "one");
  add_authority (fixture, "https://two.example/", "two");
  add_authority (fixture, "https://three.example/", "three");
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  g_ptr_array_unref (fixture->authorities);
  hikae_test_case_close (fixture->open_case);
  hikae_test_remove_folder (fixture->folder);
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
}

static void
stamp (Fixture *fixture, const char *authority, HikaeStampState state, const char *codes)
{
  g_autoptr (HikaeStamp) attempt =
      hikae_stamp_new (1, authority, "https://tsa.example", state);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_stamp_set_exchange (attempt, NULL, NULL, 1000, 2000, NULL);
  hikae_stamp_set_verdict (attempt, NULL, NULL, 0, NULL, codes, "words for the log");
  hikae_case_add_stamp_async (
      fixture->open_case, attempt, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_add_stamp_finish (fixture->open_case, result, &error));
  g_assert_no_error (error);
}

static void
recheck (Fixture *fixture, guint item, const char *answer)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeEvent) event = NULL;

  json_object_set_int_member (body, "item", item);
  json_object_set_string_member (body, "answer", answer);
  hikae_case_add_event_async (
      fixture->open_case, "recheck.done", body, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  event = hikae_case_add_event_finish (fixture->open_case, result, &error);
  g_assert_no_error (error);
}

/* Kind, number, items, authority and reason of each entry. */
static void
assert_queue (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) entries =
      hikae_queue_list (fixture->open_case, fixture->authorities);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < entries->len; i++) {
    const HikaeQueueEntry *entry = g_ptr_array_index (entries, i);

    g_assert_cmpint (entry->since, >, 0);
    g_assert_true ((entry->tried != 0) == (entry->reason != HIKAE_QUEUE_NOT_ASKED));
    g_string_append_printf (text,
                            "%s%u:%u:%u:%s:%u",
                            i > 0 ? " " : "",
                            entry->kind,
                            entry->number,
                            entry->items,
                            entry->authority != NULL ? entry->authority : "-",
                            entry->reason);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_stamps (Fixture *fixture, gconstpointer unused)
{
  assert_queue (fixture, "");
  keep_link (fixture->open_case);
  keep_link (fixture->open_case);
  assert_queue (fixture, "0:0:2:-:0");
  hikae_test_case_delete (fixture->open_case, 2);
  assert_queue (fixture, "0:0:1:-:0");
  seal (fixture);
  assert_queue (fixture, "1:1:1:one:0 1:1:1:two:0 1:1:1:three:0");
  stamp (fixture, "one", HIKAE_STAMP_QUEUED, "");
  stamp (fixture, "two", HIKAE_STAMP_QUEUED, HIKAE_STAMP_TURNED_AWAY);
  stamp (fixture, "three", HIKAE_STAMP_INVALID, "IMPRINT_MISMATCH");
  assert_queue (fixture, "1:1:1:one:1 1:1:1:two:2 1:1:1:three:3");
  stamp (fixture, "one", HIKAE_STAMP_VALID, "");
  assert_queue (fixture, "1:1:1:two:2 1:1:1:three:3");
  /* Two are enough; nobody waits for the third. */
  stamp (fixture, "two", HIKAE_STAMP_VALID, "");
  assert_queue (fixture, "");
}

static void
test_addresses (Fixture *fixture, gconstpointer unused)
{
  keep_link (fixture->open_case);
  keep_link (fixture->open_case);
  recheck (fixture, 2, "unreachable");
  recheck (fixture, 1, "unreachable");
  recheck (fixture, 2, "unreachable");
  assert_queue (fixture, "0:0:2:-:0 2:2:1:-:1 2:1:1:-:1");
  recheck (fixture, 2, "gone");
  assert_queue (fixture, "0:0:2:-:0 2:1:1:-:1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/queue/stamps", Fixture, NULL, set_up, test_stamps, tear_down);
  g_test_add ("/queue/addresses", Fixture, NULL, set_up, test_addresses, tear_down);
  return g_test_run ();
}
