/* hikae-spool.c: recorded bytes on disk, unreadable for anybody else
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-spool.h"

#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-random.h"
#include "hikae-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define KEY_SIZE 32
#define CIPHER_BLOCK 16

struct _HikaeSpool {
  GMutex lock;
  int fd;
  HikaeSecret *key;
  guint64 size;
  guint64 max_size;
};

/* Memory, encrypted all the same (it may be swapped), where no folder takes nameless
 * files. */
static int
open_nameless (void)
{
  int fd = open (g_get_user_cache_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd < 0)
    fd = open (g_get_tmp_dir (), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  return fd >= 0 ? fd : memfd_create ("hikae-spool", MFD_CLOEXEC);
}

HikaeSpool *
hikae_spool_new (guint64 max_size, GError **error)
{
  g_autoptr (HikaeSpool) self = g_atomic_rc_box_new0 (HikaeSpool);

  g_mutex_init (&self->lock);
  self->max_size = max_size;
  self->key = hikae_secret_new (KEY_SIZE);
  hikae_random_fill (hikae_secret_get_writable (self->key), KEY_SIZE);
  self->fd = open_nameless ();
  if (self->fd < 0) {
    hikae_error_set_from_errno (error, errno, "making room for the recording");
    return NULL;
  }
  return g_steal_pointer (&self);
}

static void
spool_clear (gpointer data)
{
  HikaeSpool *self = data;

  if (self->fd >= 0)
    close (self->fd);
  hikae_secret_unref (self->key);
  g_mutex_clear (&self->lock);
}

static HikaeSpool *
spool_ref (HikaeSpool *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
hikae_spool_unref (HikaeSpool *self)
{
  if (self != NULL)
    g_atomic_rc_box_release_full (self, spool_clear);
}

/* En- and deciphering are the same. The counter is the block's number, so any offset can
 * be reached; the bytes before it in its block are thrown away. */
static void
cipher (HikaeSpool *self, guint64 offset, const guint8 *in, guint8 *out, gsize size)
{
  EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new ();
  guint8 counter[CIPHER_BLOCK] = {0};
  guint8 waste[CIPHER_BLOCK] = {0};
  guint64 block = GUINT64_TO_BE (offset / CIPHER_BLOCK);
  int done = 0;
  int ok = 0;

  g_assert (context != NULL && size <= G_MAXINT);
  memcpy (counter + 8, &block, sizeof block);
  ok = EVP_EncryptInit_ex (
      context, EVP_aes_256_ctr (), NULL, hikae_secret_get_bytes (self->key), counter);
  if (ok == 1 && offset % CIPHER_BLOCK != 0)
    ok = EVP_EncryptUpdate (context, waste, &done, waste, (int)(offset % CIPHER_BLOCK));
  if (ok == 1)
    ok = EVP_EncryptUpdate (context, out, &done, in, (int)size);
  EVP_CIPHER_CTX_free (context);
  g_assert (ok == 1);
}

static gboolean
write_at (int fd, guint64 offset, const guint8 *bytes, gsize size, GError **error)
{
  while (size > 0) {
    gssize done = pwrite (fd, bytes, size, (off_t)offset);

    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0) {
      hikae_error_set_from_errno (error, errno, "keeping the recording");
      return FALSE;
    }
    bytes += done;
    offset += (guint64)done;
    size -= (gsize)done;
  }
  return TRUE;
}

gboolean
hikae_spool_append (HikaeSpool *self,
                    const void *bytes,
                    gsize size,
                    guint64 *offset,
                    GError **error)
{
  g_autofree guint8 *sealed = g_malloc (size);

  g_mutex_lock (&self->lock);
  *offset = self->size;
  if (size <= self->max_size - self->size)
    self->size += size;
  else
    *offset = G_MAXUINT64;
  g_mutex_unlock (&self->lock);
  if (*offset == G_MAXUINT64) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the page is larger than a capture may be");
    return FALSE;
  }
  cipher (self, *offset, bytes, sealed, size);
  return write_at (self->fd, *offset, sealed, size, error);
}

static gboolean
spool_read (HikaeSpool *self, guint64 offset, void *bytes, gsize size, GError **error)
{
  guint8 *at = bytes;
  gsize filled = 0;

  while (filled < size) {
    gssize got = pread (self->fd, at + filled, size - filled, (off_t)(offset + filled));

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0) {
      hikae_error_set_from_errno (error, got < 0 ? errno : EIO, "reading the recording");
      return FALSE;
    }
    filled += (gsize)got;
  }
  cipher (self, offset, bytes, bytes, size);
  return TRUE;
}

