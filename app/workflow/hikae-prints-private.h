/* hikae-prints-private.h: the fingerprints of one picture or film
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-finder.h"
#include "hikae-json.h"

G_BEGIN_DECLS

/* Immutable, counted, any thread. */
typedef struct _HikaePrints HikaePrints;

/* Out of the reply of a helper; empty for NULL or a reply without any. */
HikaePrints *hikae_prints_new (JsonObject *report) G_GNUC_WARN_UNUSED_RESULT;
HikaePrints *hikae_prints_ref (HikaePrints *self);
void hikae_prints_unref (HikaePrints *self);
gboolean hikae_prints_is_empty (const HikaePrints *self);
/* Of a film: of its best frame. */
guint hikae_prints_get_quality (const HikaePrints *self);
/* Fills all of @similar but the item. FALSE: more than @distance apart. */
gboolean hikae_prints_compare (const HikaePrints *needle,
                               const HikaePrints *other,
                               guint distance,
                               HikaeSimilar *similar);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaePrints, hikae_prints_unref)

G_END_DECLS
