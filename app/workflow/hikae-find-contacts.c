/* hikae-find-contacts.c: to whom a request about an address can go
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-http.h"
#include "hikae-law-host.h"
#include "hikae-rdap.h"
#include "hikae-text.h"
#include "hikae-wacz-heads.h"
#include "hikae-workflow.h"
#include "hikae-zone.h"

#include <string.h>

#define EVENT "contacts.found"
#define MAX_HOPS 3
#define MAX_ADDRESSES 2

/* Owned by the task. The thread works on @reply alone. */
typedef struct {
  char *host;
  char *proxy;        /* (nullable) */
  char *rdap;         /* (nullable) */
  GInputStream *page; /* (nullable): the newest archive of a page of that host */
  guint item;         /* its number */
  JsonObject *cdn;    /* (nullable): what the page's own head tells */
  JsonObject *ways;   /* id of a delivery network → its ways in */
  gboolean ask;
  JsonObject *reply;
  JsonArray *asked;    /* (unowned): in @reply */
  JsonArray *problems; /* (unowned): in @reply */
} Lookup;

static void
lookup_free (Lookup *self)
{
  g_free (self->host);
  g_free (self->proxy);
  g_free (self->rdap);
  g_clear_object (&self->page);
  g_clear_pointer (&self->cdn, json_object_unref);
  g_clear_pointer (&self->ways, json_object_unref);
  g_clear_pointer (&self->reply, json_object_unref);
  g_free (self);
}

/* @about: "domain" or "network". @code: a word that the window translates. */
static void
add_problem (Lookup *self, const char *about, const char *code, const char *text)
{
  JsonObject *problem = json_object_new ();

  json_object_set_string_member (problem, "about", about);
  json_object_set_string_member (problem, "code", code);
  json_object_set_string_member (problem, "text", text);
  json_array_add_object_element (self->problems, problem);
}

/* A registry may send on to another one (RFC 7480 §5.2), but only to a public name by
 * https; to plain http only within the server that was named to us. */
static gboolean
may_follow (const Lookup *self, const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *domain = NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  if (self->rdap != NULL)
    return g_str_has_prefix (url, self->rdap);
  domain = hikae_law_dup_registrable (g_uri_get_host (uri));
  return g_str_equal (g_uri_get_scheme (uri), "https") &&
         g_uri_get_userinfo (uri) == NULL &&
         (g_uri_get_port (uri) == -1 || g_uri_get_port (uri) == 443) && domain != NULL;
}

static HikaeHttpReply *
ask_once (Lookup *self, const char *url, GCancellable *cancellable, GError **error)
{
  const HikaeHttpRequest request = {
      .method = "GET",
      .url = url,
      .accept = "application/rdap+json",
      .proxy = self->proxy,
      .max_size = HIKAE_RDAP_MAX,
      .connect_seconds = 10,
      .total_seconds = 30,
  };

  json_array_add_string_element (self->asked, url);
  return hikae_http_perform (&request, cancellable, error);
}

/* (transfer full) (nullable): the answer; NULL after a problem was noted. */
static JsonObject *
ask (Lookup *self, const char *about, const char *url, GCancellable *cancellable)
{
  g_autofree char *next = g_strdup (url);
  g_autoptr (GError) error = NULL;

  for (guint hop = 0; hop < MAX_HOPS; hop++) {
    g_autoptr (HikaeHttpReply) reply = ask_once (self, next, cancellable, &error);
    JsonObject *answer = NULL;

    if (reply == NULL) {
      add_problem (self, about, "unreachable", error->message);
      return NULL;
    }
    if (reply->status / 100 == 3 && reply->location != NULL &&
        may_follow (self, reply->location)) {
      g_free (next);
      next = g_strdup (reply->location);
      continue;
    }
    if (reply->status == 404) {
      add_problem (self, about, "unknown", "the registry does not know it");
      return NULL;
    }
    if (reply->status != 200) {
      g_autofree char *text =
          g_strdup_printf ("the registry answered with status %u", reply->status);

      add_problem (self, about, "refused", text);
      return NULL;
    }
    answer = hikae_rdap_read (g_bytes_get_data (reply->body, NULL),
                              (gssize)g_bytes_get_size (reply->body),
                              &error);
    if (answer == NULL)
      add_problem (self, about, "unreadable", error->message);
    return answer;
  }
  add_problem (self, about, "unreadable", "the registry sends on without an end");
  return NULL;
}

/* The registry's record names the registrar; for gTLDs the registrar's own record, to
 * which it leads, holds the abuse contact. */
