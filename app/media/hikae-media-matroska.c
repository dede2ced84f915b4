/* hikae-media-matroska.c: titles and tags of WebM and Matroska films
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 8794 (EBML: numbers whose first bits say how long they are), RFC 9559 (Matroska:
 * Info, Tags). */
#include "config.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define ID_SEGMENT 0x18538067
#define ID_INFO 0x1549a966
#define ID_TITLE 0x7ba9
#define ID_MUXING_PROGRAM 0x4d80
#define ID_WRITING_PROGRAM 0x5741
#define ID_TAGS 0x1254c367
#define ID_TAG 0x7373
#define ID_SIMPLE_TAG 0x67c8
#define ID_TAG_NAME 0x45a3
#define ID_TAG_TEXT 0x4487
#define ID_TAG_BINARY 0x4485

typedef struct {
  guint32 id;
  const guint8 *data;
  gsize size;
} Element;

/* @keep: the bits that say the length stay in the number, as in an id. */
static gboolean
read_number (HikaeReader *reader, guint longest, gboolean keep, guint64 *number)
{
  const guint8 first = hikae_reader_read_u8 (reader);
  guint length = 1;
  guint64 value = first;

  while (length <= longest && (first & 0x80 >> (length - 1)) == 0)
    length++;
  if (reader->failed || length > longest) {
    reader->failed = TRUE;
    return FALSE;
  }
  if (!keep)
    value &= 0xff >> length;
  for (guint i = 1; i < length; i++)
    value = value << 8 | hikae_reader_read_u8 (reader);
  /* All bits set: no length is known, as of a film that was sent while it was made. */
  if (!keep && value == (G_GUINT64_CONSTANT (1) << 7 * length) - 1)
    value = G_MAXUINT64;
  *number = value;
  return !reader->failed;
}

/* The next element; one of unknown length, and one that is longer than what is there, has
 * all that is left. */
static gboolean
next_element (HikaeMediaContainer *self, HikaeReader *reader, Element *element)
{
  guint64 id = 0;
  guint64 size = 0;

  if (hikae_reader_get_left (reader) == 0 || !read_number (reader, 4, TRUE, &id) ||
      !read_number (reader, 8, FALSE, &size))
    return FALSE;
  if (size != G_MAXUINT64 && size > hikae_reader_get_left (reader))
    hikae_media_complain (self, "the file ends too early");
  element->id = (guint32)id;
  element->size = (gsize)MIN (size, hikae_reader_get_left (reader));
  element->data = reader->bytes + reader->offset;
  /* Then what is inside and what comes behind cannot be told apart: read on. */
  return size == G_MAXUINT64 || hikae_reader_skip (reader, element->size);
}

static void
add_text (HikaeMediaContainer *self,
          const Element *name,
          const char *plain,
          const Element *text)
{
  const char *key = name != NULL ? (const char *)name->data : plain;
  gsize size = text->size;

  /* Elements may be padded with zeros (RFC 8794 §7.3). */
  while (size > 0 && text->data[size - 1] == 0)
    size--;
  hikae_media_add_text (self,
                        "webm:tag",
                        key,
                        name != NULL ? name->size : strlen (plain),
                        text->data,
                        size);
}

static void
walk (HikaeMediaContainer *self, HikaeReader *reader, guint depth, guint *parts)
{
  Element element;
  Element name = {0};

  while (next_element (self, reader, &element)) {
    HikaeReader inner;

    if (++*parts > HIKAE_MEDIA_PARTS_MAX) {
      hikae_media_complain (self, "more elements than the limit");
      return;
    }
    switch (element.id) {
    case ID_TAG_NAME:
      name = element;
      break;
    case ID_TAG_TEXT:
    case ID_TAG_BINARY:
      add_text (self, name.data != NULL ? &name : NULL, "Tag", &element);
      break;
    case ID_TITLE:
      add_text (self, NULL, "Title", &element);
      break;
    case ID_MUXING_PROGRAM:
    case ID_WRITING_PROGRAM:
      add_text (self, NULL, "Software", &element);
      break;
    case ID_SEGMENT:
    case ID_INFO:
    case ID_TAGS:
    case ID_TAG:
    case ID_SIMPLE_TAG:
      /* One of unknown length is not behind the reader yet: it is read on here. */
      if (element.data == reader->bytes + reader->offset && element.size > 0)
        break;
      if (depth == HIKAE_MEDIA_DEPTH_MAX) {
        hikae_media_complain (self, "elements nested too deeply");
        return;
      }
      hikae_reader_init (&inner, element.data, element.size);
      walk (self, &inner, depth + 1, parts);
      break;
    default:
      break;
    }
  }
  if (reader->failed)
    hikae_media_complain (self, "the elements of the film are out of order");
}

void
hikae_media_read_matroska (HikaeMediaContainer *self, HikaeReader *reader)
{
  guint parts = 0;

  walk (self, reader, 0, &parts);
}
