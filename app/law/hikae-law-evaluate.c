/* hikae-law-evaluate.c: which bases fit, as an answer for people and programs
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-law-fit.h"
#include "hikae-law-host.h"
#include "hikae-law-pack-private.h"
#include "hikae-text.h"

#include <string.h>

#define MAX_PLACES 1000

/* One recipient and the addresses that lead to it. */
typedef struct {
  JsonObject *recipient;
  GPtrArray *urls; /* (element-type utf8) (unowned): in the answers */
} Place;

typedef struct {
  const HikaeLawPack *pack;
  HikaeLawPerson person;
  GPtrArray *places;   /* (element-type Place) */
  JsonArray *problems; /* addresses that could not be used */
  JsonArray *offered;
  JsonArray *refused;
} Evaluation;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_ptr_array_unref (place->urls);
  g_free (place);
}

static void
add_place (Evaluation *self, JsonObject *recipient, const char *url)
{
  Place *place = NULL;

  for (guint i = 0; i < self->places->len && place == NULL; i++) {
    Place *other = g_ptr_array_index (self->places, i);

    place = other->recipient == recipient ? other : NULL;
  }
  if (place == NULL) {
    place = g_new0 (Place, 1);
    place->recipient = recipient;
    place->urls = g_ptr_array_new ();
    g_ptr_array_add (self->places, place);
  }
  if (url != NULL)
    g_ptr_array_add (place->urls, (gpointer)url);
}

static void
add_problem (Evaluation *self, const char *url, const char *key)
{
  JsonObject *problem = json_object_new ();
  g_autofree char *shown = hikae_text_for_display (url, 200);
  g_autofree char *why = hikae_law_pack_say (self->pack, self->person.lang, key, NULL);

  json_object_set_string_member (problem, "where", shown);
  json_object_set_string_member (problem, "why", why);
  json_array_add_object_element (self->problems, problem);
}

static void
read_place (Evaluation *self, const char *url)
{
  JsonObject *generic = hikae_law_pack_find_generic (self->pack);
  JsonObject *recipient = NULL;
  g_autofree char *host = NULL;

  if (strlen (url) > HIKAE_LAW_ADDRESS_MAX) {
    add_problem (self, url, "address-too-long");
    return;
  }
  host = hikae_law_dup_host (url);
  if (host == NULL) {
    add_problem (self, url, "address-unusable");
    return;
  }
  recipient = hikae_law_pack_match_recipient (self->pack, url);
  if (recipient != NULL || generic != NULL)
    add_place (self, recipient != NULL ? recipient : generic, url);
  else
    add_problem (self, url, "address-unknown");
}

static gboolean
read_places (Evaluation *self, JsonObject *answers, GError **error)
{
  JsonArray *where = hikae_json_get_array (answers, "where");
  const char *single = hikae_json_get_string (answers, "where");
  guint length = where != NULL ? json_array_get_length (where) : 0;

  if (single != NULL && *single != '\0')
    read_place (self, single);
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
    read_place (self, json_node_get_string (node));
  }
  return TRUE;
}

static const char *
get_name (JsonObject *entry, const char *lang)
{
  return hikae_law_pack_pick (hikae_json_get_object (entry, "name"), lang);
}

static void
copy_member (JsonObject *to, JsonObject *from, const char *name)
{
  if (json_object_has_member (from, name))
    json_object_set_member (
        to, name, json_node_copy (json_object_get_member (from, name)));
}

static void
set_picked (JsonObject *to, JsonObject *from, const char *name, const char *lang)
{
  const char *text = hikae_law_pack_pick (hikae_json_get_object (from, name), lang);

  if (text != NULL)
    json_object_set_string_member (to, name, text);
}

