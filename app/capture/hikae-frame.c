/* hikae-frame.c: several streams, one after another, through one pipe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-frame.h"

#include "hikae-error.h"

#include <string.h>

#define HEAD_SIZE 5

struct _HikaeFrameSink {
  GOutputStream parent_instance;
  GOutputStream *pipe;
  HikaeFrameType type;
};

struct _HikaeFrameSource {
  GInputStream parent_instance;
  GInputStream *pipe;
  guint8 type;
  gsize left;
  gboolean ended;
  guint8 next_type;
  gsize next_size;
};

G_DEFINE_FINAL_TYPE (HikaeFrameSink, hikae_frame_sink, G_TYPE_OUTPUT_STREAM)
G_DEFINE_FINAL_TYPE (HikaeFrameSource, hikae_frame_source, G_TYPE_INPUT_STREAM)

gboolean
hikae_frame_write (GOutputStream *pipe,
                   HikaeFrameType type,
                   const void *bytes,
                   gsize size,
                   GError **error)
{
  guint8 head[HEAD_SIZE] = {(guint8)type};
  guint32 length = GUINT32_TO_BE ((guint32)size);
  GError *io_error = NULL;

  g_assert (size <= HIKAE_FRAME_MAX);
  memcpy (head + 1, &length, sizeof length);
  if (g_output_stream_write_all (pipe, head, HEAD_SIZE, NULL, NULL, &io_error) &&
      g_output_stream_write_all (pipe, bytes, size, NULL, NULL, &io_error))
    return TRUE;
  hikae_error_take_from_io (error, io_error, "handing over the capture");
  return FALSE;
}

gboolean
hikae_frame_read_head (GInputStream *pipe, guint8 *type, gsize *size, GError **error)
{
  guint8 head[HEAD_SIZE] = {0};
  guint32 length = 0;
  gsize got = 0;
  GError *io_error = NULL;

  if (!g_input_stream_read_all (pipe, head, HEAD_SIZE, &got, NULL, &io_error)) {
    hikae_error_take_from_io (error, io_error, "taking over the capture");
    return FALSE;
  }
  if (got != HEAD_SIZE) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_INTERRUPTED,
                         "the capture ended before it was complete");
    return FALSE;
  }
  memcpy (&length, head + 1, sizeof length);
  *type = head[0];
  *size = GUINT32_FROM_BE (length);
  if (*size <= HIKAE_FRAME_MAX)
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the capture cannot be read");
  return FALSE;
}

GOutputStream *
hikae_frame_sink_new (GOutputStream *pipe, HikaeFrameType type)
{
  HikaeFrameSink *self = g_object_new (HIKAE_TYPE_FRAME_SINK, NULL);

  self->pipe = g_object_ref (pipe);
  self->type = type;
  return G_OUTPUT_STREAM (self);
}

static gssize
hikae_frame_sink_write (GOutputStream *stream,
                        const void *bytes,
                        gsize size,
                        GCancellable *cancellable,
                        GError **error)
{
  HikaeFrameSink *self = HIKAE_FRAME_SINK (stream);

  size = MIN (size, HIKAE_FRAME_MAX);
  return hikae_frame_write (self->pipe, self->type, bytes, size, error) ? (gssize)size
                                                                        : -1;
}

static void
hikae_frame_sink_finalize (GObject *object)
{
  g_clear_object (&HIKAE_FRAME_SINK (object)->pipe);
  G_OBJECT_CLASS (hikae_frame_sink_parent_class)->finalize (object);
}

static void
hikae_frame_sink_class_init (HikaeFrameSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_frame_sink_finalize;
  G_OUTPUT_STREAM_CLASS (klass)->write_fn = hikae_frame_sink_write;
}

static void
hikae_frame_sink_init (HikaeFrameSink *self)
{
}

GInputStream *
hikae_frame_source_new (GInputStream *pipe, guint8 type, gsize size)
{
  HikaeFrameSource *self = g_object_new (HIKAE_TYPE_FRAME_SOURCE, NULL);

  self->pipe = g_object_ref (pipe);
  self->type = type;
  self->left = size;
  return G_INPUT_STREAM (self);
}

gboolean
hikae_frame_source_get_next (HikaeFrameSource *self, guint8 *type, gsize *size)
{
  *type = self->next_type;
  *size = self->next_size;
  return self->ended;
}

/* A stream is complete only when another frame follows it: a helper that died in the
 * middle is an error, not an end. */
static gssize
hikae_frame_source_read (GInputStream *stream,
                         void *buffer,
                         gsize count,
                         GCancellable *cancellable,
                         GError **error)
{
  HikaeFrameSource *self = HIKAE_FRAME_SOURCE (stream);
  gssize got = 0;
  GError *io_error = NULL;

  while (self->left == 0 && !self->ended) {
    if (!hikae_frame_read_head (self->pipe, &self->next_type, &self->next_size, error))
      return -1;
    self->ended = self->next_type != self->type;
    if (!self->ended)
      self->left = self->next_size;
  }
  if (self->ended)
    return 0;
  got = g_input_stream_read (
      self->pipe, buffer, MIN (count, self->left), cancellable, &io_error);
  if (got < 0)
    hikae_error_take_from_io (error, io_error, "taking over the capture");
  else if (got == 0)
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_INTERRUPTED,
                         "the capture ended before it was complete");
  if (got <= 0)
    return -1;
  self->left -= (gsize)got;
  return got;
}

static void
hikae_frame_source_finalize (GObject *object)
{
  g_clear_object (&HIKAE_FRAME_SOURCE (object)->pipe);
  G_OBJECT_CLASS (hikae_frame_source_parent_class)->finalize (object);
}

static void
hikae_frame_source_class_init (HikaeFrameSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_frame_source_finalize;
  G_INPUT_STREAM_CLASS (klass)->read_fn = hikae_frame_source_read;
}

static void
hikae_frame_source_init (HikaeFrameSource *self)
{
}
