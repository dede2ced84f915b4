/* fuzz-tsa-seeds.c: writes seeds for the fuzz targets of stamps, seals and the log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * fuzz-tsa-seeds RESPONSES RECORDS STATUS LISTS LINES: folders that exist. */
#include "config.h"

#include "hikae-event.h"
#include "hikae-evidence-record.h"
#include "hikae-hasher.h"
#include "hikae-test-authority.h"
#include "hikae-tsa-request.h"
#include "hikae-tsa-status.h"

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

/* A chain in PEM, alone and with a NUL and a list or an answer. */
static void
write_status (const char *folder)
{
  g_autoptr (HikaeTestPki) pki =
      hikae_test_pki_new_at ("Seed", "EC", 0, "http://127.0.0.1:1/");
  HikaeTestRevocation states[] = {{1793534400, 0, -1}, {1793534400, 1793448000, 1}};
  static const guint8 imprint[32] = {0};
  g_autoptr (GBytes) token = hikae_test_pki_sign_token (pki, imprint, "20261101120000Z");
  g_autoptr (GBytes) root = hikae_test_pki_format_root (pki);
  g_autoptr (HikaeTsaVerdict) verdict = hikae_tsa_verify (&(HikaeTsaInput){
      .token = token, .anchors = root, .now = G_GINT64_CONSTANT (1793534400000000)});
  g_autoptr (GPtrArray) sources = hikae_tsa_status_list_sources (verdict->chain);

  g_assert_cmpuint (sources->len, ==, 3);
  write_seed (folder, "chain", verdict->chain);
  for (guint i = 0; i < G_N_ELEMENTS (states) * sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i % sources->len];
    const HikaeTestRevocation *state = &states[i / sources->len];
    g_autoptr (GBytes) answer =
        source->request != NULL
            ? hikae_test_status_answer (pki, source->request, state)
            : hikae_test_status_format_crl (
                  pki, g_str_has_suffix (source->url, "root.crl"), state);
    g_autofree char *name = g_strdup_printf ("status-%u", i);
    g_autoptr (GByteArray) both = g_byte_array_new ();
    g_autoptr (GBytes) seed = NULL;

    g_byte_array_append (both,
                         g_bytes_get_data (verdict->chain, NULL),
                         (guint)g_bytes_get_size (verdict->chain));
    g_byte_array_append (both, (const guint8 *)"", 1);
    g_byte_array_append (
        both, g_bytes_get_data (answer, NULL), (guint)g_bytes_get_size (answer));
    seed = g_byte_array_free_to_bytes (g_steal_pointer (&both));
    write_seed (folder, name, seed);
  }
}

static void
write_list (const char *folder, const char *name, const char *const *paths)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) seed = NULL;

  for (guint i = 0; paths[i] != NULL; i++) {
    g_autofree char *hex =
        g_compute_checksum_for_string (G_CHECKSUM_SHA256, paths[i], -1);

    g_string_append_printf (text, "%s  %s\n", hex, paths[i]);
  }
  seed = g_string_free_to_bytes (g_steal_pointer (&text));
  write_seed (folder, name, seed);
}

static void
write_lists (const char *folder)
{
  static const char *const plain[] = {
      "items/000001.jpg", "meta/000001.json", "seals/seal-0001.head.json", NULL};
  static const char *const renewal[] = {"seals/seal-0001.sha256",
                                        "seals/seal-0001.digicert.tst",
                                        "tsa/chain/00.pem",
                                        "tsa/crl/00.crl",
                                        "seals/seal-0002.head.json",
                                        NULL};
  static const char *const twice[] = {"meta/000001.json", "meta/000001.json", NULL};
  static const char *const climbing[] = {"../items/000001.jpg", NULL};

  write_list (folder, "plain", plain);
  write_list (folder, "renewal", renewal);
  write_list (folder, "twice", twice);
  write_list (folder, "climbing", climbing);
}

static void
write_lines (const char *folder)
{
  static const char *const kinds[] = {"case.created", "item.kept", "stamp.received"};
  g_autoptr (HikaeEvent) last = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autoptr (JsonObject) body = json_object_new ();
    g_autoptr (GBytes) line = NULL;

    json_object_set_int_member (body, "item", i);
    json_object_set_string_member (body, "name", "\"\\\u00e9\u63a7\u3048");
    line = hikae_event_format_line (
        last, kinds[i], "keyholder", G_GINT64_CONSTANT (1793534400000000), body);
    write_seed (folder, kinds[i], line);
    g_clear_object (&last);
    last = hikae_event_new (line, NULL);
    g_assert_nonnull (last);
  }
}

int
main (int argc, char **argv)
{
  if (argc != 6) {
    g_printerr ("usage: fuzz-tsa-seeds RESPONSES RECORDS STATUS LISTS LINES\n");
    return 2;
  }
  write_responses (argv[1]);
  write_tokens (argv[1], argv[2]);
  write_status (argv[3]);
  write_lists (argv[4]);
  write_lines (argv[5]);
  return 0;
}
