/* hikae-bundle-stream.c: documents as long as the custody log, made piece by piece
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-stream.h"

#include "hikae-pair-hasher.h"

#include <zlib.h>

#define PIECE (256 * 1024)

typedef struct {
  HikaePairHasher *hasher;
  HikaeBundleMeasure *measure;
  GCancellable *cancellable;
} Measuring;

static gboolean
measure_sink (const void *bytes, gsize size, gpointer data, GError **error)
{
  Measuring *self = data;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  hikae_pair_hasher_begin (self->hasher, bytes, size);
  self->measure->crc = (guint32)crc32_z (self->measure->crc, bytes, size);
  self->measure->size += size;
  hikae_pair_hasher_wait (self->hasher);
  return TRUE;
}

gboolean
hikae_bundle_measure (const HikaeBundlePlan *plan,
                      HikaeBundleWriteFunc write,
                      HikaeBundleMeasure *measure,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (HikaePairHasher) hasher = hikae_pair_hasher_new ();
  Measuring self = {hasher, measure, cancellable};

  *measure = (HikaeBundleMeasure){0};
  if (!write (plan, measure_sink, &self, error))
    return FALSE;
  hikae_pair_hasher_finish (hasher, &measure->sha256, &measure->sha512);
  return TRUE;
}

gboolean
hikae_bundle_pass_on (GString *text,
                      gboolean all,
                      HikaeZipSink sink,
                      gpointer data,
                      GError **error)
{
  if (text->len == 0 || (!all && text->len < PIECE))
    return TRUE;
  if (!sink (text->str, text->len, data, error))
    return FALSE;
  g_string_truncate (text, 0);
  return TRUE;
}
