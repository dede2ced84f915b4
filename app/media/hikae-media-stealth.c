/* hikae-media-stealth.c: text hidden in the lowest bits of pixels
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * "Stealth" PNG info as NovelAI and extensions of AUTOMATIC1111 write it: a signature, a
 * length in bits, the text, plain or gzip; column by column, the most significant bit of
 * a byte first; one bit a pixel in alpha, or three in red, green and blue. */
#include "config.h"

#include "hikae-media-pixels.h"

#include <string.h>

#define SIGNATURE_SIZE 15

typedef struct {
  const char *signature;
  gboolean colours;
  gboolean packed;
} Kind;

static const Kind kinds[] = {
    {"stealth_pnginfo", FALSE, FALSE},
    {"stealth_pngcomp", FALSE, TRUE},
    {"stealth_rgbinfo", TRUE, FALSE},
    {"stealth_rgbcomp", TRUE, TRUE},
};

typedef struct {
  const HikaeMediaPixels *pixels;
  gboolean colours;
  guint64 at;
  guint64 total;
} Bits;

static void
bits_init (Bits *bits, const HikaeMediaPixels *pixels, gboolean colours)
{
  *bits = (Bits){pixels, colours, 0, (guint64)pixels->width * pixels->height};
  if (colours)
    bits->total *= 3;
}

static guint8
read_bit (Bits *bits)
{
  const HikaeMediaPixels *p = bits->pixels;
  guint64 place = bits->colours ? bits->at / 3 : bits->at;
  guint channel = bits->colours ? (guint)(bits->at % 3) : 3;

  bits->at++;
  return p->rgba[place % p->height * p->stride + place / p->height * p->channels +
                 channel] &
         1;
}

static gboolean
read_bytes (Bits *bits, guint8 *bytes, gsize count)
{
  if ((guint64)count * 8 > bits->total - bits->at)
    return FALSE;
  for (gsize i = 0; i < count; i++) {
    bytes[i] = 0;
    for (int bit = 0; bit < 8; bit++)
      bytes[i] = (guint8)(bytes[i] << 1 | read_bit (bits));
  }
  return TRUE;
}

static const Kind *
find_kind (const guint8 *signature, gboolean colours)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].colours == colours &&
        memcmp (signature, kinds[i].signature, SIGNATURE_SIZE) == 0)
      return &kinds[i];
  return NULL;
}

static void
look (const HikaeMediaPixels *self, HikaeMediaContainer *container, gboolean colours)
{
  Bits bits;
  guint8 head[SIGNATURE_SIZE + 4];
  g_autofree guint8 *body = NULL;
  const Kind *kind = NULL;
  gsize size = 0;

  bits_init (&bits, self, colours);
  if (!read_bytes (&bits, head, sizeof head))
    return;
  kind = find_kind (head, colours);
  if (kind == NULL)
    return;
  for (gsize i = SIGNATURE_SIZE; i < sizeof head; i++)
    size = size << 8 | head[i];
  size /= 8;
  if (size == 0 || size > HIKAE_MEDIA_TEXT_MAX)
    return;
  body = g_malloc (size);
  if (read_bytes (&bits, body, size))
    hikae_media_container_add_hidden (
        container, colours ? "stealth-rgb" : "stealth-alpha", body, size, kind->packed);
}

void
hikae_media_pixels_find_stealth (const HikaeMediaPixels *self,
                                 HikaeMediaContainer *container)
{
  if (self->channels == 4)
    look (self, container, FALSE);
  if (self->channels >= 3)
    look (self, container, TRUE);
}
