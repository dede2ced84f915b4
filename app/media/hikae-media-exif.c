/* hikae-media-exif.c: the text tags of an EXIF block
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CIPA DC-008 (Exif 2.32) over TIFF 6.0. A reader of our own because only text tags are
 * wanted, and because the libraries of the field each fail on a hostile file. */
#include "config.h"

#include "hikae-media-exif.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define ENTRY_SIZE 12
#define ENTRIES_MAX 512
#define DIRECTORIES_MAX 16
#define TAG_SUB_IFDS 0x014a
#define TAG_XMP 0x02bc
#define TAG_IPTC 0x83bb
#define TAG_PHOTOSHOP 0x8649
#define TAG_EXIF_IFD 0x8769
#define TAG_USER_COMMENT 0x9286
#define TYPE_LONG 4

typedef struct {
  guint16 tag;
  const char *name;
} Tag;

static const Tag tags[] = {
    {0x000b, "ProcessingSoftware"},
    {0x010d, "DocumentName"},
    {0x010e, "ImageDescription"},
    {0x010f, "Make"},
    {0x0110, "Model"},
    {0x0131, "Software"},
    {0x0132, "ModifyDate"},
    {0x013b, "Artist"},
    {0x013c, "HostComputer"},
    {0x8298, "Copyright"},
    {0x9003, "DateTimeOriginal"},
    {0x9004, "CreateDate"},
    {0x9286, "UserComment"},
    {0x9c9b, "XPTitle"},
    {0x9c9c, "XPComment"},
    {0x9c9d, "XPAuthor"},
    {0x9c9e, "XPKeywords"},
    {0x9c9f, "XPSubject"},
    {0xa430, "CameraOwnerName"},
    {0xa436, "ImageTitle"},
    {0xa437, "Photographer"},
    {0xa438, "ImageEditor"},
    {0xa43a, "RAWDevelopingSoftware"},
    {0xa43b, "ImageEditingSoftware"},
    {0xa43c, "MetadataEditingSoftware"},
    {0xa420, "ImageUniqueID"},
};

typedef struct {
  HikaeMediaContainer *container;
  const guint8 *bytes;
  gsize size;
  gboolean little;
  guint32 visited[DIRECTORIES_MAX];
  guint n_visited;
} Exif;

static guint16
read_u16 (const Exif *exif, gsize at)
{
  const guint8 *b = exif->bytes + at;

  return exif->little ? (guint16)(b[0] | b[1] << 8) : (guint16)(b[0] << 8 | b[1]);
}

static guint32
read_u32 (const Exif *exif, gsize at)
{
  guint32 first = read_u16 (exif, at);
  guint32 second = read_u16 (exif, at + 2);

  return exif->little ? first | second << 16 : first << 16 | second;
}

static gsize
get_type_size (guint16 type)
{
  /* BYTE, ASCII, UNDEFINED and UTF-8 (Exif 3.0): nothing else holds text. */
  return type == 1 || type == 2 || type == 7 || type == 129 ? 1 : 0;
}

/* UTF-16 text of either order. Not by iconv: its tables lie in files, and the helper
 * process has none. */
static void
add_utf16 (Exif *exif, const char *name, const guint8 *value, gsize size, gboolean little)
{
  glong units = (glong)(size / 2);
  g_autofree gunichar2 *text = g_new (gunichar2, (gsize)units + 1);
  g_autofree char *utf8 = NULL;

  for (glong i = 0; i < units; i++)
    text[i] = (gunichar2)(little ? value[2 * i] | value[2 * i + 1] << 8
                                 : value[2 * i] << 8 | value[2 * i + 1]);
  text[units] = 0;
  utf8 = g_utf16_to_utf8 (text, -1, NULL, NULL, NULL);
  if (utf8 != NULL && *utf8 != '\0')
    hikae_media_add_text (exif->container,
                          "exif",
                          name,
                          strlen (name),
                          (const guint8 *)utf8,
                          strlen (utf8));
}

