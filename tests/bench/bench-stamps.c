/* bench-stamps.c: a thousand verifications beside OpenSSL's own, in one run
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints both times and their ratio. OpenSSL's TS_RESP_verify_token() checks less, and is
 * the measure: ours may take 1.2 times as long. With --check a worse ratio is exit 1. */
#include "config.h"

#include "hikae-hash-tree.h"
#include "hikae-hasher.h"
#include "hikae-test-authority.h"
#include "hikae-tsa-request.h"
#include "hikae-tsa-verifier.h"

#include <openssl/pem.h>
#include <openssl/ts.h>
#include <string.h>

#define COUNT 1000
#define BATCH 50
#define LIMIT 1.2

typedef struct {
  GBytes *answer;
  GBytes *data;
  GBytes *ca;
  GBytes *untrusted;
} Sample;

static X509 *
load_certificate (GBytes *pem)
{
  BIO *bio = BIO_new_mem_buf (g_bytes_get_data (pem, NULL), (int)g_bytes_get_size (pem));
  X509 *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

  BIO_free (bio);
  return certificate;
}

/* What `openssl ts -verify -data` does, from bytes to verdict, for each answer. */
static void
verify_by_openssl (const Sample *sample)
{
  const unsigned char *cursor = g_bytes_get_data (sample->answer, NULL);
  TS_RESP *response =
      d2i_TS_RESP (NULL, &cursor, (long)g_bytes_get_size (sample->answer));
  TS_VERIFY_CTX *context = TS_VERIFY_CTX_new ();
  X509_STORE *store = X509_STORE_new ();
  X509 *ca = load_certificate (sample->ca);

  X509_STORE_add_cert (store, ca);
  TS_VERIFY_CTX_set_flags (context, TS_VFY_VERSION | TS_VFY_SIGNATURE | TS_VFY_DATA);
  TS_VERIFY_CTX_set_data (context,
                          BIO_new_mem_buf (g_bytes_get_data (sample->data, NULL),
                                           (int)g_bytes_get_size (sample->data)));
  TS_VERIFY_CTX_set_store (context, store);
  g_assert_cmpint (TS_RESP_verify_response (context, response), ==, 1);
  X509_free (ca);
  TS_VERIFY_CTX_free (context);
  TS_RESP_free (response);
}

static void
verify_by_us (const Sample *sample)
{
  HikaeTsaInput input = {
      .token = sample->answer,
      .data = sample->data,
      .anchors = sample->ca,
      .now = g_get_real_time (),
      .form = HIKAE_TSA_FORM_RESPONSE,
  };
  g_autoptr (HikaeTsaVerdict) verdict = hikae_tsa_verify (&input);

  g_assert_cmpint (verdict->state, ==, HIKAE_TSA_VALID);
}

static gint64
measure (void (*verify) (const Sample *sample), const Sample *sample)
{
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < BATCH; i++)
    verify (sample);
  return g_get_monotonic_time () - start;
}

static void
measure_tree (void)
{
  const guint count = 100000;
  g_autofree HikaeDigest *leaves = g_new0 (HikaeDigest, count);
  gint64 start = 0;
  g_autoptr (HikaeHashTree) tree = NULL;

  for (guint i = 0; i < count; i++)
    leaves[i] = hikae_hash_bytes (HIKAE_DIGEST_SHA256, &i, sizeof i);
  start = g_get_monotonic_time ();
  tree = hikae_hash_tree_new (leaves, count, NULL);
  g_assert_nonnull (tree);
  g_print ("hash tree over %u digests: %.1f ms\n",
           count,
           (double)(g_get_monotonic_time () - start) / 1000);
}

int
main (int argc, char **argv)
{
  g_autoptr (HikaeTestAuthority) authority = hikae_test_authority_new (NULL);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "data", 4);
  g_autoptr (GBytes) query = hikae_tsa_request_new (&digest, NULL, NULL);
  g_autoptr (GBytes) answer = hikae_test_authority_answer (authority, "", query);
  g_autoptr (GBytes) data = g_bytes_new_static ("data", 4);
  g_autoptr (GBytes) ca =
      hikae_test_pki_format_root (hikae_test_authority_get_pki (authority));
  Sample sample = {answer, data, ca, NULL};
  gint64 ours = 0;
  gint64 theirs = 0;
  double ratio = 0;

  /* In turns, so that a busy machine slows both alike. */
  for (guint i = 0; i < COUNT / BATCH; i++) {
    theirs += measure (verify_by_openssl, &sample);
    ours += measure (verify_by_us, &sample);
  }
  ratio = (double)ours / (double)theirs;
  g_print ("%u verifications: Hikae %.1f ms, OpenSSL %.1f ms, ratio %.2f (limit %.1f)\n",
           COUNT,
           (double)ours / 1000,
           (double)theirs / 1000,
           ratio,
           LIMIT);
  measure_tree ();
  return argc > 1 && strcmp (argv[1], "--check") == 0 && ratio > LIMIT ? 1 : 0;
}
