/* hikae-law-pack.c: the law pack: look up
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-host.h"
#include "hikae-law-pack-private.h"

void
hikae_law_pack_free (HikaeLawPack *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->refused, g_ptr_array_unref);
  g_clear_pointer (&self->bases, g_hash_table_unref);
  g_clear_pointer (&self->recipients, g_hash_table_unref);
  g_clear_pointer (&self->support, g_hash_table_unref);
  g_clear_pointer (&self->channels, g_hash_table_unref);
  g_clear_pointer (&self->sentences_node, json_node_unref);
  g_clear_pointer (&self->regions_node, json_node_unref);
  g_clear_pointer (&self->root, json_node_unref);
  g_free (self);
}

const char *
hikae_law_pack_get_version (const HikaeLawPack *self)
{
  return hikae_json_get_string (self->object, "pack_version");
}

const char *
hikae_law_pack_get_id (const HikaeLawPack *self)
{
  return hikae_json_get_string (self->object, "pack_id");
}

JsonObject *
hikae_law_pack_find_basis (const HikaeLawPack *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->bases, id) : NULL;
}

JsonObject *
hikae_law_pack_find_recipient (const HikaeLawPack *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->recipients, id) : NULL;
}

JsonObject *
hikae_law_pack_find_channel (const HikaeLawPack *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->channels, id) : NULL;
}

JsonObject *
hikae_law_pack_find_support (const HikaeLawPack *self, const char *id)
{
  return id != NULL ? g_hash_table_lookup (self->support, id) : NULL;
}

JsonObject *
hikae_law_pack_find_clock (JsonObject *entry, const char *id)
{
  JsonArray *clocks = hikae_json_get_array (entry, "clocks");

  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);

    if (g_strcmp0 (hikae_json_get_string (clock, "id"), id) == 0)
      return clock;
  }
  return NULL;
}

JsonArray *
hikae_law_pack_list_support (const HikaeLawPack *self)
{
  return hikae_json_get_array (self->object, "support");
}

JsonArray *
hikae_law_pack_list_recipients (const HikaeLawPack *self)
{
  return hikae_json_get_array (self->object, "recipients");
}

JsonArray *
hikae_law_pack_list_bases (const HikaeLawPack *self)
{
  return hikae_json_get_array (self->object, "legal_bases");
}

JsonObject *
hikae_law_pack_match_recipient (const HikaeLawPack *self, const char *url)
{
  JsonArray *recipients = hikae_json_get_array (self->object, "recipients");
  g_autofree char *host = hikae_law_dup_host (url);
  JsonObject *best = NULL;
  gsize best_size = 0;

  for (guint i = 0; host != NULL && i < json_array_get_length (recipients); i++) {
    JsonObject *recipient = json_array_get_object_element (recipients, i);
    JsonArray *match = hikae_json_get_array (recipient, "match");

    for (guint k = 0; k < json_array_get_length (match); k++) {
      const char *domain = json_array_get_string_element (match, k);

      if (strlen (domain) <= best_size || !hikae_law_host_is_below (host, domain))
        continue;
      best = recipient;
      best_size = strlen (domain);
    }
  }
  return best;
}

const char *
hikae_law_pack_pick (JsonObject *texts, const char *lang)
{
  const char *text = lang != NULL ? hikae_json_get_string (texts, lang) : NULL;

  return text != NULL ? text : hikae_json_get_string (texts, "en");
}

gboolean
hikae_law_pack_is_sourced (JsonObject *entry)
{
  JsonArray *sources = hikae_json_get_array (entry, "sources");
  JsonObject *review = hikae_json_get_object (entry, "review");

  if (g_strcmp0 (hikae_json_get_string (review, "confidence"), "low") == 0)
    return FALSE;
  for (guint i = 0; sources != NULL && i < json_array_get_length (sources); i++)
    if (g_strcmp0 (
            hikae_json_get_string (json_array_get_object_element (sources, i), "kind"),
            "knowledge") != 0)
      return TRUE;
  return FALSE;
}
