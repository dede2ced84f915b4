/* test-evidence-record.c: evidence records: the collected ones, and ours
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-evidence-record.h"
#include "hikae-file.h"
#include "hikae-hasher.h"
#include "hikae-test-pki.h"
#include "hikae-test.h"

#include <string.h>

#define MAX_FILE (64 * 1024 * 1024)

static GPtrArray *
load_data (const char *folder)
{
  GPtrArray *data = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  static const char *const names[] = {"data", "data1", "data2", "data3", "data4"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (folder, names[i], NULL);
    GBytes *bytes = g_file_test (path, G_FILE_TEST_EXISTS)
                        ? hikae_file_load (path, MAX_FILE, NULL)
                        : NULL;

    if (bytes != NULL)
      g_ptr_array_add (data, bytes);
  }
  return data;
}

static HikaeTsaVerdict *
verify (GBytes *record, GPtrArray *data, GBytes *anchors)
{
  HikaeEvidenceInput input = {
      .record = record,
      .data = data,
      .anchors = anchors,
      .now = g_get_real_time (),
  };

  return hikae_evidence_record_verify (&input);
}

/* The records come without anchors, so a good one is not "valid" but "indeterminate". */
static void
test_collected (gconstpointer user_data)
{
  const char *folder = user_data;
  g_autofree char *path = g_build_filename (folder, "record.ers", NULL);
  g_autoptr (GBytes) record = hikae_file_load (path, MAX_FILE, NULL);
  g_autoptr (GPtrArray) data = load_data (folder);
  g_autoptr (HikaeTsaVerdict) verdict = verify (record, data, NULL);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);
  gboolean good = strstr (folder, "/invalid/") == NULL;

  g_test_message ("%s: %s", codes, verdict->sentence);
  g_assert_cmpstr (
      hikae_tsa_state_get_name (verdict->state), ==, good ? "indeterminate" : "invalid");
}

/* Each object of a group proves itself alone too. */
static void
test_group_members (void)
{
  g_autofree char *folder =
      hikae_test_corpus_path ("timestamps/ers/valid/dss-group-of-four");
  g_autofree char *path =
      folder != NULL ? g_build_filename (folder, "record.ers", NULL) : NULL;
  g_autoptr (GBytes) record =
      path != NULL ? hikae_file_load (path, MAX_FILE, NULL) : NULL;
  g_autoptr (GPtrArray) data = folder != NULL ? load_data (folder) : NULL;

  if (record == NULL)
    return;
  for (guint i = 0; i < data->len; i++) {
    g_autoptr (GPtrArray) one =
        g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
    g_autoptr (HikaeTsaVerdict) verdict = NULL;

    g_ptr_array_add (one, g_bytes_ref (data->pdata[i]));
    verdict = verify (record, one, NULL);
    g_assert_cmpint (verdict->state, ==, HIKAE_TSA_INDETERMINATE);
  }
}

static GBytes *
make_item (guint number)
{
  char *text = g_strdup_printf ("item %u", number);

  return g_bytes_new_take (text, strlen (text));
}

static HikaeDigest
hash_item (HikaeDigestAlgorithm algorithm, guint number)
{
  g_autoptr (GBytes) item = make_item (number);

  return hikae_hash_bytes (
      algorithm, g_bytes_get_data (item, NULL), g_bytes_get_size (item));
}

static HikaeHashTree *
make_tree (guint count)
{
  g_autofree HikaeDigest *leaves = g_new0 (HikaeDigest, count);
  g_autoptr (GError) error = NULL;
  HikaeHashTree *tree = NULL;

  for (guint i = 0; i < count; i++)
    leaves[i] = hash_item (HIKAE_DIGEST_SHA256, i);
  tree = hikae_hash_tree_new (leaves, count, &error);
  g_assert_no_error (error);
  return tree;
}

static void
assert_verdict (GBytes *record, guint item, GBytes *anchors, const char *code)
{
  g_autoptr (GPtrArray) data =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  g_ptr_array_add (data, make_item (item));
  verdict = verify (record, data, anchors);
  if (code == NULL)
    g_assert_cmpint (verdict->state, ==, HIKAE_TSA_VALID);
  else
    g_assert_cmpstr (verdict->codes->pdata[0], ==, code);
}

static void
test_trees (void)
{
  static const guint counts[] = {1, 2, 3, 4, 5, 7, 8, 9, 31, 100};
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Tree", "EC", 0);
  g_autoptr (GBytes) anchors = hikae_test_pki_format_root (pki);

  for (guint i = 0; i < G_N_ELEMENTS (counts); i++) {
    g_autoptr (HikaeHashTree) tree = make_tree (counts[i]);
    HikaeDigest root = hikae_hash_tree_get_root (tree);
    g_autoptr (GBytes) token =
        hikae_test_pki_sign_token (pki, root.bytes, "20261101120000Z");

    for (guint j = 0; j < counts[i]; j++) {
      g_autoptr (GError) error = NULL;
      HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, j);
      g_autoptr (GBytes) record = hikae_evidence_record_new (tree, &leaf, token, &error);

      g_assert_no_error (error);
      assert_verdict (record, j, anchors, NULL);
      assert_verdict (record,
                      counts[i] + j,
                      anchors,
                      counts[i] == 1 ? "IMPRINT_MISMATCH" : "EVIDENCE_DATA");
    }
  }
}

