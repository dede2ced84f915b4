/* hikae-buffer.c: growing output that must be given its maximum at birth
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-buffer.h"

#include "hikae-error.h"

struct _HikaeBuffer {
  GByteArray *array;
  gsize maximum;
};

HikaeBuffer *
hikae_buffer_new (gsize maximum)
{
  HikaeBuffer *self = NULL;

  g_return_val_if_fail (maximum <= G_MAXUINT32, NULL);
  self = g_new0 (HikaeBuffer, 1);
  self->array = g_byte_array_new ();
  self->maximum = maximum;
  return self;
}

void
hikae_buffer_free (HikaeBuffer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->array, g_byte_array_unref);
  g_free (self);
}

gboolean
hikae_buffer_append (HikaeBuffer *self, const void *bytes, gsize size, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  if (size > self->maximum - self->array->len) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "more than the limit of %" G_GSIZE_FORMAT " bytes",
                 self->maximum);
    return FALSE;
  }
  if (size > 0)
    g_byte_array_append (self->array, bytes, (guint)size);
  return TRUE;
}

GBytes *
hikae_buffer_steal (HikaeBuffer *self)
{
  GBytes *bytes = g_byte_array_free_to_bytes (g_steal_pointer (&self->array));

  hikae_buffer_free (self);
  return bytes;
}
