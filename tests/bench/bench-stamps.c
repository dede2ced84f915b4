/* bench-stamps.c: verifying beside OpenSSL's own loop, sealing many items in one request
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prints both times and their ratio. OpenSSL's TS_RESP_verify_token() checks less, and is
 * the measure: ours may take 1.2 times as long. With --check a worse ratio is exit 1.
 *
 * With HIKAE_BENCH_ITEMS=100000 a case of so many item records is made, in bulk and
 * without payloads, and sealed and stamped in one request; the memory that this takes
 * above the open case is printed beside the size of the list, and that of a case of a
 * tenth. */
#include "config.h"

#include "hikae-case-file.h"
#include "hikae-evidence-record.h"
#include "hikae-hasher.h"
#include "hikae-test-authority.h"
#include "hikae-test-case.h"
#include "hikae-test.h"
#include "hikae-tsa-request.h"
#include "hikae-workflow.h"

#include <openssl/pem.h>
#include <openssl/ts.h>
#include <sqlite3.h>
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

/* A record for one of 100,000 items: its size, and that it holds. */
static void
measure_record (void)
{
  const guint count = 100000;
  g_autofree HikaeDigest *leaves = g_new0 (HikaeDigest, count);
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Bench", "RSA", 0);
  g_autoptr (HikaeHashTree) tree = NULL;
  g_autoptr (GBytes) token = NULL;
  g_autoptr (GBytes) record = NULL;
  g_autoptr (GPtrArray) data = g_ptr_array_new ();
  g_autoptr (GBytes) root_pem = hikae_test_pki_format_root (pki);
  g_autoptr (GBytes) item = NULL;
  HikaeDigest root = {0};
  gint64 start = 0;
  guint number = 54321;

  for (guint i = 0; i < count; i++)
    leaves[i] = hikae_hash_bytes (HIKAE_DIGEST_SHA256, &i, sizeof i);
  start = g_get_monotonic_time ();
  tree = hikae_hash_tree_new (leaves, count, NULL);
  root = hikae_hash_tree_get_root (tree);
  token = hikae_test_pki_sign_token (pki, root.bytes, "20261101120000Z");
  record = hikae_evidence_record_new (tree, &leaves[number], token, NULL);
  g_print ("hash tree over %u digests and a record: %.1f ms; the record has %zu bytes, "
           "its token %zu\n",
           count,
           (double)(g_get_monotonic_time () - start) / 1000,
           g_bytes_get_size (record),
           g_bytes_get_size (token));
  item = g_bytes_new (&number, sizeof number);
  g_ptr_array_add (data, item);
  HikaeEvidenceInput input = {.record = record, .data = data, .anchors = root_pem};
  g_autoptr (HikaeTsaVerdict) verdict = hikae_evidence_record_verify (&input);

  g_assert_cmpint (verdict->state, ==, HIKAE_TSA_VALID);
  g_assert_cmpuint (g_bytes_get_size (record), <, 4096);
}

/* KiB, by a line of /proc/self/status. */
static guint64
read_memory (const char *name)
{
  g_autofree char *text = NULL;
  const char *line = NULL;

  if (!g_file_get_contents ("/proc/self/status", &text, NULL, NULL))
    return 0;
  line = strstr (text, name);
  return line != NULL ? g_ascii_strtoull (line + strlen (name), NULL, 10) : 0;
}

static void
stamp_all (HikaeCase *open_case, HikaeTestAuthority *authority)
{
  g_autoptr (GPtrArray) authorities =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_autofree char *url = hikae_test_authority_dup_url (authority, "");
  g_autoptr (GBytes) root =
      hikae_test_pki_format_root (hikae_test_authority_get_pki (authority));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeStampRun) run = NULL;

  g_ptr_array_add (authorities, hikae_authority_new_for_url (url, root, NULL));
  hikae_stamp_case_async (open_case,
                          &(HikaeStampChoice){.authorities = authorities},
                          NULL,
                          NULL,
                          hikae_test_result_cb,
                          &result);
  hikae_test_wait (&result);
  run = hikae_stamp_case_finish (open_case, result, NULL);
  g_assert_nonnull (run);
  g_assert_cmpuint (run->stamps->len, ==, 1);
  g_assert_cmpint (hikae_stamp_get_state (run->stamps->pdata[0]), ==, HIKAE_STAMP_VALID);
}

