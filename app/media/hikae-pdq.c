/* hikae-pdq.c: PDQ, a fingerprint that survives re-encoding
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Luma → two passes of a box filter in both directions → 64 × 64 samples → the 16 × 16
 * lowest frequencies of a cosine transform without the constant ones → one bit for each,
 * above the median or not. All sums are 32-bit floats in the order of the published
 * implementation, so that equal pixels give equal bits everywhere. */
#include "config.h"

#include "hikae-pdq.h"

#include "hikae-digest.h"
#include "hikae-pdq-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIDE HIKAE_PDQ_SIDE
#define FREQUENCIES 16
#define BITS (FREQUENCIES * FREQUENCIES)
#define LEAST_SIDE 5

typedef float Samples[SIDE][SIDE];
typedef float Spectrum[FREQUENCIES][FREQUENCIES];

/* How much there is to see: sums of steps between neighbours. */
static guint
measure_quality (Samples samples)
{
  int sum = 0;

  for (guint i = 0; i < SIDE; i++) {
    for (guint j = 0; j < SIDE; j++) {
      if (i + 1 < SIDE)
        sum += abs ((int)(((samples[i][j] - samples[i + 1][j]) * 100) / 255));
      if (j + 1 < SIDE)
        sum += abs ((int)(((samples[i][j] - samples[i][j + 1]) * 100) / 255));
    }
  }
  return (guint)MIN (100, sum / 90);
}

static void
transform (Samples samples, Spectrum spectrum)
{
  float basis[FREQUENCIES][SIDE];
  float half[FREQUENCIES][SIDE];

  for (guint i = 0; i < FREQUENCIES; i++)
    for (guint j = 0; j < SIDE; j++)
      basis[i][j] =
          (float)(sqrt (2.0 / SIDE) * cos ((G_PI / 2 / SIDE) * (i + 1) * (2 * j + 1)));
  for (guint i = 0; i < FREQUENCIES; i++) {
    for (guint j = 0; j < SIDE; j++) {
      float sum = 0;

      for (guint k = 0; k < SIDE; k++)
        sum += basis[i][k] * samples[k][j];
      half[i][j] = sum;
    }
  }
  for (guint i = 0; i < FREQUENCIES; i++) {
    for (guint j = 0; j < FREQUENCIES; j++) {
      float sum = 0;

      for (guint k = 0; k < SIDE; k++)
        sum += half[i][k] * basis[j][k];
      spectrum[i][j] = sum;
    }
  }
}

static int
compare_floats (const void *a, const void *b)
{
  float x = *(const float *)a;
  float y = *(const float *)b;

  return (x > y) - (x < y);
}

static void
take_bits (Spectrum spectrum, HikaePdqHash *hash)
{
  float sorted[BITS];
  float median = 0;

  memcpy (sorted, spectrum, sizeof sorted);
  qsort (sorted, BITS, sizeof *sorted, compare_floats);
  median = sorted[BITS / 2 - 1];
  memset (hash, 0, sizeof *hash);
  for (guint k = 0; k < BITS; k++)
    if (spectrum[k / FREQUENCIES][k % FREQUENCIES] > median)
      hash->words[k >> 4] |= (guint16)(1 << (k & 15));
}

/* What turning and mirroring does to a cosine spectrum: swaps and signs. */
static void
turn (Spectrum from, HikaePdqForm form, Spectrum to)
{
  for (guint i = 0; i < FREQUENCIES; i++) {
    for (guint j = 0; j < FREQUENCIES; j++) {
      float value = from[i][j];
      gboolean swap = FALSE;
      gboolean keep = TRUE;

      switch (form) {
      case HIKAE_PDQ_TURNED_90:
        swap = TRUE;
        keep = j % 2 == 1;
        break;
      case HIKAE_PDQ_TURNED_180:
        keep = (i + j) % 2 == 0;
        break;
      case HIKAE_PDQ_TURNED_270:
        swap = TRUE;
        keep = i % 2 == 1;
        break;
      case HIKAE_PDQ_TOP_BOTTOM:
        keep = i % 2 == 1;
        break;
      case HIKAE_PDQ_MIRRORED:
        keep = j % 2 == 1;
        break;
      case HIKAE_PDQ_DIAGONAL:
        swap = TRUE;
        break;
      case HIKAE_PDQ_COUNTER_DIAGONAL:
        swap = TRUE;
        keep = (i + j) % 2 == 0;
        break;
      case HIKAE_PDQ_AS_IS:
      default:
        break;
      }
      to[swap ? j : i][swap ? i : j] = keep ? value : -value;
    }
  }
}

void
hikae_pdq_compute (HikaePdqReadRow read,
                   gconstpointer data,
                   guint rows,
                   guint columns,
                   HikaePdq *pdq)
{
  Samples samples;
  Spectrum spectrum;
  Spectrum turned;

  memset (pdq, 0, sizeof *pdq);
  if (rows < LEAST_SIDE || columns < LEAST_SIDE)
    return;
  if (rows == SIDE && columns == SIDE)
    for (guint row = 0; row < SIDE; row++)
      read (data, row, samples[row]);
  else
    hikae_pdq_sample (read, data, rows, columns, samples);
  pdq->quality = measure_quality (samples);
  transform (samples, spectrum);
  for (guint form = 0; form < HIKAE_PDQ_FORMS; form++) {
    turn (spectrum, (HikaePdqForm)form, turned);
    take_bits (turned, &pdq->forms[form]);
  }
}

guint
hikae_pdq_get_distance (const HikaePdqHash *a, const HikaePdqHash *b)
{
  guint distance = 0;

  for (guint i = 0; i < G_N_ELEMENTS (a->words); i++)
    distance += (guint)__builtin_popcount ((guint)(a->words[i] ^ b->words[i]));
  return distance;
}

char *
hikae_pdq_hash_format (const HikaePdqHash *hash)
{
  guint8 bytes[HIKAE_PDQ_SIZE];

  for (guint i = 0; i < 16; i++) {
    bytes[i * 2] = (guint8)(hash->words[15 - i] >> 8);
    bytes[i * 2 + 1] = (guint8)hash->words[15 - i];
  }
  return hikae_hex_format (bytes, sizeof bytes);
}

gboolean
hikae_pdq_hash_parse (const char *text, HikaePdqHash *hash)
{
  guint8 bytes[HIKAE_PDQ_SIZE];

  memset (hash, 0, sizeof *hash);
  if (strlen (text) != HIKAE_PDQ_SIZE * 2 ||
      !hikae_hex_parse (text, HIKAE_PDQ_SIZE * 2, bytes))
    return FALSE;
  for (guint i = 0; i < 16; i++)
    hash->words[15 - i] = (guint16)(bytes[i * 2] << 8 | bytes[i * 2 + 1]);
  return TRUE;
}