/* The first list of a record must hold a group's objects and no others. */
static void
test_group (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Group", "EC", 0);
  g_autoptr (GBytes) anchors = hikae_test_pki_format_root (pki);
  g_autoptr (HikaeHashTree) tree = make_tree (2);
  HikaeDigest root = hikae_hash_tree_get_root (tree);
  HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, 0);
  g_autoptr (GBytes) token =
      hikae_test_pki_sign_token (pki, root.bytes, "20261101120000Z");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = hikae_evidence_record_new (tree, &leaf, token, &error);
  g_autoptr (GPtrArray) data =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (HikaeTsaVerdict) good = NULL;
  g_autoptr (HikaeTsaVerdict) more = NULL;

  g_assert_no_error (error);
  g_ptr_array_add (data, make_item (0));
  g_ptr_array_add (data, make_item (1));
  good = verify (record, data, anchors);
  g_assert_cmpint (good->state, ==, HIKAE_TSA_VALID);
  g_ptr_array_add (data, make_item (2));
  more = verify (record, data, anchors);
  g_assert_cmpstr (more->codes->pdata[0], ==, "EVIDENCE_DATA");
}

static void
test_large (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Large", "EC", 0);
  g_autoptr (GBytes) anchors = hikae_test_pki_format_root (pki);
  g_autoptr (HikaeHashTree) tree = make_tree (100000);
  HikaeDigest root = hikae_hash_tree_get_root (tree);
  HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, 77777);
  g_autoptr (GBytes) token =
      hikae_test_pki_sign_token (pki, root.bytes, "20261101120000Z");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = hikae_evidence_record_new (tree, &leaf, token, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (record), <, 4096);
  assert_verdict (record, 77777, anchors, NULL);
}

static GBytes *
renew (HikaeTestPki *pki,
       GBytes *record,
       const HikaeDigest *leaf,
       const char *time,
       gboolean new_chain)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeHashTree) tree = hikae_hash_tree_new (leaf, 1, &error);
  HikaeDigest root = hikae_hash_tree_get_root (tree);
  g_autoptr (GBytes) token = hikae_test_pki_sign_token (pki, root.bytes, time);
  GBytes *renewed =
      hikae_evidence_record_renew (record, tree, leaf, token, new_chain, &error);

  g_assert_no_error (error);
  return renewed;
}

static void
test_renewal (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Renewal", "EC", 0);
  g_autoptr (GBytes) anchors = hikae_test_pki_format_root (pki);
  g_autoptr (HikaeHashTree) tree = make_tree (5);
  HikaeDigest root = hikae_hash_tree_get_root (tree);
  HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, 3);
  HikaeDigest next = {0};
  g_autoptr (GBytes) token =
      hikae_test_pki_sign_token (pki, root.bytes, "20240101120000Z");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = hikae_evidence_record_new (tree, &leaf, token, &error);
  g_autoptr (GBytes) second = NULL;
  g_autoptr (GBytes) third = NULL;
  g_autoptr (GBytes) early = NULL;
  g_autoptr (GBytes) wrong = NULL;

  g_assert_no_error (error);
  g_assert_true (
      hikae_evidence_record_digest_stamp (first, HIKAE_DIGEST_SHA256, &next, &error));
  second = renew (pki, first, &next, "20250101120000Z", FALSE);
  assert_verdict (second, 3, anchors, NULL);
  early = renew (pki, first, &next, "20230101120000Z", FALSE);
  assert_verdict (early, 3, anchors, "EVIDENCE_ORDER");
  g_assert_true (hikae_evidence_record_digest_all (second, &leaf, &next, &error));
  third = renew (pki, second, &next, "20260101120000Z", TRUE);
  assert_verdict (third, 3, anchors, NULL);
  assert_verdict (third, 4, anchors, "EVIDENCE_DATA");
  /* The digest of the chains before is that of other chains. */
  wrong = renew (pki, first, &next, "20260101120000Z", TRUE);
  assert_verdict (wrong, 3, anchors, "IMPRINT_MISMATCH");
}

static void
test_renewed_late (void)
{
  /* 2024-06-01: the signer's certificate ends before the renewal. */
  g_autoptr (HikaeTestPki) old = hikae_test_pki_new ("Old", "EC", 1717200000);
  g_autoptr (GBytes) anchors = hikae_test_pki_format_root (old);
  g_autoptr (HikaeHashTree) tree = make_tree (2);
  HikaeDigest root = hikae_hash_tree_get_root (tree);
  HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, 1);
  HikaeDigest next = {0};
  g_autoptr (GBytes) token =
      hikae_test_pki_sign_token (old, root.bytes, "20240101120000Z");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) first = hikae_evidence_record_new (tree, &leaf, token, &error);
  g_autoptr (GBytes) late = NULL;
  g_autoptr (GPtrArray) data =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  g_assert_no_error (error);
  assert_verdict (first, 1, anchors, NULL);
  g_assert_true (
      hikae_evidence_record_digest_stamp (first, HIKAE_DIGEST_SHA256, &next, &error));
  late = renew (old, first, &next, "20250101120000Z", FALSE);
  g_ptr_array_add (data, make_item (1));
  verdict = verify (late, data, anchors);
  g_assert_true (g_ptr_array_find_with_equal_func (
      verdict->codes, "EVIDENCE_LATE", g_str_equal, NULL));
}

