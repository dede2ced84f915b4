/* hikae-case-slots.c: who may open the case: adding, removing, changing key slots
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-case-file-private.h"
#include "hikae-error.h"
#include "hikae-sqlite-error.h"

#include <string.h>

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
hikae_case_file_get_has_recovery (HikaeCaseFile *self)
{
  for (guint i = 0; i < HIKAE_SLOT_COUNT; i++)
    if (self->header.slots[i].kind == HIKAE_SLOT_RECOVERY)
      return TRUE;
  return FALSE;
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
