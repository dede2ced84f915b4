/* hikae-warc-input.c: a stream read forwards through one buffer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-warc-input-private.h"

#include <string.h>

gboolean
hikae_warc_input_fill (HikaeWarcInput *self, gsize wanted, GError **error)
{
  GError *io_error = NULL;
  gsize got = 0;

  if (self->end - self->start >= wanted)
    return TRUE;
  memmove (self->buffer, self->buffer + self->start, self->end - self->start);
  self->end -= self->start;
  self->start = 0;
  if (!g_input_stream_read_all (self->stream,
                                self->buffer + self->end,
                                sizeof self->buffer - self->end,
                                &got,
                                self->cancellable,
                                &io_error)) {
    hikae_error_take_from_io (error, io_error, "reading the web archive");
    return FALSE;
  }
  self->end += got;
  return TRUE;
}
