/* hikae-law-channel.c: which way into a recipient a request takes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-fit.h"
#include "hikae-law-pack-private.h"

/* What a channel made for a basis is worth against one that merely takes the subject. */
enum {
  SCORE_NAMED = 100,
  SCORE_PURPOSE = 10,
  /* Between two of the same worth the address that is surer wins. */
  SCORE_STEP = 4,
};

static int
score_confidence (JsonObject *channel)
{
  const char *confidence =
      hikae_json_get_string (hikae_json_get_object (channel, "review"), "confidence");

  if (g_strcmp0 (confidence, "high") == 0)
    return 2;
  return g_strcmp0 (confidence, "medium") == 0 ? 1 : 0;
}

static gboolean
serves_country (const HikaeLawPack *self, JsonObject *channel, const char *country)
{
  JsonArray *regions = hikae_json_get_array (channel, "region");

  if (regions == NULL || json_array_get_length (regions) == 0)
    return TRUE;
  for (guint i = 0; i < json_array_get_length (regions); i++)
    if (hikae_law_pack_find_nexus (self,
                                   json_array_get_string_element (regions, i),
                                   country) != HIKAE_LAW_NEXUS_NONE)
      return TRUE;
  return FALSE;
}

static gboolean
holds (JsonArray *array, const char *text)
{
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (g_strcmp0 (json_array_get_string_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

/* Higher is better, 0 is unfit. A channel that names other bases is kept for those. */
static int
score_channel (JsonObject *basis, JsonObject *channel)
{
  static const char *const unfit[] = {
      "csam", "appeal", "noncompliance_report", "impersonation", NULL};
  static const char *const fit[] = {
      "ncii", "privacy", "rights_infringement", "illegal_content", NULL};
  const char *purpose = hikae_json_get_string (channel, "purpose");
  const char *nature = hikae_json_get_string (basis, "nature");
  JsonArray *bases = hikae_json_get_array (channel, "legal_bases");

  if (holds (bases, hikae_json_get_string (basis, "id")))
    return SCORE_NAMED;
  if ((bases != NULL && json_array_get_length (bases) > 0) ||
      g_str_equal (purpose, "copyright") || g_strv_contains (unfit, purpose))
    return 0;
  if (g_strcmp0 (nature, "data_right") == 0 && g_str_equal (purpose, "data_protection"))
    return SCORE_PURPOSE + 1;
  return g_strv_contains (fit, purpose) ? SCORE_PURPOSE : 1;
}

static JsonObject *
choose_of (const HikaeLawPack *self,
           JsonObject *basis,
           JsonObject *recipient,
           const char *country)
{
  JsonArray *channels = hikae_json_get_array (recipient, "channels");
  JsonObject *best = NULL;
  int best_score = 0;

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++) {
    JsonObject *channel = json_array_get_object_element (channels, i);
    int score = score_channel (basis, channel);

    if (score > 0)
      score = score * SCORE_STEP + score_confidence (channel);
    if (score <= best_score || !serves_country (self, channel, country))
      continue;
    best = channel;
    best_score = score;
  }
  return best;
}

JsonObject *
hikae_law_pack_choose_channel (const HikaeLawPack *self,
                               JsonObject *basis,
                               JsonObject *recipient,
                               const char *country)
{
  JsonObject *generic = hikae_law_pack_find_generic (self);
  JsonObject *channel = choose_of (self, basis, recipient, country);

  if (channel == NULL && generic != NULL && generic != recipient)
    channel = choose_of (self, basis, generic, country);
  return channel;
}

JsonArray *
hikae_law_pack_list_routes (const HikaeLawPack *self,
                            JsonObject *recipient,
                            const char *country)
{
  static const char *const helpful[] = {
      "ncii", "privacy", "search_delisting", "impersonation", "general_abuse", NULL};
  JsonArray *routes = json_array_new ();
  JsonArray *channels = hikae_json_get_array (recipient, "channels");

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++) {
    JsonObject *channel = json_array_get_object_element (channels, i);
    JsonArray *bases = hikae_json_get_array (channel, "legal_bases");

    if ((bases != NULL && json_array_get_length (bases) > 0) ||
        !g_strv_contains (helpful, hikae_json_get_string (channel, "purpose")) ||
        !serves_country (self, channel, country))
      continue;
    json_array_add_object_element (routes, json_object_ref (channel));
  }
  return routes;
}
