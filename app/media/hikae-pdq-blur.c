/* hikae-pdq-blur.c: from a picture's brightness to the samples of PDQ
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A box along the rows, one along the columns, and the same again. Each is a running sum
 * of floats, so its order is part of the result; what is free is the order among sums.
 * Rows go through in bands of eight, side by side, since a sum along a single row would
 * wait for itself at every step. Only the rows that the boxes still reach are kept: that
 * fits the processor's cache, where the whole picture would not, and moving it through
 * memory four times took longer than decoding. */
#include "config.h"

#include "hikae-pdq-private.h"

#include <string.h>

#define SIDE HIKAE_PDQ_SIDE
#define BAND 8

typedef float Four __attribute__ ((vector_size (16), aligned (4), may_alias));
/* A column of a band. Not one vector of eight: where the processor has only vectors of
 * four, the compiler keeps such sums in memory. */
typedef struct {
  Four top;
  Four bottom;
} Lanes;

typedef struct {
  HikaePdqReadRow read;
  gconstpointer data;
  guint rows;
  guint columns;
  gsize stride;       /* of a row: columns, rounded up to whole bands */
  gsize places[SIDE]; /* which columns are sampled */
  float *lines;       /* (owned): BAND rows of the picture */
  float *done;        /* (owned): BAND rows out of the box along the columns */
  float *tile;        /* (owned): the same, side by side */
  float *blurred;     /* (owned) */
  float *ring;        /* (owned): rows that the box along the columns reaches */
  guint depth;        /* of the ring */
  float *sums;        /* (owned): of that box, for each column */
  float *narrow;      /* (owned): the 64 columns of all rows after the third box */
} Blur;

static guint
get_window (guint count)
{
  return (count + 127) / 128;
}

/* How far a box looks ahead. */
static guint
get_ahead (guint window)
{
  return (window + 2) / 2 - 1;
}

/* Where sample @i of 64 lies among @count. */
static gsize
get_place (guint i, guint count)
{
  return (gsize)((i + 0.5) * count / SIDE);
}

/* How many samples a box holds after so many steps. */
static float
get_divisor (guint steps, guint count, guint window)
{
  return (float)(MIN (steps, count) - (steps > window ? steps - window : 0));
}

/* Four rows of four become four columns. */
static inline void
turn_four (const float *in, gsize in_stride, float *out, gsize out_stride)
{
  const Four a = *(const Four *)in;
  const Four b = *(const Four *)(in + in_stride);
  const Four c = *(const Four *)(in + 2 * in_stride);
  const Four d = *(const Four *)(in + 3 * in_stride);
  const Four ab_low = __builtin_shufflevector (a, b, 0, 4, 1, 5);
  const Four ab_high = __builtin_shufflevector (a, b, 2, 6, 3, 7);
  const Four cd_low = __builtin_shufflevector (c, d, 0, 4, 1, 5);
  const Four cd_high = __builtin_shufflevector (c, d, 2, 6, 3, 7);

  *(Four *)out = __builtin_shufflevector (ab_low, cd_low, 0, 1, 4, 5);
  *(Four *)(out + out_stride) = __builtin_shufflevector (ab_low, cd_low, 2, 3, 6, 7);
  *(Four *)(out + 2 * out_stride) =
      __builtin_shufflevector (ab_high, cd_high, 0, 1, 4, 5);
  *(Four *)(out + 3 * out_stride) =
      __builtin_shufflevector (ab_high, cd_high, 2, 3, 6, 7);
}

static void
lines_to_tile (const float *lines, gsize stride, float *tile)
{
  for (gsize column = 0; column < stride; column += 4)
    for (gsize row = 0; row < BAND; row += 4)
      turn_four (lines + row * stride + column, stride, tile + column * BAND + row, BAND);
}

static void
tile_to_lines (const float *tile, gsize stride, float *lines)
{
  for (gsize column = 0; column < stride; column += 4)
    for (gsize row = 0; row < BAND; row += 4)
      turn_four (tile + column * BAND + row, BAND, lines + row * stride + column, stride);
}

static inline void
add_lanes (Lanes *sum, const Lanes *one)
{
  sum->top += one->top;
  sum->bottom += one->bottom;
}

static inline void
drop_lanes (Lanes *sum, const Lanes *one)
{
  sum->top -= one->top;
  sum->bottom -= one->bottom;
}

static inline void
write_lanes (const Lanes *sum, float divisor, Lanes *out)
{
  out->top = sum->top / divisor;
  out->bottom = sum->bottom / divisor;
}

static void
blur_tile (const float *tile, float *blurred, guint count)
{
  const Lanes *in = (const Lanes *)tile;
  Lanes *out = (Lanes *)blurred;
  const guint window = get_window (count);
  const guint ahead = get_ahead (window);
  Lanes sum = {{0}, {0}};
  guint step = 0;

  for (; step < window; step++) {
    add_lanes (&sum, &in[step]);
    if (step >= ahead)
      write_lanes (&sum, (float)(step + 1), &out[step - ahead]);
  }
  for (; step < count; step++) {
    add_lanes (&sum, &in[step]);
    drop_lanes (&sum, &in[step - window]);
    write_lanes (&sum, (float)window, &out[step - ahead]);
  }
  for (; step < count + ahead; step++) {
    drop_lanes (&sum, &in[step - window]);
    write_lanes (&sum, (float)(window + count - step - 1), &out[step - ahead]);
  }
}

/* The same, but only the columns that are sampled are divided and written: @out has room
 * for 64 × BAND. */
