/* hikae-prints.c: the fingerprints of one item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-digest.h"
#include "hikae-prints-private.h"
#include "hikae-reader.h"

#include <string.h>

/* Of vPDQ: so many of a hundred frames must be found for a sure match. */
#define SURE_SHARE 80
#define SHA256_SIZE 32
#define ADDRESS_MAX 4096

typedef enum {
  FLAG_ARCHIVE = 1 << 0,
  FLAG_PARTLY = 1 << 1,
} Flags;

typedef struct {
  HikaePdq pdq; /* of a frame of a film only the first form */
  guint file;
  gint64 at;
} Print;

typedef struct {
  char *address; /* (nullable) */
  gboolean film;
  gboolean has_sha256;
  guint8 sha256[SHA256_SIZE];
} File;

struct _HikaePrints {
  gint count;
  guint flags;
  GArray *files;  /* (element-type File) */
  GArray *prints; /* (element-type Print) */
};

static void
file_clear (gpointer data)
{
  g_free (((File *)data)->address);
}

HikaePrints *
hikae_prints_new (void)
{
  HikaePrints *self = g_new0 (HikaePrints, 1);

  self->count = 1;
  self->files = g_array_new (FALSE, FALSE, sizeof (File));
  g_array_set_clear_func (self->files, file_clear);
  self->prints = g_array_new (FALSE, FALSE, sizeof (Print));
  return self;
}

HikaePrints *
hikae_prints_ref (HikaePrints *self)
{
  g_atomic_int_inc (&self->count);
  return self;
}

void
hikae_prints_unref (HikaePrints *self)
{
  if (!g_atomic_int_dec_and_test (&self->count))
    return;
  g_array_unref (self->prints);
  g_array_unref (self->files);
  g_free (self);
}

static void
add_picture (HikaePrints *self, JsonObject *pdq, guint least)
{
  JsonArray *forms = hikae_json_get_array (pdq, "dihedral");
  Print print = {.file = self->files->len};

  if (forms == NULL || json_array_get_length (forms) != HIKAE_PDQ_FORMS)
    return;
  for (guint i = 0; i < HIKAE_PDQ_FORMS; i++) {
    JsonNode *node = json_array_get_element (forms, i);

    if (!JSON_NODE_HOLDS_VALUE (node) ||
        json_node_get_value_type (node) != G_TYPE_STRING ||
        !hikae_pdq_hash_parse (json_node_get_string (node), &print.pdq.forms[i]))
      return;
  }
  print.pdq.quality = (guint)CLAMP (hikae_json_get_int (pdq, "quality", 0), 0, 100);
  if (print.pdq.quality >= least)
    g_array_append_val (self->prints, print);
}

static void
add_film (HikaePrints *self, JsonObject *vpdq, guint least)
{
  JsonArray *frames = hikae_json_get_array (vpdq, "frames");

  for (guint i = 0; frames != NULL && i < json_array_get_length (frames); i++) {
    JsonNode *node = json_array_get_element (frames, i);
    JsonObject *frame =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *hash = hikae_json_get_string (frame, "hash");
    Print print = {.file = self->files->len, .at = hikae_json_get_int (frame, "at", 0)};

    print.pdq.quality = (guint)CLAMP (hikae_json_get_int (frame, "quality", 0), 0, 100);
    if (hash != NULL && hikae_pdq_hash_parse (hash, &print.pdq.forms[0]) &&
        print.pdq.quality >= least)
      g_array_append_val (self->prints, print);
  }
}

static gboolean
has_file (const HikaePrints *self, const guint8 *sha256)
{
  for (guint i = 0; i < self->files->len; i++) {
    const File *file = &g_array_index (self->files, File, i);

    if (file->has_sha256 && memcmp (file->sha256, sha256, SHA256_SIZE) == 0)
      return TRUE;
  }
  return FALSE;
}

