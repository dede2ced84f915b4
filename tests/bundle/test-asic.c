/* test-asic.c: ASiC containers: the collected ones, and ours
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-asic-file.h"
#include "hikae-asic.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-hasher.h"
#include "hikae-test-pki.h"
#include "hikae-test.h"

#include <string.h>

#define MAX_FILE (64 * 1024 * 1024)
#define LIST "0123  items/000001.jpg\n"
#define MANIFEST                                                                         \
  "<?xml version=\"1.0\"?><a:ASiCManifest xmlns:a=\"urn:a\" xmlns:d=\"urn:d\">"          \
  "<a:SigReference URI=\"META-INF/timestamp001.tst\"/>"                                  \
  "<a:DataObjectReference URI=\"a%%20b.txt\"><d:DigestMethod "                           \
  "Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><d:DigestValue>%s"             \
  "</d:DigestValue></a:DataObjectReference></a:ASiCManifest>"

static HikaeTsaVerdict *
verify (GHashTable *files, gboolean twice, GBytes *anchors)
{
  g_autoptr (GPtrArray) sets = g_ptr_array_new ();
  HikaeAsicInput input = {
      .files = files,
      .twice = twice,
      .anchors = sets,
      .now = g_get_real_time (),
  };

  if (anchors != NULL)
    g_ptr_array_add (sets, anchors);
  return hikae_asic_verify (&input);
}

static void
assert_code (const HikaeTsaVerdict *verdict, const char *code)
{
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);

  if (strstr (codes, code) == NULL)
    g_error ("wanted %s, found %s", code, codes);
}

/* (transfer full): the one file of the folder that is a container. */
static char *
find_container (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (!g_str_has_suffix (name, ".json") && !g_str_has_suffix (name, ".pem"))
      return g_build_filename (folder, name, NULL);
  return NULL;
}

/* Most come without anchors, so that a good one is "indeterminate". One that is filed as
 * invalid is so only because its certificate has ended by now, which undoes no stamp;
 * one holds only a signature. */
static void
test_collected (gconstpointer user_data)
{
  const char *folder = user_data;
  g_autofree char *path = find_container (folder);
  g_autofree char *ca = g_build_filename (folder, "ca.pem", NULL);
  g_autoptr (GBytes) anchors =
      g_file_test (ca, G_FILE_TEST_EXISTS) ? hikae_file_load (ca, MAX_FILE, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  gboolean twice = FALSE;
  g_autoptr (GHashTable) files = hikae_asic_load (path, &twice, &error);
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  g_autofree char *codes = NULL;
  gboolean good = strstr (folder, "/invalid/") == NULL ||
                  strstr (folder, "1xtst-text-data-file-expired-tst") != NULL;

  g_assert_no_error (error);
  g_assert_true (hikae_asic_is_container (path));
  verdict = verify (files, twice, anchors);
  codes = hikae_tsa_verdict_dup_codes (verdict);
  g_test_message ("%s: %s", codes, verdict->sentence);
  if (!good)
    g_assert_cmpint (verdict->state, ==, HIKAE_TSA_INVALID);
  else
    g_assert_cmpint (
        verdict->state, ==, anchors != NULL ? HIKAE_TSA_VALID : HIKAE_TSA_INDETERMINATE);
}

static void
put (GHashTable *files, const char *name, const void *bytes, gsize size)
{
  g_hash_table_insert (files, g_strdup (name), g_bytes_new (bytes, size));
}

static GBytes *
sign (const HikaeTestPki *pki, const void *bytes, gsize size)
{
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes, size);

  return hikae_test_pki_sign_token (pki, digest.bytes, "20261101120000Z");
}

static GHashTable *
make_files (const char *type)
{
  GHashTable *files = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);

  put (files, "mimetype", type, strlen (type));
  return files;
}

