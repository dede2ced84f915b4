/* fuzz-tsa-seeds.c: writes seeds for fuzz-tsa-response and fuzz-evidence-record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz-tsa-seeds RESPONSES RECORDS: two folders that exist. */
#include "config.h"

#include "hikae-evidence-record.h"
#include "hikae-hasher.h"
#include "hikae-test-authority.h"
#include "hikae-tsa-request.h"

static void
write_seed (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!g_file_set_contents (
          path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL))
    g_error ("cannot write %s", path);
}

static void
write_responses (const char *folder)
{
  static const char *const behaviours[] = {
      "honest", "rejection", "no-nonce", "no-certificate", "trailing"};
  g_autoptr (HikaeTestAuthority) authority = hikae_test_authority_new (NULL);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "item 1", 6);
  g_autoptr (GBytes) query = hikae_tsa_request_new (&digest, NULL, NULL);

  write_seed (folder, "query", query);
  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++) {
    g_autoptr (GBytes) answer =
        hikae_test_authority_answer (authority, behaviours[i], query);

    write_seed (folder, behaviours[i], answer);
  }
}

static void
write_tokens (const char *folder, const char *records)
{
  static const char *const algorithms[] = {"EC", "RSA", "ED25519"};
  HikaeDigest leaves[3] = {hikae_hash_bytes (HIKAE_DIGEST_SHA256, "item 0", 6),
                           hikae_hash_bytes (HIKAE_DIGEST_SHA256, "item 1", 6),
                           hikae_hash_bytes (HIKAE_DIGEST_SHA256, "item 2", 6)};
  g_autoptr (HikaeHashTree) tree = hikae_hash_tree_new (leaves, 3, NULL);
  HikaeDigest root = hikae_hash_tree_get_root (tree);

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Seed", algorithms[i], 0);
    g_autoptr (GBytes) token =
        hikae_test_pki_sign_token (pki, root.bytes, "20261101120000.5Z");
    g_autoptr (GBytes) record = hikae_evidence_record_new (tree, &leaves[1], token, NULL);
    HikaeDigest next = {0};
    g_autoptr (GBytes) renewed = NULL;
    g_autofree char *name = g_strconcat (algorithms[i], "-renewed", NULL);

    write_seed (folder, algorithms[i], token);
    write_seed (records, algorithms[i], record);
    if (!hikae_evidence_record_digest_all (record, &leaves[1], &next, NULL))
      g_error ("the record cannot be renewed");
    renewed = hikae_evidence_record_renew (record, tree, &leaves[1], token, i == 0, NULL);
    write_seed (records, name, renewed);
  }
}

int
main (int argc, char **argv)
{
  if (argc != 3) {
    g_printerr ("usage: fuzz-tsa-seeds RESPONSES RECORDS\n");
    return 2;
  }
  write_responses (argv[1]);
  write_tokens (argv[1], argv[2]);
  return 0;
}