static JsonObject *
format_clock (JsonObject *clock, const char *lang)
{
  static const char *const members[] = {"id",
                                        "nature",
                                        "starts",
                                        "value",
                                        "unit",
                                        "count_first_day",
                                        "wording",
                                        "remind_after"};
  JsonObject *copy = json_object_new ();
  const char *on = hikae_json_get_string (clock, "on");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    copy_member (copy, clock, members[i]);
  json_object_set_string_member (copy, "on", on != NULL ? on : "recipient");
  set_picked (copy, clock, "what", lang);
  return copy;
}

/* Clocks of an entry that run for others, or for the person herself. */
static void
add_clocks (JsonArray *to, JsonObject *entry, gboolean own, const char *lang)
{
  JsonArray *clocks = hikae_json_get_array (entry, "clocks");

  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);
    gboolean is_own = g_strcmp0 (hikae_json_get_string (clock, "on"), "user") == 0;

    if (is_own == own)
      json_array_add_object_element (to, format_clock (clock, lang));
  }
}

static void
append_sentence (GString *text, const char *sentence)
{
  if (sentence == NULL || *sentence == '\0')
    return;
  /* A full-width full stop needs no blank after it. */
  if (text->len > 0 && !g_str_has_suffix (text->str, "。"))
    g_string_append_c (text, ' ');
  g_string_append (text, sentence);
}

static void
say_into (GString *text, Evaluation *self, const char *key)
{
  g_autofree char *sentence =
      hikae_law_pack_say (self->pack, self->person.lang, key, NULL);

  append_sentence (text, sentence);
}

static gboolean
is_unclear (Evaluation *self, JsonObject *basis)
{
  JsonObject *coverage = hikae_json_get_object (basis, "coverage");
  const char *covers = hikae_json_get_string (coverage, self->person.shows);

  return g_strcmp0 (covers, "yes") != 0;
}

static char *
format_why (Evaluation *self, JsonObject *basis, JsonObject *recipient)
{
  const char *lang = self->person.lang;
  g_autofree char *key = g_strconcat ("shows-", self->person.shows, NULL);
  g_autofree char *shows = hikae_law_pack_say (self->pack, lang, key, NULL);

  return hikae_law_pack_say (
      self->pack,
      lang,
      is_unclear (self, basis) ? "why-unclear" : "why",
      "shows",
      shows,
      "recipient",
      get_name (recipient, lang),
      "who",
      hikae_law_pack_pick (hikae_json_get_object (basis, "who_may_use"), lang),
      "citation",
      hikae_json_get_string (basis, "citation"),
      NULL);
}

static char *
format_cannot (Evaluation *self, JsonObject *basis, JsonObject *recipient)
{
  GString *text = g_string_new (NULL);
  JsonArray *warnings = hikae_json_get_array (basis, "warnings");
  JsonObject *review = hikae_json_get_object (basis, "review");
  const char *jurisdiction = hikae_json_get_string (basis, "jurisdiction");

  if (is_unclear (self, basis))
    say_into (text, self, "unclear");
  if (hikae_law_pack_find_nexus (self->pack, jurisdiction, self->person.country) ==
      HIKAE_LAW_NEXUS_PART)
    say_into (text, self, "part-nexus");
  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings); i++)
    append_sentence (text,
                     hikae_law_pack_pick (json_array_get_object_element (warnings, i),
                                          self->person.lang));
  if (hikae_json_get_boolean (recipient, "hostile", FALSE))
    say_into (text, self, "hostile");
  if (g_strcmp0 (hikae_json_get_string (review, "confidence"), "low") == 0)
    say_into (text, self, "low-confidence");
  return g_string_free (text, FALSE);
}

static char *
join_labels (JsonObject *basis, const char *reaches, const char *lang)
{
  JsonArray *elements = hikae_json_get_array (basis, "elements");
  GString *labels = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (elements); i++) {
    JsonObject *element = json_array_get_object_element (elements, i);
    const char *own = hikae_json_get_string (element, "reaches_poster");

    if (g_strcmp0 (own != NULL ? own : "unknown", reaches) != 0)
      continue;
    if (labels->len > 0)
      g_string_append (labels, g_str_equal (lang, "ja") ? "、" : "; ");
    g_string_append (
        labels, hikae_law_pack_pick (hikae_json_get_object (element, "label"), lang));
  }
  return g_string_free (labels, FALSE);
}

