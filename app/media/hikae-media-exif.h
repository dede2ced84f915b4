/* hikae-media-exif.h: the text tags of an EXIF block
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-media-container.h"

G_BEGIN_DECLS

/* Adds the tags that name a maker, a program, an author, a time or a text to the texts
 * of @container (carrier "exif", key the tag's name in CIPA DC-008). Reads IFD0, the Exif
 * IFD and IFD1; every directory once; nothing outside @exif. */
void hikae_media_exif_read (HikaeMediaContainer *container, GBytes *exif);

/* Opens the converter of Japanese comments, whose tables lie in files: once, while there
 * still is a file system. */
void hikae_media_exif_prepare (void);

G_END_DECLS
