/* hikae-bundle-stream.h: documents as long as the custody log, made piece by piece
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-plan.h"
#include "hikae-zip-writer.h"

G_BEGIN_DECLS

/* Writes one document of @plan into @sink; the same bytes each time. Fails only when
 * @sink does. */
typedef gboolean (*HikaeBundleWriteFunc) (const HikaeBundlePlan *plan,
                                          HikaeZipSink sink,
                                          gpointer data,
                                          GError **error);

/* What is known of a document once it was made to be measured. */
typedef struct {
  guint64 size;
  guint32 crc;
  HikaeDigest sha256;
  HikaeDigest sha512;
} HikaeBundleMeasure;

/* A document is made twice, to be measured and to be written, rather than held in memory.
 * Fails when cancelled. */
gboolean hikae_bundle_measure (const HikaeBundlePlan *plan,
                               HikaeBundleWriteFunc write,
                               HikaeBundleMeasure *measure,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* For who makes a document: hands @text on to @sink and empties it, when it has grown
 * long or, with @all, in any case. */
gboolean hikae_bundle_pass_on (GString *text,
                               gboolean all,
                               HikaeZipSink sink,
                               gpointer data,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* data/custody.jsonl. */
gboolean hikae_bundle_write_custody_lines (const HikaeBundlePlan *plan,
                                           HikaeZipSink sink,
                                           gpointer data,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* data/custody.txt. */
gboolean hikae_bundle_write_custody_text (const HikaeBundlePlan *plan,
                                          HikaeZipSink sink,
                                          gpointer data,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* data/case-uco.jsonld. */
gboolean hikae_bundle_write_case_uco (const HikaeBundlePlan *plan,
                                      HikaeZipSink sink,
                                      gpointer data,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
