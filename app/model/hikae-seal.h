/* hikae-seal.h: a seal list: what one time stamp covers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_SEAL (hikae_seal_get_type ())
G_DECLARE_FINAL_TYPE (HikaeSeal, hikae_seal, HIKAE, SEAL, GObject)

/**
 * HikaeSeal:
 *
 * Immutable. The list is text in `sha256sum` format, LF line ends, paths relative to a
 * bundle's `data/`: for every item `items/NNNNNN.ext` and `meta/NNNNNN.json` in order of
 * number, last `seals/seal-NNNN.head.json`, the custody log's line that was its head when
 * the list was made (so its digest is the event's hash). The list's SHA-256 is what the
 * authorities stamp.
 */
HikaeSeal *hikae_seal_new (guint number, gint64 created_at, GBytes *list, GBytes *head)
    G_GNUC_WARN_UNUSED_RESULT;
guint hikae_seal_get_number (HikaeSeal *self);
gint64 hikae_seal_get_created_at (HikaeSeal *self);
GBytes *hikae_seal_get_list (HikaeSeal *self);
GBytes *hikae_seal_get_head (HikaeSeal *self);

G_END_DECLS