static void
ask_domain (Lookup *self, const char *domain, GCancellable *cancellable)
{
  g_autofree char *url = hikae_rdap_dup_url (domain, self->rdap);
  g_autoptr (JsonObject) registry = NULL;
  g_autoptr (JsonObject) registrar = NULL;
  const char *related = NULL;

  if (url == NULL) {
    add_problem (self,
                 "domain",
                 "no-registry",
                 "this name's registry offers no such answers (.jp: see "
                 "https://whois.jprs.jp/)");
    return;
  }
  registry = ask (self, "domain", url, cancellable);
  if (registry == NULL)
    return;
  related = hikae_json_get_string (registry, "related");
  if (related != NULL && !g_str_equal (related, url) && may_follow (self, related))
    registrar = ask (self, "domain", related, cancellable);
  if (registrar != NULL &&
      json_array_get_length (hikae_json_get_array (registrar, "contacts")) > 0) {
    if (!json_object_has_member (registrar, "registrar") &&
        json_object_has_member (registry, "registrar"))
      json_object_set_string_member (
          registrar, "registrar", hikae_json_get_string (registry, "registrar"));
    json_object_set_object_member (
        self->reply, "registrar", g_steal_pointer (&registrar));
    return;
  }
  json_object_set_object_member (self->reply, "registrar", g_steal_pointer (&registry));
}

static void
ask_address (Lookup *self, const char *address, GCancellable *cancellable)
{
  g_autofree char *url = hikae_rdap_dup_url (address, self->rdap);
  g_autoptr (JsonObject) network = NULL;
  JsonObject *cdn = NULL;

  if (url == NULL) {
    add_problem (self, "network", "no-registry", "no registry holds this address");
    return;
  }
  network = ask (self, "network", url, cancellable);
  if (network == NULL)
    return;
  json_object_set_string_member (network, "address", address);
  cdn = hikae_rdap_find_cdn (NULL, hikae_json_get_string (network, "network"));
  if (cdn != NULL && !json_object_has_member (self->reply, "cdn"))
    json_object_set_object_member (self->reply, "cdn", cdn);
  else
    g_clear_pointer (&cdn, json_object_unref);
  json_object_set_object_member (self->reply, "network", g_steal_pointer (&network));
}

/* Addresses inside somebody's own network belong to no registry, and asking about them
 * would tell where they are. */
static void
ask_network (Lookup *self, GCancellable *cancellable)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  GList *addresses = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;

  if (g_hostname_is_ip_address (self->host)) {
    if (hikae_zone_is_local_name (self->host) && self->rdap == NULL)
      add_problem (self, "network", "private", "the address is in a private network");
    else
      ask_address (self, self->host, cancellable);
    return;
  }
  if (self->proxy != NULL) {
    add_problem (self,
                 "network",
                 "proxy",
                 "with a proxy the name is not looked up, as that would go around it");
    return;
  }
  addresses = g_resolver_lookup_by_name (resolver, self->host, cancellable, &error);
  if (addresses == NULL)
    add_problem (self, "network", "no-address", error->message);
  for (GList *l = addresses; l != NULL && count < MAX_ADDRESSES; l = l->next) {
    g_autofree char *text = g_inet_address_to_string (l->data);

    if (json_object_has_member (self->reply, "network"))
      break;
    if (!hikae_zone_is_local_address (l->data) || self->rdap != NULL)
      ask_address (self, text, cancellable);
    else
      add_problem (self, "network", "private", "the name leads into a private network");
    count++;
  }
  g_resolver_free_addresses (addresses);
}

static void
lookup_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lookup *self = data;
  const char *domain = hikae_json_get_string (self->reply, "domain");
  g_autofree char *asked_at = hikae_clock_format_utc (hikae_clock_get_now ());
  GError *error = NULL;

  json_object_set_string_member (self->reply, "asked_at", asked_at);
  if (domain != NULL)
    ask_domain (self, domain, cancellable);
  if (!g_cancellable_is_cancelled (cancellable))
    ask_network (self, cancellable);
  if (g_cancellable_set_error_if_cancelled (cancellable, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void
event_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HikaeEvent) event =
      hikae_case_add_event_finish (HIKAE_CASE (source), result, &error);

  if (event == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* Where nothing was learned there is nothing to keep: the next time it is asked again. */
static gboolean
holds_contacts (JsonObject *reply)
{
  return json_object_has_member (reply, "registrar") ||
         json_object_has_member (reply, "network");
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Lookup *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_error (task, error);
  else if (source == NULL || !holds_contacts (self->reply))
    g_task_return_boolean (task, TRUE);
  else
    hikae_case_add_event_async (HIKAE_CASE (source),
                                EVENT,
                                self->reply,
                                NULL,
                                event_kept_cb,
                                g_object_ref (task));
}

/* (nullable) (transfer full): the newest answer about @host that the case holds. */
static JsonObject *
find_kept (HikaeCase *open_case, const char *host)
{
  GListModel *events = hikae_case_get_events (open_case);

  for (guint i = g_list_model_get_n_items (events); i > 0; i--) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i - 1);
    JsonObject *body = NULL;

    if (!hikae_event_mentions (event, "\"" EVENT "\""))
      continue;
    body = hikae_event_get_body (event);
    if (g_str_equal (hikae_event_get_kind (event), EVENT) &&
        g_strcmp0 (hikae_json_get_string (body, "host"), host) == 0 &&
        holds_contacts (body)) {
      g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), body);
      g_autofree char *text = hikae_json_format_canonical (node);
      g_autoptr (JsonNode) own = hikae_json_parse (text, -1, HIKAE_JSON_MAX_SIZE, NULL);

      return own != NULL ? json_node_dup_object (own) : NULL;
    }
  }
  return NULL;
}

