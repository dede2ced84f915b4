/* hikae-item.c: one piece of evidence as it is recorded
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item.h"

#include "hikae-clock.h"
#include "hikae-error.h"

#include <string.h>

struct _HikaeItem {
  GObject parent_instance;
  GBytes *record;
  /* Read when it is first asked for; from then on, like all else, never changed. */
  JsonNode *node;
  JsonObject *object; /* (unowned): inside @node */
  HikaeItemKind kind;
  guint number;
  guint seal;
  gint64 captured_at;
  guint deleted : 1;
};

G_DEFINE_FINAL_TYPE (HikaeItem, hikae_item, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NUMBER,
  PROP_KIND_NAME,
  PROP_NAME,
  PROP_TITLE,
  PROP_URL,
  PROP_SIZE,
  PROP_CAPTURED_AT,
  PROP_SEAL,
  PROP_DELETED,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static const char *const kind_names[] = {
    "file",
    "screenshot",
    "web-page",
    "clipboard",
    "note",
    "link",
    "derived",
};

const char *
hikae_item_kind_get_name (HikaeItemKind kind)
{
  g_return_val_if_fail ((guint)kind < G_N_ELEMENTS (kind_names), "file");
  return kind_names[kind];
}

static gboolean
parse_kind (const char *name, HikaeItemKind *kind)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (kind_names); i++) {
    if (g_str_equal (name, kind_names[i])) {
      *kind = (HikaeItemKind)i;
      return TRUE;
    }
  }
  return FALSE;
}

static gboolean
is_safe_path (const char *path)
{
  if (path == NULL || !g_str_has_prefix (path, "items/") || strlen (path) > 64)
    return FALSE;
  return path[6] != '.' && path[6] != '\0' &&
         strspn (path + 6,
                 "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
             strlen (path + 6);
}

static gboolean
read_record (HikaeItem *self, JsonObject *object)
{
  HikaeDigest digest = {0};
  gint64 number = hikae_json_get_int (object, "number", 0);
  JsonObject *digests = hikae_json_get_object (object, "digests");

  if (self->number == 0)
    self->number = (guint)number;
  return g_strcmp0 (hikae_json_get_string (object, "schema"), "hikae-item/1") == 0 &&
         number == self->number && number > 0 && number <= HIKAE_ITEM_NUMBER_MAX &&
         parse_kind (hikae_json_get_string (object, "kind"), &self->kind) &&
         hikae_clock_parse (hikae_json_get_string (object, "captured_at"),
                            &self->captured_at) &&
         hikae_json_get_int (object, "size", -1) >= 0 &&
         is_safe_path (hikae_json_get_string (object, "path")) &&
         hikae_digest_parse_hex (
             &digest, HIKAE_DIGEST_SHA256, hikae_json_get_string (digests, "sha256")) &&
         hikae_digest_parse_hex (
             &digest, HIKAE_DIGEST_SHA512, hikae_json_get_string (digests, "sha512"));
}

static gboolean
parse (HikaeItem *self, GError **error)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (self->record, &size);
  g_autoptr (JsonNode) node =
      hikae_json_parse (text, (gssize)size, HIKAE_ITEM_RECORD_MAX, error);

  if (node == NULL) {
    g_prefix_error_literal (error, "item record: ");
    return FALSE;
  }
  if (!JSON_NODE_HOLDS_OBJECT (node) ||
      !read_record (self, json_node_get_object (node))) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "item record: a required member is missing or wrong");
    return FALSE;
  }
  self->object = json_node_get_object (node);
  g_atomic_pointer_set (&self->node, g_steal_pointer (&node));
  return TRUE;
}

/* Any thread may be the first to ask. */
static JsonObject *
get_object (HikaeItem *self)
{
  static GMutex mutex;

  if (g_atomic_pointer_get (&self->node) != NULL)
    return self->object;
  g_mutex_lock (&mutex);
  if (self->node == NULL && !parse (self, NULL)) {
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

    /* The check names it; here it is an item of which nothing is known. */
    json_node_take_object (node, json_object_new ());
    self->object = json_node_get_object (node);
    self->kind = HIKAE_ITEM_FILE;
    g_atomic_pointer_set (&self->node, g_steal_pointer (&node));
  }
  g_mutex_unlock (&mutex);
  return self->object;
}

HikaeItem *
hikae_item_new (GBytes *record, guint seal, gboolean deleted, GError **error)
{
  g_autoptr (HikaeItem) self = g_object_new (HIKAE_TYPE_ITEM, NULL);

  self->record = g_bytes_ref (record);
  self->seal = seal;
  self->deleted = deleted != FALSE;
  return parse (self, error) ? g_steal_pointer (&self) : NULL;
}

HikaeItem *
hikae_item_new_unread (GBytes *record, guint number, guint seal, gboolean deleted)
{
  HikaeItem *self = g_object_new (HIKAE_TYPE_ITEM, NULL);

  self->record = g_bytes_ref (record);
  self->number = number;
  self->seal = seal;
  self->deleted = deleted != FALSE;
  return self;
}

HikaeItem *
hikae_item_dup_unread (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), NULL);
  return hikae_item_new_unread (self->record, self->number, self->seal, self->deleted);
}

