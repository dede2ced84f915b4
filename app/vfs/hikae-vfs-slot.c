/* hikae-vfs-slot.c: key slots: the data key sealed under each secret that opens the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-random.h"
#include "hikae-vfs-header.h"
#include "hikae-vfs-private.h"

#include <string.h>

/* Bytes of a slot that are bound to the wrapped key: all before the nonce. */
#define BOUND_SIZE 128
#define LABEL_FIELD 71

void
hikae_vfs_write (HikaeVfsWriter *self, const void *bytes, gsize size)
{
  g_assert (size <= self->size - self->offset);
  memcpy (self->bytes + self->offset, bytes, size);
  self->offset += size;
}

void
hikae_vfs_write_number (HikaeVfsWriter *self, guint64 value, guint width)
{
  g_assert (width <= self->size - self->offset);
  for (guint i = 0; i < width; i++)
    self->bytes[self->offset + i] = (guint8)(value >> (8 * (width - 1 - i)));
  self->offset += width;
}

static gboolean
parse_label (HikaeVfsSlot *slot, HikaeReader *reader)
{
  guint8 size = hikae_reader_read_u8 (reader);
  const guint8 *bytes = hikae_reader_read (reader, LABEL_FIELD);

  if (bytes == NULL || size > HIKAE_SLOT_LABEL_MAX ||
      !g_utf8_validate ((const char *)bytes, size, NULL))
    return FALSE;
  for (gsize i = size; i < LABEL_FIELD; i++)
    if (bytes[i] != 0)
      return FALSE;
  memcpy (slot->label, bytes, size);
  return TRUE;
}

gboolean
hikae_vfs_skip_zeros (HikaeReader *reader, gsize count)
{
  const guint8 *bytes = hikae_reader_read (reader, count);

  for (gsize i = 0; bytes != NULL && i < count; i++)
    if (bytes[i] != 0)
      return FALSE;
  return bytes != NULL;
}

gboolean
hikae_vfs_slot_parse (HikaeVfsSlot *slot, HikaeReader *reader)
{
  HikaeReader field;
  const guint8 *bytes = NULL;
  gboolean fits = hikae_reader_sub (reader, HIKAE_VFS_SLOT_SIZE, &field);

  slot->kind = hikae_reader_read_u8 (&field);
  if (slot->kind == 0)
    return fits && hikae_vfs_skip_zeros (&field, HIKAE_VFS_SLOT_SIZE - 1);
  slot->kdf.algorithm = hikae_reader_read_u8 (&field);
  fits = hikae_vfs_skip_zeros (&field, 2) && fits;
  slot->kdf.memory_kib = hikae_reader_read_u32be (&field);
  slot->kdf.passes = hikae_reader_read_u32be (&field);
  slot->kdf.lanes = hikae_reader_read_u32be (&field);
  slot->created_at = (gint64)hikae_reader_read_u64be (&field);
  fits = parse_label (slot, &field) && fits;
  bytes = hikae_reader_read (&field, sizeof slot->salt);
  if (bytes != NULL)
    memcpy (slot->salt, bytes, sizeof slot->salt);
  bytes = hikae_reader_read (&field, sizeof slot->wrapped);
  if (bytes != NULL)
    memcpy (slot->wrapped, bytes, sizeof slot->wrapped);
  bytes = hikae_reader_read (&field, sizeof slot->trailer);
  if (bytes != NULL)
    memcpy (slot->trailer, bytes, sizeof slot->trailer);
  return fits && !field.failed && slot->kind <= HIKAE_SLOT_HELPER &&
         hikae_kdf_params_check (&slot->kdf, NULL) &&
         (slot->kind == HIKAE_SLOT_RECOVERY) == (slot->kdf.algorithm == HIKAE_KDF_HKDF) &&
         hikae_vfs_skip_zeros (&field, hikae_reader_get_left (&field));
}

