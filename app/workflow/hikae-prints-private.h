/* hikae-prints-private.h: the fingerprints of one item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-finder.h"
#include "hikae-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What hikae_prints_format() writes; another number whenever that, or what a helper can
 * decode, changes. */
#define HIKAE_PRINTS_FORM 1
/* Pictures and films of one web archive. */
#define HIKAE_PRINTS_FILES_MAX 1000

/* A picture, a film, or those in a web archive. Counted; any thread once it is filled. */
typedef struct _HikaePrints HikaePrints;

HikaePrints *hikae_prints_new (void) G_GNUC_WARN_UNUSED_RESULT;
HikaePrints *hikae_prints_ref (HikaePrints *self);
void hikae_prints_unref (HikaePrints *self);
/* What the reply of a helper says of one file. @address: (nullable): where in an archive
 * it was; of those only what has enough to see for a sure match is taken, each file once.
 */
void hikae_prints_add (HikaePrints *self, JsonObject *report, const char *address);
/* Every picture and film in a WARC or WACZ. An archive that breaks off gives what was
 * before. Blocking; a pool thread. NULL: cancelled, or the case cannot be read. */
HikaePrints *hikae_prints_read_archive (GInputStream *payload,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): for keeping in the case, and back; NULL: it is not sound. */
GBytes *hikae_prints_format (const HikaePrints *self) G_GNUC_WARN_UNUSED_RESULT;
HikaePrints *hikae_prints_parse (GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_prints_is_empty (const HikaePrints *self);
guint hikae_prints_get_count (const HikaePrints *self);
/* An archive, with or without pictures. */
void hikae_prints_set_archive (HikaePrints *self, gboolean partly);
/* Something in it could not be compared. */
gboolean hikae_prints_is_partly (const HikaePrints *self);
/* The best of it: of a film, of its best frame. */
guint hikae_prints_get_quality (const HikaePrints *self);
/* Fills all of @similar but the item. FALSE: more than @distance apart. */
gboolean hikae_prints_compare (const HikaePrints *needle,
                               const HikaePrints *other,
                               guint distance,
                               HikaeSimilar *similar);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaePrints, hikae_prints_unref)

G_END_DECLS
