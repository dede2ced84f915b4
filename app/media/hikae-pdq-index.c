/* hikae-pdq-index.c: many fingerprints, and those near to one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-pdq-index.h"

#include <string.h>

#define WORDS 4

typedef struct {
  guint64 words[WORDS];
  guint64 tag;
} Entry;

struct _HikaePdqIndex {
  GArray *entries; /* (element-type Entry) */
};

HikaePdqIndex *
hikae_pdq_index_new (void)
{
  HikaePdqIndex *self = g_new0 (HikaePdqIndex, 1);

  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  return self;
}

void
hikae_pdq_index_free (HikaePdqIndex *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->entries);
  g_free (self);
}

void
hikae_pdq_index_add (HikaePdqIndex *self, const HikaePdqHash *hash, guint64 tag)
{
  Entry entry = {.tag = tag};

  G_STATIC_ASSERT (sizeof entry.words == sizeof hash->words);
  memcpy (entry.words, hash->words, sizeof entry.words);
  g_array_append_val (self->entries, entry);
}

guint
hikae_pdq_index_get_count (const HikaePdqIndex *self)
{
  return self->entries->len;
}

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

static int
compare_hits (gconstpointer a, gconstpointer b)
{
  const HikaePdqHit *x = a;
  const HikaePdqHit *y = b;

  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return (x->tag > y->tag) - (x->tag < y->tag);
}

GArray *
hikae_pdq_index_search (const HikaePdqIndex *self,
                        const HikaePdq *needle,
                        guint forms,
                        guint distance)
{
  GArray *hits = g_array_new (FALSE, FALSE, sizeof (HikaePdqHit));
  guint64 wanted[HIKAE_PDQ_FORMS][WORDS];

  for (guint form = 0; form < HIKAE_PDQ_FORMS; form++)
    memcpy (wanted[form], needle->forms[form].words, sizeof wanted[form]);
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);
    HikaePdqHit hit = {entry->tag, distance + 1, HIKAE_PDQ_AS_IS};

    for (guint form = 0; form < MIN (forms, HIKAE_PDQ_FORMS); form++) {
      guint got = measure (wanted[form], entry->words, distance);

      if (got >= hit.distance)
        continue;
      hit.distance = got;
      hit.form = (HikaePdqForm)form;
    }
    if (hit.distance <= distance)
      g_array_append_val (hits, hit);
  }
  g_array_sort (hits, compare_hits);
  return hits;
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
