/* hikae-law-meaning.c: what a schema cannot say of a law pack
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-law-host.h"
#include "hikae-law-pack-private.h"
#include "hikae-law-schema-private.h"

#include <string.h>

typedef struct {
  const HikaeLawPack *pack;
  const HikaeLawPack *shipped; /* (nullable) */
  const char *newest;          /* no date of a reading or a review is later */
} Scope;

static gboolean G_GNUC_PRINTF (3, 4)
    reject (GError **error, const char *where, const char *format, ...)
{
  va_list rest;
  g_autofree char *why = NULL;

  va_start (rest, format);
  why = g_strdup_vprintf (format, rest);
  va_end (rest);
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "%s: %s", where, why);
  return FALSE;
}

static gboolean
is_known (const Scope *scope, const char *id)
{
  for (const HikaeLawPack *pack = scope->pack; pack != NULL;
       pack = pack == scope->shipped ? NULL : scope->shipped)
    if (g_hash_table_contains (pack->bases, id) ||
        g_hash_table_contains (pack->recipients, id) ||
        g_hash_table_contains (pack->support, id))
      return TRUE;
  return FALSE;
}

static gboolean
is_basis (const Scope *scope, const char *id)
{
  return hikae_law_pack_find_basis (scope->pack, id) != NULL ||
         (scope->shipped != NULL &&
          hikae_law_pack_find_basis (scope->shipped, id) != NULL);
}

static gboolean
is_recipient (const Scope *scope, const char *id)
{
  return hikae_law_pack_find_recipient (scope->pack, id) != NULL ||
         (scope->shipped != NULL &&
          hikae_law_pack_find_recipient (scope->shipped, id) != NULL);
}

typedef gboolean (*IsKnown) (const Scope *scope, const char *id);

static gboolean
check_references (const Scope *scope,
                  const char *where,
                  JsonObject *object,
                  const char *member,
                  IsKnown known,
                  GError **error)
{
  JsonArray *ids = hikae_json_get_array (object, member);

  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++) {
    const char *id = json_array_get_string_element (ids, i);

    if (!known (scope, id))
      return reject (
          error, where, "%s[%u] names \"%s\", which is nowhere", member, i, id);
  }
  return TRUE;
}

/* Nothing was read or reviewed after the pack was issued. */
static gboolean
check_accessed (const Scope *scope, const char *where, JsonObject *source, GError **error)
{
  const char *issued = scope->newest;
  const char *accessed = hikae_json_get_string (source, "accessed");

  if (accessed == NULL || strcmp (accessed, issued) <= 0)
    return TRUE;
  return reject (
      error, where, "accessed: %s is later than the pack itself (%s)", accessed, issued);
}

