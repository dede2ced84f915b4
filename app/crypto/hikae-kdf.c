/* hikae-kdf.c: keys from passphrases, keys from keys, one keyed digest
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-kdf.h"

#include "hikae-error.h"
#include "hikae-openssl-private.h"

#include <argon2.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <string.h>

#define MAX_OUTPUT 64
#define SCRYPT_N (G_GUINT64_CONSTANT (1) << 17)
#define SCRYPT_R 8
#define SCRYPT_P 1
#define SCRYPT_MEMORY_KIB (128u * 1024)
#define TARGET_US (G_USEC_PER_SEC / 2)
/* Beyond this a second program on an old laptop would be pushed out of memory. */
#define MEASURE_MAX_MEMORY_KIB (1024u * 1024)

static gboolean
is_within_bounds (const HikaeKdfParams *params)
{
  switch (params->algorithm) {
  case HIKAE_KDF_ARGON2ID:
    return params->lanes >= 1 && params->lanes <= HIKAE_KDF_MAX_LANES &&
           params->passes >= 1 && params->passes <= HIKAE_KDF_MAX_PASSES &&
           params->memory_kib >= 8 * params->lanes &&
           params->memory_kib <= HIKAE_KDF_MAX_MEMORY_KIB &&
           (guint64)params->memory_kib * params->passes <= HIKAE_KDF_MAX_WORK;
  case HIKAE_KDF_SCRYPT:
    return params->memory_kib == SCRYPT_MEMORY_KIB && params->passes == 1 &&
           params->lanes == 1;
  case HIKAE_KDF_HKDF:
    return params->memory_kib == 0 && params->passes == 0 && params->lanes == 0;
  default:
    return FALSE;
  }
}

gboolean
hikae_kdf_params_check (const HikaeKdfParams *params, GError **error)
{
  if (is_within_bounds (params))
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the cost of the passphrase is outside what is allowed");
  return FALSE;
}

static int
run_argon2id (const HikaeKdfParams *params,
              const HikaeSecret *secret,
              const guint8 *salt,
              gsize salt_size,
              HikaeSecret *key)
{
  argon2_context context = {
      .out = hikae_secret_get_writable (key),
      .outlen = (uint32_t)hikae_secret_get_size (key),
      /* The library takes a non-const pointer and leaves it alone without the
       * CLEAR_PASSWORD flag. */
      .pwd = (uint8_t *)hikae_secret_get_bytes (secret),
      .pwdlen = (uint32_t)hikae_secret_get_size (secret),
      .salt = (uint8_t *)salt,
      .saltlen = (uint32_t)salt_size,
      .t_cost = params->passes,
      .m_cost = params->memory_kib,
      .lanes = params->lanes,
      .threads = params->lanes,
      .version = ARGON2_VERSION_13,
      .flags = ARGON2_DEFAULT_FLAGS,
  };

  return argon2_ctx (&context, Argon2_id);
}

HikaeKdfParams
hikae_kdf_params_measure (void)
{
  static const guint8 salt[16] = "measuring only.";
  HikaeKdfParams params = {HIKAE_KDF_ARGON2ID,
                           HIKAE_KDF_FLOOR_MEMORY_KIB,
                           HIKAE_KDF_FLOOR_PASSES,
                           CLAMP (g_get_num_processors (), 1, 4)};
  g_autoptr (HikaeSecret) secret = hikae_secret_new_copy ("x", 1);
  g_autoptr (HikaeSecret) key = hikae_secret_new (32);
  gint64 start = g_get_monotonic_time ();
  gint64 spent = 0;

  if (run_argon2id (&params, secret, salt, sizeof salt, key) != ARGON2_OK)
    return params;
  spent = MAX (g_get_monotonic_time () - start, 1);
  /* Memory first: it is what an attacker's hardware has least of. */
  while (spent * 2 <= TARGET_US && params.memory_kib < MEASURE_MAX_MEMORY_KIB) {
    params.memory_kib *= 2;
    spent *= 2;
  }
  while (spent * (params.passes + 1) / params.passes <= TARGET_US && params.passes < 16) {
    spent = spent * (params.passes + 1) / params.passes;
    params.passes++;
  }
  return params;
}

HikaeSecret *
hikae_kdf_derive (const HikaeKdfParams *params,
                  const HikaeSecret *secret,
                  const guint8 *salt,
                  gsize salt_size,
                  gsize size,
                  GError **error)
{
  g_autoptr (HikaeSecret) key = NULL;
  int status = ARGON2_OK;

  g_return_val_if_fail (size >= 16 && size <= MAX_OUTPUT, NULL);
  if (!hikae_kdf_params_check (params, error))
    return NULL;
  if (params->algorithm == HIKAE_KDF_HKDF)
    return hikae_kdf_expand (secret, salt, salt_size, "hikae recovery code", size);
  key = hikae_secret_new (size);
  if (params->algorithm == HIKAE_KDF_SCRYPT) {
    if (EVP_PBE_scrypt ((const char *)hikae_secret_get_bytes (secret),
                        hikae_secret_get_size (secret),
                        salt,
                        salt_size,
                        SCRYPT_N,
                        SCRYPT_R,
                        SCRYPT_P,
                        G_GUINT64_CONSTANT (256) * 1024 * 1024,
                        hikae_secret_get_writable (key),
                        size) == 1)
      return g_steal_pointer (&key);
    hikae_openssl_set_error (error, "turning the passphrase into a key");
    return NULL;
  }
  status = run_argon2id (params, secret, salt, salt_size, key);
  if (status == ARGON2_OK)
    return g_steal_pointer (&key);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_FAILED,
               "turning the passphrase into a key: %s",
               argon2_error_message (status));
  return NULL;
}

HikaeSecret *
hikae_kdf_expand (const HikaeSecret *key,
                  const guint8 *salt,
                  gsize salt_size,
                  const char *info,
                  gsize size)
{
  HikaeSecret *out = hikae_secret_new (size);
  EVP_KDF *kdf = EVP_KDF_fetch (NULL, "HKDF", NULL);
  EVP_KDF_CTX *context = kdf != NULL ? EVP_KDF_CTX_new (kdf) : NULL;
  OSSL_PARAM params[] = {
      OSSL_PARAM_construct_utf8_string (OSSL_KDF_PARAM_DIGEST, (char *)"SHA256", 0),
      OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_KEY,
                                         (void *)hikae_secret_get_bytes (key),
                                         hikae_secret_get_size (key)),
      OSSL_PARAM_construct_octet_string (OSSL_KDF_PARAM_SALT, (void *)salt, salt_size),
      OSSL_PARAM_construct_octet_string (
          OSSL_KDF_PARAM_INFO, (void *)info, strlen (info)),
      OSSL_PARAM_construct_end (),
  };

  if (context == NULL ||
      EVP_KDF_derive (context, hikae_secret_get_writable (out), size, params) != 1)
    g_error ("the cryptographic library has no HKDF");
  EVP_KDF_CTX_free (context);
  EVP_KDF_free (kdf);
  return out;
}

void
hikae_hmac_sha256 (const HikaeSecret *key,
                   const void *bytes,
                   gsize size,
                   guint8 mac[HIKAE_SHA256_SIZE])
{
  unsigned int length = 0;

  if (HMAC (EVP_sha256 (),
            hikae_secret_get_bytes (key),
            (int)hikae_secret_get_size (key),
            bytes,
            size,
            mac,
            &length) == NULL ||
      length != HIKAE_SHA256_SIZE)
    g_error ("the cryptographic library has no HMAC");
}
