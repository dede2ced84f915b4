/* hikae-hasher.c: SHA-256 and SHA-512 of one stream in one pass
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-hasher.h"

#include <openssl/evp.h>

#define MAX_DIGESTS 4

/* Pieces that may wait for one thread. */
#define MAX_WAITING 4

/* One digest and, while pieces are hashed beside the caller, its thread. */
typedef struct {
  HikaeDigestAlgorithm algorithm;
  EVP_MD_CTX *context;
  GThread *thread; /* (nullable) */
  GMutex mutex;
  GCond changed;
  GQueue pieces; /* of GBytes */
  gboolean ended;
} Lane;

struct _HikaeHasher {
  guint count;
  Lane lanes[MAX_DIGESTS];
};

static const EVP_MD *
find_md (HikaeDigestAlgorithm algorithm)
{
  switch (algorithm) {
  case HIKAE_DIGEST_SHA256:
    return EVP_sha256 ();
  case HIKAE_DIGEST_SHA384:
    return EVP_sha384 ();
  case HIKAE_DIGEST_SHA512:
    return EVP_sha512 ();
  case HIKAE_DIGEST_NONE:
  default:
    g_assert_not_reached ();
  }
}

HikaeHasher *
hikae_hasher_new (HikaeDigestAlgorithm first, ...)
{
  HikaeHasher *self = g_new0 (HikaeHasher, 1);
  va_list rest;

  va_start (rest, first);
  for (HikaeDigestAlgorithm next = first; next != HIKAE_DIGEST_NONE;
       next = va_arg (rest, HikaeDigestAlgorithm)) {
    EVP_MD_CTX *context = EVP_MD_CTX_new ();

    g_assert (self->count < MAX_DIGESTS);
    if (context == NULL || EVP_DigestInit_ex (context, find_md (next), NULL) != 1)
      g_error ("the cryptographic library has no %s",
               hikae_digest_algorithm_get_name (next));
    self->lanes[self->count].algorithm = next;
    self->lanes[self->count++].context = context;
  }
  va_end (rest);
  return self;
}

static void
update (Lane *lane, const void *bytes, gsize size)
{
  if (EVP_DigestUpdate (lane->context, bytes, size) != 1)
    g_error ("the cryptographic library stopped hashing");
}

static gpointer
lane_thread (gpointer data)
{
  Lane *lane = data;

  g_mutex_lock (&lane->mutex);
  for (;;) {
    GBytes *bytes = g_queue_peek_head (&lane->pieces);
    const void *piece = NULL;
    gsize size = 0;

    if (bytes == NULL && lane->ended)
      break;
    if (bytes == NULL) {
      g_cond_wait (&lane->changed, &lane->mutex);
      continue;
    }
    g_mutex_unlock (&lane->mutex);
    piece = g_bytes_get_data (bytes, &size);
    update (lane, piece, size);
    g_mutex_lock (&lane->mutex);
    g_bytes_unref (g_queue_pop_head (&lane->pieces));
    g_cond_signal (&lane->changed);
  }
  g_mutex_unlock (&lane->mutex);
  return NULL;
}

/* Until all its pieces are hashed. */
static void
end_lane (Lane *lane)
{
  if (lane->thread == NULL)
    return;
  g_mutex_lock (&lane->mutex);
  lane->ended = TRUE;
  g_cond_signal (&lane->changed);
  g_mutex_unlock (&lane->mutex);
  g_thread_join (lane->thread);
  lane->thread = NULL;
  g_mutex_clear (&lane->mutex);
  g_cond_clear (&lane->changed);
}

void
hikae_hasher_free (HikaeHasher *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->count; i++) {
    end_lane (&self->lanes[i]);
    EVP_MD_CTX_free (self->lanes[i].context);
  }
  g_free (self);
}

void
hikae_hasher_update (HikaeHasher *self, const void *bytes, gsize size)
{
  for (guint i = 0; i < self->count; i++) {
    g_assert (self->lanes[i].thread == NULL);
    update (&self->lanes[i], bytes, size);
  }
}

void
hikae_hasher_update_beside (HikaeHasher *self, GBytes *bytes)
{
  for (guint i = 0; i < self->count; i++) {
    Lane *lane = &self->lanes[i];

    if (lane->thread == NULL) {
      g_mutex_init (&lane->mutex);
      g_cond_init (&lane->changed);
      g_queue_init (&lane->pieces);
      lane->thread = g_thread_new ("hikae-hash", lane_thread, lane);
    }
    g_mutex_lock (&lane->mutex);
    while (g_queue_get_length (&lane->pieces) >= MAX_WAITING)
      g_cond_wait (&lane->changed, &lane->mutex);
    g_queue_push_tail (&lane->pieces, g_bytes_ref (bytes));
    g_cond_signal (&lane->changed);
    g_mutex_unlock (&lane->mutex);
  }
}

HikaeDigest
hikae_hasher_finish (HikaeHasher *self, HikaeDigestAlgorithm algorithm)
{
  HikaeDigest digest = {algorithm, {0}};

  for (guint i = 0; i < self->count; i++) {
    if (self->lanes[i].algorithm != algorithm)
      continue;
    end_lane (&self->lanes[i]);
    if (EVP_DigestFinal_ex (self->lanes[i].context, digest.bytes, NULL) != 1)
      g_error ("the cryptographic library stopped hashing");
    return digest;
  }
  g_assert_not_reached ();
}

HikaeDigest
hikae_hash_bytes (HikaeDigestAlgorithm algorithm, const void *bytes, gsize size)
{
  g_autoptr (HikaeHasher) hasher = hikae_hasher_new (algorithm, HIKAE_DIGEST_NONE);

  hikae_hasher_update (hasher, bytes, size);
  return hikae_hasher_finish (hasher, algorithm);
}