static JsonArray *
list_channels (JsonObject *recipient, const char *lang)
{
  static const char *const members[] = {"id", "type", "address", "purpose", "region"};
  JsonArray *channels = hikae_json_get_array (recipient, "channels");
  JsonArray *list = json_array_new ();

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++) {
    JsonObject *channel = json_array_get_object_element (channels, i);
    JsonObject *review = hikae_json_get_object (channel, "review");
    JsonObject *own = json_object_new ();
    const char *path =
        hikae_law_pack_pick (hikae_json_get_object (channel, "menu_path"), lang);

    for (guint k = 0; k < G_N_ELEMENTS (members); k++)
      if (json_object_has_member (channel, members[k]))
        json_object_set_member (
            own,
            members[k],
            json_node_copy (json_object_get_member (channel, members[k])));
    if (path != NULL)
      json_object_set_string_member (own, "menu_path", path);
    json_object_set_string_member (
        own, "confidence", hikae_json_get_string (review, "confidence"));
    json_object_set_boolean_member (
        own, "checked", hikae_json_get_string (review, "reviewed") != NULL);
    json_array_add_object_element (list, own);
  }
  return list;
}

/* (transfer full): the forms of the delivery networks that the pack knows. */
static JsonObject *
list_ways (const HikaeLawPack *pack, const char *lang)
{
  JsonArray *recipients = hikae_law_pack_list_recipients (pack);
  JsonObject *ways = json_object_new ();

  for (guint i = 0; i < json_array_get_length (recipients); i++) {
    JsonObject *recipient = json_array_get_object_element (recipients, i);

    if (g_strcmp0 (hikae_json_get_string (recipient, "kind"), "cdn") == 0)
      json_object_set_array_member (
          ways, hikae_json_get_string (recipient, "id"), list_channels (recipient, lang));
  }
  return ways;
}

/* Whoever stands before the host has a form of its own, which names it. */
static void
add_ways (Lookup *self)
{
  JsonObject *cdn = hikae_json_get_object (self->reply, "cdn");
  const char *id = hikae_json_get_string (cdn, "recipient");

  if (id != NULL && json_object_has_member (self->ways, id))
    json_object_set_member (
        cdn, "channels", json_node_copy (json_object_get_member (self->ways, id)));
}

static Lookup *
lookup_new (const HikaeLawPack *pack, const HikaeContactsQuery *query, char *host)
{
  Lookup *self = g_new0 (Lookup, 1);
  JsonObject *recipient = hikae_law_pack_match_recipient (pack, query->url);
  g_autofree char *domain = hikae_law_dup_registrable (host);
  g_autofree char *shown = hikae_law_dup_shown_host (host);
  JsonObject *cdn = hikae_rdap_find_cdn (query->headers, NULL);

  self->host = host;
  self->ways = list_ways (pack, query->lang);
  self->proxy = g_strdup (query->proxy);
  self->rdap = g_strdup (query->rdap);
  self->reply = json_object_new ();
  self->asked = json_array_new ();
  self->problems = json_array_new ();
  json_object_set_string_member (self->reply, "host", host);
  json_object_set_string_member (self->reply, "shown", shown);
  if (domain != NULL) {
    g_autofree char *fallback = g_strconcat ("abuse@", domain, NULL);

    json_object_set_string_member (self->reply, "domain", domain);
    if (recipient == NULL)
      json_object_set_string_member (self->reply, "fallback", fallback);
  }
  if (recipient != NULL) {
    json_object_set_string_member (
        self->reply, "recipient", hikae_json_get_string (recipient, "id"));
    json_object_set_string_member (
        self->reply,
        "recipient_name",
        hikae_law_pack_pick (hikae_json_get_object (recipient, "name"), query->lang));
    json_object_set_array_member (
        self->reply, "channels", list_channels (recipient, query->lang));
  }
  if (cdn != NULL)
    json_object_set_object_member (self->reply, "cdn", cdn);
  json_object_set_boolean_member (self->reply, "cached", FALSE);
  json_object_set_array_member (self->reply, "asked", self->asked);
  json_object_set_array_member (self->reply, "problems", self->problems);
  return self;
}

