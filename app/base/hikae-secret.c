/* hikae-secret.c: secret bytes on pages of their own
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-secret.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct _HikaeSecret {
  gatomicrefcount refs;
  gsize size;
  gsize mapped;
  guint8 *bytes;
};

G_DEFINE_BOXED_TYPE (HikaeSecret, hikae_secret, hikae_secret_ref, hikae_secret_unref)

void
hikae_wipe (void *bytes, gsize size)
{
  explicit_bzero (bytes, size);
}

gboolean
hikae_bytes_equal (const void *a, const void *b, gsize size)
{
  const volatile guint8 *x = a;
  const volatile guint8 *y = b;
  guint8 difference = 0;

  for (gsize i = 0; i < size; i++)
    difference |= x[i] ^ y[i];
  return difference == 0;
}

HikaeSecret *
hikae_secret_new (gsize size)
{
  gsize page = (gsize)sysconf (_SC_PAGESIZE);
  HikaeSecret *self = NULL;

  g_return_val_if_fail (size <= HIKAE_SECRET_MAX, NULL);
  self = g_new0 (HikaeSecret, 1);
  g_atomic_ref_count_init (&self->refs);
  self->size = size;
  self->mapped = (size + 1 + page - 1) / page * page;
  self->bytes = mmap (
      NULL, self->mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (self->bytes == MAP_FAILED)
    g_error ("out of memory for a secret");
  /* Best effort: the limit on locked memory may be zero. Wiping does not depend on it. */
  (void)mlock (self->bytes, self->mapped);
  (void)madvise (self->bytes, self->mapped, MADV_DONTDUMP);
  (void)madvise (self->bytes, self->mapped, MADV_WIPEONFORK);
  return self;
}

HikaeSecret *
hikae_secret_new_copy (const void *bytes, gsize size)
{
  HikaeSecret *self = hikae_secret_new (size);

  if (size > 0)
    memcpy (self->bytes, bytes, size);
  return self;
}

HikaeSecret *
hikae_secret_new_take_text (char *text)
{
  char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);
  const char *chosen = composed != NULL ? composed : text;
  HikaeSecret *self = hikae_secret_new_copy (chosen, strlen (chosen));

  if (composed != NULL)
    hikae_wipe (composed, strlen (composed));
  hikae_wipe (text, strlen (text));
  g_free (composed);
  g_free (text);
  return self;
}

HikaeSecret *
hikae_secret_ref (HikaeSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hikae_secret_unref (HikaeSecret *self)
{
  g_return_if_fail (self != NULL);
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  hikae_wipe (self->bytes, self->mapped);
  munmap (self->bytes, self->mapped);
  g_free (self);
}

gsize
hikae_secret_get_size (const HikaeSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->size;
}

const guint8 *
hikae_secret_get_bytes (const HikaeSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->bytes;
}

guint8 *
hikae_secret_get_writable (HikaeSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->bytes;
}

gboolean
hikae_secret_equal (const HikaeSecret *a, const HikaeSecret *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);
  return a->size == b->size && hikae_bytes_equal (a->bytes, b->bytes, a->size);
}
