/* hikae-media-xmp.h: the simple values of an XMP packet
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"

G_BEGIN_DECLS

/* Adds every simple property (attribute or element text) of the packet to the texts of
 * @container: carrier "xmp", key "prefix:name" with the usual prefix of its namespace
 * (Iptc4xmpExt, TC260, photoshop, xmp, dc, dcterms…) whatever the packet calls it. No
 * DTD, no entities, no network. */
void hikae_media_xmp_read (HikaeMediaContainer *container, GBytes *xmp);

G_END_DECLS