/* Writers disagree about the order of UNICODE comments. A byte order mark decides; else
 * what puts more zero bytes where they belong for plain text; else the block's order. */
static gboolean
looks_little (const Exif *exif, const guint8 *value, gsize size)
{
  gsize high_first = 0;
  gsize low_first = 0;

  if (size >= 2 && (value[0] ^ value[1]) == (0xfe ^ 0xff) &&
      (value[0] | value[1]) == 0xff)
    return value[0] == 0xff;
  for (gsize i = 0; i + 1 < size; i += 2) {
    high_first += value[i] == 0;
    low_first += value[i + 1] == 0;
  }
  return low_first == high_first ? exif->little : low_first > high_first;
}

static GIConv japanese = (GIConv)-1;

void
hikae_media_exif_prepare (void)
{
  if (japanese == (GIConv)-1)
    japanese = g_iconv_open ("UTF-8", "ISO-2022-JP");
}

/* Exif's "JIS" is JIS X 0208 with its escape sequences. */
static char *
convert_japanese (const guint8 *value, gsize size)
{
  hikae_media_exif_prepare ();
  return japanese != (GIConv)-1
             ? g_convert_with_iconv (
                   (const char *)value, (gssize)size, japanese, NULL, NULL, NULL)
             : NULL;
}

static void
add_plain (Exif *exif, const Tag *tag, const guint8 *value, gsize size)
{
  while (size > 0 && (value[size - 1] == 0 || value[size - 1] == ' '))
    size--;
  if (size > 0)
    hikae_media_add_text (
        exif->container, "exif", tag->name, strlen (tag->name), value, size);
}

/* Only what is UTF-8 from end to end: UTF-16 nearly never is. */
static void
add_valid (Exif *exif, const Tag *tag, const guint8 *value, gsize size)
{
  while (size > 0 && value[size - 1] == 0)
    size--;
  if (g_utf8_validate_len ((const char *)value, size, NULL))
    add_plain (exif, tag, value, size);
}

/* Zero bytes within a text are those of UTF-16, whatever the text calls itself. */
static void
add_unnamed (Exif *exif, const Tag *tag, const guint8 *value, gsize size)
{
  gsize end = size;

  while (end > 0 && value[end - 1] == 0)
    end--;
  if (end > 0 && memchr (value, 0, end) != NULL)
    add_utf16 (exif, tag->name, value, size, looks_little (exif, value, size));
  add_plain (exif, tag, value, size);
}

/* Eight bytes name the characters (Exif 2.32, §4.6.5, table 9); some writers leave them
 * out. */
static void
add_user_comment (Exif *exif, const Tag *tag, const guint8 *value, gsize size)
{
  g_autofree char *text = NULL;

  if (size >= 8 && g_ascii_strncasecmp ((const char *)value, "UNICODE", 7) == 0) {
    add_utf16 (
        exif, tag->name, value + 8, size - 8, looks_little (exif, value + 8, size - 8));
    /* Some writers put UTF-8 there. Of few characters it cannot be told: take both. */
    add_valid (exif, tag, value + 8, size - 8);
    return;
  }
  if (size >= 8 && memcmp (value, "JIS\0\0\0\0\0", 8) == 0) {
    text = convert_japanese (value + 8, size - 8);
    if (text != NULL)
      add_plain (exif, tag, (const guint8 *)text, strlen (text));
    else
      add_plain (exif, tag, value + 8, size - 8);
    return;
  }
  if (size >= 8 && (memcmp (value, "ASCII\0\0\0", 8) == 0 ||
                    memcmp (value, "\0\0\0\0\0\0\0\0", 8) == 0))
    add_unnamed (exif, tag, value + 8, size - 8);
  else
    add_unnamed (exif, tag, value, size);
}

static void
add_value (Exif *exif, const Tag *tag, const guint8 *value, gsize size)
{
  if (tag->tag >= 0x9c9b && tag->tag <= 0x9c9f)
    add_utf16 (exif, tag->name, value, size, TRUE);
  else if (tag->tag == TAG_USER_COMMENT)
    add_user_comment (exif, tag, value, size);
  else
    add_plain (exif, tag, value, size);
}

