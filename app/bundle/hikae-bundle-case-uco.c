/* hikae-bundle-case-uco.c: the custody log in the words of CASE/UCO, as JSON-LD
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CASE 1.x and UCO 1.x: every item is an observable with its hashes and a provenance
 * record, every line of the log an investigative action informed by the one before. It
 * says nothing that the log and the records do not say, and nothing vouches for it but
 * them. Identifiers are made from what they name, so that the same case gives the same
 * bytes. */
#include "config.h"

#include "hikae-bundle-stream.h"
#include "hikae-bundle-text.h"
#include "hikae-clock.h"
#include "hikae-hasher.h"

#include <string.h>

static const struct {
  const char *prefix;
  const char *iri;
} context[] = {
    {"kb", "urn:uuid:"},
    {"case-investigation", "https://ontology.caseontology.org/case/investigation/"},
    {"uco-action", "https://ontology.unifiedcyberontology.org/uco/action/"},
    {"uco-core", "https://ontology.unifiedcyberontology.org/uco/core/"},
    {"uco-identity", "https://ontology.unifiedcyberontology.org/uco/identity/"},
    {"uco-observable", "https://ontology.unifiedcyberontology.org/uco/observable/"},
    {"uco-tool", "https://ontology.unifiedcyberontology.org/uco/tool/"},
    {"uco-types", "https://ontology.unifiedcyberontology.org/uco/types/"},
    {"uco-vocabulary", "https://ontology.unifiedcyberontology.org/uco/vocabulary/"},
    {"xsd", "http://www.w3.org/2001/XMLSchema#"},
};

/* The case's own root, and what was not handed on yet: as text at once, since a tree of a
 * log of many thousand lines would take ten times the memory. */
typedef struct {
  char *seed; /* hash of the log's first line: names the case without telling of it */
  GString *text;
  GHashTable *known; /* ids that stand in @graph already */
  gboolean begun;    /* something stands in @graph */
} Graph;

/* RFC 9562 version 8 from SHA-256 of the case, what it is, and which. */
static char *
make_id (const Graph *self, const char *what, const char *which)
{
  g_autofree char *text = g_strdup_printf ("%s %s %s", self->seed, what, which);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, text, strlen (text));
  guint8 *b = digest.bytes;

  b[6] = (guint8)((b[6] & 0x0f) | 0x80);
  b[8] = (guint8)((b[8] & 0x3f) | 0x80);
  return g_strdup_printf ("kb:%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
                          "%02x%02x%02x%02x%02x%02x",
                          b[0],
                          b[1],
                          b[2],
                          b[3],
                          b[4],
                          b[5],
                          b[6],
                          b[7],
                          b[8],
                          b[9],
                          b[10],
                          b[11],
                          b[12],
                          b[13],
                          b[14],
                          b[15]);
}

static void
append_object (GString *text, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *line = NULL;

  json_node_take_object (node, object);
  line = hikae_json_format_canonical (node);
  g_string_append (text, line);
}

/* @object: (transfer full): the next one in @graph. */
static void
take_node (Graph *self, JsonObject *object)
{
  if (self->begun)
    g_string_append_c (self->text, ',');
  self->begun = TRUE;
  append_object (self->text, object);
}

static JsonObject *
new_node (const char *id, const char *type)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "@id", id);
  json_object_set_string_member (object, "@type", type);
  return object;
}

static JsonObject *
new_value (const char *type, const char *text)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "@type", type);
  json_object_set_string_member (object, "@value", text);
  return object;
}

static void
set_text (JsonObject *object, const char *name, const char *text)
{
  if (text != NULL && *text != '\0')
    json_object_set_string_member (object, name, text);
}

static void
set_time (JsonObject *object, const char *name, const char *time)
{
  json_object_set_object_member (object, name, new_value ("xsd:dateTime", time));
}

static void
set_link (JsonObject *object, const char *name, const char *id)
{
  JsonObject *link = json_object_new ();

  json_object_set_string_member (link, "@id", id);
  json_object_set_object_member (object, name, link);
}

/* The program or the person behind an event, written once. */
static char *
dup_named (Graph *self, const char *type, const char *name)
{
  g_autofree char *id = make_id (self, type, name);

  if (g_hash_table_add (self->known, g_strdup (id))) {
    JsonObject *node = new_node (id, type);

    set_text (node, "uco-core:name", name);
    take_node (self, node);
  }
  return g_steal_pointer (&id);
}

static void
add_hash (Graph *self, JsonArray *hashes, guint item, const char *method, const char *hex)
{
  g_autofree char *which = g_strdup_printf ("%u %s", item, method);
  g_autofree char *id = make_id (self, "hash", which);
  JsonObject *hash = new_node (id, "uco-types:Hash");

  json_object_set_object_member (
      hash, "uco-types:hashMethod", new_value ("uco-vocabulary:HashNameVocab", method));
  json_object_set_object_member (
      hash, "uco-types:hashValue", new_value ("xsd:hexBinary", hex));
  json_array_add_object_element (hashes, hash);
}

static JsonObject *
add_facet (Graph *self, JsonArray *facets, guint item, const char *type)
{
  g_autofree char *which = g_strdup_printf ("%u %s", item, type);
  g_autofree char *id = make_id (self, "facet", which);
  JsonObject *facet = new_node (id, type);

  json_array_add_object_element (facets, facet);
  return facet;
}

