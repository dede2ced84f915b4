/* fuzz-media-cbor.c: CBOR: parsed, walked, looked up
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-media-cbor-private.h"

static void
walk (const HikaeCbor *item, guint depth)
{
  g_autofree char *text = hikae_cbor_dup_text (item);
  g_autofree char *member = hikae_cbor_dup_member (item, "alg");
  HikaeCbor inner;
  gint64 number = 0;
  gsize at = 0;

  (void)hikae_cbor_get_integer (item, &number);
  (void)hikae_cbor_find_label (item, 33, &inner);
  while (depth < 4 && hikae_cbor_next (item, &at, &inner))
    walk (&inner, depth + 1);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  HikaeCbor item;

  if (hikae_cbor_parse (bytes, size, &item))
    walk (&item, 0);
  return 0;
}
