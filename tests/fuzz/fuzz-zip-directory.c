/* fuzz-zip-directory.c: any bytes as the end of a ZIP, and as the headers of its entries
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-zip-directory.h"
#include "hikae-zip-local.h"

#include <string.h>

/* Where the directory says that the entry begins, when that lies in these bytes. */
static void
read_local (const HikaeBundleEntry *entry, const uint8_t *bytes, size_t size)
{
  guint16 name_size = 0;
  guint16 extra_size = 0;
  const guint8 *header = bytes + entry->offset;
  guint64 end = entry->offset + HIKAE_ZIP_LOCAL_SIZE;

  if (hikae_zip_local_read_head (header, entry, &name_size, &extra_size) != NULL)
    return;
  end += name_size + extra_size;
  if (end > entry->limit || entry->stored_size > entry->limit - end)
    return;
  if (hikae_zip_local_read_rest (
          header, header + HIKAE_ZIP_LOCAL_SIZE, name_size, extra_size, entry) != NULL)
    return;
  end += entry->stored_size;
  g_assert (end <= size);
  if (entry->limit - end <= HIKAE_ZIP_DESCRIPTOR_MAX)
    (void)hikae_zip_local_read_descriptor (
        bytes + end, (gsize)(entry->limit - end), entry);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GError) error = NULL;
  gsize comment = 0;
  g_autoptr (GPtrArray) entries =
      hikae_zip_directory_parse (bytes, size, size, &comment, &error);
  guint64 last = 0;

  g_assert (comment <= 65535 && comment <= size);
  g_assert ((entries == NULL) == (error != NULL));
  for (guint i = 0; entries != NULL && i < entries->len; i++) {
    const HikaeBundleEntry *entry = entries->pdata[i];

    g_assert (entry->path != NULL && *entry->path != '\0');
    g_assert (entry->offset >= last && entry->limit <= size);
    g_assert (entry->limit - entry->offset >= HIKAE_ZIP_LOCAL_SIZE + entry->stored_size);
    last = entry->limit;
    read_local (entry, bytes, size);
  }
  return 0;
}
