/* hikae-law-sentences.c: sentences and regions from data
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-pack-private.h"

#include <string.h>

static const char *
find_value (const char *const *pairs, const char *name, gsize size)
{
  for (guint i = 0; pairs[i] != NULL; i += 2)
    if (strlen (pairs[i]) == size && strncmp (pairs[i], name, size) == 0)
      return pairs[i + 1] != NULL ? pairs[i + 1] : "";
  return NULL;
}

static char *
fill (const char *text, const char *const *pairs)
{
  GString *filled = g_string_new (NULL);

  while (*text != '\0') {
    const char *open = strchr (text, '{');
    const char *close = open != NULL ? strchr (open, '}') : NULL;
    const char *value =
        close != NULL ? find_value (pairs, open + 1, (gsize)(close - open - 1)) : NULL;

    if (close == NULL) {
      g_string_append (filled, text);
      break;
    }
    g_string_append_len (filled, text, open - text);
    if (value != NULL)
      g_string_append (filled, value);
    else
      g_string_append_len (filled, open, close - open + 1);
    text = close + 1;
  }
  return g_string_free (filled, FALSE);
}

char *
hikae_law_pack_say (const HikaeLawPack *self, const char *lang, const char *key, ...)
{
  const char *pairs[17] = {NULL};
  const char *text =
      hikae_law_pack_pick (hikae_json_get_object (self->sentences, key), lang);
  guint count = 0;
  const char *next = NULL;
  va_list rest;

  va_start (rest, key);
  while ((next = va_arg (rest, const char *)) != NULL &&
         count + 2 < G_N_ELEMENTS (pairs)) {
    pairs[count++] = next;
    next = va_arg (rest, const char *);
    pairs[count++] = next != NULL ? next : "";
  }
  va_end (rest);
  g_return_val_if_fail (text != NULL, g_strdup (key));
  return fill (text, pairs);
}

char *
hikae_law_pack_dup_country (const HikaeLawPack *self, const char *country)
{
  JsonObject *aliases = hikae_json_get_object (self->regions, "aliases");
  g_autofree char *trimmed = NULL;
  g_autofree char *upper = NULL;
  const char *alias = NULL;

  if (country == NULL || strlen (country) > 16)
    return NULL;
  trimmed = g_strstrip (g_strdup (country));
  upper = g_ascii_strup (trimmed, -1);
  alias = hikae_json_get_string (aliases, upper);
  if (alias != NULL)
    return g_strdup (alias);
  if (!g_regex_match_simple ("^[A-Z]{2}(-[A-Z0-9]{1,3})?$", upper, 0, 0))
    return NULL;
  return g_steal_pointer (&upper);
}

HikaeLawNexus
hikae_law_pack_find_nexus (const HikaeLawPack *self,
                           const char *jurisdiction,
                           const char *country)
{
  JsonObject *groups = hikae_json_get_object (self->regions, "groups");
  JsonArray *members = hikae_json_get_array (groups, jurisdiction);

  if (g_str_equal (jurisdiction, "XX"))
    return HIKAE_LAW_NEXUS_FULL;
  if (country == NULL)
    return HIKAE_LAW_NEXUS_NONE;
  if (g_str_equal (jurisdiction, country))
    return HIKAE_LAW_NEXUS_FULL;
  for (guint i = 0; members != NULL && i < json_array_get_length (members); i++)
    if (strncmp (json_array_get_string_element (members, i), country, 2) == 0)
      return HIKAE_LAW_NEXUS_FULL;
  if (strncmp (jurisdiction, country, 2) != 0)
    return HIKAE_LAW_NEXUS_NONE;
  /* A country's law holds in its provinces; a province's only there. */
  if (strlen (jurisdiction) == 2)
    return HIKAE_LAW_NEXUS_FULL;
  return strlen (country) == 2 ? HIKAE_LAW_NEXUS_PART : HIKAE_LAW_NEXUS_NONE;
}
