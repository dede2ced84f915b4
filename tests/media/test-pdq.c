/* test-pdq.c: the samples of PDQ beside its specification, done without any skill
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-pdq-private.h"
#include "hikae-test.h"

#include <string.h>

typedef struct {
  guint rows;
  guint columns;
  float *luma;
} Picture;

/* One line after the other, as it is written down; @stride apart. */
static void
blur_line (const float *in, float *out, guint count, gsize stride, guint window)
{
  const int half = ((int)window + 2) / 2;
  const int phases[] = {
      half - 1, (int)window - half + 1, (int)count - (int)window, half - 1};
  float sum = 0;
  guint divisor = 0;
  gsize right = 0;
  gsize left = 0;
  gsize written = 0;

  for (int phase = 0; phase < 4; phase++) {
    for (int i = 0; i < phases[phase]; i++) {
      if (phase < 3)
        sum += in[stride * right++];
      if (phase < 2)
        divisor++;
      if (phase >= 2)
        sum -= in[stride * left++];
      if (phase == 3)
        divisor--;
      if (phase > 0)
        out[stride * written++] = sum / (float)divisor;
    }
  }
  g_assert_cmpuint (written, ==, count);
}

static void
sample_plainly (const Picture *picture, float samples[HIKAE_PDQ_SIDE][HIKAE_PDQ_SIDE])
{
  const guint rows = picture->rows;
  const guint columns = picture->columns;
  const gsize count = (gsize)rows * columns;
  g_autofree float *luma = g_memdup2 (picture->luma, count * sizeof (float));
  g_autofree float *spare = g_new (float, count);

  for (int pass = 0; pass < 2; pass++) {
    for (guint row = 0; row < rows; row++)
      blur_line (luma + (gsize)row * columns,
                 spare + (gsize)row * columns,
                 columns,
                 1,
                 (columns + 127) / 128);
    for (guint column = 0; column < columns; column++)
      blur_line (spare + column, luma + column, rows, columns, (rows + 127) / 128);
  }
  for (guint i = 0; i < HIKAE_PDQ_SIDE; i++)
    for (guint j = 0; j < HIKAE_PDQ_SIDE; j++)
      samples[i][j] = luma[(gsize)((i + 0.5) * rows / HIKAE_PDQ_SIDE) * columns +
                           (gsize)((j + 0.5) * columns / HIKAE_PDQ_SIDE)];
}

static void
read_row (gconstpointer data, guint row, float *luma)
{
  const Picture *picture = data;

  memcpy (luma,
          picture->luma + (gsize)row * picture->columns,
          sizeof (float) * picture->columns);
}

static void
compare (guint rows, guint columns, GRand *random)
{
  g_autofree float *luma = g_new (float, (gsize)rows *columns);
  const Picture picture = {rows, columns, luma};
  float plain[HIKAE_PDQ_SIDE][HIKAE_PDQ_SIDE];
  float ours[HIKAE_PDQ_SIDE][HIKAE_PDQ_SIDE];

  for (gsize i = 0; i < (gsize)rows * columns; i++)
    luma[i] = (float)g_rand_double_range (random, 0, 255);
  sample_plainly (&picture, plain);
  hikae_pdq_sample (read_row, &picture, rows, columns, ours);
  g_test_message ("%u × %u", columns, rows);
  g_assert_cmpmem (plain, sizeof plain, ours, sizeof ours);
}

/* Every bit of every sample, since floats added in another order are other floats. */
static void
test_samples (void)
{
  static const guint sides[] = {
      5, 7, 8, 9, 63, 64, 65, 127, 128, 129, 255, 257, 641, 1025};
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sides); j++)
      compare (sides[i], sides[j], random);
  compare (5, 16384, random);
  compare (16384, 5, random);
  compare (1501, 2003, random);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pdq/samples", test_samples);
  return g_test_run ();
}
