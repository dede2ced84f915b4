/* hikae-law-evaluate.c: which bases fit, as an answer for people and programs
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-law-evaluate-private.h"
#include "hikae-law-host.h"
#include "hikae-law-pack-private.h"
#include "hikae-text.h"

#include <string.h>

#define MAX_PLACES 1000

static void
place_free (gpointer data)
{
  HikaeLawPlace *place = data;

  g_ptr_array_unref (place->urls);
  g_free (place->site);
  g_free (place);
}

/* @site: (nullable): of a recipient that stands for any site, so that each gets a letter
 * of its own. */
static void
add_place (HikaeLawEvaluation *self,
           JsonObject *recipient,
           const char *site,
           const char *url)
{
  HikaeLawPlace *place = NULL;

  for (guint i = 0; i < self->places->len && place == NULL; i++) {
    HikaeLawPlace *other = g_ptr_array_index (self->places, i);

    if (other->recipient == recipient && g_strcmp0 (other->site, site) == 0)
      place = other;
  }
  if (place == NULL) {
    place = g_new0 (HikaeLawPlace, 1);
    place->recipient = recipient;
    place->site = g_strdup (site);
    place->urls = g_ptr_array_new_with_free_func (g_free);
    g_ptr_array_add (self->places, place);
  }
  if (url != NULL)
    g_ptr_array_add (place->urls, g_strdup (url));
}

static void
add_problem (HikaeLawEvaluation *self, const char *url, const char *key)
{
  JsonObject *problem = json_object_new ();
  g_autofree char *shown = hikae_text_for_display (url, 200);
  g_autofree char *why = hikae_law_pack_say (self->pack, self->person.lang, key, NULL);

  json_object_set_string_member (problem, "where", shown);
  json_object_set_string_member (problem, "why", why);
  json_array_add_object_element (self->problems, problem);
}

static void
read_place (HikaeLawEvaluation *self, const char *url)
{
  JsonObject *generic = hikae_law_pack_find_generic (self->pack);
  JsonObject *recipient = NULL;
  g_autofree char *host = NULL;
  g_autofree char *site = NULL;

  host = hikae_law_dup_host (url);
  if (host == NULL) {
    add_problem (self, url, "address-unusable");
    return;
  }
  recipient = hikae_law_pack_match_recipient (self->pack, url);
  site = hikae_law_dup_registrable (host);
  if (recipient != NULL)
    add_place (self, recipient, NULL, url);
  else if (generic != NULL)
    add_place (self, generic, site != NULL ? site : host, url);
  else
    add_problem (self, url, "address-unknown");
}

static void
read_line (HikaeLawEvaluation *self, const char *line)
{
  g_auto (GStrv) urls = NULL;

  if (strlen (line) > HIKAE_LAW_ADDRESS_MAX) {
    add_problem (self, line, "address-too-long");
    return;
  }
  urls = hikae_law_split_addresses (line);
  for (guint i = 0; urls[i] != NULL; i++)
    read_place (self, urls[i]);
}

static gboolean
read_places (HikaeLawEvaluation *self, JsonObject *answers, GError **error)
{
  JsonArray *where = hikae_json_get_array (answers, "where");
  const char *single = hikae_json_get_string (answers, "where");
  guint length = where != NULL ? json_array_get_length (where) : 0;

  if (single != NULL && *single != '\0')
    read_line (self, single);
  if (length > MAX_PLACES ||
      (where == NULL && single == NULL && json_object_has_member (answers, "where") &&
       !json_object_get_null_member (answers, "where"))) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "the answer \"where\" must be a list of at most %d addresses",
                 MAX_PLACES);
    return FALSE;
  }
  for (guint i = 0; i < length; i++) {
    JsonNode *node = json_array_get_element (where, i);

    if (!JSON_NODE_HOLDS_VALUE (node) ||
        json_node_get_value_type (node) != G_TYPE_STRING) {
      g_set_error (
          error,
          HIKAE_ERROR,
          HIKAE_ERROR_REJECTED,
          "the answer \"where\" holds something else than an address at place %u",
          i + 1);
      return FALSE;
    }
    read_line (self, json_node_get_string (node));
  }
  return TRUE;
}

static void
refuse (HikaeLawEvaluation *self,
        JsonObject *basis,
        const char *recipient,
        const char *why)
{
  JsonObject *refusal = json_object_new ();

  json_object_set_string_member (refusal, "basis", hikae_json_get_string (basis, "id"));
  json_object_set_string_member (
      refusal, "name", hikae_law_get_name (basis, self->person.lang));
  if (recipient != NULL)
    json_object_set_string_member (refusal, "recipient", recipient);
  json_object_set_string_member (refusal, "why", why);
  json_object_set_boolean_member (
      refusal,
      "elsewhere",
      self->person.country != NULL &&
          hikae_law_pack_find_nexus (self->pack,
                                     hikae_json_get_string (basis, "jurisdiction"),
                                     self->person.country) == HIKAE_LAW_NEXUS_NONE);
  json_array_add_object_element (self->refused, refusal);
}

