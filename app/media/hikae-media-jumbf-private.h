/* hikae-media-jumbf-private.h: superboxes of a C2PA manifest store
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeJumbf:
 * @type: first four bytes of the 16-byte content type ("c2pa", "c2ma", "c2as", "c2cl"…)
 * @label: (owned by caller through hikae_jumbf_clear)
 * @hashed: what a hashed URI covers: the superbox without its own box header
 * @whole: the superbox with it
 * @content: what follows the description box
 *
 * ISO/IEC 19566-5: a "jumb" superbox whose first box is its description, "jumd".
 */
typedef struct {
  char type[5];
  char *label;
  const guint8 *hashed;
  gsize hashed_size;
  const guint8 *whole;
  gsize whole_size;
  const guint8 *content;
  gsize content_size;
} HikaeJumbf;

/* The next superbox from *@at on among boxes that lie side by side; other boxes are
 * stepped over. FALSE at the end or where the boxes are out of order. */
gboolean hikae_jumbf_next (const guint8 *bytes, gsize size, gsize *at, HikaeJumbf *box);
void hikae_jumbf_clear (HikaeJumbf *box);
/* First box of @type ("cbor", "json") in the content of @box. (transfer none) */
const guint8 *
hikae_jumbf_find_content (const HikaeJumbf *box, const char *type, gsize *size);

G_END_DECLS