static void
test_refused (void)
{
  HikaeDigest mixed[] = {hash_item (HIKAE_DIGEST_SHA256, 0),
                         hash_item (HIKAE_DIGEST_SHA512, 1)};
  g_autoptr (HikaeHashTree) tree = make_tree (2);
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, 9);
  HikaeDigest other = {0};
  g_autoptr (GError) empty = NULL;
  g_autoptr (GError) mixture = NULL;
  g_autoptr (GError) absent = NULL;
  g_autoptr (GError) token = NULL;
  g_autoptr (GError) record = NULL;

  g_assert_null (hikae_hash_tree_new (mixed, 0, &empty));
  hikae_assert_error (empty, HIKAE_ERROR_REJECTED);
  g_assert_null (hikae_hash_tree_new (mixed, 2, &mixture));
  hikae_assert_error (mixture, HIKAE_ERROR_REJECTED);
  g_assert_null (hikae_hash_tree_reduce (tree, &leaf, &absent));
  hikae_assert_error (absent, HIKAE_ERROR_NOT_FOUND);
  g_assert_null (hikae_evidence_record_new (tree, &mixed[0], junk, &token));
  hikae_assert_error (token, HIKAE_ERROR_REJECTED);
  g_assert_false (
      hikae_evidence_record_digest_stamp (junk, HIKAE_DIGEST_SHA256, &other, &record));
  hikae_assert_error (record, HIKAE_ERROR_REJECTED);
}

static void
test_mutations (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Mutation", "EC", 0);
  g_autoptr (GBytes) anchors = hikae_test_pki_format_root (pki);
  g_autoptr (HikaeHashTree) tree = make_tree (5);
  HikaeDigest root = hikae_hash_tree_get_root (tree);
  HikaeDigest leaf = hash_item (HIKAE_DIGEST_SHA256, 2);
  g_autoptr (GBytes) token =
      hikae_test_pki_sign_token (pki, root.bytes, "20261101120000Z");
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) record = hikae_evidence_record_new (tree, &leaf, token, &error);
  g_autoptr (GPtrArray) data =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (record, &size);

  g_ptr_array_add (data, make_item (2));
  for (gsize i = 0; i < size; i++) {
    g_autofree guint8 *copy = g_memdup2 (bytes, size);
    g_autoptr (GBytes) cut = g_bytes_new (bytes, i);
    g_autoptr (GBytes) flipped = NULL;
    g_autoptr (HikaeTsaVerdict) short_verdict = verify (cut, data, anchors);
    g_autoptr (HikaeTsaVerdict) verdict = NULL;

    g_assert_cmpint (short_verdict->state, ==, HIKAE_TSA_INVALID);
    copy[i] ^= (guint8)(1u << i % 8);
    flipped = g_bytes_new (copy, size);
    verdict = verify (flipped, data, anchors);
    g_assert_nonnull (verdict->sentence);
  }
}

static void
test_due (void)
{
  const gint64 year = (gint64)365 * 24 * 60 * 60 * G_USEC_PER_SEC;

  g_assert_cmpint (hikae_tsa_get_renewal_due (0, 0), ==, 0);
  g_assert_cmpint (hikae_tsa_get_renewal_due (year, 11 * year), ==, 10 * year);
  g_assert_cmpint (hikae_tsa_get_renewal_due (2 * year, 3 * year), ==, 5 * year / 2);
}

static void
add_collected (const char *part)
{
  const char *corpus = g_getenv ("HIKAE_TEST_CORPUS");
  g_autofree char *root =
      g_build_filename (corpus != NULL ? corpus : "", "timestamps", "ers", part, NULL);
  g_autoptr (GDir) dir = g_dir_open (root, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_strdup_printf ("/tsa/evidence/%s/%s", part, name);

    g_test_add_data_func_full (
        path, g_build_filename (root, name, NULL), test_collected, g_free);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_collected ("valid");
  add_collected ("invalid");
  g_test_add_func ("/tsa/evidence/group-members", test_group_members);
  g_test_add_func ("/tsa/evidence/trees", test_trees);
  g_test_add_func ("/tsa/evidence/group", test_group);
  g_test_add_func ("/tsa/evidence/large", test_large);
  g_test_add_func ("/tsa/evidence/renewal", test_renewal);
  g_test_add_func ("/tsa/evidence/renewed-late", test_renewed_late);
  g_test_add_func ("/tsa/evidence/refused", test_refused);
  g_test_add_func ("/tsa/evidence/mutations", test_mutations);
  g_test_add_func ("/tsa/evidence/due", test_due);
  return g_test_run ();
}
