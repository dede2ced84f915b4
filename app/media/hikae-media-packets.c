/* hikae-media-packets.c: metadata in files of kinds that no walker knows
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * XMP is made to be found by scanning (ISO 16684-1 §7.3.2), and the manifest store of
 * C2PA begins with a box that nothing else begins with (ISO/IEC 19566-5 annex B, C2PA 2.1
 * §11.1.4.2). */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

typedef struct {
  const char *start;
  const char *end;
} Wrapping;

/* Takes the packet at @at; returns what lies behind it. (nullable) */
static const guint8 *
take_packet (HikaeMediaContainer *self,
             const guint8 *at,
             const guint8 *end,
             const char *closing)
{
  const guint8 *last = memmem (at, (gsize)(end - at), closing, strlen (closing));

  if (last == NULL) {
    hikae_media_complain (self, "an XMP packet has no end");
    return NULL;
  }
  last += strlen (closing);
  hikae_media_add_block (self, self->xmp, at, (gsize)(last - at));
  return last;
}

void
hikae_media_find_packets (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  static const Wrapping wrappings[] = {{"<x:xmpmeta", "</x:xmpmeta>"},
                                       {"<rdf:RDF", "</rdf:RDF>"}};
  const guint8 *end = bytes + size;

  /* The inner form only where the outer one is left out. */
  for (guint i = 0; i < G_N_ELEMENTS (wrappings) && self->xmp->len == 0; i++) {
    const Wrapping *wrapping = &wrappings[i];
    const guint8 *at = bytes;

    while (at != NULL && self->xmp->len < HIKAE_MEDIA_BLOCKS_MAX) {
      at = memmem (at, (gsize)(end - at), wrapping->start, strlen (wrapping->start));
      if (at != NULL)
        at = take_packet (self, at, end, wrapping->end);
    }
  }
}

/* In SVG the store is text: base64 in an element "c2pa:manifest" (C2PA 2.1 §11.1.4.6). */
static void
take_encoded (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  static const char opening[] = "<c2pa:manifest";
  const guint8 *end = bytes + size;
  const guint8 *at = memmem (bytes, size, opening, sizeof opening - 1);
  const guint8 *last = NULL;
  g_autofree char *text = NULL;
  g_autofree guint8 *store = NULL;
  gsize length = 0;

  at = at != NULL ? memchr (at, '>', (gsize)(end - at)) : NULL;
  last = at != NULL ? memchr (at, '<', (gsize)(end - at)) : NULL;
  if (last == NULL || ++at == last)
    return;
  if ((gsize)(last - at) > 2 * (gsize)HIKAE_MEDIA_BLOCK_MAX) {
    hikae_media_complain (self, "the C2PA block is larger than the limit");
    return;
  }
  text = g_strndup ((const char *)at, (gsize)(last - at));
  store = g_base64_decode (text, &length);
  if (length > 0)
    hikae_media_append_c2pa (
        self, store, length, (gsize)(at - bytes), (gsize)(last - at));
}

void
hikae_media_find_c2pa (HikaeMediaContainer *self, const guint8 *bytes, gsize size)
{
  /* The types of the description box, and of what it describes: a manifest store. */
  static const guint8 mark[] = {'j',  'u',  'm',  'd',  0x63, 0x32, 0x70,
                                0x61, 0x00, 0x11, 0x00, 0x10, 0x80, 0x00,
                                0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71};
  const guint8 *at = bytes;
  const guint8 *end = bytes + size;

  while ((at = memmem (at, (gsize)(end - at), mark, sizeof mark)) != NULL) {
    /* Before it: the size of the description, and the head of the box around it. */
    const guint8 *box = (gsize)(at - bytes) >= 12 ? at - 12 : NULL;
    gsize length = 0;

    if (box != NULL && memcmp (box + 4, "jumb", 4) == 0)
      length = (gsize)box[0] << 24 | (gsize)box[1] << 16 | (gsize)box[2] << 8 | box[3];
    if (length >= 12 + sizeof mark && length <= (gsize)(end - box)) {
      hikae_media_append_c2pa (self, box, length, (gsize)(box - bytes), length);
      return;
    }
    at += sizeof mark;
  }
  take_encoded (self, bytes, size);
}
