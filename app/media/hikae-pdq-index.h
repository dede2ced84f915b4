/* hikae-pdq-index.h: many fingerprints, and those near to one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-pdq.h"

G_BEGIN_DECLS

/**
 * HikaePdqIndex:
 *
 * Fingerprints in the order they were added, searched one by one: a hundred thousand take
 * a few milliseconds, and no tree is needed for what one case holds. Not thread-safe.
 */
typedef struct _HikaePdqIndex HikaePdqIndex;

/**
 * HikaePdqHit:
 * @tag: what was given with the fingerprint
 * @distance: 0…256, the least of the eight forms
 * @form: how the needle must be turned to become it
 */
typedef struct {
  guint64 tag;
  guint distance;
  HikaePdqForm form;
} HikaePdqHit;

HikaePdqIndex *hikae_pdq_index_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hikae_pdq_index_free (HikaePdqIndex *self);
void hikae_pdq_index_add (HikaePdqIndex *self, const HikaePdqHash *hash, guint64 tag);
guint hikae_pdq_index_get_count (const HikaePdqIndex *self);
/* (transfer full) (element-type HikaePdqHit): all within @distance of one of the first
 * @forms forms of @needle (1: only as it is), the nearest first. */
GArray *hikae_pdq_index_search (const HikaePdqIndex *self,
                                const HikaePdq *needle,
                                guint forms,
                                guint distance) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaePdqIndex, hikae_pdq_index_free)

/* Least distance of @candidate to the first @forms forms of @original, when it is at most
 * @most; else @most + 1. @form: (out): which, untouched then. */
guint hikae_pdq_measure (const HikaePdq *original,
                         guint forms,
                         const HikaePdqHash *candidate,
                         guint most,
                         HikaePdqForm *form);

G_END_DECLS