void
hikae_spool_add_part (GArray *parts, const HikaeSpoolPart *part)
{
  HikaeSpoolPart *last = NULL;

  if (parts->len > 0)
    last = &g_array_index (parts, HikaeSpoolPart, parts->len - 1);
  if (last != NULL && last->offset + last->size == part->offset)
    last->size += part->size;
  else
    g_array_append_vals (parts, part, 1);
}

#define HIKAE_TYPE_SPOOL_STREAM (hikae_spool_stream_get_type ())
G_DECLARE_FINAL_TYPE (HikaeSpoolStream,
                      hikae_spool_stream,
                      HIKAE,
                      SPOOL_STREAM,
                      GInputStream)

struct _HikaeSpoolStream {
  GInputStream parent_instance;
  HikaeSpool *spool;
  GArray *parts;
  guint part;
  guint64 done; /* bytes of the current part */
};

G_DEFINE_FINAL_TYPE (HikaeSpoolStream, hikae_spool_stream, G_TYPE_INPUT_STREAM)

static gssize
hikae_spool_stream_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  HikaeSpoolStream *self = HIKAE_SPOOL_STREAM (stream);
  HikaeSpoolPart *part = NULL;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  while (self->part < self->parts->len) {
    part = &g_array_index (self->parts, HikaeSpoolPart, self->part);
    if (self->done < part->size)
      break;
    self->part++;
    self->done = 0;
  }
  if (self->part >= self->parts->len)
    return 0;
  count = MIN (MIN (count, 1024 * 1024), part->size - self->done);
  if (!spool_read (self->spool, part->offset + self->done, buffer, count, error))
    return -1;
  self->done += count;
  return (gssize)count;
}

static void
hikae_spool_stream_finalize (GObject *object)
{
  HikaeSpoolStream *self = HIKAE_SPOOL_STREAM (object);

  g_clear_pointer (&self->spool, hikae_spool_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  G_OBJECT_CLASS (hikae_spool_stream_parent_class)->finalize (object);
}

static void
hikae_spool_stream_class_init (HikaeSpoolStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_spool_stream_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = hikae_spool_stream_read;
}

static void
hikae_spool_stream_init (HikaeSpoolStream *self)
{
}

GInputStream *
hikae_spool_open (HikaeSpool *self, GArray *parts)
{
  HikaeSpoolStream *stream = g_object_new (HIKAE_TYPE_SPOOL_STREAM, NULL);

  stream->spool = spool_ref (self);
  stream->parts = g_array_ref (parts);
  return G_INPUT_STREAM (stream);
}

#define HIKAE_TYPE_SPOOL_SINK (hikae_spool_sink_get_type ())
G_DECLARE_FINAL_TYPE (HikaeSpoolSink, hikae_spool_sink, HIKAE, SPOOL_SINK, GOutputStream)

struct _HikaeSpoolSink {
  GOutputStream parent_instance;
  HikaeSpool *spool;
  GArray *parts;
};

G_DEFINE_FINAL_TYPE (HikaeSpoolSink, hikae_spool_sink, G_TYPE_OUTPUT_STREAM)

static gssize
hikae_spool_sink_write (GOutputStream *stream,
                        const void *buffer,
                        gsize count,
                        GCancellable *cancellable,
                        GError **error)
{
  HikaeSpoolSink *self = HIKAE_SPOOL_SINK (stream);
  HikaeSpoolPart part = {0, MIN (count, 1024 * 1024)};

  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !hikae_spool_append (self->spool, buffer, part.size, &part.offset, error))
    return -1;
  hikae_spool_add_part (self->parts, &part);
  return (gssize)part.size;
}

static void
hikae_spool_sink_finalize (GObject *object)
{
  HikaeSpoolSink *self = HIKAE_SPOOL_SINK (object);

  g_clear_pointer (&self->spool, hikae_spool_unref);
  g_clear_pointer (&self->parts, g_array_unref);
  G_OBJECT_CLASS (hikae_spool_sink_parent_class)->finalize (object);
}

static void
hikae_spool_sink_class_init (HikaeSpoolSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_spool_sink_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = hikae_spool_sink_write;
}

static void
hikae_spool_sink_init (HikaeSpoolSink *self)
{
}

GOutputStream *
hikae_spool_sink_new (HikaeSpool *self, GArray *parts)
{
  HikaeSpoolSink *sink = g_object_new (HIKAE_TYPE_SPOOL_SINK, NULL);

  sink->spool = spool_ref (self);
  sink->parts = g_array_ref (parts);
  return G_OUTPUT_STREAM (sink);
}
