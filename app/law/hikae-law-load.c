/* hikae-law-load.c: the law pack: read, checked, laid over another
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-law-pack-private.h"
#include "hikae-law-schema-private.h"
#include "hikae-signature.h"

#include <gio/gio.h>
#include <string.h>

#define DATA_PREFIX "/io/github/hikae/Hikae/core/law/"
#define SCHEMA_VERSION 1
#define MAX_TEXT(a, b) (strcmp ((a), (b)) > 0 ? (a) : (b))
#define MIN_TEXT(a, b) (strcmp ((a), (b)) < 0 ? (a) : (b))

/* The generated registration sits in a static library, which the linker leaves out unless
 * something asks for it by name. */
GResource *hikae_core_get_resource (void);

JsonNode *
hikae_law_load_data (const char *name)
{
  g_autofree char *path = g_strconcat (DATA_PREFIX, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      hikae_core_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, &error);
  gsize size = 0;
  const char *text = NULL;
  JsonNode *node = NULL;

  if (bytes == NULL)
    g_error ("the program's data lacks %s", path);
  text = g_bytes_get_data (bytes, &size);
  node = hikae_json_parse (text, (gssize)size, HIKAE_LAW_PACK_MAX, &error);
  if (node == NULL)
    g_error ("the program's data %s: %s", path, error->message);
  return node;
}

static gboolean
index_array (HikaeLawPack *self, const char *member, GHashTable *table, GError **error)
{
  JsonArray *entries = hikae_json_get_array (self->object, member);

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    const char *id = hikae_json_get_string (entry, "id");

    if (g_hash_table_contains (self->bases, id) ||
        g_hash_table_contains (self->recipients, id) ||
        g_hash_table_contains (self->support, id)) {
      g_set_error (error,
                   HIKAE_ERROR,
                   HIKAE_ERROR_REJECTED,
                   "%s[%u]: the id \"%s\" is there twice",
                   member,
                   i,
                   id);
      return FALSE;
    }
    g_hash_table_insert (table, (gpointer)id, entry);
  }
  return TRUE;
}

static gboolean
index_channels (HikaeLawPack *self, GError **error)
{
  JsonArray *recipients = hikae_json_get_array (self->object, "recipients");

  for (guint i = 0; i < json_array_get_length (recipients); i++) {
    JsonObject *recipient = json_array_get_object_element (recipients, i);
    JsonArray *channels = hikae_json_get_array (recipient, "channels");

    for (guint k = 0; k < json_array_get_length (channels); k++) {
      JsonObject *channel = json_array_get_object_element (channels, k);
      const char *id = hikae_json_get_string (channel, "id");

      if (g_hash_table_contains (self->channels, id)) {
        g_set_error (error,
                     HIKAE_ERROR,
                     HIKAE_ERROR_REJECTED,
                     "recipients[%u] (%s): the channel id \"%s\" is there twice",
                     i,
                     hikae_json_get_string (recipient, "id"),
                     id);
        return FALSE;
      }
      g_hash_table_insert (self->channels, (gpointer)id, channel);
    }
  }
  return TRUE;
}

/* Takes @root. Everything but the meaning is checked here. */
static HikaeLawPack *
take_root (JsonNode *root, GError **error)
{
  g_autoptr (HikaeLawPack) self = g_new0 (HikaeLawPack, 1);

  self->root = root;
  self->object = json_node_get_object (root);
  self->refused = g_ptr_array_new_with_free_func (g_free);
  self->bases = g_hash_table_new (g_str_hash, g_str_equal);
  self->recipients = g_hash_table_new (g_str_hash, g_str_equal);
  self->support = g_hash_table_new (g_str_hash, g_str_equal);
  self->channels = g_hash_table_new (g_str_hash, g_str_equal);
  self->sentences_node = hikae_law_load_data ("sentences.json");
  self->sentences = json_node_get_object (self->sentences_node);
  self->regions_node = hikae_law_load_data ("regions.json");
  self->regions = json_node_get_object (self->regions_node);
  if (!index_array (self, "legal_bases", self->bases, error) ||
      !index_array (self, "recipients", self->recipients, error) ||
      !index_array (self, "support", self->support, error) ||
      !index_channels (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static HikaeLawPack *
parse_pack (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) root = hikae_json_parse (text, length, HIKAE_LAW_PACK_MAX, error);
  g_autoptr (JsonNode) schema = NULL;
  gint64 version = 0;

  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "a law pack is one object");
    return NULL;
  }
  version = hikae_json_get_int (json_node_get_object (root), "schema_version", 0);
  if (version > SCHEMA_VERSION) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_TOO_NEW,
                 "the pack has format %" G_GINT64_FORMAT ", this program reads %d",
                 version,
                 SCHEMA_VERSION);
    return NULL;
  }
  schema = hikae_law_load_data ("law-pack.schema.json");
  if (!hikae_law_schema_check (json_node_get_object (schema), root, error))
    return NULL;
  return take_root (g_steal_pointer (&root), error);
}

static HikaeLawPack *
load_whole (const char *text,
            gssize length,
            const HikaeLawPack *shipped,
            const char *newest,
            GError **error)
{
  g_autoptr (GError) inner = NULL;
  g_autoptr (HikaeLawPack) self = parse_pack (text, length, &inner);

  if (self != NULL && hikae_law_pack_check_meaning (self, shipped, newest, &inner))
    return g_steal_pointer (&self);
  if (!g_str_has_prefix (inner->message, "JSON") &&
      !g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_TOO_NEW))
    g_prefix_error (&inner,
                    "line %u: ",
                    hikae_law_find_line (text,
                                         length < 0 ? strlen (text) : (gsize)length,
                                         inner->message));
  g_propagate_prefixed_error (error, g_steal_pointer (&inner), "law pack: ");
  return NULL;
}