void
hikae_prints_add (HikaePrints *self, JsonObject *report, const char *address)
{
  const char *hex =
      hikae_json_get_string (hikae_json_get_object (report, "digests"), "sha256");
  const guint least = address != NULL ? HIKAE_PDQ_LEAST_QUALITY : 0;
  const guint before = self->prints->len;
  File file = {0};

  file.has_sha256 = hex != NULL && strlen (hex) == SHA256_SIZE * 2 &&
                    hikae_hex_parse (hex, SHA256_SIZE * 2, file.sha256);
  if (file.has_sha256 && has_file (self, file.sha256))
    return;
  if (hikae_json_get_object (report, "pdq") != NULL) {
    add_picture (self, hikae_json_get_object (report, "pdq"), least);
  } else if (hikae_json_get_object (report, "vpdq") != NULL) {
    file.film = TRUE;
    add_film (self, hikae_json_get_object (report, "vpdq"), least);
  }
  if (self->prints->len == before)
    return;
  if (address != NULL) {
    g_autofree char *start = g_strndup (address, ADDRESS_MAX);

    file.address = g_utf8_make_valid (start, -1);
  }
  g_array_append_val (self->files, file);
}

gboolean
hikae_prints_is_empty (const HikaePrints *self)
{
  return self->prints->len == 0;
}

guint
hikae_prints_get_count (const HikaePrints *self)
{
  return self->files->len;
}

void
hikae_prints_set_archive (HikaePrints *self, gboolean partly)
{
  self->flags |= FLAG_ARCHIVE | (partly ? FLAG_PARTLY : 0);
}

gboolean
hikae_prints_is_partly (const HikaePrints *self)
{
  return (self->flags & FLAG_PARTLY) != 0;
}

guint
hikae_prints_get_quality (const HikaePrints *self)
{
  guint quality = 0;

  for (guint i = 0; i < self->prints->len; i++)
    quality = MAX (quality, g_array_index (self->prints, Print, i).pdq.quality);
  return quality;
}

/* ---- comparing ---- */

typedef struct {
  guint distance;
  HikaePdqForm form;
  const Print *needle;
  const Print *found;
} Best;

/* The nearest pair, and how many prints of @needle have one within @distance. */
static guint
match_all (const HikaePrints *needle,
           const HikaePrints *other,
           guint distance,
           Best *best)
{
  const guint forms = g_array_index (needle->files, File, 0).film ? 1 : HIKAE_PDQ_FORMS;
  guint matched = 0;

  for (guint i = 0; i < needle->prints->len; i++) {
    const Print *print = &g_array_index (needle->prints, Print, i);
    gboolean found = FALSE;

    for (guint j = 0; j < other->prints->len; j++) {
      const Print *candidate = &g_array_index (other->prints, Print, j);
      HikaePdqForm form = HIKAE_PDQ_AS_IS;
      const guint got = hikae_pdq_measure (
          &print->pdq, forms, &candidate->pdq.forms[0], distance, &form);

      found = found || got <= distance;
      if (got < best->distance)
        *best = (Best){got, form, print, candidate};
    }
    matched += found;
  }
  return matched;
}

/* The file of @other that is the needle's, byte for byte; -1 for none. */
static int
find_same_file (const HikaePrints *needle, const HikaePrints *other)
{
  const File *file = &g_array_index (needle->files, File, 0);

  for (guint i = 0; file->has_sha256 && i < other->files->len; i++) {
    const File *one = &g_array_index (other->files, File, i);

    if (one->has_sha256 && memcmp (one->sha256, file->sha256, SHA256_SIZE) == 0)
      return (int)i;
  }
  return -1;
}

gboolean
hikae_prints_compare (const HikaePrints *needle,
                      const HikaePrints *other,
                      guint distance,
                      HikaeSimilar *similar)
{
  Best best = {distance + 1, HIKAE_PDQ_AS_IS, NULL, NULL};
  guint matched = 0;
  int same = -1;
  gboolean films = FALSE;

  if (hikae_prints_is_empty (needle) || hikae_prints_is_empty (other))
    return FALSE;
  matched = match_all (needle, other, distance, &best);
  if (matched == 0)
    return FALSE;
  g_assert (best.found != NULL);
  same = find_same_file (needle, other);
  films = g_array_index (needle->files, File, 0).film;
  similar->distance = best.distance;
  similar->form = best.form;
  similar->share = films ? 100 * matched / needle->prints->len : 100;
  similar->at = best.found->at;
  similar->same_bytes = same >= 0;
  similar->address = g_strdup (
      g_array_index (other->files, File, same >= 0 ? (guint)same : best.found->file)
          .address);
  similar->sure =
      similar->same_bytes ||
      (best.distance <= HIKAE_PDQ_MATCH &&
       best.found->pdq.quality >= HIKAE_PDQ_LEAST_QUALITY &&
       best.needle->pdq.quality >= HIKAE_PDQ_LEAST_QUALITY &&
       (!films || !g_array_index (other->files, File, best.found->file).film ||
        similar->share >= SURE_SHARE));
  return TRUE;
}

