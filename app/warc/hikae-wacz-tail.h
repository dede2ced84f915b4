/* hikae-wacz-tail.h: what follows the records in an archive of ours
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the content of entry @name, found by the directory at the
 * end of @tail, whose first byte stands at @base in the file. Any bytes are safe. */
GBytes *hikae_wacz_tail_find (GBytes *tail,
                              guint64 base,
                              const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