static char *
format_who_sees (Evaluation *self, JsonObject *basis, JsonObject *channel)
{
  static const char *const reaches[] = {"yes", "may", "unknown"};
  GString *text = g_string_new (NULL);
  const char *lang = self->person.lang;
  const char *forwards = hikae_json_get_string (channel, "forwards_to_poster");
  const char *published = hikae_json_get_string (channel, "published");

  for (guint i = 0; i < G_N_ELEMENTS (reaches); i++) {
    g_autofree char *labels = join_labels (basis, reaches[i], lang);
    g_autofree char *key = g_strconcat ("poster-", reaches[i], NULL);
    g_autofree char *sentence =
        hikae_law_pack_say (self->pack, lang, key, "fields", labels, NULL);

    if (*labels != '\0')
      append_sentence (text, sentence);
  }
  if (g_strcmp0 (forwards, "yes") == 0 || g_strcmp0 (forwards, "may") == 0)
    say_into (text, self, "channel-forwards");
  if (g_strcmp0 (published, "yes") == 0 || g_strcmp0 (published, "may") == 0)
    say_into (text, self, "channel-publishes");
  if (g_strcmp0 (hikae_json_get_string (channel, "asks_legal_name"), "yes") == 0)
    say_into (text, self, "channel-legal-name");
  if (text->len == 0)
    say_into (text, self, "poster-no");
  return g_string_free (text, FALSE);
}

static void
set_channel (Evaluation *self, JsonObject *offer, JsonObject *channel)
{
  if (channel == NULL) {
    json_object_set_null_member (offer, "channel");
    return;
  }
  json_object_set_string_member (offer, "channel", hikae_json_get_string (channel, "id"));
  if (json_object_has_member (channel, "address"))
    json_object_set_string_member (
        offer, "channel_address", hikae_json_get_string (channel, "address"));
  json_object_set_string_member (
      offer, "channel_type", hikae_json_get_string (channel, "type"));
  set_picked (offer, channel, "menu_path", self->person.lang);
  json_object_set_boolean_member (
      offer,
      "one_item_per_report",
      hikae_json_get_boolean (channel, "one_item_per_report", FALSE));
}

static void
take_string (JsonObject *object, const char *member, char *text)
{
  json_object_set_string_member (object, member, text);
  g_free (text);
}

static void
offer_place (Evaluation *self, JsonObject *basis, const Place *place)
{
  JsonObject *offer = json_object_new ();
  JsonArray *clocks = json_array_new ();
  JsonArray *urls = json_array_new ();
  JsonObject *review = hikae_json_get_object (basis, "review");
  JsonObject *channel = hikae_law_pack_choose_channel (
      self->pack, basis, place->recipient, self->person.country);
  const char *lang = self->person.lang;

  json_object_set_string_member (offer, "basis", hikae_json_get_string (basis, "id"));
  json_object_set_string_member (offer, "name", get_name (basis, lang));
  json_object_set_string_member (
      offer, "recipient", hikae_json_get_string (place->recipient, "id"));
  json_object_set_string_member (
      offer, "recipient_name", get_name (place->recipient, lang));
  set_channel (self, offer, channel);
  take_string (offer, "why", format_why (self, basis, place->recipient));
  take_string (offer, "cannot", format_cannot (self, basis, place->recipient));
  take_string (offer, "who_sees", format_who_sees (self, basis, channel));
  add_clocks (clocks, basis, FALSE, lang);
  if (channel != NULL)
    add_clocks (clocks, channel, FALSE, lang);
  json_object_set_array_member (offer, "clocks", clocks);
  for (guint i = 0; i < place->urls->len; i++)
    json_array_add_string_element (urls, g_ptr_array_index (place->urls, i));
  json_object_set_array_member (offer, "where", urls);
  json_object_set_boolean_member (offer, "unclear", is_unclear (self, basis));
  json_object_set_boolean_member (
      offer, "letter", json_object_has_member (basis, "template"));
  copy_member (offer, review, "confidence");
  copy_member (offer, review, "reviewed");
  json_array_add_object_element (self->offered, offer);
}

