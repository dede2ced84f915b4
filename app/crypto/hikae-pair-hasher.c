/* hikae-pair-hasher.c: SHA-256 and SHA-512 of one stream, on two cores
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-pair-hasher.h"

#include "hikae-hasher.h"

/* Less is done sooner than another thread is woken. */
#define WORTH_A_THREAD (128 * 1024)

struct _HikaePairHasher {
  HikaeHasher *sha256;
  HikaeHasher *sha512; /* of the thread while @bytes is set, else of the caller */
  GThread *thread;     /* (nullable): made when first needed */
  GMutex lock;
  GCond changed;
  const void *bytes; /* (unowned) (nullable): what the thread is to hash */
  gsize size;
  gboolean ending;
};

HikaePairHasher *
hikae_pair_hasher_new (void)
{
  HikaePairHasher *self = g_new0 (HikaePairHasher, 1);

  self->sha256 = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  self->sha512 = hikae_hasher_new (HIKAE_DIGEST_SHA512, HIKAE_DIGEST_NONE);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  return self;
}

void
hikae_pair_hasher_free (HikaePairHasher *self)
{
  if (self == NULL)
    return;
  if (self->thread != NULL) {
    g_mutex_lock (&self->lock);
    self->ending = TRUE;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
    g_thread_join (self->thread);
  }
  hikae_hasher_free (self->sha256);
  hikae_hasher_free (self->sha512);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

static gpointer
hash_thread (gpointer data)
{
  HikaePairHasher *self = data;

  g_mutex_lock (&self->lock);
  for (;;) {
    while (self->bytes == NULL && !self->ending)
      g_cond_wait (&self->changed, &self->lock);
    if (self->bytes == NULL)
      break;
    g_mutex_unlock (&self->lock);
    hikae_hasher_update (self->sha512, self->bytes, self->size);
    g_mutex_lock (&self->lock);
    self->bytes = NULL;
    g_cond_broadcast (&self->changed);
  }
  g_mutex_unlock (&self->lock);
  return NULL;
}

void
hikae_pair_hasher_begin (HikaePairHasher *self, const void *bytes, gsize size)
{
  if (size < WORTH_A_THREAD) {
    hikae_hasher_update (self->sha512, bytes, size);
  } else {
    if (self->thread == NULL)
      self->thread = g_thread_new ("sha512", hash_thread, self);
    g_mutex_lock (&self->lock);
    self->bytes = bytes;
    self->size = size;
    g_cond_broadcast (&self->changed);
    g_mutex_unlock (&self->lock);
  }
  hikae_hasher_update (self->sha256, bytes, size);
}

void
hikae_pair_hasher_wait (HikaePairHasher *self)
{
  g_mutex_lock (&self->lock);
  while (self->bytes != NULL)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
}

void
hikae_pair_hasher_finish (HikaePairHasher *self, HikaeDigest *sha256, HikaeDigest *sha512)
{
  hikae_pair_hasher_wait (self);
  *sha256 = hikae_hasher_finish (self->sha256, HIKAE_DIGEST_SHA256);
  *sha512 = hikae_hasher_finish (self->sha512, HIKAE_DIGEST_SHA512);
}
