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
/* A long list that stays where it is. @tail: those of its lines that are about no item.
 */
HikaeSeal *hikae_seal_new_apart (guint number,
                                 gint64 created_at,
                                 const char *sha256,
                                 gsize size,
                                 GBytes *tail,
                                 GBytes *head) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the list of seal @number. Any thread but the main one. */
typedef GBytes *(*HikaeSealLoadFunc) (guint number, gpointer data, GError **error);
/* Who has the seal from the store says once how its list is had. Takes @data. */
void hikae_seal_set_loader (HikaeSeal *self,
                            HikaeSealLoadFunc load,
                            gpointer data,
                            GDestroyNotify destroy);
/* Appends those lines of @text that are about no item. */
void hikae_seal_take_tail (GString *tail, const char *text, gsize size);
guint hikae_seal_get_number (HikaeSeal *self);
gint64 hikae_seal_get_created_at (HikaeSeal *self);
GBytes *hikae_seal_get_head (HikaeSeal *self);
/* The SHA-256 of the list, as value and in lower-case hex; its size in bytes. */
HikaeDigest hikae_seal_get_digest (HikaeSeal *self);
const char *hikae_seal_get_sha256 (HikaeSeal *self);
gsize hikae_seal_get_size (HikaeSeal *self);
/* (transfer full): the whole list. Of a long one it is read from the case and may be
 * waited for: not in the main context. Any other thread; %HIKAE_ERROR_DAMAGED when it
 * cannot be read, _INTERRUPTED when the case is closed. */
GBytes *hikae_seal_load_list (HikaeSeal *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the list has the line "@sha256  @path", which is not about an item. */
gboolean hikae_seal_covers (HikaeSeal *self, const char *sha256, const char *path);
/* (transfer full): the path that a token of @seal has in lists and bundles. */
char *hikae_seal_dup_token_path (guint seal,
                                 const char *authority) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): "@folder/HEX.@ending" by the first half of @sha256. */
char *hikae_seal_dup_material_path (const char *folder,
                                    const char *sha256,
                                    const char *ending) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
