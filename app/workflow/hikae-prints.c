/* hikae-prints.c: the fingerprints of one picture or film
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-pdq-index.h"
#include "hikae-prints-private.h"

/* Of vPDQ: so many of a hundred frames must be found for a sure match. */
#define SURE_SHARE 80

typedef struct {
  HikaePdq pdq; /* of a frame of a film only the first form */
  gint64 at;
} Print;

struct _HikaePrints {
  gint count;
  GArray *prints; /* (element-type Print) */
  gboolean film;
  char *sha256;
};

static void
add_picture (HikaePrints *self, JsonObject *pdq)
{
  JsonArray *forms = hikae_json_get_array (pdq, "dihedral");
  Print print = {0};

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
  g_array_append_val (self->prints, print);
}

static void
add_film (HikaePrints *self, JsonObject *vpdq)
{
  JsonArray *frames = hikae_json_get_array (vpdq, "frames");

  self->film = TRUE;
  for (guint i = 0; frames != NULL && i < json_array_get_length (frames); i++) {
    JsonNode *node = json_array_get_element (frames, i);
    JsonObject *frame =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *hash = hikae_json_get_string (frame, "hash");
    Print print = {.at = hikae_json_get_int (frame, "at", 0)};

    print.pdq.quality = (guint)CLAMP (hikae_json_get_int (frame, "quality", 0), 0, 100);
    if (hash != NULL && hikae_pdq_hash_parse (hash, &print.pdq.forms[0]))
      g_array_append_val (self->prints, print);
  }
}

HikaePrints *
hikae_prints_new (JsonObject *report)
{
  HikaePrints *self = g_new0 (HikaePrints, 1);

  self->count = 1;
  self->prints = g_array_new (FALSE, FALSE, sizeof (Print));
  if (report == NULL)
    return self;
  self->sha256 = g_strdup (
      hikae_json_get_string (hikae_json_get_object (report, "digests"), "sha256"));
  if (hikae_json_get_object (report, "pdq") != NULL)
    add_picture (self, hikae_json_get_object (report, "pdq"));
  else if (hikae_json_get_object (report, "vpdq") != NULL)
    add_film (self, hikae_json_get_object (report, "vpdq"));
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
  g_free (self->sha256);
  g_free (self);
}

gboolean
hikae_prints_is_empty (const HikaePrints *self)
{
  return self->prints->len == 0;
}

guint
hikae_prints_get_quality (const HikaePrints *self)
{
  guint quality = 0;

  for (guint i = 0; i < self->prints->len; i++)
    quality = MAX (quality, g_array_index (self->prints, Print, i).pdq.quality);
  return quality;
}

/* The nearest hit of @needle among @other, and how many of its frames have one. */
static guint
match_frames (const HikaePrints *needle,
              const HikaePdqIndex *index,
              guint distance,
              HikaePdqHit *best,
              guint *best_needle)
{
  guint matched = 0;

  for (guint i = 0; i < needle->prints->len; i++) {
    const Print *print = &g_array_index (needle->prints, Print, i);
    g_autoptr (GArray) hits = hikae_pdq_index_search (
        index, &print->pdq, needle->film ? 1 : HIKAE_PDQ_FORMS, distance);
    const HikaePdqHit *hit = hits->len > 0 ? &g_array_index (hits, HikaePdqHit, 0) : NULL;

    if (hit == NULL)
      continue;
    matched++;
    if (hit->distance < best->distance) {
      *best = *hit;
      *best_needle = i;
    }
  }
  return matched;
}

gboolean
hikae_prints_compare (const HikaePrints *needle,
                      const HikaePrints *other,
                      guint distance,
                      HikaeSimilar *similar)
{
  g_autoptr (HikaePdqIndex) index = hikae_pdq_index_new ();
  HikaePdqHit best = {0, G_MAXUINT, HIKAE_PDQ_AS_IS};
  const Print *found = NULL;
  guint from = 0;
  guint matched = 0;

  for (guint i = 0; i < other->prints->len; i++)
    hikae_pdq_index_add (index, &g_array_index (other->prints, Print, i).pdq.forms[0], i);
  matched = match_frames (needle, index, distance, &best, &from);
  if (matched == 0)
    return FALSE;
  found = &g_array_index (other->prints, Print, best.tag);
  similar->distance = best.distance;
  similar->form = best.form;
  similar->share = needle->film ? 100 * matched / needle->prints->len : 100;
  similar->at = found->at;
  similar->same_bytes =
      needle->sha256 != NULL && g_strcmp0 (needle->sha256, other->sha256) == 0;
  similar->sure = similar->same_bytes ||
                  (best.distance <= HIKAE_PDQ_MATCH &&
                   found->pdq.quality >= HIKAE_PDQ_LEAST_QUALITY &&
                   g_array_index (needle->prints, Print, from).pdq.quality >=
                       HIKAE_PDQ_LEAST_QUALITY &&
                   (!needle->film || !other->film || similar->share >= SURE_SHARE));
  return TRUE;
}
