/* hikae-rdap.c: what an RDAP answer says, made small and safe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-rdap.h"

#include "hikae-error.h"
#include "hikae-law-host.h"
#include "hikae-text.h"

#include <string.h>

#define MAX_NESTING 8
#define MAX_ENTITIES 256
#define MAX_CONTACTS 16
#define MAX_PROPERTIES 64
#define MAX_TEXT 200
#define MAX_MAIL 254
#define MAX_LOCAL_PART 64

typedef struct {
  JsonObject *reply;
  JsonArray *contacts;
  guint entities; /* seen so far */
} Reading;

gboolean
hikae_rdap_is_mail (const char *text)
{
  const char *at = text != NULL ? strchr (text, '@') : NULL;
  g_autofree char *host = NULL;

  if (at == NULL || at == text || at - text > MAX_LOCAL_PART || strlen (text) > MAX_MAIL)
    return FALSE;
  for (const char *c = text; c < at; c++)
    if (!g_ascii_isalnum (*c) && strchr ("!#$%&'*+-/=?^_`{|}~.", *c) == NULL)
      return FALSE;
  if (text[0] == '.' || at[-1] == '.' || g_strstr_len (text, at - text, "..") != NULL)
    return FALSE;
  for (const char *c = at + 1; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '-' && *c != '.')
      return FALSE;
  host = hikae_law_dup_host (at + 1);
  return host != NULL && g_ascii_strcasecmp (host, at + 1) == 0;
}

/* "tel:+1.5551234;ext=1" of a URI, or free text with a number in it. */
static char *
dup_phone (const char *text)
{
  g_autofree char *shown = hikae_text_for_display (text, MAX_TEXT);
  const char *at = g_ascii_strncasecmp (shown, "tel:", 4) == 0 ? shown + 4 : shown;
  guint digits = 0;

  for (const char *c = at; *c != '\0'; c++) {
    if (!g_ascii_isdigit (*c) && strchr ("+-.() ;=extEXT", *c) == NULL)
      return NULL;
    digits += g_ascii_isdigit (*c) ? 1 : 0;
  }
  return digits >= 3 && digits <= 24 ? g_strdup (at) : NULL;
}