static JsonArray *
format_facets (Graph *self, HikaeItem *item)
{
  JsonArray *facets = json_array_new ();
  JsonArray *hashes = json_array_new ();
  guint number = hikae_item_get_number (item);
  g_autofree char *path = g_strconcat ("data/", hikae_item_get_path (item), NULL);
  const char *url = hikae_item_get_claim (item, "url");
  JsonObject *file = add_facet (self, facets, number, "uco-observable:FileFacet");
  JsonObject *data = add_facet (self, facets, number, "uco-observable:ContentDataFacet");

  set_text (file, "uco-observable:fileName", hikae_item_get_name (item));
  set_text (file, "uco-observable:filePath", path);
  json_object_set_int_member (
      file, "uco-observable:sizeInBytes", (gint64)hikae_item_get_size (item));
  set_text (data, "uco-observable:mimeType", hikae_item_get_media_type (item));
  add_hash (self, hashes, number, "SHA256", hikae_item_get_sha256 (item));
  add_hash (self, hashes, number, "SHA512", hikae_item_get_sha512 (item));
  json_object_set_array_member (data, "uco-observable:hash", hashes);
  if (url != NULL)
    set_text (add_facet (self, facets, number, "uco-observable:URLFacet"),
              "uco-observable:fullValue",
              url);
  return facets;
}

static char *
make_item_id (Graph *self, gint64 number)
{
  g_autofree char *which = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  return make_id (self, "item", which);
}

static void
add_item (Graph *self, HikaeItem *item)
{
  g_autofree char *id = make_item_id (self, hikae_item_get_number (item));
  g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
  g_autofree char *record_id = make_id (self, "provenance", number);
  JsonObject *node = new_node (id, "uco-observable:ObservableObject");
  JsonObject *record = new_node (record_id, "case-investigation:ProvenanceRecord");
  const char *captured = hikae_item_get_claim (item, "captured_at");

  set_time (node, "uco-core:objectCreatedTime", captured);
  json_object_set_array_member (node, "uco-core:hasFacet", format_facets (self, item));
  take_node (self, node);
  json_object_set_string_member (record, "case-investigation:exhibitNumber", number);
  set_time (record, "uco-core:objectCreatedTime", captured);
  set_link (record, "uco-core:object", id);
  take_node (self, record);
  g_hash_table_add (self->known, g_steal_pointer (&id));
}

/* What an event is about is an object here only when the item is in this bundle. */
static void
link_item (Graph *self, JsonObject *action, const HikaeBundleEvent *event)
{
  g_autofree char *id = make_item_id (self, event->item);

  if (g_hash_table_contains (self->known, id))
    set_link (action,
              g_str_equal (event->kind, "item.kept") ? "uco-action:result"
                                                     : "uco-action:object",
              id);
}

static void
add_event (Graph *self, const HikaeBundleLog *log, guint i)
{
  const HikaeBundleEvent *event = hikae_bundle_log_get (log, i);
  g_autofree char *hash = hikae_digest_format_hex (hikae_bundle_log_get_hash (log, i));
  g_autofree char *id = make_id (self, "event", hash);
  g_autofree char *what = hikae_bundle_describe_event ("en", event);
  g_autofree char *note =
      g_strdup_printf ("%s; line %" G_GUINT64_FORMAT " of data/custody.jsonl, SHA-256 %s",
                       what,
                       event->seq,
                       hash);
  g_autofree char *who = dup_named (self, "uco-identity:Identity", event->actor);
  g_autofree char *tool = dup_named (self, "uco-tool:Tool", event->program);
  JsonObject *action = new_node (id, "case-investigation:InvestigativeAction");

  json_object_set_string_member (action, "uco-core:name", event->kind);
  json_object_set_string_member (action, "uco-core:description", note);
  set_time (action, "uco-action:startTime", event->time);
  set_link (action, "uco-action:performer", who);
  set_link (action, "uco-action:instrument", tool);
  link_item (self, action, event);
  if (i > 0) {
    g_autofree char *before =
        hikae_digest_format_hex (hikae_bundle_log_get_hash (log, i - 1));
    g_autofree char *before_id = make_id (self, "event", before);

    set_link (action, "case-investigation:wasInformedBy", before_id);
  }
  take_node (self, action);
}

static JsonObject *
format_context (void)
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (context); i++)
    json_object_set_string_member (object, context[i].prefix, context[i].iri);
  return object;
}

static gboolean
write_graph (Graph *self,
             const HikaeBundlePlan *plan,
             HikaeZipSink sink,
             gpointer data,
             GError **error)
{
  GPtrArray *items = plan->content->items;

  for (guint i = 0; i < items->len; i++) {
    add_item (self, items->pdata[i]);
    if (!hikae_bundle_pass_on (self->text, FALSE, sink, data, error))
      return FALSE;
  }
  for (guint i = 0; i < hikae_bundle_log_get_size (plan->log); i++) {
    add_event (self, plan->log, i);
    if (!hikae_bundle_pass_on (self->text, FALSE, sink, data, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hikae_bundle_write_case_uco (const HikaeBundlePlan *plan,
                             HikaeZipSink sink,
                             gpointer data,
                             GError **error)
{
  GPtrArray *events = plan->content->events;
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *seed =
      events->len > 0 ? hikae_digest_format_hex (hikae_event_get_hash (events->pdata[0]))
                      : g_strdup ("");
  g_autoptr (GString) text = g_string_new ("{\"@context\":");
  Graph graph = {seed, text, known, FALSE};

  append_object (text, format_context ());
  g_string_append (text, ",\"@graph\":[");
  if (!write_graph (&graph, plan, sink, data, error))
    return FALSE;
  g_string_append (text, "]}");
  return hikae_bundle_pass_on (text, TRUE, sink, data, error);
}