static void
refuse (Evaluation *self, JsonObject *basis, const char *recipient, const char *why)
{
  JsonObject *refusal = json_object_new ();

  json_object_set_string_member (refusal, "basis", hikae_json_get_string (basis, "id"));
  json_object_set_string_member (refusal, "name", get_name (basis, self->person.lang));
  if (recipient != NULL)
    json_object_set_string_member (refusal, "recipient", recipient);
  json_object_set_string_member (refusal, "why", why);
  json_array_add_object_element (self->refused, refusal);
}

static void
evaluate_authority (Evaluation *self, JsonObject *basis)
{
  JsonArray *filter = hikae_json_get_array (basis, "addressee_filter");

  for (guint i = 0; i < json_array_get_length (filter); i++) {
    Place place = {hikae_law_pack_find_recipient (
                       self->pack, json_array_get_string_element (filter, i)),
                   NULL};
    g_autoptr (GPtrArray) urls = g_ptr_array_new ();

    for (guint k = 0; k < self->places->len; k++)
      g_ptr_array_extend (
          urls, ((Place *)g_ptr_array_index (self->places, k))->urls, NULL, NULL);
    place.urls = urls;
    offer_place (self, basis, &place);
  }
}

static void
evaluate_basis (Evaluation *self, JsonObject *basis)
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
    const Place *place = g_ptr_array_index (self->places, i);
    g_autofree char *not_bound = hikae_law_pack_dup_recipient_refusal (
        self->pack, basis, place->recipient, self->person.lang);

    if (not_bound == NULL) {
      offer_place (self, basis, place);
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
is_support_for (Evaluation *self, JsonObject *entry, gboolean local)
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
    copy_member (copy, entry, copied[i]);
  for (guint i = 0; i < G_N_ELEMENTS (picked); i++)
    set_picked (copy, entry, picked[i], lang);
  return copy;
}

/* Help of the person's own country first, then what works everywhere. */
static JsonArray *
list_support (Evaluation *self)
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
list_own_clocks (Evaluation *self)
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
      add_clocks (clocks, basis, TRUE, self->person.lang);
  }
  return clocks;
}

static JsonArray *
list_routes (Evaluation *self)
{
  JsonArray *routes = json_array_new ();

  for (guint i = 0; self->person.adult && i < self->places->len; i++) {
    const Place *place = g_ptr_array_index (self->places, i);
    g_autoptr (JsonArray) channels =
        hikae_law_pack_list_routes (self->pack, place->recipient, self->person.country);

    for (guint k = 0; k < json_array_get_length (channels); k++) {
      JsonObject *channel = json_array_get_object_element (channels, k);
      JsonObject *route = json_object_new ();

      json_object_set_string_member (
          route, "recipient", hikae_json_get_string (place->recipient, "id"));
      json_object_set_string_member (
          route, "recipient_name", get_name (place->recipient, self->person.lang));
      set_channel (self, route, channel);
      copy_member (route, channel, "purpose");
      json_array_add_object_element (routes, route);
    }
  }
  return routes;
}

static JsonNode *
format_reply (Evaluation *self)
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
evaluation_clear (Evaluation *self)
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
  Evaluation evaluation = {self, {0}, NULL, NULL, NULL, NULL};
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
      add_place (&evaluation, generic, NULL);
    for (guint i = 0; i < json_array_get_length (bases); i++)
      evaluate_basis (&evaluation, json_array_get_object_element (bases, i));
    reply = format_reply (&evaluation);
  }
  evaluation_clear (&evaluation);
  return reply;
}