/* Written, read back, judged; the same bytes each time; every changed byte is seen. */
static void
test_ours (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "seal.asics", NULL);
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Asic", "EC", 0);
  g_autoptr (GBytes) root = hikae_test_pki_format_root (pki);
  g_autoptr (GBytes) list = g_bytes_new_static (LIST, strlen (LIST));
  g_autoptr (GBytes) token = sign (pki, LIST, strlen (LIST));
  g_autoptr (GBytes) made = hikae_asic_format ("seal-0001.sha256", list, token, 0);
  g_autoptr (GBytes) again = hikae_asic_format ("seal-0001.sha256", list, token, 0);
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (made, &size);
  g_autofree guint8 *copy = g_memdup2 (bytes, size);

  g_assert_true (g_bytes_equal (made, again));
  /* EN 319 162-1 §A.1: at byte 30 the name, then the type itself. */
  g_assert_cmpmem (bytes + 30, 39, "mimetype" HIKAE_ASIC_S_TYPE, 39);
  for (gsize i = 0; i <= size; i += 7) {
    g_autoptr (GHashTable) files = NULL;
    g_autoptr (HikaeTsaVerdict) verdict = NULL;
    gboolean twice = FALSE;
    gboolean whole = i + 7 > size;

    /* The last round has nothing changed. */
    if (!whole)
      copy[i] ^= 1;
    g_assert_true (g_file_set_contents (path, (const char *)copy, (gssize)size, NULL));
    copy[i == size ? 0 : i] = bytes[i == size ? 0 : i];
    files = hikae_asic_load (path, &twice, NULL);
    verdict = files != NULL ? verify (files, twice, root) : NULL;
    if (whole)
      g_assert_cmpint (verdict->state, ==, HIKAE_TSA_VALID);
    else if (verdict != NULL && verdict->state == HIKAE_TSA_VALID)
      /* What is still good is so with the very same data. */
      g_assert_true (
          g_bytes_equal (g_hash_table_lookup (files, "seal-0001.sha256") != NULL
                             ? g_hash_table_lookup (files, "seal-0001.sha256")
                             : list,
                         list));
  }
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

/* ASiC-E: the token is about the manifest, the manifest about the file. */
static void
test_manifest (void)
{
  g_autoptr (HikaeTestPki) pki = hikae_test_pki_new ("Asic", "EC", 0);
  g_autoptr (GBytes) root = hikae_test_pki_format_root (pki);
  g_autoptr (GHashTable) files = make_files (HIKAE_ASIC_E_TYPE);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "data", 4);
  g_autofree char *base64 = g_base64_encode (digest.bytes, HIKAE_SHA256_SIZE);
  g_autofree char *manifest = g_strdup_printf (MANIFEST, base64);
  g_autoptr (HikaeTsaVerdict) good = NULL;
  g_autoptr (HikaeTsaVerdict) added = NULL;
  g_autoptr (HikaeTsaVerdict) changed = NULL;
  g_autoptr (HikaeTsaVerdict) twice = NULL;
  g_autoptr (HikaeTsaVerdict) broken = NULL;

  put (files, "a b.txt", "data", 4);
  put (files, "META-INF/ASiCManifest001.xml", manifest, strlen (manifest));
  g_hash_table_insert (files,
                       g_strdup ("META-INF/timestamp001.tst"),
                       sign (pki, manifest, strlen (manifest)));
  good = verify (files, FALSE, root);
  g_assert_cmpint (good->state, ==, HIKAE_TSA_VALID);
  g_assert_cmpint (good->gen_time, >, 0);
  twice = verify (files, TRUE, root);
  assert_code (twice, "ASIC_CONTAINER");
  put (files, "slipped-in.txt", "more", 4);
  added = verify (files, FALSE, root);
  assert_code (added, "ASIC_UNCOVERED");
  g_hash_table_remove (files, "slipped-in.txt");
  put (files, "a b.txt", "Data", 4);
  changed = verify (files, FALSE, root);
  assert_code (changed, "ASIC_DIGEST");
  put (files, "META-INF/ASiCManifest001.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a/>", 34);
  broken = verify (files, FALSE, root);
  assert_code (broken, "ASIC_CONTAINER");
}

/* What is no container at all. */
static void
test_refused (void)
{
  g_autofree char *folder = hikae_test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "no.asics", NULL);
  static const char *const texts[] = {"", "PK", "PK\3\4", "PK\3\4 and more", "<html>"};
  gboolean twice = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
    g_assert_null (hikae_asic_load (path, &twice, &error));
    g_assert_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED);
  }
  hikae_test_remove_folder (g_steal_pointer (&folder));
}

static void
add_cases (const char *part)
{
  g_autofree char *root = hikae_test_corpus_path (part);
  g_autoptr (GDir) dir = root != NULL ? g_dir_open (root, 0, NULL) : NULL;
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_strdup_printf ("/bundle/asic/%s/%s", part, name);

    g_test_add_data_func_full (
        path, g_build_filename (root, name, NULL), test_collected, g_free);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/bundle/asic/ours", test_ours);
  g_test_add_func ("/bundle/asic/manifest", test_manifest);
  g_test_add_func ("/bundle/asic/refused", test_refused);
  add_cases ("timestamps/asic/valid");
  add_cases ("timestamps/asic/invalid");
  return g_test_run ();
}
