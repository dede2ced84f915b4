/* hikae-case-secret.c: what a person types or is given, and the key made of it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file-private.h"
#include "hikae-error.h"
#include "hikae-random.h"
#include "hikae-recovery-code.h"

#include <string.h>

HikaeSecret *
hikae_case_normalize (const HikaeSecret *secret, GError **error)
{
  const char *text = (const char *)hikae_secret_get_bytes (secret);
  gsize size = hikae_secret_get_size (secret);
  char *normal = NULL;

  if (size == 0) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the passphrase is empty");
    return NULL;
  }
  if (memchr (text, 0, size) == NULL && g_utf8_validate (text, (gssize)size, NULL))
    normal = g_utf8_normalize (text, (gssize)size, G_NORMALIZE_NFC);
  return normal != NULL ? hikae_secret_new_take_text (normal)
                        : hikae_secret_new_copy (text, size);
}

HikaeKdfParams
hikae_case_choose_kdf (HikaeKdfCost cost)
{
  HikaeKdfParams params = {HIKAE_KDF_ARGON2ID, cost.memory_kib, cost.passes, cost.lanes};

  if (cost.memory_kib == 0 && cost.passes == 0 && cost.lanes == 0)
    return hikae_kdf_params_measure ();
  return params;
}

HikaeSecret *
hikae_case_seal_recovery (HikaeVfsHeader *header,
                          guint index,
                          const HikaeSecret *data_key,
                          GError **error)
{
  const HikaeKdfParams params = {HIKAE_KDF_HKDF, 0, 0, 0};
  g_autoptr (HikaeSecret) bits = hikae_secret_new (HIKAE_RECOVERY_SIZE);

  hikae_random_fill (hikae_secret_get_writable (bits), HIKAE_RECOVERY_SIZE);
  if (!hikae_vfs_slot_seal (
          header, index, HIKAE_SLOT_RECOVERY, "", &params, bits, data_key, error))
    return NULL;
  return hikae_recovery_code_format (bits);
}
