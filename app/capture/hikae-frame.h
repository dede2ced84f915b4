/* hikae-frame.h: several streams, one after another, through one pipe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A frame is its type (one byte), its size (four bytes, big endian), its bytes. */
#define HIKAE_FRAME_MAX (1024 * 1024)
#define HIKAE_FRAME_TEXT_MAX (256 * 1024)

typedef enum {
  HIKAE_FRAME_FACTS = 'F',   /* JSON: the facts of the page */
  HIKAE_FRAME_PICTURE = 'P', /* PNG, in pieces */
  HIKAE_FRAME_ARCHIVE = 'W', /* WACZ, in pieces */
  HIKAE_FRAME_TEXT = 'T',    /* the page's words, UTF-8, in pieces */
  HIKAE_FRAME_COPY = 'M',    /* MHTML, in pieces */
  HIKAE_FRAME_ERROR = 'E',   /* JSON: code, message */
  HIKAE_FRAME_END = 'X',     /* all went well */
} HikaeFrameType;

#define HIKAE_TYPE_FRAME_SINK (hikae_frame_sink_get_type ())
G_DECLARE_FINAL_TYPE (HikaeFrameSink, hikae_frame_sink, HIKAE, FRAME_SINK, GOutputStream)
#define HIKAE_TYPE_FRAME_SOURCE (hikae_frame_source_get_type ())
G_DECLARE_FINAL_TYPE (HikaeFrameSource,
                      hikae_frame_source,
                      HIKAE,
                      FRAME_SOURCE,
                      GInputStream)

/* (transfer full): what is written becomes frames of @type on @pipe. Blocking. */
GOutputStream *hikae_frame_sink_new (GOutputStream *pipe,
                                     HikaeFrameType type) G_GNUC_WARN_UNUSED_RESULT;
/* One frame at once. */
gboolean hikae_frame_write (GOutputStream *pipe,
                            HikaeFrameType type,
                            const void *bytes,
                            gsize size,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The head of the next frame. %HIKAE_ERROR_INTERRUPTED when the pipe ends instead,
 * _REJECTED when the frame is too large. */
gboolean hikae_frame_read_head (GInputStream *pipe,
                                guint8 *type,
                                gsize *size,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): frames of @type as one stream, beginning with one of @size bytes whose
 * head has been read. It ends at the first frame of another type, whose head is then
 * told by hikae_frame_source_get_next(). */
GInputStream *hikae_frame_source_new (GInputStream *pipe,
                                      guint8 type,
                                      gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE until the stream has been read to its end. */
gboolean hikae_frame_source_get_next (HikaeFrameSource *self, guint8 *type, gsize *size);

G_END_DECLS
