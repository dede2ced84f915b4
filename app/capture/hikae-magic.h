/* hikae-magic.h: what kind of file the first bytes say it is
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* As many first bytes as the longest signature needs. */
#define HIKAE_MAGIC_SIZE 64

/* (transfer none): a media type by the first bytes, "application/octet-stream" when they
 * say nothing. Never by the name: names are chosen by strangers. */
const char *hikae_magic_get_media_type (const void *bytes, gsize size);
/* Width and height a PNG claims in its header (PNG 3, 11.2.1); FALSE for anything else.
 */
gboolean
hikae_magic_get_png_size (const void *bytes, gsize size, guint32 *width, guint32 *height);

G_END_DECLS
