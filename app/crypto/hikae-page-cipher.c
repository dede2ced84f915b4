/* hikae-page-cipher.c: XAES-256-GCM with a random nonce for every seal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-page-cipher.h"

#include "hikae-random.h"

#include <openssl/evp.h>
#include <string.h>

#define BLOCK_SIZE 16
/* How much of the nonce goes into the derived key; the rest is the nonce of GCM. */
#define DERIVE_SIZE 12
/* The reduction constant of CMAC for 128-bit blocks (NIST SP 800-38B, 5.3). */
#define CMAC_R 0x87

struct _HikaePageCipher {
  EVP_CIPHER_CTX *block; /* AES-256-ECB under the long-lived key: the KDF's only tool */
  EVP_CIPHER_CTX *seal;
  EVP_CIPHER_CTX *unseal;
  guint8 subkey[BLOCK_SIZE]; /* K1 of CMAC */
};

static void
must (int ok)
{
  if (ok != 1)
    g_error ("the cryptographic library stopped encrypting");
}

static void
encrypt_blocks (HikaePageCipher *self, const guint8 *in, gsize size, guint8 *out)
{
  int done = 0;

  must (EVP_EncryptUpdate (self->block, out, &done, in, (int)size));
  g_assert (done == (int)size);
}

HikaePageCipher *
hikae_page_cipher_new (HikaeSecret *key)
{
  HikaePageCipher *self = g_new0 (HikaePageCipher, 1);
  const guint8 zeros[BLOCK_SIZE] = {0};
  guint8 block[BLOCK_SIZE] = {0};

  g_assert (hikae_secret_get_size (key) == HIKAE_PAGE_KEY_SIZE);
  self->block = EVP_CIPHER_CTX_new ();
  self->seal = EVP_CIPHER_CTX_new ();
  self->unseal = EVP_CIPHER_CTX_new ();
  must (self->block != NULL && self->seal != NULL && self->unseal != NULL);
  must (EVP_EncryptInit_ex (
      self->block, EVP_aes_256_ecb (), NULL, hikae_secret_get_bytes (key), NULL));
  must (EVP_CIPHER_CTX_set_padding (self->block, 0));
  must (EVP_EncryptInit_ex (self->seal, EVP_aes_256_gcm (), NULL, NULL, NULL));
  must (EVP_DecryptInit_ex (self->unseal, EVP_aes_256_gcm (), NULL, NULL, NULL));

  encrypt_blocks (self, zeros, sizeof zeros, block);
  for (gsize i = 0; i < BLOCK_SIZE; i++)
    self->subkey[i] =
        (guint8)(block[i] << 1) | (i + 1 < BLOCK_SIZE ? block[i + 1] >> 7 : 0);
  self->subkey[BLOCK_SIZE - 1] ^= (guint8)((block[0] >> 7) * CMAC_R);
  hikae_wipe (block, sizeof block);
  return self;
}

void
hikae_page_cipher_free (HikaePageCipher *self)
{
  if (self == NULL)
    return;
  EVP_CIPHER_CTX_free (self->block);
  EVP_CIPHER_CTX_free (self->seal);
  EVP_CIPHER_CTX_free (self->unseal);
  hikae_wipe (self, sizeof *self);
  g_free (self);
}

/* Two CMACs of one block each: counter, label 'X', separator, half of the nonce. */
static void
derive_key (HikaePageCipher *self, const guint8 *nonce, guint8 key[HIKAE_PAGE_KEY_SIZE])
{
  guint8 message[HIKAE_PAGE_KEY_SIZE] = {0};

  for (guint8 half = 0; half < 2; half++) {
    guint8 *block = message + half * BLOCK_SIZE;

    block[1] = half + 1;
    block[2] = 'X';
    memcpy (block + 4, nonce, DERIVE_SIZE);
    for (gsize i = 0; i < BLOCK_SIZE; i++)
      block[i] ^= self->subkey[i];
  }
  encrypt_blocks (self, message, sizeof message, key);
  hikae_wipe (message, sizeof message);
}

void
hikae_page_cipher_seal_with_nonce (HikaePageCipher *self,
                                   const guint8 *nonce,
                                   const guint8 *bound,
                                   gsize bound_size,
                                   const guint8 *plain,
                                   gsize size,
                                   guint8 *sealed,
                                   guint8 *tag)
{
  guint8 key[HIKAE_PAGE_KEY_SIZE] = {0};
  int done = 0;

  g_assert (size <= G_MAXINT && bound_size <= G_MAXINT);
  derive_key (self, nonce, key);
  must (EVP_EncryptInit_ex (self->seal, NULL, NULL, key, nonce + DERIVE_SIZE));
  hikae_wipe (key, sizeof key);
  must (EVP_EncryptUpdate (self->seal, NULL, &done, bound, (int)bound_size));
  must (EVP_EncryptUpdate (self->seal, sealed, &done, plain, (int)size));
  g_assert (done == (int)size);
  must (EVP_EncryptFinal_ex (self->seal, sealed + size, &done));
  must (
      EVP_CIPHER_CTX_ctrl (self->seal, EVP_CTRL_AEAD_GET_TAG, HIKAE_PAGE_TAG_SIZE, tag));
}

void
hikae_page_cipher_seal (HikaePageCipher *self,
                        const guint8 *bound,
                        gsize bound_size,
                        const guint8 *plain,
                        gsize size,
                        guint8 *sealed,
                        guint8 *trailer)
{
  guint8 nonce[HIKAE_PAGE_NONCE_SIZE] = {0};
  guint8 tag[HIKAE_PAGE_TAG_SIZE] = {0};

  hikae_random_fill (nonce, sizeof nonce);
  hikae_page_cipher_seal_with_nonce (
      self, nonce, bound, bound_size, plain, size, sealed, tag);
  memcpy (trailer, nonce, sizeof nonce);
  memcpy (trailer + sizeof nonce, tag, sizeof tag);
}

gboolean
hikae_page_cipher_unseal (HikaePageCipher *self,
                          const guint8 *bound,
                          gsize bound_size,
                          const guint8 *sealed,
                          gsize size,
                          const guint8 *trailer,
                          guint8 *plain)
{
  guint8 key[HIKAE_PAGE_KEY_SIZE] = {0};
  guint8 tag[HIKAE_PAGE_TAG_SIZE] = {0};
  guint8 last[BLOCK_SIZE] = {0};
  int done = 0;

  g_assert (size <= G_MAXINT && bound_size <= G_MAXINT);
  memcpy (tag, trailer + HIKAE_PAGE_NONCE_SIZE, sizeof tag);
  derive_key (self, trailer, key);
  must (EVP_DecryptInit_ex (self->unseal, NULL, NULL, key, trailer + DERIVE_SIZE));
  hikae_wipe (key, sizeof key);
  must (EVP_DecryptUpdate (self->unseal, NULL, &done, bound, (int)bound_size));
  must (EVP_DecryptUpdate (self->unseal, plain, &done, sealed, (int)size));
  must (EVP_CIPHER_CTX_ctrl (
      self->unseal, EVP_CTRL_AEAD_SET_TAG, HIKAE_PAGE_TAG_SIZE, tag));
  if (EVP_DecryptFinal_ex (self->unseal, last, &done) == 1)
    return TRUE;
  hikae_wipe (plain, size);
  return FALSE;
}
