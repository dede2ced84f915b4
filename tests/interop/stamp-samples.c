/* stamp-samples.c: writes tokens and evidence records for outside verifiers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stamp-samples FOLDER: one folder a sample: data, ca.pem, untrusted.pem and token.tst or
 * record.ers. Samples named bad-… have other data than what was stamped. */
#include "config.h"

#include "hikae-evidence-record.h"
#include "hikae-hasher.h"
#include "hikae-test-pki.h"

#include <glib/gstdio.h>
#include <string.h>

#define TIME "20261101120000Z"

static void
write_file (const char *folder, const char *name, const void *bytes, gsize size)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!g_file_set_contents (path, bytes, (gssize)size, NULL))
    g_error ("cannot write %s", path);
}

static void
write_bytes (const char *folder, const char *name, GBytes *bytes)
{
  write_file (folder, name, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

static void
write_sample (const char *root,
              const char *sample,
              HikaeTestPki *pki,
              const char *kind,
              GBytes *proof,
              const char *data)
{
  g_autofree char *folder = g_build_filename (root, sample, NULL);
  g_autoptr (GBytes) ca = hikae_test_pki_format_root (pki);
  g_autoptr (GBytes) untrusted = hikae_test_pki_format_ca (pki);

  (void)g_mkdir_with_parents (folder, 0700);
  write_bytes (folder, "ca.pem", ca);
  write_bytes (folder, "untrusted.pem", untrusted);
  write_bytes (folder, kind, proof);
  write_file (folder, "data", data, strlen (data));
}

static void
write_tokens (const char *root, const char *name, const char *algorithm)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Interop", algorithm, 0);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "item 0", 6);
  g_autoptr (GBytes) token = hikae_test_pki_sign_token (pki, digest.bytes, TIME);
  g_autofree char *bad = g_strconcat ("bad-", name, NULL);

  write_sample (root, name, pki, "token.tst", token, "item 0");
  write_sample (root, bad, pki, "token.tst", token, "item x");
}

static GBytes *
renew (HikaeTestPki *pki, GBytes *record, const HikaeDigest *leaf, gboolean new_chain)
{
  g_autoptr (HikaeHashTree) tree = hikae_hash_tree_new (leaf, 1, NULL);
  g_autoptr (GBytes) token =
      hikae_test_pki_sign_token (pki, leaf->bytes, "20261102120000Z");
  GBytes *renewed =
      hikae_evidence_record_renew (record, tree, leaf, token, new_chain, NULL);

  g_assert_nonnull (renewed);
  return renewed;
}

static void
write_renewals (const char *root,
                HikaeTestPki *pki,
                GBytes *record,
                const HikaeDigest *leaf,
                const char *data)
{
  HikaeDigest next = {0};
  g_autoptr (GBytes) stamped = NULL;
  g_autoptr (GBytes) rehashed = NULL;

  if (!hikae_evidence_record_digest_stamp (record, HIKAE_DIGEST_SHA256, &next, NULL))
    g_error ("the record cannot be renewed");
  stamped = renew (pki, record, &next, FALSE);
  if (!hikae_evidence_record_digest_all (stamped, leaf, &next, NULL))
    g_error ("the record cannot be renewed");
  rehashed = renew (pki, stamped, &next, TRUE);
  write_sample (root, "record-stamp-renewal", pki, "record.ers", stamped, data);
  write_sample (root, "record-tree-renewal", pki, "record.ers", rehashed, data);
}

static void
write_records (const char *root, guint count, guint item)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Interop", "EC", 0);
  g_autofree HikaeDigest *leaves = g_new0 (HikaeDigest, count);
  g_autofree char *data = g_strdup_printf ("item %u", item);
  g_autofree char *good = g_strdup_printf ("record-%u-%u", count, item);
  g_autofree char *bad = g_strconcat ("bad-", good, NULL);
  g_autoptr (HikaeHashTree) tree = NULL;
  g_autoptr (GBytes) token = NULL;
  g_autoptr (GBytes) record = NULL;
  HikaeDigest tree_root = {0};

  for (guint i = 0; i < count; i++) {
    g_autofree char *text = g_strdup_printf ("item %u", i);

    leaves[i] = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, strlen (text));
  }
  tree = hikae_hash_tree_new (leaves, count, NULL);
  tree_root = hikae_hash_tree_get_root (tree);
  token = hikae_test_pki_sign_token (pki, tree_root.bytes, TIME);
  record = hikae_evidence_record_new (tree, &leaves[item], token, NULL);
  write_sample (root, good, pki, "record.ers", record, data);
  write_sample (root, bad, pki, "record.ers", record, "item x");
  if (count == 5)
    write_renewals (root, pki, record, &leaves[item], data);
}

int
main (int argc, char **argv)
{
  if (argc != 2) {
    g_printerr ("usage: stamp-samples FOLDER\n");
    return 2;
  }
  write_tokens (argv[1], "token-ecdsa", "EC");
  write_tokens (argv[1], "token-pss", "RSA");
  write_tokens (argv[1], "token-ed25519", "ED25519");
  write_records (argv[1], 1, 0);
  write_records (argv[1], 5, 4);
  write_records (argv[1], 1000, 500);
  return 0;
}
