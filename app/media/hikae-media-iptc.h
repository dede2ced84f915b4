/* hikae-media-iptc.h: the texts of an IPTC IIM block
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"

G_BEGIN_DECLS

/* Adds the texts of record 2 (carrier "iptc", key by the standard's name, "Caption") to
 * @container. Whatever is out of order ends the reading. Any thread. */
void hikae_media_iptc_read (HikaeMediaContainer *container, GBytes *block);

G_END_DECLS
