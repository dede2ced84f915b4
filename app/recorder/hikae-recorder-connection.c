/* hikae-recorder-connection.c: what every step of one connection may need
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recorder-private.h"

#include <string.h>

void
hikae_connection_say (HikaeConnection *self, const char *text)
{
  g_autoptr (GError) error = NULL;

  if (!hikae_wire_write (self->client, text, strlen (text), &error))
    g_debug ("the client has gone: %s", error->message);
}

void
hikae_connection_uncount (HikaeConnection *self)
{
  if (!self->counted)
    return;
  self->counted = FALSE;
  g_mutex_lock (&self->recorder->lock);
  self->recorder->open--;
  g_mutex_unlock (&self->recorder->lock);
}