void
hikae_vfs_slot_format (const HikaeVfsSlot *slot, HikaeVfsWriter *writer)
{
  gsize end = writer->offset + HIKAE_VFS_SLOT_SIZE;
  gsize label_size = strlen (slot->label);

  if (slot->kind != 0) {
    hikae_vfs_write_number (writer, slot->kind, 1);
    hikae_vfs_write_number (writer, slot->kdf.algorithm, 1);
    hikae_vfs_write_number (writer, 0, 2);
    hikae_vfs_write_number (writer, slot->kdf.memory_kib, 4);
    hikae_vfs_write_number (writer, slot->kdf.passes, 4);
    hikae_vfs_write_number (writer, slot->kdf.lanes, 4);
    hikae_vfs_write_number (writer, (guint64)slot->created_at, 8);
    hikae_vfs_write_number (writer, label_size, 1);
    hikae_vfs_write (writer, slot->label, label_size);
    writer->offset += LABEL_FIELD - label_size;
    hikae_vfs_write (writer, slot->salt, sizeof slot->salt);
    hikae_vfs_write (writer, slot->wrapped, sizeof slot->wrapped);
    hikae_vfs_write (writer, slot->trailer, sizeof slot->trailer);
  }
  writer->offset = end;
}

/* What the wrapped key is bound to: role, file, place, and everything said about it. */
static void
format_bound (const HikaeVfsHeader *self,
              guint index,
              guint8 bound[HIKAE_FILE_ID_SIZE + 8 + BOUND_SIZE])
{
  guint8 slot[HIKAE_VFS_SLOT_SIZE] = {0};
  HikaeVfsWriter slot_writer = {slot, 0, sizeof slot};
  HikaeVfsWriter writer = {bound, 0, HIKAE_FILE_ID_SIZE + 8 + BOUND_SIZE};

  hikae_vfs_slot_format (&self->slots[index], &slot_writer);
  hikae_vfs_write (&writer, "slot", 4);
  hikae_vfs_write_number (&writer, index, 4);
  hikae_vfs_write (&writer, self->file_id, HIKAE_FILE_ID_SIZE);
  hikae_vfs_write (&writer, slot, BOUND_SIZE);
}

static HikaePageCipher *
make_cipher (const HikaeVfsSlot *slot, const HikaeSecret *secret, GError **error)
{
  g_autoptr (HikaeSecret) key = hikae_kdf_derive (
      &slot->kdf, secret, slot->salt, sizeof slot->salt, HIKAE_PAGE_KEY_SIZE, error);

  return key != NULL ? hikae_page_cipher_new (key) : NULL;
}

gboolean
hikae_vfs_slot_seal (HikaeVfsHeader *self,
                     guint index,
                     HikaeSlotKind kind,
                     const char *label,
                     const HikaeKdfParams *kdf,
                     const HikaeSecret *secret,
                     const HikaeSecret *data_key,
                     GError **error)
{
  guint8 bound[HIKAE_FILE_ID_SIZE + 8 + BOUND_SIZE] = {0};
  HikaeVfsSlot old = self->slots[index];
  HikaeVfsSlot *slot = &self->slots[index];
  g_autoptr (HikaePageCipher) cipher = NULL;

  g_assert (strlen (label) <= HIKAE_SLOT_LABEL_MAX);
  memset (slot, 0, sizeof *slot);
  slot->kind = kind;
  slot->kdf = *kdf;
  slot->created_at = hikae_clock_get_now ();
  memcpy (slot->label, label, strlen (label));
  hikae_random_fill (slot->salt, sizeof slot->salt);
  cipher = make_cipher (slot, secret, error);
  if (cipher == NULL) {
    *slot = old;
    return FALSE;
  }
  format_bound (self, index, bound);
  hikae_page_cipher_seal (cipher,
                          bound,
                          sizeof bound,
                          hikae_secret_get_bytes (data_key),
                          HIKAE_DATA_KEY_SIZE,
                          slot->wrapped,
                          slot->trailer);
  return TRUE;
}

HikaeSecret *
hikae_vfs_slot_unseal (const HikaeVfsHeader *self,
                       guint index,
                       const HikaeSecret *secret,
                       GError **error)
{
  guint8 bound[HIKAE_FILE_ID_SIZE + 8 + BOUND_SIZE] = {0};
  const HikaeVfsSlot *slot = &self->slots[index];
  g_autoptr (HikaeSecret) data_key = hikae_secret_new (HIKAE_DATA_KEY_SIZE);
  g_autoptr (HikaePageCipher) cipher = make_cipher (slot, secret, error);

  if (cipher == NULL)
    return NULL;
  format_bound (self, index, bound);
  if (hikae_page_cipher_unseal (cipher,
                                bound,
                                sizeof bound,
                                slot->wrapped,
                                HIKAE_DATA_KEY_SIZE,
                                slot->trailer,
                                hikae_secret_get_writable (data_key)))
    return g_steal_pointer (&data_key);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_WRONG_SECRET,
                       "the passphrase does not open the case");
  return NULL;
}
