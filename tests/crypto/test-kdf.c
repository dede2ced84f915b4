/* test-kdf.c: keys from passphrases and from keys, against published vectors
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-kdf.h"
#include "hikae-test.h"

#include <string.h>

static void
assert_secret_hex (const HikaeSecret *secret, const char *expected)
{
  g_autofree char *hex =
      hikae_hex_format (hikae_secret_get_bytes (secret), hikae_secret_get_size (secret));

  g_assert_cmpstr (hex, ==, expected);
}

/* RFC 5869, appendix A.1. */
static void
test_hkdf (void)
{
  guint8 material[22];
  guint8 salt[13];
  g_autoptr (HikaeSecret) key = NULL;
  g_autoptr (HikaeSecret) out = NULL;

  memset (material, 0x0b, sizeof material);
  for (guint8 i = 0; i < sizeof salt; i++)
    salt[i] = i;
  key = hikae_secret_new_copy (material, sizeof material);
  out = hikae_kdf_expand (
      key, salt, sizeof salt, "\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9", 42);
  assert_secret_hex (out,
                     "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
                     "34007208d5b887185865");
}

/* RFC 4231, test case 2. */
static void
test_hmac (void)
{
  g_autoptr (HikaeSecret) key = hikae_secret_new_copy ("Jefe", 4);
  guint8 mac[HIKAE_SHA256_SIZE] = {0};
  g_autofree char *hex = NULL;

  hikae_hmac_sha256 (key, "what do ya want for nothing?", 28, mac);
  hex = hikae_hex_format (mac, sizeof mac);
  g_assert_cmpstr (
      hex, ==, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void
assert_derives (const HikaeKdfParams *params, const char *expected)
{
  g_autoptr (HikaeSecret) secret = hikae_secret_new_copy ("password", 8);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) key =
      hikae_kdf_derive (params, secret, (const guint8 *)"somesalt", 8, 32, &error);

  g_assert_no_error (error);
  assert_secret_hex (key, expected);
}

/* The known answer that libargon2's own tests have for version 0x13. */
static void
test_argon2id (void)
{
  const HikaeKdfParams params = {HIKAE_KDF_ARGON2ID, 65536, 2, 1};

  assert_derives (&params,
                  "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
}

/* Computed with Python's hashlib.scrypt. */
static void
test_scrypt (void)
{
  const HikaeKdfParams params = {HIKAE_KDF_SCRYPT, 131072, 1, 1};

  assert_derives (&params,
                  "9bd3b4c6e48c671fbda827bf3cca2746e9a057548a769c91d46107812600a566");
}

static void
test_bounds (void)
{
  static const HikaeKdfParams refused[] = {
      {0, 65536, 2, 1},
      {9, 65536, 2, 1},
      {HIKAE_KDF_ARGON2ID, 7, 1, 1},
      {HIKAE_KDF_ARGON2ID, 15, 1, 2},
      {HIKAE_KDF_ARGON2ID, 4 * 1024 * 1024 + 1, 1, 1},
      {HIKAE_KDF_ARGON2ID, 65536, 0, 1},
      {HIKAE_KDF_ARGON2ID, 65536, 65, 1},
      {HIKAE_KDF_ARGON2ID, 65536, 1, 0},
      {HIKAE_KDF_ARGON2ID, 65536, 1, 65},
      {HIKAE_KDF_ARGON2ID, 4 * 1024 * 1024, 17, 1},
      {HIKAE_KDF_ARGON2ID, G_MAXUINT32, G_MAXUINT32, G_MAXUINT32},
      {HIKAE_KDF_SCRYPT, 65536, 1, 1},
      {HIKAE_KDF_SCRYPT, 131072, 2, 1},
      {HIKAE_KDF_HKDF, 1, 0, 0},
  };
  g_autoptr (HikaeSecret) secret = hikae_secret_new_copy ("x", 1);

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hikae_kdf_derive (
        &refused[i], secret, (const guint8 *)"saltsalt", 8, 32, &error));
    hikae_assert_error (error, HIKAE_ERROR_REJECTED);
  }
}

static void
test_measure (void)
{
  HikaeKdfParams params = hikae_kdf_params_measure ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (params.memory_kib, >=, 256 * 1024);
  g_assert_cmpuint (params.passes, >=, 3);
  g_assert_true (hikae_kdf_params_check (&params, &error));
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kdf/hkdf", test_hkdf);
  g_test_add_func ("/kdf/hmac", test_hmac);
  g_test_add_func ("/kdf/argon2id", test_argon2id);
  g_test_add_func ("/kdf/scrypt", test_scrypt);
  g_test_add_func ("/kdf/bounds", test_bounds);
  g_test_add_func ("/kdf/measure", test_measure);
  return g_test_run ();
}
