/* hikae-media-binding-private.h: do the hashes of a manifest still fit
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"
#include "hikae-media-cbor-private.h"
#include "hikae-media-container.h"
#include "hikae-media-jumbf-private.h"

G_BEGIN_DECLS

typedef enum {
  HIKAE_C2PA_ABSENT,
  HIKAE_C2PA_MATCH,
  HIKAE_C2PA_MISMATCH,
  HIKAE_C2PA_NOT_CHECKED,
} HikaeC2paFact;

/* "absent", "match", "mismatch", "not-checked". */
const char *hikae_c2pa_fact_get_name (HikaeC2paFact fact);
/* Every assertion the claim names by hash, against the assertion store. */
HikaeC2paFact hikae_c2pa_check_assertions (const HikaeCbor *claim,
                                           const HikaeJumbf *store);
/* The manifests that the ingredients among @assertions name, against @store. @labels:
 * (element-type utf8): those whose hash fits are added. */
HikaeC2paFact hikae_c2pa_check_ingredients (const HikaeCbor *claim,
                                            const HikaeJumbf *assertions,
                                            const HikaeJumbf *store,
                                            GPtrArray *labels);
/* c2pa.hash.data, .boxes, .bmff over the file; others are not checked. @updated: the
 * manifest is not the newest one, those behind it only add to it. @left_out: (out): bytes
 * besides the store itself that the hash does not cover. */
HikaeC2paFact hikae_c2pa_check_binding (const HikaeJumbf *store,
                                        const HikaeMediaContainer *container,
                                        gboolean updated,
                                        const guint8 *bytes,
                                        gsize size,
                                        guint64 *left_out);
/* The boxes of an ISO base media file but those that are left out by their path (§A.7 of
 * the specification). @first: of version 1, which does not count where boxes lie. */
HikaeC2paFact hikae_c2pa_check_bmff (const HikaeCbor *map,
                                     gboolean first,
                                     const guint8 *bytes,
                                     gsize size);
/* The blocks of the content ("mdat") that a list of trees names, where each has its hash
 * in the list. Not checked: trees of which only upper rows are there. */
HikaeC2paFact hikae_c2pa_check_blocks (const HikaeCbor *trees,
                                       HikaeDigestAlgorithm algorithm,
                                       const guint8 *bytes,
                                       gsize size);
/* The named parts of a JPEG or PNG file (§18.6). */
HikaeC2paFact hikae_c2pa_check_boxes (const HikaeCbor *map,
                                      const HikaeMediaContainer *container,
                                      const guint8 *bytes,
                                      gsize size,
                                      guint64 *left_out);
/* By C2PA's name; SHA-256 when there is none. */
HikaeDigestAlgorithm hikae_c2pa_find_algorithm (const char *name);
HikaeC2paFact hikae_c2pa_compare (const HikaeCbor *expected, const HikaeDigest *digest);

G_END_DECLS
