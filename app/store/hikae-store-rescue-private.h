/* hikae-store-rescue-private.h: what the parts of one rescue share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-btree.h"
#include "hikae-store-private.h"

G_BEGIN_DECLS

typedef struct {
  guint32 page;
  guint cell;
} HikaeRescueRow;

typedef struct {
  HikaeStore *store; /* the new one, its change open */
  const HikaeBtreeSource *source;
  HikaeRescueReport *report;
  HikaeProgress *progress;
  GCancellable *cancellable;
  guint8 *page;        /* one page */
  guint8 *scratch;     /* another */
  GArray *stamp_pages; /* of guint32: read last, when the seals are there */
  guint8 *taken;       /* by page number: 1 when it is known to belong elsewhere */
  GArray *seen;        /* of guint32: the overflow pages of the row that is read */
  GArray *broken;      /* of HikaeRescueRow: chunks whose chain is broken, read later */
  GHashTable *holes;   /* of a chunk's key: GArray of HikaeBtreeHole in its bytes */
  GHashTable *rebuilt; /* set of numbers whose record was made anew */
  GHashTable *endless; /* set of those of which nothing says where they ended */
  guint last_number;   /* the largest heard of anywhere */
} HikaeRescue;

/* Every row of every readable page into the tables. FALSE when it was cancelled or cannot
 * be written. */
gboolean hikae_rescue_read_pages (HikaeRescue *self,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Chunks of which a page could not be read, with what is left of them: those holes read
 * as zeros, and the digest stays that of the whole, so that nothing takes them for it. */
gboolean hikae_rescue_read_broken (HikaeRescue *self,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Events that a seal still carries, records that the log still knows. */
gboolean hikae_rescue_mend (HikaeRescue *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
