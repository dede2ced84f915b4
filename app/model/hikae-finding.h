/* hikae-finding.h: one thing a check found wrong
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeFinding:
 * @item: its number, 0 when it is not about one item
 * @part: "payload", "record", "custody", "seal", "stamp", "request", "database"
 * @message: (owned): English, lower case, no evidence text
 */
typedef struct {
  guint item;
  char *part;
  char *message;
} HikaeFinding;

HikaeFinding *hikae_finding_new (guint item, const char *part, const char *format, ...)
    G_GNUC_PRINTF (3, 4) G_GNUC_WARN_UNUSED_RESULT;
void hikae_finding_free (HikaeFinding *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeFinding, hikae_finding_free)

G_END_DECLS