static void
sample_tile (const Blur *self, Lanes *out)
{
  const Lanes *in = (const Lanes *)self->tile;
  const guint count = self->columns;
  const guint window = get_window (count);
  const guint ahead = get_ahead (window);
  Lanes sum = {{0}, {0}};
  guint step = 0;

  for (guint i = 0; i < SIDE; i++) {
    const guint end = (guint)self->places[i] + ahead + 1;

    for (; step < MIN (end, window); step++)
      add_lanes (&sum, &in[step]);
    for (; step < MIN (end, count); step++) {
      add_lanes (&sum, &in[step]);
      drop_lanes (&sum, &in[step - window]);
    }
    for (; step < end; step++)
      drop_lanes (&sum, &in[step - window]);
    write_lanes (&sum, get_divisor (step, count, window), &out[i]);
  }
}

/* One step of the box along the columns; @out: (nullable): nothing comes out yet. */
static void
step_columns (Blur *self, guint step, float *restrict out)
{
  const guint window = get_window (self->rows);
  const gsize stride = self->stride;
  const gboolean add = step < self->rows;
  const gboolean drop = step >= window;
  const float *adding = self->ring + (step % self->depth) * stride;
  const float *dropping =
      self->ring + ((drop ? step - window : 0) % self->depth) * stride;
  const float divisor = get_divisor (step + 1, self->rows, window);
  float *restrict sums = self->sums;

  if (add && drop && out != NULL) {
    /* Nearly always. */
    for (gsize i = 0; i < stride; i++) {
      const float sum = sums[i] + adding[i] - dropping[i];

      sums[i] = sum;
      out[i] = sum / divisor;
    }
    return;
  }
  for (gsize i = 0; add && i < stride; i++)
    sums[i] += adding[i];
  for (gsize i = 0; drop && i < stride; i++)
    sums[i] -= dropping[i];
  for (gsize i = 0; out != NULL && i < stride; i++)
    out[i] = sums[i] / divisor;
}

/* BAND rows out of the box along the columns, the first of them number @row. */
static void
finish_band (Blur *self, guint row)
{
  Lanes sampled[SIDE];

  lines_to_tile (self->done, self->stride, self->tile);
  sample_tile (self, sampled);
  for (guint i = 0; i < MIN (BAND, self->rows - row); i++)
    for (guint column = 0; column < SIDE; column++)
      self->narrow[(gsize)(row + i) * SIDE + column] =
          ((const float *)&sampled[column])[i];
}

/* BAND rows of the picture, blurred, into the ring; those behind its end are nothing. */
static void
read_band (Blur *self, guint row)
{
  for (guint i = 0; i < MIN (BAND, self->rows - row); i++)
    self->read (self->data, row + i, self->lines + i * self->stride);
  lines_to_tile (self->lines, self->stride, self->tile);
  blur_tile (self->tile, self->blurred, self->columns);
  tile_to_lines (
      self->blurred, self->stride, self->ring + (row % self->depth) * self->stride);
}

/* The box along the columns for the second time, of 64 columns. */
static void
sample_rows (const Blur *self, float samples[SIDE][SIDE])
{
  const guint window = get_window (self->rows);
  const guint ahead = get_ahead (window);
  float sums[SIDE] = {0};
  guint step = 0;

  for (guint i = 0; i < SIDE; i++) {
    const guint end = (guint)get_place (i, self->rows) + ahead + 1;
    const float divisor = get_divisor (end, self->rows, window);

    for (; step < end; step++) {
      for (gsize column = 0; step < self->rows && column < SIDE; column++)
        sums[column] += self->narrow[(gsize)step * SIDE + column];
      for (gsize column = 0; step >= window && column < SIDE; column++)
        sums[column] -= self->narrow[(gsize)(step - window) * SIDE + column];
    }
    for (guint column = 0; column < SIDE; column++)
      samples[i][column] = sums[column] / divisor;
  }
}

static void
run (Blur *self)
{
  const guint ahead = get_ahead (get_window (self->rows));
  guint out = 0;

  for (guint step = 0; step < self->rows + ahead; step++) {
    if (step < self->rows && step % BAND == 0)
      read_band (self, step);
    if (step < ahead) {
      step_columns (self, step, NULL);
      continue;
    }
    step_columns (self, step, self->done + (out % BAND) * self->stride);
    out++;
    if (out % BAND == 0 || out == self->rows)
      finish_band (self, (out - 1) / BAND * BAND);
  }
}

static float *
allocate (gsize count)
{
  return g_aligned_alloc0 (count, sizeof (float), sizeof (Lanes));
}

void
hikae_pdq_sample (HikaePdqReadRow read,
                  gconstpointer data,
                  guint rows,
                  guint columns,
                  float samples[SIDE][SIDE])
{
  Blur self = {.read = read, .data = data, .rows = rows, .columns = columns};

  self.stride = ((gsize)columns + BAND - 1) / BAND * BAND;
  self.depth = (get_window (rows) + 2 * BAND - 1) / BAND * BAND;
  for (guint i = 0; i < SIDE; i++)
    self.places[i] = get_place (i, columns);
  self.lines = allocate (self.stride * BAND);
  self.done = allocate (self.stride * BAND);
  self.tile = allocate (self.stride * BAND);
  self.blurred = allocate (self.stride * BAND);
  self.ring = allocate (self.stride * self.depth);
  self.sums = allocate (self.stride);
  self.narrow = allocate ((gsize)rows * SIDE);
  run (&self);
  sample_rows (&self, samples);
  g_aligned_free (self.lines);
  g_aligned_free (self.done);
  g_aligned_free (self.tile);
  g_aligned_free (self.blurred);
  g_aligned_free (self.ring);
  g_aligned_free (self.sums);
  g_aligned_free (self.narrow);
}
