/* hikae-payload-stream.c: an item's payload, read from the case thread chunk by chunk
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Each page is authenticated when it is read, the whole payload when its end is reached:
 * a reader that does not come so far has not proved anything.
 *
 * While the reader works on one chunk the next is already asked for. A request is shared
 * by the two threads and freed by the one that lets go last, so a reader that is
 * cancelled leaves at once. */
#include "config.h"

#include "hikae-payload-stream.h"

#include "hikae-error.h"
#include "hikae-hasher.h"

#include <string.h>

/* How often a waiting reader looks whether it was cancelled. */
#define WAIT_US (20 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  gatomicrefcount refs;
  GMutex mutex;
  GCond done_cond;
  guint number;
  guint64 index;
  gboolean done;
  GBytes *bytes;
  GError *error;
} ChunkRequest;

struct _HikaePayloadStream {
  GInputStream parent_instance;
  HikaeCaseWorker *worker; /* (owned) */
  HikaeItem *item;         /* (owned) (nullable) */
  HikaeHasher *hasher;     /* (owned) (nullable): the end is still to be compared */
  ChunkRequest *ahead;     /* (owned) (nullable) */
  GBytes *chunk;           /* (owned) (nullable) */
  guint number;
  gboolean goes_around; /* what cannot be read reads as zeros */
  gboolean is_whole;    /* the end was reached and compared */
  gsize offset;         /* in @chunk */
  guint64 position;     /* where @chunk ends in the payload */
};

G_DEFINE_FINAL_TYPE (HikaePayloadStream, hikae_payload_stream, G_TYPE_INPUT_STREAM)

static void
chunk_request_unref (ChunkRequest *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->done_cond);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_clear_error (&self->error);
  g_free (self);
}

static void
answer_request (HikaeCaseWorker *worker, ChunkRequest *request)
{
  HikaeStore *store = hikae_case_worker_get_store (worker);
  GBytes *bytes = NULL;
  GError *error = NULL;

  if (store != NULL)
    bytes = hikae_store_get_chunk (store, request->number, request->index, &error);
  else
    g_set_error_literal (
        &error, HIKAE_ERROR, HIKAE_ERROR_INTERRUPTED, "the case is closed");
  g_mutex_lock (&request->mutex);
  request->bytes = bytes;
  request->error = error;
  request->done = TRUE;
  g_cond_signal (&request->done_cond);
  g_mutex_unlock (&request->mutex);
}

static void
read_message (HikaeCaseWorker *worker, gpointer data)
{
  answer_request (worker, data);
  chunk_request_unref (data);
}

static ChunkRequest *
send_request (HikaePayloadStream *self, guint64 index)
{
  ChunkRequest *request = g_new0 (ChunkRequest, 1);

  g_atomic_ref_count_init (&request->refs);
  g_mutex_init (&request->mutex);
  g_cond_init (&request->done_cond);
  request->number = self->number;
  request->index = index;
  /* When an item is made from another of the same case, the case thread reads itself. */
  if (hikae_case_worker_is_here (self->worker)) {
    answer_request (self->worker, request);
  } else {
    g_atomic_ref_count_inc (&request->refs);
    hikae_case_worker_send (self->worker, read_message, request);
  }
  return request;
}

/* (transfer full) (nullable) */
static GBytes *
wait_for (ChunkRequest *request, GCancellable *cancellable, GError **error)
{
  GBytes *bytes = NULL;
  gboolean cancelled = FALSE;

  g_mutex_lock (&request->mutex);
  while (!request->done && !cancelled) {
    (void)g_cond_wait_until (
        &request->done_cond, &request->mutex, g_get_monotonic_time () + WAIT_US);
    cancelled = g_cancellable_is_cancelled (cancellable);
  }
  if (request->done) {
    bytes = g_steal_pointer (&request->bytes);
    if (request->error != NULL)
      g_propagate_error (error, g_steal_pointer (&request->error));
  } else {
    g_cancellable_set_error_if_cancelled (cancellable, error);
  }
  g_mutex_unlock (&request->mutex);
  return bytes;
}

static gboolean
fail (HikaePayloadStream *self, int code, const char *why, GError **error)
{
  g_set_error (error, HIKAE_ERROR, code, "item %u: %s", self->number, why);
  return FALSE;
}

/* (transfer full): what is there of @bytes (transfer full) (nullable), then zeros. */
static GBytes *
fill_with_zeros (GBytes *bytes, gsize size)
{
  guint8 *filled = g_malloc0 (size);

  if (bytes != NULL)
    memcpy (filled, g_bytes_get_data (bytes, NULL), MIN (g_bytes_get_size (bytes), size));
  g_clear_pointer (&bytes, g_bytes_unref);
  return g_bytes_new_take (filled, size);
}

/* (transfer full) (nullable): as wait_for(), around what is damaged when that is wanted.
 */
static GBytes *
take_chunk (HikaePayloadStream *self,
            ChunkRequest *request,
            gsize expected,
            GCancellable *cancellable,
            GError **error)
{
  GError *problem = NULL;
  GBytes *bytes = wait_for (request, cancellable, &problem);

  if (self->goes_around && g_error_matches (problem, HIKAE_ERROR, HIKAE_ERROR_DAMAGED))
    g_clear_error (&problem);
  if (problem != NULL) {
    g_propagate_error (error, problem);
    return NULL;
  }
  if (self->goes_around && (bytes == NULL || g_bytes_get_size (bytes) != expected))
    return fill_with_zeros (bytes, expected);
  return bytes;
}