static const char *
get_text_element (JsonArray *array, guint index)
{
  JsonNode *node = index < json_array_get_length (array)
                       ? json_array_get_element (array, index)
                       : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static gboolean
holds_text (JsonArray *array, const char *text)
{
  guint length = array != NULL ? MIN (json_array_get_length (array), MAX_PROPERTIES) : 0;

  for (guint i = 0; i < length; i++)
    if (g_strcmp0 (get_text_element (array, i), text) == 0)
      return TRUE;
  return FALSE;
}

static void
set_shown (JsonObject *object, const char *name, const char *text)
{
  g_autofree char *shown = text != NULL ? hikae_text_for_display (text, MAX_TEXT) : NULL;

  if (shown != NULL && *shown != '\0' && !json_object_has_member (object, name))
    json_object_set_string_member (object, name, shown);
}

/* One property of a jCard: [name, parameters, type, value…]. */
static void
read_property (JsonObject *contact, JsonArray *property)
{
  const char *name = get_text_element (property, 0);
  const char *value = get_text_element (property, 3);

  if (name == NULL || value == NULL)
    return;
  if (g_ascii_strcasecmp (name, "fn") == 0 || g_ascii_strcasecmp (name, "org") == 0) {
    set_shown (contact, "name", value);
  } else if (g_ascii_strcasecmp (name, "email") == 0) {
    if (g_ascii_strncasecmp (value, "mailto:", 7) == 0)
      value += 7;
    if (hikae_rdap_is_mail (value))
      set_shown (contact, "email", value);
  } else if (g_ascii_strcasecmp (name, "tel") == 0) {
    g_autofree char *phone = dup_phone (value);

    set_shown (contact, "phone", phone);
  }
}

static void
read_card (JsonObject *contact, JsonObject *entity)
{
  JsonArray *card = hikae_json_get_array (entity, "vcardArray");
  JsonNode *inner = card != NULL && json_array_get_length (card) > 1
                        ? json_array_get_element (card, 1)
                        : NULL;
  JsonArray *properties =
      inner != NULL && JSON_NODE_HOLDS_ARRAY (inner) ? json_node_get_array (inner) : NULL;
  guint length =
      properties != NULL ? MIN (json_array_get_length (properties), MAX_PROPERTIES) : 0;

  for (guint i = 0; i < length; i++) {
    JsonNode *property = json_array_get_element (properties, i);

    if (JSON_NODE_HOLDS_ARRAY (property))
      read_property (contact, json_node_get_array (property));
  }
}

static gboolean
is_there (const Reading *reading, JsonObject *contact)
{
  for (guint i = 0; i < json_array_get_length (reading->contacts); i++)
    if (g_strcmp0 (hikae_json_get_string (
                       json_array_get_object_element (reading->contacts, i), "email"),
                   hikae_json_get_string (contact, "email")) == 0)
      return TRUE;
  return FALSE;
}

/* A contact without any way to reach it helps nobody. */
static void
add_contact (Reading *reading, JsonObject *entity)
{
  g_autoptr (JsonObject) contact = json_object_new ();

  read_card (contact, entity);
  if ((!json_object_has_member (contact, "email") &&
       !json_object_has_member (contact, "phone")) ||
      json_array_get_length (reading->contacts) >= MAX_CONTACTS ||
      is_there (reading, contact))
    return;
  json_object_set_string_member (contact, "role", "abuse");
  json_array_add_object_element (reading->contacts, g_steal_pointer (&contact));
}

static void
read_entities (Reading *reading, JsonObject *holder, guint level)
{
  JsonArray *entities = hikae_json_get_array (holder, "entities");

  if (entities == NULL || level >= MAX_NESTING)
    return;
  for (guint i = 0; i < json_array_get_length (entities); i++) {
    JsonNode *node = json_array_get_element (entities, i);
    JsonObject *entity = NULL;
    JsonArray *roles = NULL;

    if (!JSON_NODE_HOLDS_OBJECT (node) || reading->entities++ >= MAX_ENTITIES)
      continue;
    entity = json_node_get_object (node);
    roles = hikae_json_get_array (entity, "roles");
    if (holds_text (roles, "abuse"))
      add_contact (reading, entity);
    if (holds_text (roles, "registrar")) {
      g_autoptr (JsonObject) card = json_object_new ();

      read_card (card, entity);
      set_shown (reading->reply, "registrar", hikae_json_get_string (card, "name"));
    }
    read_entities (reading, entity, level + 1);
  }
}

/* The registrar's own record (gTLDs). Only https and only a name: an answer must not send
 * us to an address inside somebody's network. */
static void
read_related (Reading *reading, JsonObject *object)
{
  JsonArray *links = hikae_json_get_array (object, "links");
  guint length = links != NULL ? MIN (json_array_get_length (links), MAX_PROPERTIES) : 0;

  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (links, i);
    JsonObject *link = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    const char *href = hikae_json_get_string (link, "href");

    if (g_strcmp0 (hikae_json_get_string (link, "rel"), "related") != 0 || href == NULL ||
        g_strcmp0 (hikae_json_get_string (link, "type"), "application/rdap+json") != 0 ||
        strlen (href) > 2048 || !g_uri_is_valid (href, G_URI_FLAGS_NONE, NULL))
      continue;
    if (!json_object_has_member (reading->reply, "related"))
      json_object_set_string_member (reading->reply, "related", href);
  }
}

static void
read_notice (Reading *reading, JsonObject *object)
{
  if (hikae_json_get_int (object, "errorCode", 0) != 0)
    set_shown (reading->reply, "notice", hikae_json_get_string (object, "title"));
}

JsonObject *
hikae_rdap_read (const char *text, gssize length, GError **error)
{
  g_autoptr (JsonNode) node = hikae_json_parse (text, length, HIKAE_RDAP_MAX, error);
  JsonObject *object = NULL;
  Reading reading = {NULL, NULL, 0};

  if (node == NULL) {
    g_prefix_error_literal (error, "the registry's answer: ");
    return NULL;
  }
  object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (object == NULL || (hikae_json_get_string (object, "objectClassName") == NULL &&
                         hikae_json_get_int (object, "errorCode", 0) == 0)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the registry's answer: it is no RDAP answer");
    return NULL;
  }
  reading.reply = json_object_new ();
  reading.contacts = json_array_new ();
  set_shown (reading.reply, "name", hikae_json_get_string (object, "ldhName"));
  set_shown (reading.reply, "network", hikae_json_get_string (object, "name"));
  set_shown (reading.reply, "country", hikae_json_get_string (object, "country"));
  read_notice (&reading, object);
  read_related (&reading, object);
  read_entities (&reading, object, 0);
  json_object_set_array_member (reading.reply, "contacts", reading.contacts);
  return reading.reply;
}
