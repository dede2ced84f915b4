/* hikae-progress.c: progress of long work, readable from any thread
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-progress.h"

struct _HikaeProgress {
  gatomicrefcount refs;
  guint64 done;
  guint64 total;
};

HikaeProgress *
hikae_progress_new (void)
{
  HikaeProgress *self = g_new0 (HikaeProgress, 1);

  g_atomic_ref_count_init (&self->refs);
  return self;
}

HikaeProgress *
hikae_progress_ref (HikaeProgress *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hikae_progress_unref (HikaeProgress *self)
{
  g_return_if_fail (self != NULL);
  if (g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

void
hikae_progress_set_total (HikaeProgress *self, guint64 total)
{
  if (self != NULL)
    __atomic_store_n (&self->total, total, __ATOMIC_RELAXED);
}

void
hikae_progress_add (HikaeProgress *self, guint64 done)
{
  if (self != NULL)
    __atomic_fetch_add (&self->done, done, __ATOMIC_RELAXED);
}

static guint64
get_done (HikaeProgress *self)
{
  return __atomic_load_n (&self->done, __ATOMIC_RELAXED);
}

guint64
hikae_progress_get_total (HikaeProgress *self)
{
  return __atomic_load_n (&self->total, __ATOMIC_RELAXED);
}

double
hikae_progress_get_fraction (HikaeProgress *self)
{
  guint64 total = hikae_progress_get_total (self);

  return total == 0 ? -1.0 : MIN (1.0, (double)get_done (self) / total);
}
