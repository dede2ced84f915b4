/* hikae-signature.c: checks an Ed25519 signature
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-signature.h"

#include "hikae-error.h"
#include "hikae-openssl-private.h"

#include <openssl/err.h>
#include <openssl/evp.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_PKEY, EVP_PKEY_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EVP_MD_CTX, EVP_MD_CTX_free)

gboolean
hikae_signature_verify_ed25519 (GBytes *public_key,
                                GBytes *signature,
                                GBytes *message,
                                GError **error)
{
  gsize key_size = 0;
  gsize signature_size = 0;
  gsize message_size = 0;
  const guint8 *key_bytes = g_bytes_get_data (public_key, &key_size);
  const guint8 *signature_bytes = g_bytes_get_data (signature, &signature_size);
  const guint8 *message_bytes = g_bytes_get_data (message, &message_size);
  g_autoptr (EVP_PKEY) key = NULL;
  g_autoptr (EVP_MD_CTX) context = NULL;

  if (key_size != HIKAE_ED25519_KEY_SIZE ||
      signature_size != HIKAE_ED25519_SIGNATURE_SIZE) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "an Ed25519 key has 32 bytes and a signature 64");
    return FALSE;
  }
  key = EVP_PKEY_new_raw_public_key (EVP_PKEY_ED25519, NULL, key_bytes, key_size);
  context = EVP_MD_CTX_new ();
  if (key == NULL || context == NULL ||
      EVP_DigestVerifyInit (context, NULL, NULL, NULL, key) != 1) {
    hikae_openssl_set_error (error, "preparing to check a signature");
    return FALSE;
  }
  if (EVP_DigestVerify (
          context, signature_bytes, signature_size, message_bytes, message_size) == 1)
    return TRUE;
  ERR_clear_error ();
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_UNTRUSTED,
                       "the signature does not belong to these bytes and this key");
  return FALSE;
}
