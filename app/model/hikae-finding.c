/* hikae-finding.c: one thing a check found wrong
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-finding.h"

HikaeFinding *
hikae_finding_new (guint item, const char *part, const char *format, ...)
{
  HikaeFinding *self = g_new0 (HikaeFinding, 1);
  va_list arguments;

  self->item = item;
  self->part = g_strdup (part);
  va_start (arguments, format);
  self->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return self;
}

void
hikae_finding_free (HikaeFinding *self)
{
  if (self == NULL)
    return;
  g_free (self->part);
  g_free (self->message);
  g_free (self);
}
