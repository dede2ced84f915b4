/* hikae-target.c: where a client's request leads
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-target.h"

#include "hikae-error.h"

#include <gio/gio.h>
#include <string.h>

#define TARGET_MAX (64 * 1024)
#define HOST_MAX 253

static gboolean
reject (GError **error, const char *what)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, what);
  return FALSE;
}

void
hikae_target_clear (HikaeTarget *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->uri, g_free);
  self->port = 0;
  self->secure = FALSE;
}

/* Only what can stand in a record's address and in a name that is looked up. */
static gboolean
is_plain (const char *text, gsize maximum)
{
  gsize size = 0;

  for (; text[size] != '\0'; size++)
    if ((guchar)text[size] <= 0x20 || (guchar)text[size] >= 0x7f)
      return FALSE;
  return size > 0 && size <= maximum;
}

gboolean
hikae_target_set_tunnel (HikaeTarget *self,
                         const char *host,
                         guint16 port,
                         GError **error)
{
  hikae_target_clear (self);
  if (!is_plain (host, HOST_MAX) || strpbrk (host, "/@?#") != NULL || port == 0)
    return reject (error, "the request leads nowhere");
  self->host = g_strdup (host);
  self->port = port;
  return TRUE;
}

gboolean
hikae_target_parse_connect (HikaeTarget *self, const HikaeHttpHead *head, GError **error)
{
  g_autoptr (GSocketConnectable) address = NULL;

  hikae_target_clear (self);
  if (!is_plain (head->target, HOST_MAX + 10) || strpbrk (head->target, "/@?#") != NULL)
    return reject (error, "the request leads nowhere");
  address = g_network_address_parse (head->target, 443, NULL);
  if (address == NULL)
    return reject (error, "the request leads nowhere");
  if (!hikae_target_set_tunnel (
          self,
          g_network_address_get_hostname (G_NETWORK_ADDRESS (address)),
          g_network_address_get_port (G_NETWORK_ADDRESS (address)),
          error))
    return FALSE;
  self->secure = TRUE;
  return TRUE;
}

static gboolean
parse_inside (HikaeTarget *self,
              const HikaeHttpHead *head,
              const HikaeTarget *tunnel,
              GError **error)
{
  gboolean six = strchr (tunnel->host, ':') != NULL;
  gboolean socket = hikae_http_head_has_token (head, "Upgrade", "websocket");
  const char *plain = socket ? "ws" : "http";
  g_autofree char *port = tunnel->port == (tunnel->secure ? 443 : 80)
                              ? g_strdup ("")
                              : g_strdup_printf (":%u", tunnel->port);

  if (*head->target != '/' && !g_str_equal (head->target, "*"))
    return reject (error, "the request's target is no path");
  self->host = g_strdup (tunnel->host);
  self->port = tunnel->port;
  self->path = g_strdup (head->target);
  self->secure = tunnel->secure;
  self->uri = g_strconcat (plain,
                           tunnel->secure ? "s" : "",
                           six ? "://[" : "://",
                           self->host,
                           six ? "]" : "",
                           port,
                           self->path,
                           NULL);
  return TRUE;
}

gboolean
hikae_target_parse (HikaeTarget *self,
                    const HikaeHttpHead *head,
                    const HikaeTarget *tunnel,
                    GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *query = NULL;
  const char *path = NULL;

  hikae_target_clear (self);
  if (!is_plain (head->target, TARGET_MAX))
    return reject (error, "the request's target is none");
  if (tunnel != NULL)
    return parse_inside (self, head, tunnel, error);
  uri = g_uri_parse (head->target, G_URI_FLAGS_ENCODED | G_URI_FLAGS_PARSE_RELAXED, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL ||
      !is_plain (g_uri_get_host (uri), HOST_MAX) || g_uri_get_userinfo (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL || g_uri_get_port (uri) == 0 ||
      (!g_str_equal (g_uri_get_scheme (uri), "http") &&
       !g_str_equal (g_uri_get_scheme (uri), "ws")))
    return reject (error, "the request is not for a proxy");
  query = g_uri_get_query (uri);
  path = g_uri_get_path (uri);
  if (*path != '\0' && *path != '/')
    return reject (error, "the request's target is no path");
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? (guint16)g_uri_get_port (uri) : 80;
  self->path =
      g_strconcat (*path != '\0' ? path : "/", query != NULL ? "?" : "", query, NULL);
  self->uri = g_strdup (head->target);
  return TRUE;
}
