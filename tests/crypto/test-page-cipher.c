/* test-page-cipher.c: XAES-256-GCM against its published vectors, and every refusal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-digest.h"
#include "hikae-page-cipher.h"

#include <string.h>

static HikaePageCipher *
make_cipher (guint8 fill)
{
  guint8 bytes[HIKAE_PAGE_KEY_SIZE];
  g_autoptr (HikaeSecret) key = NULL;

  memset (bytes, fill, sizeof bytes);
  key = hikae_secret_new_copy (bytes, sizeof bytes);
  return hikae_page_cipher_new (key);
}

/* The two vectors of the C2SP specification: the second has the other value of the bit
 * that decides about the constant in the CMAC subkey. */
static void
test_vectors (void)
{
  static const struct {
    guint8 key;
    const char *bound;
    const char *sealed;
  } vectors[] = {
      {1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271"},
      {3,
       "c2sp.org/XAES-256-GCM",
       "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d"},
  };

  for (gsize i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autoptr (HikaePageCipher) cipher = make_cipher (vectors[i].key);
    guint8 out[12 + HIKAE_PAGE_TAG_SIZE] = {0};
    g_autofree char *hex = NULL;

    hikae_page_cipher_seal_with_nonce (cipher,
                                       (const guint8 *)"ABCDEFGHIJKLMNOPQRSTUVWX",
                                       (const guint8 *)vectors[i].bound,
                                       strlen (vectors[i].bound),
                                       (const guint8 *)"XAES-256-GCM",
                                       12,
                                       out,
                                       out + 12);
    hex = hikae_hex_format (out, sizeof out);
    g_assert_cmpstr (hex, ==, vectors[i].sealed);
  }
}

static void
test_refusals (void)
{
  g_autoptr (HikaePageCipher) cipher = make_cipher (7);
  g_autoptr (HikaePageCipher) other = make_cipher (8);
  const guint8 plain[100] = "evidence";
  const guint8 zeros[100] = {0};
  const guint8 bound[6] = "bound";
  guint8 sealed[100 + HIKAE_PAGE_TRAILER_SIZE] = {0};
  guint8 out[100] = {0};

  hikae_page_cipher_seal (cipher, bound, 6, plain, 100, sealed, sealed + 100);
  g_assert_true (
      hikae_page_cipher_unseal (cipher, bound, 6, sealed, 100, sealed + 100, out));
  g_assert_cmpmem (out, 100, plain, 100);
  g_assert_false (
      hikae_page_cipher_unseal (other, bound, 6, sealed, 100, sealed + 100, out));
  g_assert_false (
      hikae_page_cipher_unseal (cipher, bound, 5, sealed, 100, sealed + 100, out));
  for (gsize i = 0; i < sizeof sealed; i++) {
    sealed[i] ^= 1;
    memset (out, 0xff, sizeof out);
    g_assert_false (
        hikae_page_cipher_unseal (cipher, bound, 6, sealed, 100, sealed + 100, out));
    /* Nothing unauthenticated is left to look at. */
    g_assert_cmpmem (out, 100, zeros, 100);
    sealed[i] ^= 1;
  }
  g_assert_true (
      hikae_page_cipher_unseal (cipher, bound, 6, sealed, 100, sealed + 100, out));
}

static void
test_in_place_and_fresh (void)
{
  g_autoptr (HikaePageCipher) cipher = make_cipher (9);
  guint8 page[64] = "same";
  guint8 first[HIKAE_PAGE_TRAILER_SIZE] = {0};
  guint8 second[HIKAE_PAGE_TRAILER_SIZE] = {0};
  guint8 other[64] = {0};

  hikae_page_cipher_seal (cipher, NULL, 0, page, 64, other, second);
  hikae_page_cipher_seal (cipher, NULL, 0, page, 64, page, first);
  g_assert_true (memcmp (first, second, HIKAE_PAGE_NONCE_SIZE) != 0);
  g_assert_true (memcmp (page, other, 64) != 0);
  g_assert_true (hikae_page_cipher_unseal (cipher, NULL, 0, page, 64, first, page));
  g_assert_cmpstr ((char *)page, ==, "same");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-cipher/vectors", test_vectors);
  g_test_add_func ("/page-cipher/refusals", test_refusals);
  g_test_add_func ("/page-cipher/in-place-and-fresh", test_in_place_and_fresh);
  return g_test_run ();
}
