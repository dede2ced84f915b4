/* hikae-rdap-where.c: which server answers for a name or an address, and which delivery
 * network stands before a site
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-host.h"
#include "hikae-law-pack-private.h"
#include "hikae-rdap.h"

#include <gio/gio.h>
#include <string.h>

/* How well one key of a registry matches; 0 not at all, more is longer. */
typedef guint (*Score) (const char *key, const char *query, GInetAddress *address);

static guint
score_name (const char *key, const char *query, GInetAddress *address)
{
  (void)address;
  return hikae_law_host_is_below (query, key) ? (guint)strlen (key) : 0;
}

static guint
score_network (const char *key, const char *query, GInetAddress *address)
{
  g_autoptr (GInetAddressMask) mask = g_inet_address_mask_new_from_string (key, NULL);

  (void)query;
  if (mask == NULL || !g_inet_address_mask_matches (mask, address))
    return 0;
  return g_inet_address_mask_get_length (mask) + 1;
}

static const char *
find_base (JsonObject *registry, const char *query, GInetAddress *address)
{
  JsonArray *services = hikae_json_get_array (registry, "services");
  Score score = address != NULL ? score_network : score_name;
  const char *best = NULL;
  guint best_score = 0;

  for (guint i = 0; i < json_array_get_length (services); i++) {
    JsonArray *service = json_array_get_array_element (services, i);
    JsonArray *keys = json_array_get_array_element (service, 0);

    for (guint k = 0; k < json_array_get_length (keys); k++) {
      guint own = score (json_array_get_string_element (keys, k), query, address);

      if (own <= best_score)
        continue;
      best_score = own;
      best = json_array_get_string_element (json_array_get_array_element (service, 1), 0);
    }
  }
  return best;
}

static const char *
name_registry (GInetAddress *address)
{
  if (address == NULL)
    return "dns";
  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6 ? "ipv6" : "ipv4";
}

char *
hikae_rdap_dup_url (const char *query, const char *base)
{
  g_autoptr (JsonNode) data = hikae_law_load_data ("rdap-bootstrap.json");
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (query);
  JsonObject *registry =
      hikae_json_get_object (json_node_get_object (data), name_registry (address));
  const char *server = base != NULL ? base : find_base (registry, query, address);

  if (server == NULL || strpbrk (query, "/?#% ") != NULL)
    return NULL;
  return g_strdup_printf ("%s%s%s/%s",
                          server,
                          g_str_has_suffix (server, "/") ? "" : "/",
                          address != NULL ? "ip" : "domain",
                          query);
}

/* Whether a line of @headers begins with @sign, in any case. */
static gboolean
has_header (const char *headers, const char *sign)
{
  g_auto (GStrv) lines = g_strsplit_set (headers, "\r\n", 4096);

  for (guint i = 0; lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (g_strchug (lines[i]), sign, strlen (sign)) == 0)
      return TRUE;
  return FALSE;
}

static const char *
find_sign (JsonObject *entry, const char *headers, const char *network)
{
  JsonArray *signs = hikae_json_get_array (entry, "headers");
  JsonArray *names = hikae_json_get_array (entry, "networks");

  for (guint i = 0; headers != NULL && i < json_array_get_length (signs); i++)
    if (has_header (headers, json_array_get_string_element (signs, i)))
      return "headers";
  for (guint i = 0; network != NULL && i < json_array_get_length (names); i++)
    if (g_ascii_strncasecmp (network,
                             json_array_get_string_element (names, i),
                             strlen (json_array_get_string_element (names, i))) == 0)
      return "network";
  return NULL;
}

JsonObject *
hikae_rdap_find_cdn (const char *headers, const char *network)
{
  g_autoptr (JsonNode) data = hikae_law_load_data ("cdn.json");
  JsonArray *entries = hikae_json_get_array (json_node_get_object (data), "networks");

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    const char *by = find_sign (entry, headers, network);
    const char *recipient = hikae_json_get_string (entry, "recipient");
    JsonObject *found = NULL;

    if (by == NULL)
      continue;
    found = json_object_new ();
    json_object_set_string_member (found, "name", hikae_json_get_string (entry, "name"));
    if (recipient != NULL)
      json_object_set_string_member (found, "recipient", recipient);
    json_object_set_string_member (found, "by", by);
    return found;
  }
  return NULL;
}