HikaeLawPack *
hikae_law_pack_load_shipped (GError **error)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (hikae_core_get_resource (),
                                                     DATA_PREFIX "hikae.core.json",
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE,
                                                     NULL);
  gsize size = 0;
  const char *text = bytes != NULL ? g_bytes_get_data (bytes, &size) : "";

  return load_whole (text, (gssize)size, NULL, NULL, error);
}

HikaeLawPack *
hikae_law_pack_load (const char *text, gssize length, gint64 now, GError **error)
{
  g_autoptr (HikaeLawPack) shipped = hikae_law_pack_load_shipped (error);

  g_return_val_if_fail (text != NULL, NULL);
  /* @now is not a reason to refuse: a wrong clock in the computer must not take the laws
   * away. hikae_law_pack_list_warnings() speaks of it. */
  (void)now;
  return shipped != NULL ? load_whole (text, length, shipped, NULL, error) : NULL;
}

static gboolean
has_id (JsonArray *entries, const char *id)
{
  for (guint i = 0; i < json_array_get_length (entries); i++)
    if (g_strcmp0 (
            hikae_json_get_string (json_array_get_object_element (entries, i), "id"),
            id) == 0)
      return TRUE;
  return FALSE;
}

/* The entries of @base that @over does not replace, in their order, then those of @over.
 */
static JsonNode *
merge_entries (const HikaeLawPack *base, const HikaeLawPack *over, const char *member)
{
  JsonArray *below = hikae_json_get_array (base->object, member);
  JsonArray *above = hikae_json_get_array (over->object, member);
  JsonArray *merged = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < json_array_get_length (below); i++) {
    JsonNode *entry = json_array_get_element (below, i);

    if (!has_id (above, hikae_json_get_string (json_node_get_object (entry), "id")))
      json_array_add_element (merged, json_node_copy (entry));
  }
  for (guint i = 0; i < json_array_get_length (above); i++)
    json_array_add_element (merged, json_node_copy (json_array_get_element (above, i)));
  json_node_take_array (node, merged);
  return node;
}

HikaeLawPack *
hikae_law_pack_overlay (const HikaeLawPack *base,
                        GBytes *over,
                        GBytes *signature,
                        GBytes *public_key,
                        GError **error)
{
  static const char *const members[] = {"legal_bases", "recipients", "support"};
  g_autoptr (HikaeLawPack) above = NULL;
  g_autoptr (JsonNode) merged = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  const char *newest = NULL;
  JsonObject *object = json_object_new ();
  gsize size = 0;
  const char *bytes = g_bytes_get_data (over, &size);

  json_node_take_object (merged, object);
  if (!hikae_signature_verify_ed25519 (public_key, signature, over, error)) {
    g_prefix_error_literal (error, "law pack: ");
    return NULL;
  }
  above = load_whole (bytes != NULL ? bytes : "", (gssize)size, base, NULL, error);
  if (above == NULL)
    return NULL;
  json_object_set_int_member (object, "schema_version", SCHEMA_VERSION);
  json_object_set_string_member (object, "pack_id", hikae_law_pack_get_id (above));
  json_object_set_string_member (
      object, "pack_version", hikae_law_pack_get_version (above));
  /* The older of the two dates tells how long ago something was last checked. */
  json_object_set_string_member (
      object,
      "issued",
      MIN_TEXT (hikae_json_get_string (base->object, "issued"),
                hikae_json_get_string (above->object, "issued")));
  json_object_set_int_member (
      object,
      "stale_after_days",
      MIN (hikae_json_get_int (base->object, "stale_after_days", 180),
           hikae_json_get_int (above->object, "stale_after_days", 180)));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (object, members[i], merge_entries (base, above, members[i]));
  newest = MAX_TEXT (hikae_json_get_string (base->object, "issued"),
                     hikae_json_get_string (above->object, "issued"));
  text = hikae_json_format_canonical (merged);
  return load_whole (text, -1, NULL, newest, error);
}

/* (transfer full): the entries of @member, @entry (nullable) instead of its namesake. */
static JsonArray *
replace_entry (const HikaeLawPack *self, const char *member, JsonObject *entry)
{
  JsonArray *entries = hikae_json_get_array (self->object, member);
  const char *id = hikae_json_get_string (entry, "id");
  JsonArray *replaced = json_array_new ();

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *own = json_array_get_object_element (entries, i);

    if (id == NULL || g_strcmp0 (hikae_json_get_string (own, "id"), id) != 0)
      json_array_add_object_element (replaced, json_object_ref (own));
  }
  if (id != NULL)
    json_array_add_object_element (replaced, json_object_ref (entry));
  return replaced;
}

HikaeLawPack *
hikae_law_pack_with_entries (const HikaeLawPack *self,
                             JsonObject *basis,
                             JsonObject *recipient,
                             GError **error)
{
  static const char *const copied[] = {
      "schema_version", "pack_id", "pack_version", "issued", "stale_after_days"};
  JsonObject *object = json_object_new ();
  JsonNode *root = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    if (json_object_has_member (self->object, copied[i]))
      json_object_set_member (
          object,
          copied[i],
          json_node_copy (json_object_get_member (self->object, copied[i])));
  json_object_set_array_member (
      object, "legal_bases", replace_entry (self, "legal_bases", basis));
  json_object_set_array_member (
      object, "recipients", replace_entry (self, "recipients", recipient));
  json_object_set_array_member (object, "support", replace_entry (self, "support", NULL));
  json_node_take_object (root, object);
  return take_root (root, error);
}
