/* hikae-evidence-parse-private.h: RFC 4998 §3 and §4: the parts of a record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-der-private.h"

G_BEGIN_DECLS

/* Renewals happen every few years. */
#define HIKAE_EVIDENCE_MAX_STAMPS 64

/**
 * HikaeArchiveStamp:
 * @chain: number of its chain
 * @oid: (owned) (nullable): hash function when the record names it
 * @lists: reader over the PartialHashtree values; only when @has_tree
 * @token: the ContentInfo
 */
typedef struct {
  guint chain;
  char *oid;
  gboolean has_tree;
  HikaeReader lists;
  HikaeDer token;
} HikaeArchiveStamp;

/**
 * HikaeEvidence:
 * @before: the record up to the sequence of chains (version, algorithms, [0], [1])
 * @chains: ends of the chains: offsets in the contents of @sequence
 *
 * Borrows the record's bytes.
 */
typedef struct {
  HikaeReader before;
  HikaeDer sequence;
  GArray *stamps; /* (element-type HikaeArchiveStamp) */
  GArray *chain_ends;
  gsize last_chain_start;
} HikaeEvidence;

/* (nullable): NULL when it is not a record. */
HikaeEvidence *hikae_evidence_parse (GBytes *record);
void hikae_evidence_free (HikaeEvidence *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeEvidence, hikae_evidence_free)

G_END_DECLS