static void
evaluate_authority (HikaeLawEvaluation *self, JsonObject *basis)
{
  JsonArray *filter = hikae_json_get_array (basis, "addressee_filter");

  for (guint i = 0; i < json_array_get_length (filter); i++) {
    HikaeLawPlace place = {hikae_law_pack_find_recipient (
                               self->pack, json_array_get_string_element (filter, i)),
                           NULL,
                           NULL};
    g_autoptr (GPtrArray) urls = g_ptr_array_new ();

    for (guint k = 0; k < self->places->len; k++)
      g_ptr_array_extend (
          urls, ((HikaeLawPlace *)g_ptr_array_index (self->places, k))->urls, NULL, NULL);
    place.urls = urls;
    hikae_law_evaluation_offer (self, basis, &place);
  }
}

static void
evaluate_basis (HikaeLawEvaluation *self, JsonObject *basis)
{
  g_autofree char *why =
      hikae_law_pack_dup_refusal (self->pack, basis, &self->person, TRUE);
  gboolean offered = FALSE;

  if (why != NULL) {
    refuse (self, basis, NULL, why);
    return;
  }
  if (hikae_law_pack_is_to_authority (self->pack, basis)) {
    evaluate_authority (self, basis);
    return;
  }
  for (guint i = 0; i < self->places->len; i++) {
    const HikaeLawPlace *place = g_ptr_array_index (self->places, i);
    g_autofree char *not_bound = hikae_law_pack_dup_recipient_refusal (
        self->pack, basis, place->recipient, self->person.lang);

    if (not_bound == NULL) {
      hikae_law_evaluation_offer (self, basis, place);
      offered = TRUE;
    } else if (why == NULL) {
      why = g_steal_pointer (&not_bound);
    }
  }
  if (offered)
    return;
  if (why == NULL)
    why = hikae_law_pack_say (self->pack, self->person.lang, "no-address", NULL);
  refuse (self, basis, NULL, why);
}

static gboolean
is_support_for (HikaeLawEvaluation *self, JsonObject *entry, gboolean local)
{
  const char *jurisdiction = hikae_json_get_string (entry, "jurisdiction");
  const char *ages = hikae_json_get_string (entry, "ages");
  gboolean everywhere = g_str_equal (jurisdiction, "XX");

  if (everywhere == local)
    return FALSE;
  if (g_strcmp0 (ages, self->person.adult ? "minor" : "adult") == 0)
    return FALSE;
  return self->person.country == NULL || everywhere ||
         hikae_law_pack_find_nexus (self->pack, jurisdiction, self->person.country) !=
             HIKAE_LAW_NEXUS_NONE;
}

static JsonObject *
format_support (JsonObject *entry, const char *lang)
{
  static const char *const copied[] = {"id",
                                       "native_name",
                                       "jurisdiction",
                                       "kind",
                                       "phone",
                                       "url",
                                       "languages",
                                       "accepts"};
  static const char *const picked[] = {"name", "hours", "does", "does_not"};
  JsonObject *copy = json_object_new ();

  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    hikae_law_copy_member (copy, entry, copied[i]);
  for (guint i = 0; i < G_N_ELEMENTS (picked); i++)
    hikae_law_set_picked (copy, entry, picked[i], lang);
  json_object_set_boolean_member (
      copy, "verify_yourself", !hikae_law_pack_is_sourced (entry));
  return copy;
}

/* Help of the person's own country first, then what works everywhere. */
static JsonArray *
list_support (HikaeLawEvaluation *self)
{
  JsonArray *entries = hikae_law_pack_list_support (self->pack);
  JsonArray *support = json_array_new ();

  for (int pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < json_array_get_length (entries); i++) {
      JsonObject *entry = json_array_get_object_element (entries, i);

      if (is_support_for (self, entry, pass == 0))
        json_array_add_object_element (support,
                                       format_support (entry, self->person.lang));
    }
  }
  return support;
}

/* Time limits that run for the person herself from the post or from knowing who did it,
 * in the law of her country. */