/* The network that stood before the site when its page was recorded. */
static void
use_page (Lookup *self)
{
  if (self->cdn == NULL || json_object_has_member (self->reply, "cdn"))
    return;
  json_object_set_int_member (self->cdn, "item", self->item);
  json_object_set_object_member (self->reply, "cdn", g_steal_pointer (&self->cdn));
}

static void
go_on (GTask *task, HikaeCase *open_case, Lookup *self)
{
  g_autoptr (GTask) asking = NULL;

  use_page (self);
  if (json_object_has_member (self->reply, "recipient") || !self->ask ||
      hikae_json_get_boolean (self->reply, "cached", FALSE)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  asking = g_task_new (
      open_case, g_task_get_cancellable (task), looked_up_cb, g_object_ref (task));
  g_task_set_task_data (asking, self, NULL);
  g_task_run_in_thread (asking, lookup_thread);
}

static void
read_page_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Lookup *self = data;
  g_autofree char *head =
      hikae_wacz_find_head (self->page, self->host, cancellable, NULL);

  /* An archive that tells nothing is no reason not to look further. */
  if (head != NULL)
    self->cdn = hikae_rdap_find_cdn (head, NULL);
  g_task_return_boolean (task, TRUE);
}

static void
page_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  (void)g_task_propagate_boolean (G_TASK (result), NULL);
  go_on (task, HIKAE_CASE (source), g_task_get_task_data (task));
}

/* The newest web archive in the case that was taken at that host. */
static void
find_page (Lookup *self, HikaeCase *open_case)
{
  GListModel *items = hikae_case_get_items (open_case);

  for (guint i = g_list_model_get_n_items (items); i > 0 && self->page == NULL; i--) {
    g_autoptr (HikaeItem) item =
        hikae_case_dup_item (open_case, hikae_case_glance (open_case, i - 1).number);
    g_autofree char *host = NULL;

    if (!hikae_item_mentions (item, "\"application/wacz\""))
      continue;
    host = hikae_law_dup_host (hikae_item_get_claim (item, "url"));
    if (hikae_item_get_deleted (item) || g_strcmp0 (host, self->host) != 0 ||
        g_strcmp0 (hikae_item_get_media_type (item), "application/wacz") != 0)
      continue;
    self->item = hikae_item_get_number (item);
    self->page = hikae_case_open_payload (open_case, self->item);
  }
}

static void
start (GTask *task, HikaeCase *open_case, Lookup *self, const HikaeContactsQuery *query)
{
  JsonObject *kept =
      open_case != NULL && !query->again ? find_kept (open_case, self->host) : NULL;
  g_autoptr (GTask) reading = NULL;

  g_task_set_task_data (task, self, (GDestroyNotify)lookup_free);
  self->ask = query->ask;
  if (kept != NULL && !json_object_has_member (self->reply, "recipient")) {
    json_object_unref (self->reply);
    self->reply = json_object_ref (kept);
    json_object_set_boolean_member (kept, "cached", TRUE);
  }
  g_clear_pointer (&kept, json_object_unref);
  if (open_case != NULL && !json_object_has_member (self->reply, "recipient") &&
      !json_object_has_member (self->reply, "cdn"))
    find_page (self, open_case);
  if (self->page == NULL) {
    go_on (task, open_case, self);
    return;
  }
  reading = g_task_new (
      open_case, g_task_get_cancellable (task), page_read_cb, g_object_ref (task));
  g_task_set_task_data (reading, self, NULL);
  g_task_run_in_thread (reading, read_page_thread);
}

void
hikae_find_contacts_async (HikaeCase *open_case,
                           const HikaeLawPack *pack,
                           const HikaeContactsQuery *query,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  char *host = hikae_law_dup_host (query->url);

  g_task_set_source_tag (task, hikae_find_contacts_async);
  if (host == NULL) {
    g_task_return_new_error (task,
                             HIKAE_ERROR,
                             HIKAE_ERROR_REJECTED,
                             "this could not be read as a web address; copy it again "
                             "from the browser's address bar");
    return;
  }
  if (open_case != NULL && hikae_case_get_minor (open_case)) {
    g_free (host);
    g_task_return_new_error (task,
                             HIKAE_ERROR,
                             HIKAE_ERROR_DENIED,
                             "this case is about a person under 18: the hotlines find "
                             "whom to ask");
    return;
  }
  start (task, open_case, lookup_new (pack, query, host), query);
}

JsonObject *
hikae_find_contacts_finish (GAsyncResult *result, GError **error)
{
  Lookup *self = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;
  self = g_task_get_task_data (G_TASK (result));
  add_ways (self);
  return json_object_ref (self->reply);
}