static GBytes *
make_record (guint number, HikaeDigest *sha256, HikaeDigest *sha512)
{
  g_autofree char *text = g_strdup_printf ("text %u", number);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (HikaeDraft) draft =
      hikae_draft_new (HIKAE_ITEM_FILE, "a.txt", "text/plain", stream);

  *sha256 = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, strlen (text));
  *sha512 = hikae_hash_bytes (HIKAE_DIGEST_SHA512, text, strlen (text));
  return hikae_draft_format_record (draft, number, strlen (text), sha256, sha512);
}

/* Records in one change: a commit for each would take hours. */
static void
fill_case (const char *path, guint count)
{
  g_autoptr (HikaeSecret) secret =
      hikae_secret_new_copy (HIKAE_TEST_PASSPHRASE, strlen (HIKAE_TEST_PASSPHRASE));
  g_autoptr (HikaeCaseFile) file = hikae_case_file_unlock (path, secret, NULL);
  sqlite3 *db = NULL;
  sqlite3_stmt *insert = NULL;

  g_assert_true (hikae_case_file_connect (file, &db, NULL));
  sqlite3_exec (db, "BEGIN", NULL, NULL, NULL);
  sqlite3_prepare_v2 (db,
                      "INSERT INTO item (number, size, sha256, sha512, record) "
                      "VALUES (?1, 10, ?2, ?3, ?4)",
                      -1,
                      &insert,
                      NULL);
  for (guint i = 1; i <= count; i++) {
    HikaeDigest sha256 = {0};
    HikaeDigest sha512 = {0};
    g_autoptr (GBytes) record = make_record (i, &sha256, &sha512);

    sqlite3_bind_int (insert, 1, (int)i);
    sqlite3_bind_blob (insert, 2, sha256.bytes, HIKAE_SHA256_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob (insert, 3, sha512.bytes, HIKAE_SHA512_SIZE, SQLITE_STATIC);
    sqlite3_bind_blob (insert,
                       4,
                       g_bytes_get_data (record, NULL),
                       (int)g_bytes_get_size (record),
                       SQLITE_STATIC);
    g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
    sqlite3_reset (insert);
  }
  sqlite3_finalize (insert);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
measure_seal (guint count)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "case.hikae", NULL);
  HikaeCase *open_case = hikae_test_case_create (path, FALSE);
  g_autoptr (HikaeTestAuthority) authority = hikae_test_authority_new (NULL);
  g_autoptr (HikaeSeal) seal = NULL;
  guint64 before = 0;
  gint64 start = 0;

  hikae_test_case_close (open_case);
  fill_case (path, count);
  open_case = hikae_test_case_open (path);
  before = read_memory ("VmRSS:");
  /* Forgets the highest mark so far. */
  (void)g_file_set_contents_full (
      "/proc/self/clear_refs", "5", 1, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
  start = g_get_monotonic_time ();
  stamp_all (open_case, authority);
  seal = g_list_model_get_item (hikae_case_get_seals (open_case), 0);
  g_print ("%u items sealed and stamped in %u request: %.1f ms; memory at most "
           "%" G_GUINT64_FORMAT " KiB above the open case, of which the list is "
           "%" G_GSIZE_FORMAT " KiB\n",
           count,
           hikae_test_authority_get_hits (authority, ""),
           (double)(g_get_monotonic_time () - start) / 1000,
           MAX (read_memory ("VmHWM:"), before) - before,
           hikae_seal_get_size (seal) / 1024);
  hikae_test_case_close (open_case);
  hikae_test_remove_folder (g_steal_pointer (&folder));
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
  measure_record ();
  if (g_getenv ("HIKAE_BENCH_ITEMS") != NULL) {
    guint items = (guint)g_ascii_strtoull (g_getenv ("HIKAE_BENCH_ITEMS"), NULL, 10);

    measure_seal (items / 10);
    measure_seal (items);
  }
  return argc > 1 && strcmp (argv[1], "--check") == 0 && ratio > LIMIT ? 1 : 0;
}