static void read_directory (Exif *exif, guint32 at);

/* Where a value of @size bytes lies: within the entry when it fits. (nullable) */
static const guint8 *
find_value (const Exif *exif, gsize at, gsize size)
{
  gsize where = size <= 4 ? at + 8 : read_u32 (exif, at + 8);

  return where <= exif->size && size <= exif->size - where ? exif->bytes + where : NULL;
}

static void
read_directories (Exif *exif, gsize at)
{
  gsize count = MIN (read_u32 (exif, at + 4), DIRECTORIES_MAX);
  const guint8 *list = find_value (exif, at, count * 4);

  for (gsize i = 0; list != NULL && i < count; i++)
    read_directory (exif, read_u32 (exif, (gsize)(list - exif->bytes) + i * 4));
}

static void
read_block (Exif *exif, guint16 number, const guint8 *value, gsize size)
{
  HikaeMediaContainer *container = exif->container;

  if (number == TAG_XMP)
    hikae_media_add_block (container, container->xmp, value, size);
  else if (number == TAG_IPTC)
    hikae_media_add_block (container, container->iptc, value, size);
  else
    hikae_media_read_photoshop (container, value, size);
}

static void
read_entry (Exif *exif, gsize at)
{
  guint16 number = read_u16 (exif, at);
  guint16 type = read_u16 (exif, at + 2);
  guint64 size = (guint64)get_type_size (type) * read_u32 (exif, at + 4);
  const guint8 *value = NULL;

  if (number == TAG_EXIF_IFD) {
    read_directory (exif, read_u32 (exif, at + 8));
    return;
  }
  if (number == TAG_SUB_IFDS) {
    read_directories (exif, at);
    return;
  }
  /* Some writers call the IPTC block a row of longs. */
  if (number == TAG_IPTC && type == TYPE_LONG)
    size = 4 * (guint64)read_u32 (exif, at + 4);
  value = size > 0 && size <= exif->size ? find_value (exif, at, (gsize)size) : NULL;
  if (value == NULL)
    return;
  if (number == TAG_XMP || number == TAG_IPTC || number == TAG_PHOTOSHOP) {
    read_block (exif, number, value, (gsize)size);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].tag == number)
      add_value (exif, &tags[i], value, (gsize)size);
}

static void
read_directory (Exif *exif, guint32 at)
{
  guint count = 0;
  gsize next = 0;

  for (guint i = 0; i < exif->n_visited; i++)
    if (exif->visited[i] == at)
      return;
  if (exif->n_visited == DIRECTORIES_MAX || exif->size < 2 || at > exif->size - 2)
    return;
  exif->visited[exif->n_visited++] = at;
  count = MIN (read_u16 (exif, at), ENTRIES_MAX);
  next = at + 2 + (gsize)count * ENTRY_SIZE;
  for (guint i = 0; i < count; i++) {
    gsize entry = at + 2 + (gsize)i * ENTRY_SIZE;

    if (exif->size < ENTRY_SIZE || entry > exif->size - ENTRY_SIZE)
      return;
    read_entry (exif, entry);
  }
  if (exif->size >= 4 && next <= exif->size - 4)
    read_directory (exif, read_u32 (exif, next));
}

void
hikae_media_exif_read (HikaeMediaContainer *container, GBytes *block)
{
  Exif exif = {.container = container};

  exif.bytes = g_bytes_get_data (block, &exif.size);
  if (exif.size < 8)
    return;
  exif.little = memcmp (exif.bytes, "II", 2) == 0;
  if ((!exif.little && memcmp (exif.bytes, "MM", 2) != 0) || read_u16 (&exif, 2) != 42) {
    hikae_media_complain (container, "the EXIF block does not begin as one");
    return;
  }
  read_directory (&exif, read_u32 (&exif, 4));
}