GBytes *
hikae_item_get_record (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), NULL);
  return self->record;
}

gboolean
hikae_item_mentions (HikaeItem *self, const char *text)
{
  gsize size = 0;
  const char *record = NULL;

  g_return_val_if_fail (HIKAE_IS_ITEM (self), FALSE);
  record = g_bytes_get_data (self->record, &size);
  return record != NULL && memmem (record, size, text, strlen (text)) != NULL;
}

JsonObject *
hikae_item_get_record_object (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), NULL);
  return get_object (self);
}

guint
hikae_item_get_number (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), 0);
  return self->number;
}

HikaeItemKind
hikae_item_get_kind (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), HIKAE_ITEM_FILE);
  (void)get_object (self);
  return self->kind;
}

const char *
hikae_item_get_name (HikaeItem *self)
{
  return hikae_item_get_claim (self, "name");
}

const char *
hikae_item_get_title (HikaeItem *self)
{
  static const char *const order[] = {"title", "name", "url", "path"};
  const char *address = hikae_item_get_claim (self, "url");

  /* A kept address is called by itself, not by the file that holds it. */
  if (hikae_item_get_kind (self) == HIKAE_ITEM_LINK && address != NULL)
    return address;
  for (guint i = 0; i < G_N_ELEMENTS (order); i++) {
    const char *value = hikae_item_get_claim (self, order[i]);

    if (value != NULL && *value != '\0')
      return value;
  }
  return "";
}

const char *
hikae_item_get_media_type (HikaeItem *self)
{
  return hikae_item_get_claim (self, "media_type");
}

guint64
hikae_item_get_size (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), 0);
  return (guint64)hikae_json_get_int (get_object (self), "size", 0);
}

const char *
hikae_item_get_path (HikaeItem *self)
{
  return hikae_item_get_claim (self, "path");
}

const char *
hikae_item_get_sha256 (HikaeItem *self)
{
  return hikae_json_get_string (hikae_json_get_object (get_object (self), "digests"),
                                "sha256");
}

const char *
hikae_item_get_sha512 (HikaeItem *self)
{
  return hikae_json_get_string (hikae_json_get_object (get_object (self), "digests"),
                                "sha512");
}

const char *
hikae_item_get_claim (HikaeItem *self, const char *name)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), NULL);
  return hikae_json_get_string (get_object (self), name);
}

char *
hikae_item_dup_site (HikaeItem *self)
{
  const char *address = hikae_item_get_claim (self, "url");
  g_autoptr (GUri) uri =
      address != NULL ? g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *lower = g_utf8_strdown (host != NULL ? host : "", -1);

  return g_strdup (g_str_has_prefix (lower, "www.") ? lower + 4 : lower);
}

gint64
hikae_item_get_captured_at (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), 0);
  (void)get_object (self);
  return self->captured_at;
}

guint
hikae_item_get_derived_from (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), 0);
  return (guint)hikae_json_get_int (get_object (self), "derived_from", 0);
}

guint
hikae_item_get_seal (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), 0);
  return self->seal;
}

gboolean
hikae_item_get_deleted (HikaeItem *self)
{
  g_return_val_if_fail (HIKAE_IS_ITEM (self), FALSE);
  return self->deleted;
}

static void
hikae_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HikaeItem *self = HIKAE_ITEM (object);

  switch (id) {
  case PROP_NUMBER:
    g_value_set_uint (value, self->number);
    break;
  case PROP_KIND_NAME:
    g_value_set_static_string (value,
                               hikae_item_kind_get_name (hikae_item_get_kind (self)));
    break;
  case PROP_NAME:
    g_value_set_string (value, hikae_item_get_name (self));
    break;
  case PROP_TITLE:
    g_value_set_string (value, hikae_item_get_title (self));
    break;
  case PROP_URL:
    g_value_set_string (value, hikae_item_get_claim (self, "url"));
    break;
  case PROP_SIZE:
    g_value_set_uint64 (value, hikae_item_get_size (self));
    break;
  case PROP_CAPTURED_AT:
    g_value_set_int64 (value, hikae_item_get_captured_at (self));
    break;
  case PROP_SEAL:
    g_value_set_uint (value, self->seal);
    break;
  case PROP_DELETED:
    g_value_set_boolean (value, self->deleted);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_item_finalize (GObject *object)
{
  HikaeItem *self = HIKAE_ITEM (object);

  g_clear_pointer (&self->record, g_bytes_unref);
  g_clear_pointer (&self->node, json_node_unref);
  G_OBJECT_CLASS (hikae_item_parent_class)->finalize (object);
}

static void
hikae_item_class_init (HikaeItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = hikae_item_finalize;
  object_class->get_property = hikae_item_get_property;
  properties[PROP_NUMBER] =
      g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_KIND_NAME] = g_param_spec_string ("kind-name", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_URL] = g_param_spec_string ("url", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] =
      g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_CAPTURED_AT] =
      g_param_spec_int64 ("captured-at", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_SEAL] = g_param_spec_uint ("seal", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_DELETED] = g_param_spec_boolean ("deleted", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
hikae_item_init (HikaeItem *self)
{
}
