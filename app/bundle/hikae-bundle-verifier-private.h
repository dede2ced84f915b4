/* hikae-bundle-verifier-private.h: what lies inside a bundle: records, log, seals, tokens
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-inventory.h"

G_BEGIN_DECLS

/* Log, items, seal lists and tokens against one another. FALSE only when cancelled or
 * when the program's own list of authorities cannot be read. */
gboolean hikae_bundle_check_contents (HikaeBundleInventory *inventory,
                                      GBytes *anchors,
                                      gint64 now,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Every token of seal @number; how many are valid. */
guint hikae_bundle_check_tokens (HikaeBundleInventory *inventory,
                                 guint number,
                                 GBytes *list,
                                 GBytes *anchors,
                                 GPtrArray *authorities,
                                 gint64 now);

G_END_DECLS
