/* hikae-media-binding-private.h: do the hashes of a manifest still fit
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
/* c2pa.hash.data, c2pa.hash.bmff.v2/.v3 over the file; others are not checked. */
HikaeC2paFact hikae_c2pa_check_binding (const HikaeJumbf *store,
                                        HikaeMediaFormat format,
                                        const guint8 *bytes,
                                        gsize size);

G_END_DECLS