static gboolean
next_chunk (HikaePayloadStream *self, GCancellable *cancellable, GError **error)
{
  guint64 size = hikae_item_get_size (self->item);
  guint64 index = self->position / HIKAE_STORE_CHUNK_SIZE;
  guint64 expected = MIN (size - self->position, HIKAE_STORE_CHUNK_SIZE);
  ChunkRequest *request =
      self->ahead != NULL ? g_steal_pointer (&self->ahead) : send_request (self, index);
  g_autoptr (GBytes) bytes = NULL;

  if (self->position + expected < size && !hikae_case_worker_is_here (self->worker))
    self->ahead = send_request (self, index + 1);
  bytes = take_chunk (self, request, expected, cancellable, error);
  chunk_request_unref (request);
  if (bytes == NULL) {
    /* What was asked for ahead is not what a repeated read wants. */
    g_clear_pointer (&self->ahead, chunk_request_unref);
    return FALSE;
  }
  if (g_bytes_get_size (bytes) != expected)
    return fail (self, HIKAE_ERROR_DAMAGED, "a chunk has another size", error);
  if (self->hasher != NULL && size > HIKAE_STORE_CHUNK_SIZE)
    hikae_hasher_update_beside (self->hasher, bytes);
  else if (self->hasher != NULL)
    hikae_hasher_update (self->hasher, g_bytes_get_data (bytes, NULL), expected);
  g_clear_pointer (&self->chunk, g_bytes_unref);
  self->chunk = g_steal_pointer (&bytes);
  self->offset = 0;
  self->position += expected;
  return TRUE;
}

static gboolean
compare_whole (HikaePayloadStream *self, GError **error)
{
  HikaeDigest expected = {0};
  HikaeDigest actual = {0};

  if (self->hasher == NULL)
    return TRUE;
  actual = hikae_hasher_finish (self->hasher, HIKAE_DIGEST_SHA256);
  g_clear_pointer (&self->hasher, hikae_hasher_free);
  self->is_whole = hikae_digest_parse_hex (&expected,
                                           HIKAE_DIGEST_SHA256,
                                           hikae_item_get_sha256 (self->item)) &&
                   hikae_digest_equal (&expected, &actual);
  if (self->is_whole || self->goes_around)
    return TRUE;
  return fail (
      self, HIKAE_ERROR_DAMAGED, "the payload is not what the record says", error);
}

static gssize
hikae_payload_stream_read (GInputStream *stream,
                           void *buffer,
                           gsize count,
                           GCancellable *cancellable,
                           GError **error)
{
  HikaePayloadStream *self = HIKAE_PAYLOAD_STREAM (stream);
  const guint8 *bytes = NULL;
  gsize size = 0;
  gsize given = 0;

  if (self->item == NULL) {
    (void)fail (self, HIKAE_ERROR_NOT_FOUND, "there is no such item", error);
    return -1;
  }
  if (hikae_item_get_deleted (self->item)) {
    (void)fail (self, HIKAE_ERROR_NOT_FOUND, "its payload was deleted", error);
    return -1;
  }
  if (self->chunk == NULL) {
    if (self->position == hikae_item_get_size (self->item))
      return compare_whole (self, error) ? 0 : -1;
    if (!next_chunk (self, cancellable, error))
      return -1;
  }
  bytes = g_bytes_get_data (self->chunk, &size);
  given = MIN (count, size - self->offset);
  memcpy (buffer, bytes + self->offset, given);
  self->offset += given;
  /* At once: a bundle has the streams of all items open, also of those it has read. */
  if (self->offset == size)
    g_clear_pointer (&self->chunk, g_bytes_unref);
  return (gssize)given;
}

GInputStream *
hikae_payload_stream_new (HikaeCaseWorker *worker, guint number, HikaeItem *item)
{
  HikaePayloadStream *self = g_object_new (HIKAE_TYPE_PAYLOAD_STREAM, NULL);

  self->worker = hikae_case_worker_ref (worker);
  self->item = item != NULL ? g_object_ref (item) : NULL;
  self->number = number;
  self->hasher = hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  return G_INPUT_STREAM (self);
}

void
hikae_payload_stream_go_around (HikaePayloadStream *self)
{
  g_return_if_fail (HIKAE_IS_PAYLOAD_STREAM (self) && self->chunk == NULL);
  self->goes_around = TRUE;
}

gboolean
hikae_payload_stream_is_whole (HikaePayloadStream *self)
{
  g_return_val_if_fail (HIKAE_IS_PAYLOAD_STREAM (self), FALSE);
  return self->is_whole;
}

void
hikae_payload_stream_leave_unhashed (HikaePayloadStream *self)
{
  g_clear_pointer (&self->hasher, hikae_hasher_free);
}

static void
hikae_payload_stream_finalize (GObject *object)
{
  HikaePayloadStream *self = HIKAE_PAYLOAD_STREAM (object);

  hikae_case_worker_unref (self->worker);
  g_clear_object (&self->item);
  g_clear_pointer (&self->hasher, hikae_hasher_free);
  g_clear_pointer (&self->ahead, chunk_request_unref);
  g_clear_pointer (&self->chunk, g_bytes_unref);
  G_OBJECT_CLASS (hikae_payload_stream_parent_class)->finalize (object);
}

static void
hikae_payload_stream_class_init (HikaePayloadStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_payload_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = hikae_payload_stream_read;
}

static void
hikae_payload_stream_init (HikaePayloadStream *self)
{
}