static JsonArray *
list_own_clocks (HikaeLawEvaluation *self)
{
  JsonArray *bases = hikae_law_pack_list_bases (self->pack);
  JsonArray *clocks = json_array_new ();

  for (guint i = 0; self->person.adult && i < json_array_get_length (bases); i++) {
    JsonObject *basis = json_array_get_object_element (bases, i);
    JsonObject *coverage = hikae_json_get_object (basis, "coverage");
    const char *covers = self->person.shows != NULL
                             ? hikae_json_get_string (coverage, self->person.shows)
                             : NULL;

    if (hikae_law_pack_is_in_force (self->pack, basis, self->person.now) &&
        hikae_law_pack_find_nexus (self->pack,
                                   hikae_json_get_string (basis, "jurisdiction"),
                                   self->person.country) != HIKAE_LAW_NEXUS_NONE &&
        g_strcmp0 (covers, "no") != 0)
      hikae_law_add_clocks (clocks, basis, TRUE, self->person.lang);
  }
  return clocks;
}

static JsonArray *
list_routes (HikaeLawEvaluation *self)
{
  JsonArray *routes = json_array_new ();

  for (guint i = 0; self->person.adult && i < self->places->len; i++) {
    const HikaeLawPlace *place = g_ptr_array_index (self->places, i);
    g_autoptr (JsonArray) channels =
        hikae_law_pack_list_routes (self->pack, place->recipient, self->person.country);

    for (guint k = 0; k < json_array_get_length (channels); k++) {
      JsonObject *channel = json_array_get_object_element (channels, k);
      JsonObject *route = json_object_new ();

      json_object_set_string_member (
          route, "recipient", hikae_json_get_string (place->recipient, "id"));
      json_object_set_string_member (
          route,
          "recipient_name",
          hikae_law_get_name (place->recipient, self->person.lang));
      hikae_law_set_channel (route, channel, self->person.lang);
      hikae_law_copy_member (route, channel, "purpose");
      json_array_add_object_element (routes, route);
    }
  }
  return routes;
}

static JsonNode *
format_reply (HikaeLawEvaluation *self)
{
  g_autoptr (GPtrArray) warnings =
      hikae_law_pack_list_warnings_in (self->pack, self->person.lang, self->person.now);
  JsonArray *sentences = json_array_new ();
  JsonObject *reply = json_object_new ();
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  for (guint i = 0; i < warnings->len; i++)
    json_array_add_string_element (sentences, g_ptr_array_index (warnings, i));
  json_object_set_array_member (reply, "offered", g_steal_pointer (&self->offered));
  json_object_set_array_member (reply, "refused", g_steal_pointer (&self->refused));
  json_object_set_array_member (reply, "support", list_support (self));
  json_object_set_array_member (reply, "own_clocks", list_own_clocks (self));
  json_object_set_array_member (reply, "routes", list_routes (self));
  json_object_set_array_member (reply, "problems", g_steal_pointer (&self->problems));
  json_object_set_array_member (reply, "warnings", sentences);
  json_object_set_string_member (
      reply, "pack_version", hikae_law_pack_get_version (self->pack));
  json_node_take_object (node, reply);
  return node;
}

static void
evaluation_clear (HikaeLawEvaluation *self)
{
  hikae_law_person_clear (&self->person);
  g_clear_pointer (&self->places, g_ptr_array_unref);
  g_clear_pointer (&self->problems, json_array_unref);
  g_clear_pointer (&self->offered, json_array_unref);
  g_clear_pointer (&self->refused, json_array_unref);
}

JsonNode *
hikae_law_pack_evaluate (const HikaeLawPack *self,
                         JsonObject *answers,
                         const char *lang,
                         gint64 now,
                         GError **error)
{
  JsonArray *bases = hikae_law_pack_list_bases (self);
  JsonObject *generic = hikae_law_pack_find_generic (self);
  HikaeLawEvaluation evaluation = {self, {0}, NULL, NULL, NULL, NULL};
  JsonNode *reply = NULL;

  g_return_val_if_fail (answers != NULL && lang != NULL, NULL);
  if (!hikae_law_person_read (&evaluation.person, self, answers, lang, now, error))
    return NULL;
  evaluation.places = g_ptr_array_new_with_free_func (place_free);
  evaluation.problems = json_array_new ();
  evaluation.offered = json_array_new ();
  evaluation.refused = json_array_new ();
  if (read_places (&evaluation, answers, error)) {
    /* Nothing said about the place yet: the questionnaire is answered for any site. */
    if (evaluation.places->len == 0 && json_array_get_length (evaluation.problems) == 0 &&
        generic != NULL)
      add_place (&evaluation, generic, NULL, NULL);
    for (guint i = 0; i < json_array_get_length (bases); i++)
      evaluate_basis (&evaluation, json_array_get_object_element (bases, i));
    reply = format_reply (&evaluation);
  }
  evaluation_clear (&evaluation);
  return reply;
}
