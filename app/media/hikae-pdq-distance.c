/* hikae-pdq-distance.c: how far fingerprints are from each other
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-pdq.h"

#include <string.h>

#define WORDS 4

static guint
count_bits (guint64 word)
{
  word -= (word >> 1) & G_GUINT64_CONSTANT (0x5555555555555555);
  word = (word & G_GUINT64_CONSTANT (0x3333333333333333)) +
         ((word >> 2) & G_GUINT64_CONSTANT (0x3333333333333333));
  word = (word + (word >> 4)) & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f);
  return (guint)(word * G_GUINT64_CONSTANT (0x0101010101010101) >> 56);
}

/* Most pairs differ in so many bits of the first words that the rest need not be looked
 * at. */
static guint
measure (const guint64 *a, const guint64 *b, guint most)
{
  guint distance = 0;

  for (guint i = 0; i < WORDS && distance <= most; i++)
    distance += count_bits (a[i] ^ b[i]);
  return distance;
}

guint
hikae_pdq_measure (const HikaePdq *original,
                   guint forms,
                   const HikaePdqHash *candidate,
                   guint most,
                   HikaePdqForm *form)
{
  guint least = most + 1;
  guint64 theirs[WORDS];

  memcpy (theirs, candidate->words, sizeof theirs);
  for (guint i = 0; i < MIN (forms, HIKAE_PDQ_FORMS); i++) {
    guint64 ours[WORDS];
    guint got = 0;

    memcpy (ours, original->forms[i].words, sizeof ours);
    got = measure (ours, theirs, most);
    if (got >= least)
      continue;
    least = got;
    *form = (HikaePdqForm)i;
  }
  return least;
}