/* ---- keeping ---- */

static void
append_number (GByteArray *out, guint64 number, guint size)
{
  for (guint i = 0; i < size; i++) {
    const guint8 byte = (guint8)(number >> (8 * (size - 1 - i)));

    g_byte_array_append (out, &byte, 1);
  }
}

/* Big-endian: flags, count of files; of each: film, whether there is a digest, the
 * digest, size of the address (0xffff: none), address; count of prints; of each: file,
 * place in milliseconds, quality, count of forms, the forms. */
GBytes *
hikae_prints_format (const HikaePrints *self)
{
  GByteArray *out = g_byte_array_new ();

  append_number (out, self->flags, 1);
  append_number (out, self->files->len, 4);
  for (guint i = 0; i < self->files->len; i++) {
    const File *file = &g_array_index (self->files, File, i);
    const gsize size = file->address != NULL ? strlen (file->address) : 0;

    append_number (out, file->film, 1);
    append_number (out, file->has_sha256, 1);
    g_byte_array_append (out, file->sha256, SHA256_SIZE);
    append_number (out, file->address != NULL ? size : G_MAXUINT16, 2);
    if (size > 0)
      g_byte_array_append (out, (const guint8 *)file->address, (guint)size);
  }
  append_number (out, self->prints->len, 4);
  for (guint i = 0; i < self->prints->len; i++) {
    const Print *print = &g_array_index (self->prints, Print, i);
    const guint forms =
        g_array_index (self->files, File, print->file).film ? 1 : HIKAE_PDQ_FORMS;

    append_number (out, print->file, 4);
    append_number (out, (guint64)print->at, 8);
    append_number (out, print->pdq.quality, 1);
    append_number (out, forms, 1);
    for (guint form = 0; form < forms; form++)
      for (guint word = 0; word < 16; word++)
        append_number (out, print->pdq.forms[form].words[word], 2);
  }
  return g_byte_array_free_to_bytes (out);
}

static void
parse_file (HikaePrints *self, HikaeReader *reader)
{
  File file = {0};
  const guint8 *sha256 = NULL;
  const guint8 *address = NULL;
  guint16 size = 0;

  file.film = hikae_reader_read_u8 (reader) != 0;
  file.has_sha256 = hikae_reader_read_u8 (reader) != 0;
  sha256 = hikae_reader_read (reader, SHA256_SIZE);
  size = hikae_reader_read_u16be (reader);
  if (size != G_MAXUINT16)
    address = hikae_reader_read (reader, size);
  if (reader->failed)
    return;
  memcpy (file.sha256, sha256, SHA256_SIZE);
  if (size != G_MAXUINT16)
    file.address = g_utf8_make_valid ((const char *)address, size);
  g_array_append_val (self->files, file);
}

static void
parse_print (HikaePrints *self, HikaeReader *reader)
{
  Print print = {0};
  guint forms = 0;

  print.file = hikae_reader_read_u32be (reader);
  print.at = (gint64)hikae_reader_read_u64be (reader);
  print.pdq.quality = MIN (hikae_reader_read_u8 (reader), 100);
  forms = hikae_reader_read_u8 (reader);
  if (print.file >= self->files->len || forms > HIKAE_PDQ_FORMS || forms == 0)
    reader->failed = TRUE;
  for (guint form = 0; !reader->failed && form < forms; form++)
    for (guint word = 0; word < 16; word++)
      print.pdq.forms[form].words[word] = hikae_reader_read_u16be (reader);
  if (!reader->failed)
    g_array_append_val (self->prints, print);
}

HikaePrints *
hikae_prints_parse (GBytes *bytes)
{
  g_autoptr (HikaePrints) self = hikae_prints_new ();
  HikaeReader reader;
  guint32 count = 0;

  hikae_reader_init (&reader, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  self->flags = hikae_reader_read_u8 (&reader);
  count = hikae_reader_read_u32be (&reader);
  for (guint32 i = 0; i < count && !reader.failed; i++)
    parse_file (self, &reader);
  count = hikae_reader_read_u32be (&reader);
  for (guint32 i = 0; i < count && !reader.failed; i++)
    parse_print (self, &reader);
  return !reader.failed && hikae_reader_get_left (&reader) == 0 ? g_steal_pointer (&self)
                                                                : NULL;
}