static gboolean
check_sources (const Scope *scope, const char *where, JsonObject *entry, GError **error)
{
  JsonArray *sources = hikae_json_get_array (entry, "sources");

  for (guint i = 0; sources != NULL && i < json_array_get_length (sources); i++) {
    g_autofree char *at = g_strdup_printf ("%s.sources[%u]", where, i);

    if (!check_accessed (scope, at, json_array_get_object_element (sources, i), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_review (const Scope *scope, const char *where, JsonObject *entry, GError **error)
{
  const char *issued = scope->newest;
  JsonObject *review = hikae_json_get_object (entry, "review");
  const char *reviewed = hikae_json_get_string (review, "reviewed");
  const char *next = hikae_json_get_string (review, "next_review");
  const char *role = hikae_json_get_string (review, "reviewer_role");

  if (reviewed != NULL && g_str_equal (role, "none"))
    return reject (error, where, "review: a review date without a reviewer");
  if (reviewed == NULL && !g_str_equal (role, "none"))
    return reject (error, where, "review: a reviewer without a review date");
  if (reviewed != NULL && next != NULL && strcmp (next, reviewed) < 0)
    return reject (error, where, "review: the next review lies before the last");
  if (reviewed != NULL && strcmp (reviewed, issued) > 0)
    return reject (error,
                   where,
                   "review.reviewed: %s is later than the pack itself (%s)",
                   reviewed,
                   issued);
  return check_sources (scope, where, entry, error);
}

/* ids of clocks and elements are unique within their list; a clock on a number has one
 * that can be counted. */
static gboolean
check_list (const Scope *scope,
            const char *where,
            JsonObject *entry,
            const char *member,
            GError **error)
{
  JsonArray *list = hikae_json_get_array (entry, member);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++) {
    JsonObject *object = json_array_get_object_element (list, i);
    const char *id = hikae_json_get_string (object, "id");
    JsonNode *value = json_object_has_member (object, "value")
                          ? json_object_get_member (object, "value")
                          : NULL;

    if (!g_hash_table_add (seen, (gpointer)id))
      return reject (error, where, "%s[%u]: the id \"%s\" is there twice", member, i, id);
    if (value != NULL && (json_node_get_value_type (value) != G_TYPE_INT64 ||
                          json_node_get_int (value) > 10000))
      return reject (
          error, where, "%s[%u].value: the time limit cannot be counted", member, i);
    g_autofree char *at = g_strdup_printf ("%s.%s[%u].source", where, member, i);
    if (!check_accessed (scope, at, hikae_json_get_object (object, "source"), error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_basis (const Scope *scope, const char *where, JsonObject *basis, GError **error)
{
  const char *from = hikae_json_get_string (basis, "in_force_from");
  const char *until = hikae_json_get_string (basis, "in_force_until");

  if (from != NULL && until != NULL && strcmp (until, from) < 0)
    return reject (
        error, where, "in_force_until: it ends (%s) before it begins (%s)", until, from);
  return check_review (scope, where, basis, error) &&
         check_list (scope, where, basis, "elements", error) &&
         check_list (scope, where, basis, "clocks", error) &&
         check_references (scope, where, basis, "escalate_to", is_known, error) &&
         check_references (scope, where, basis, "addressee_filter", is_recipient, error);
}

/* What is offered to be opened or written to must be that. */
static gboolean
check_address (const char *where, JsonObject *channel, GError **error)
{
  const char *type = hikae_json_get_string (channel, "type");
  const char *address = hikae_json_get_string (channel, "address");
  g_autofree char *host = address != NULL ? hikae_law_dup_host (address) : NULL;
  const gboolean plain = host != NULL && strpbrk (address, " \t\r\n") == NULL;

  if (address == NULL)
    return TRUE;
  if (g_str_equal (type, "web_form") || g_str_equal (type, "upload_hash"))
    return (plain && (g_str_has_prefix (address, "https://") ||
                      g_str_has_prefix (address, "http://"))) ||
           reject (error, where, "address: not one that begins with https://");
  if (g_str_equal (type, "email"))
    return (plain && strchr (address, '@') != NULL && strpbrk (address, ":/?") == NULL) ||
           reject (error, where, "address: not a mail address");
  return TRUE;
}

static gboolean
check_recipient (const Scope *scope, const char *where, JsonObject *self, GError **error)
{
  JsonArray *channels = hikae_json_get_array (self, "channels");
  JsonArray *match = hikae_json_get_array (self, "match");

  for (guint i = 0; i < json_array_get_length (match); i++) {
    const char *domain = json_array_get_string_element (match, i);

    if (strchr (domain, '.') == NULL || strpbrk (domain, "/:@ *") != NULL ||
        domain[0] == '.' || strlen (domain) > 253)
      return reject (error, where, "match[%u] is not a domain name", i);
    /* "co.jp" would send half a country to one recipient. */
    if (hikae_law_host_is_suffix (domain))
      return reject (
          error, where, "match[%u]: \"%s\" belongs to no single operator", i, domain);
  }
  for (guint i = 0; i < json_array_get_length (channels); i++) {
    JsonObject *channel = json_array_get_object_element (channels, i);
    g_autofree char *at = g_strdup_printf (
        "%s.channels[%u] (%s)", where, i, hikae_json_get_string (channel, "id"));

    if (!check_address (at, channel, error) ||
        !check_review (scope, at, channel, error) ||
        !check_list (scope, at, channel, "clocks", error) ||
        !check_references (scope, at, channel, "legal_bases", is_basis, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
check_support (const Scope *scope, const char *where, JsonObject *self, GError **error)
{
  return check_review (scope, where, self, error);
}

typedef gboolean (*CheckEntry) (const Scope *, const char *, JsonObject *, GError **);

static gboolean
check_entries (const Scope *scope, const char *member, CheckEntry check, GError **error)
{
  JsonArray *entries = hikae_json_get_array (scope->pack->object, member);

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    g_autofree char *where =
        g_strdup_printf ("%s[%u] (%s)", member, i, hikae_json_get_string (entry, "id"));

    if (!check (scope, where, entry, error))
      return FALSE;
  }
  return TRUE;
}

/* One domain leads to one recipient. */
static gboolean
check_domains (const Scope *scope, GError **error)
{
  JsonArray *recipients = hikae_json_get_array (scope->pack->object, "recipients");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (recipients); i++) {
    JsonObject *recipient = json_array_get_object_element (recipients, i);
    JsonArray *match = hikae_json_get_array (recipient, "match");

    for (guint k = 0; k < json_array_get_length (match); k++) {
      const char *domain = json_array_get_string_element (match, k);

      if (!g_hash_table_add (seen, (gpointer)domain)) {
        g_autofree char *where = g_strdup_printf (
            "recipients[%u] (%s)", i, hikae_json_get_string (recipient, "id"));

        return reject (error,
                       where,
                       "match[%u]: the domain \"%s\" leads to two recipients",
                       k,
                       domain);
      }
    }
  }
  return TRUE;
}

gboolean
hikae_law_pack_check_meaning (const HikaeLawPack *self,
                              const HikaeLawPack *shipped,
                              const char *newest,
                              GError **error)
{
  const Scope scope = {
      self,
      shipped,
      newest != NULL ? newest : hikae_json_get_string (self->object, "issued"),
  };

  return check_entries (&scope, "legal_bases", check_basis, error) &&
         check_entries (&scope, "recipients", check_recipient, error) &&
         check_entries (&scope, "support", check_support, error) &&
         check_domains (&scope, error);
}
