/* hikae-media-iptc.c: the texts of an IPTC IIM block
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * IPTC-NAA Information Interchange Model 4.2, §1.5: a tag marker, record, dataset and
 * length for each. */
#include "config.h"

#include "hikae-media-iptc.h"

#include "hikae-media-container-private.h"

#include <string.h>

#define TAG_MARKER 0x1c
#define APPLICATION_RECORD 2
#define EXTENDED_LENGTH 0x8000

typedef struct {
  guint8 number;
  const char *name;
} DataSet;

static const DataSet data_sets[] = {
    {5, "ObjectName"},
    {25, "Keywords"},
    {40, "SpecialInstructions"},
    {65, "OriginatingProgram"},
    {70, "ProgramVersion"},
    {80, "By-line"},
    {85, "By-lineTitle"},
    {105, "Headline"},
    {110, "Credit"},
    {115, "Source"},
    {116, "CopyrightNotice"},
    {120, "Caption"},
    {122, "Writer-Editor"},
};

static const char *
find_name (guint8 number)
{
  for (guint i = 0; i < G_N_ELEMENTS (data_sets); i++)
    if (data_sets[i].number == number)
      return data_sets[i].name;
  return NULL;
}

void
hikae_media_iptc_read (HikaeMediaContainer *container, GBytes *block)
{
  HikaeReader reader;

  hikae_reader_init (&reader, g_bytes_get_data (block, NULL), g_bytes_get_size (block));
  while (hikae_reader_get_left (&reader) >= 5 &&
         hikae_reader_read_u8 (&reader) == TAG_MARKER) {
    guint8 record = hikae_reader_read_u8 (&reader);
    guint8 number = hikae_reader_read_u8 (&reader);
    gsize size = hikae_reader_read_u16be (&reader);
    const char *name = NULL;
    const guint8 *value = NULL;

    /* The length of the length; nobody needs more than four bytes. */
    if (size == EXTENDED_LENGTH + 4)
      size = hikae_reader_read_u32be (&reader);
    value = hikae_reader_read (&reader, size);
    if (value == NULL)
      return;
    name = record == APPLICATION_RECORD ? find_name (number) : NULL;
    if (name != NULL && size > 0)
      hikae_media_add_text (container, "iptc", name, strlen (name), value, size);
  }
}
