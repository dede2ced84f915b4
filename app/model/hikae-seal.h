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
 *
 * A renewal has before that last line the lists whose stamps near their end
 * (`seals/seal-NNNN.sha256`), their tokens (`seals/seal-NNNN.AUTHORITY.tst`), the chains
 * (`tsa/chain/….pem`) and the revocation lists (`tsa/crl/….crl`, `….ocsp`); the latter
 * two are named by the first 32 hex digits of their SHA-256.
 */
HikaeSeal *hikae_seal_new (guint number, gint64 created_at, GBytes *list, GBytes *head)
    G_GNUC_WARN_UNUSED_RESULT;
guint hikae_seal_get_number (HikaeSeal *self);
gint64 hikae_seal_get_created_at (HikaeSeal *self);
GBytes *hikae_seal_get_list (HikaeSeal *self);
GBytes *hikae_seal_get_head (HikaeSeal *self);
/* Whether the list has the line "@sha256  @path". */
gboolean hikae_seal_covers (HikaeSeal *self, const char *sha256, const char *path);
/* (transfer full): the path that a token of @seal has in lists and bundles. */
char *hikae_seal_dup_token_path (guint seal,
                                 const char *authority) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): "@folder/HEX.@ending" by the first half of @sha256. */
char *hikae_seal_dup_material_path (const char *folder,
                                    const char *sha256,
                                    const char *ending) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
