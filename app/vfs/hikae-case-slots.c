/* hikae-case-slots.c: who may open the case: adding, removing, changing key slots
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file-private.h"
#include "hikae-error.h"
#include "hikae-random.h"
#include "hikae-recovery-code.h"
#include "hikae-sqlite-error.h"

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

static gboolean
store (HikaeCaseFile *self,
       const HikaeVfsHeader *header,
       const char *what,
       GError **error)
{
  int status = SQLITE_OK;

  if (self->read_only) {
    g_set_error (
        error, HIKAE_ERROR, HIKAE_ERROR_DENIED, "%s: the case file is read-only", what);
    return FALSE;
  }
  status = hikae_case_file_store_header (self, header);
  if (status == SQLITE_OK)
    return TRUE;
  hikae_sqlite_set_error (error, NULL, status, what);
  return FALSE;
}

static gboolean
find_free_slot (const HikaeVfsHeader *header, guint *index, GError **error)
{
  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++)
    if (header->slots[i].kind == 0) {
      *index = i;
      return TRUE;
    }
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "all %d key slots are in use",
               HIKAE_SLOT_COUNT);
  return FALSE;
}

static gboolean
check_index (HikaeCaseFile *self, guint index, GError **error)
{
  if (index < HIKAE_SLOT_COUNT && self->header.slots[index].kind != 0)
    return TRUE;
  g_set_error (
      error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no key slot %u", index);
  return FALSE;
}

GArray *
hikae_case_file_list_slots (HikaeCaseFile *self)
{
  GArray *list = g_array_new (FALSE, TRUE, sizeof (HikaeSlotInfo));

  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++) {
    const HikaeVfsSlot *slot = &self->header.slots[i];
    HikaeSlotInfo info = {.index = i, .kind = slot->kind, .created_at = slot->created_at};

    if (slot->kind == 0)
      continue;
    g_strlcpy (info.label, slot->label, sizeof info.label);
    g_array_append_val (list, info);
  }
  return list;
}

gboolean
hikae_case_file_add_slot (HikaeCaseFile *self,
                          HikaeSlotKind kind,
                          const char *label,
                          HikaeSecret *passphrase,
                          HikaeKdfCost cost,
                          guint *index,
                          GError **error)
{
  g_autoptr (HikaeSecret) secret = NULL;
  HikaeKdfParams params = {0};
  HikaeVfsHeader header = self->header;
  guint free_index = 0;

  g_return_val_if_fail (label != NULL, FALSE);
  if (kind != HIKAE_SLOT_PASSPHRASE && kind != HIKAE_SLOT_HELPER) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "only a passphrase or a helper can be added");
    return FALSE;
  }
  if (strlen (label) > HIKAE_SLOT_LABEL_MAX || !g_utf8_validate (label, -1, NULL)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "a label has at most %d bytes of UTF-8",
                 HIKAE_SLOT_LABEL_MAX);
    return FALSE;
  }
  if (!find_free_slot (&header, &free_index, error))
    return FALSE;
  secret = hikae_case_normalize (passphrase, error);
  if (secret == NULL)
    return FALSE;
  params = hikae_case_choose_kdf (cost);
  if (!hikae_vfs_slot_seal (
          &header, free_index, kind, label, &params, secret, self->data_key, error) ||
      !store (self, &header, "adding a key slot", error))
    return FALSE;
  if (index != NULL)
    *index = free_index;
  return TRUE;
}

HikaeSecret *
hikae_case_file_renew_recovery (HikaeCaseFile *self, GError **error)
{
  g_autoptr (HikaeSecret) code = NULL;
  HikaeVfsHeader header = self->header;
  guint index = 0;

  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++)
    if (header.slots[i].kind == HIKAE_SLOT_RECOVERY)
      memset (&header.slots[i], 0, sizeof header.slots[i]);
  if (!find_free_slot (&header, &index, error))
    return NULL;
  code = hikae_case_seal_recovery (&header, index, self->data_key, error);
  if (code == NULL || !store (self, &header, "renewing the recovery code", error))
    return NULL;
  return g_steal_pointer (&code);
}

gboolean
hikae_case_file_remove_slot (HikaeCaseFile *self, guint index, GError **error)
{
  HikaeVfsHeader header = self->header;
  guint used = 0;

  if (!check_index (self, index, error))
    return FALSE;
  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++)
    used += header.slots[i].kind != 0;
  if (used == 1) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the last key slot cannot be removed");
    return FALSE;
  }
  memset (&header.slots[index], 0, sizeof header.slots[index]);
  return store (self, &header, "removing a key slot", error);
}

gboolean
hikae_case_file_change_slot (HikaeCaseFile *self,
                             guint index,
                             HikaeSecret *passphrase,
                             HikaeKdfCost cost,
                             GError **error)
{
  g_autoptr (HikaeSecret) secret = NULL;
  g_autofree char *label = NULL;
  HikaeKdfParams params = {0};
  HikaeVfsHeader header = self->header;

  if (!check_index (self, index, error))
    return FALSE;
  if (header.slots[index].kind == HIKAE_SLOT_RECOVERY) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "a recovery code is renewed, not changed");
    return FALSE;
  }
  secret = hikae_case_normalize (passphrase, error);
  if (secret == NULL)
    return FALSE;
  label = g_strdup (header.slots[index].label);
  params = hikae_case_choose_kdf (cost);
  return hikae_vfs_slot_seal (&header,
                              index,
                              header.slots[index].kind,
                              label,
                              &params,
                              secret,
                              self->data_key,
                              error) &&
         store (self, &header, "changing a key slot", error);
}
