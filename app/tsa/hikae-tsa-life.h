/* hikae-tsa-life.h: until when a stamp stands by itself, and when to renew it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeTsaLife:
 * @ends: when the first certificate of the chain ends or one of its algorithms is
 *   retired; microseconds UTC
 * @due: when a renewal should have been made: twelve months before, or half way for a
 *   shorter life
 * @by_algorithm: it is the algorithm that ends first
 */
typedef struct {
  gint64 ends;
  gint64 due;
  gboolean by_algorithm;
} HikaeTsaLife;

/* @chain: PEM as in #HikaeTsaVerdict; @gen_time: of the stamp. FALSE when the chain
 * cannot be read: then nothing can be said. The dates of algorithms are data
 * (authorities/algorithms.conf). Any thread. */
gboolean hikae_tsa_life_compute (GBytes *chain,
                                 gint64 gen_time,
                                 HikaeTsaLife *life) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the hash function @name ("sha256") is retired twelve months after @now or
 * before: then what rests on it should go over to another. Any thread. */
gboolean hikae_tsa_life_is_hash_leaving (const char *name, gint64 now);

G_END_DECLS
