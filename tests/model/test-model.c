/* test-model.c: records are what they were written as
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-draft.h"
#include "hikae-event.h"
#include "hikae-hasher.h"
#include "hikae-test.h"

#include <string.h>

static HikaeItem *
make_item (void)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data ("abc", 3, NULL);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_FILE, "photo\n\xe2\x80\xae.JPG", "image/jpeg", stream);
  HikaeDigest sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "abc", 3);
  HikaeDigest sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, "abc", 3);
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GError) error = NULL;
  HikaeItem *item = NULL;

  hikae_draft_set_claim (draft, "url", "https://example.org/日本?a=1&b=2");
  json_object_set_int_member (hikae_draft_get_facts (draft), "mtime", 12);
  record = hikae_draft_format_record (draft, 7, 3, &sha256, &sha512);
  item = hikae_item_new (record, 0, FALSE, &error);
  g_assert_no_error (error);
  return item;
}

static void
test_item (void)
{
  g_autoptr (HikaeItem) item = make_item ();
  g_autofree char *again = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  gsize size = 0;
  const char *text = g_bytes_get_data (hikae_item_get_record (item), &size);

  g_assert_cmpuint (hikae_item_get_number (item), ==, 7);
  g_assert_cmpstr (hikae_item_get_path (item), ==, "items/000007.jpg");
  g_assert_cmpstr (hikae_item_get_sha256 (item),
                   ==,
                   "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  g_assert_cmpstr (
      hikae_item_get_claim (item, "url"), ==, "https://example.org/日本?a=1&b=2");
  json_node_set_object (node, hikae_item_get_record_object (item));
  again = hikae_json_format_canonical (node);
  g_assert_cmpmem (again, strlen (again), text, size);
}

/* What is read of a copy stays with the copy; the text is shared. */
static void
test_unread (void)
{
  g_autoptr (HikaeItem) item = make_item ();
  g_autoptr (HikaeItem) copy = hikae_item_dup_unread (item);
  g_autoptr (GBytes) line = hikae_event_format_line (NULL, "case.created", "me", 5, NULL);
  g_autoptr (HikaeEvent) event = hikae_event_new_unread (line, 1);
  g_autoptr (HikaeEvent) again = hikae_event_dup_unread (event);

  g_assert_true (copy != item);
  g_assert_true (hikae_item_get_record (copy) == hikae_item_get_record (item));
  g_assert_cmpuint (hikae_item_get_number (copy), ==, 7);
  g_assert_cmpstr (hikae_item_get_sha256 (copy), ==, hikae_item_get_sha256 (item));
  g_assert_true (hikae_item_get_record_object (copy) !=
                 hikae_item_get_record_object (item));
  g_assert_true (hikae_item_mentions (copy, "\"url\""));
  g_assert_false (hikae_item_mentions (copy, "\"derived_from\""));
  g_assert_cmpuint (hikae_event_get_seq (again), ==, 1);
  g_assert_cmpstr (hikae_event_get_actor (again), ==, "me");
  g_assert_true (
      hikae_digest_equal (hikae_event_get_hash (again), hikae_event_get_hash (event)));
}

static void
test_item_damaged (void)
{
  g_autoptr (HikaeItem) item = make_item ();
  gsize size = 0;
  const char *text = g_bytes_get_data (hikae_item_get_record (item), &size);
  static const char *const swaps[][2] = {
      {"items/000007.jpg", "items/../../x.jpg"},
      {"hikae-item/1", "hikae-item/2"},
      {"\"size\":3", "\"size\":-1"},
      {"ba7816bf", "zz7816bf"},
      {"\"number\":7", "\"number\":0"},
  };

  for (guint i = 0; i < G_N_ELEMENTS (swaps); i++) {
    g_autofree char *whole = g_strndup (text, size);
    g_auto (GStrv) parts = g_strsplit (whole, swaps[i][0], 2);
    g_autofree char *changed = g_strjoinv (swaps[i][1], parts);
    g_autoptr (GBytes) bytes = g_bytes_new (changed, strlen (changed));
    g_autoptr (GError) error = NULL;

    g_assert_cmpstr (changed, !=, whole);
    g_assert_null (hikae_item_new (bytes, 0, FALSE, &error));
    hikae_assert_error (error, HIKAE_ERROR_DAMAGED);
  }
}

static void
test_event_chain (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) line1 =
      hikae_event_format_line (NULL, "case.created", "owner", 0, body);
  g_autoptr (HikaeEvent) first = hikae_event_new (line1, &error);
  g_autoptr (GBytes) line2 =
      hikae_event_format_line (first, "item.kept", "owner", 1500000, body);
  g_autoptr (HikaeEvent) second = hikae_event_new (line2, &error);
  /* The first line, with another time. */
  g_autoptr (GBytes) line3 =
      hikae_event_format_line (NULL, "case.created", "owner", 1, body);
  g_autoptr (HikaeEvent) other = NULL;
  g_autoptr (GBytes) line4 =
      hikae_event_format_line (second, "item.kept", "owner", 1499999, body);
  g_autoptr (HikaeEvent) earlier = hikae_event_new (line4, &error);
  HikaeDigest expected = hikae_hash_bytes (
      HIKAE_DIGEST_SHA256, g_bytes_get_data (line1, NULL), g_bytes_get_size (line1));

  g_assert_no_error (error);
  g_assert_true (hikae_digest_equal (&expected, hikae_event_get_hash (first)));
  g_assert_true (hikae_event_follows (first, NULL));
  g_assert_true (hikae_event_follows (second, first));
  g_assert_false (hikae_event_follows (second, NULL));
  g_assert_false (hikae_event_follows (first, first));
  other = hikae_event_new (line3, &error);
  g_assert_no_error (error);
  g_assert_false (hikae_event_follows (second, other));
  g_assert_cmpstr (hikae_event_get_time_text (second), ==, "1970-01-01T00:00:01.500000Z");
  g_assert_false (hikae_event_get_set_back (first));
  g_assert_false (hikae_event_get_set_back (second));
  g_assert_true (hikae_event_get_set_back (earlier));
  g_assert_true (hikae_event_follows (earlier, second));
}

/* Every single byte of a line matters: changed, it is refused or no longer follows. */
static void
test_event_bytes (void)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (GBytes) line1 =
      hikae_event_format_line (NULL, "case.created", "owner", 0, body);
  g_autoptr (HikaeEvent) first = hikae_event_new (line1, NULL);
  g_autoptr (GBytes) line2 =
      hikae_event_format_line (first, "item.kept", "owner", 1, body);
  g_autoptr (HikaeEvent) second = hikae_event_new (line2, NULL);
  gsize size = 0;
  const char *text = g_bytes_get_data (line1, &size);

  for (gsize i = 0; i < size; i++) {
    g_autofree char *changed = g_memdup2 (text, size);
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (HikaeEvent) event = NULL;

    changed[i] ^= 1;
    bytes = g_bytes_new (changed, size);
    event = hikae_event_new (bytes, NULL);
    g_assert_true (event == NULL || !hikae_event_follows (second, event));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/item", test_item);
  g_test_add_func ("/model/item/damaged", test_item_damaged);
  g_test_add_func ("/model/unread", test_unread);
  g_test_add_func ("/model/event/chain", test_event_chain);
  g_test_add_func ("/model/event/bytes", test_event_bytes);
  return g_test_run ();
}
