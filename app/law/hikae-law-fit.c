/* hikae-law-fit.c: whether one legal basis fits one person and one recipient
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No law is named here. What a basis reaches, whom it binds, where and since when, is
 * read from the pack; this file only knows what the members of the schema mean. */
#include "config.h"

#include "hikae-law-fit.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-law-pack-private.h"

#include <string.h>

/* "private_message" and "minor" are coverage names too, but no answers of their own. */
static const char *const shows_names[] = {
    "real_nude_or_sexual",
    "ai_nude_or_sexual",
    "underwear_or_swimwear_edit",
    "non_intimate_likeness",
    "threat_to_share",
    NULL,
};

static const char *const adult_names[] = {"yes", "no", "unsure", NULL};
static const char *const acting_names[] = {"self", "agent", NULL};

/* @value (out) (transfer none) (nullable): NULL when there is no such answer. */
static gboolean
read_choice (JsonObject *answers,
             const char *name,
             const char *const *allowed,
             const char **value,
             GError **error)
{
  g_autofree char *list = NULL;

  *value = NULL;
  if (!json_object_has_member (answers, name) ||
      json_object_get_null_member (answers, name))
    return TRUE;
  *value = hikae_json_get_string (answers, name);
  if (*value != NULL && **value == '\0') {
    *value = NULL;
    return TRUE;
  }
  if (*value != NULL && g_strv_contains (allowed, *value))
    return TRUE;
  list = g_strjoinv (", ", (char **)allowed);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "the answer \"%s\" must be one of: %s",
               name,
               list);
  return FALSE;
}

static gboolean
read_country (HikaeLawPerson *self,
              const HikaeLawPack *pack,
              JsonObject *answers,
              GError **error)
{
  const char *country = hikae_json_get_string (answers, "country");

  if (!json_object_has_member (answers, "country") ||
      json_object_get_null_member (answers, "country") ||
      (country != NULL && *country == '\0'))
    return TRUE;
  self->country = hikae_law_pack_dup_country (pack, country);
  if (self->country != NULL)
    return TRUE;
  g_set_error_literal (
      error,
      HIKAE_ERROR,
      HIKAE_ERROR_REJECTED,
      "the answer \"country\" must be a two-letter country code such as JP or US");
  return FALSE;
}

/* A yes in words would count as a no: it is asked again instead. */
static gboolean
read_own_work (HikaeLawPerson *self, JsonObject *answers, GError **error)
{
  JsonNode *node = json_object_get_member (answers, "own_work");

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN) {
    self->own_work = json_node_get_boolean (node);
    return TRUE;
  }
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the answer \"own_work\" must be true or false, without quotes");
  return FALSE;
}

gboolean
hikae_law_person_read (HikaeLawPerson *self,
                       const HikaeLawPack *pack,
                       JsonObject *answers,
                       const char *lang,
                       gint64 now,
                       GError **error)
{
  const char *adult = NULL;
  const char *acting = NULL;
  const char *shows = NULL;

  memset (self, 0, sizeof *self);
  if (!read_choice (answers, "adult", adult_names, &adult, error) ||
      !read_choice (answers, "acting", acting_names, &acting, error) ||
      !read_choice (answers, "shows", shows_names, &shows, error) ||
      !read_own_work (self, answers, error) || !read_country (self, pack, answers, error))
    return FALSE;
  self->adult = g_strcmp0 (adult, "yes") == 0;
  self->agent = g_strcmp0 (acting, "agent") == 0;
  self->shows = g_strdup (shows);
  self->lang = lang;
  self->now = now;
  return TRUE;
}

void
hikae_law_person_clear (HikaeLawPerson *self)
{
  g_clear_pointer (&self->country, g_free);
  g_clear_pointer (&self->shows, g_free);
}

const char *
hikae_law_pack_find_zone (const HikaeLawPack *self, const char *jurisdiction)
{
  JsonObject *zones = hikae_json_get_object (self->regions, "zones");
  const char *zone = hikae_json_get_string (zones, jurisdiction);

  if (zone == NULL && strlen (jurisdiction) > 2) {
    g_autofree char *country = g_strndup (jurisdiction, 2);

    zone = hikae_json_get_string (zones, country);
  }
  return zone != NULL ? zone : "UTC";
}

static char *
dup_local_date (const char *zone_name, gint64 now)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (zone_name);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local =
      zone != NULL && utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (local == NULL)
    return g_strdup ("1970-01-01");
  return g_date_time_format (local, "%Y-%m-%d");
}

/* (transfer full) (nullable): why it is not in force, as a sentence. */
static char *
dup_status_refusal (const HikaeLawPack *self,
                    JsonObject *basis,
                    const char *lang,
                    gint64 now)
{
  const char *status = hikae_json_get_string (basis, "status");
  const char *from = hikae_json_get_string (basis, "in_force_from");
  const char *until = hikae_json_get_string (basis, "in_force_until");
  const char *zone =
      hikae_law_pack_find_zone (self, hikae_json_get_string (basis, "jurisdiction"));
  g_autofree char *today = dup_local_date (zone, now);
  g_autofree char *key = NULL;

  if (!g_str_equal (status, "in_force")) {
    if (g_str_equal (status, "enacted_not_commenced") && from != NULL)
      return strcmp (today, from) < 0
                 ? hikae_law_pack_say (
                       self, lang, "not-yet", "date", from, "today", today, NULL)
                 : hikae_law_pack_say (self, lang, "not-confirmed", "date", from, NULL);
    key = g_strconcat ("status-", status, NULL);
    return hikae_law_pack_say (self, lang, key, NULL);
  }
  if (from != NULL && strcmp (today, from) < 0)
    return hikae_law_pack_say (self, lang, "not-yet", "date", from, "today", today, NULL);
  if (until != NULL && strcmp (today, until) > 0)
    return hikae_law_pack_say (self, lang, "no-longer", "date", until, NULL);
  return NULL;
}

gboolean
hikae_law_pack_is_in_force (const HikaeLawPack *self, JsonObject *basis, gint64 now)
{
  g_autofree char *why = dup_status_refusal (self, basis, "en", now);

  return why == NULL;
}

/* Statutes that work through a court, the police or a register are no letters. */
static gboolean
is_asked_by_letter (JsonObject *basis)
{
  static const char *const natures[] = {"notice_and_removal",
                                        "immunity_procedure",
                                        "data_right",
                                        "regulator_complaint",
                                        NULL};
  const char *nature = hikae_json_get_string (basis, "nature");

  return nature == NULL || g_strv_contains (natures, nature);
}

static gboolean
is_escalation (const HikaeLawPack *self, const char *id)
{
  JsonArray *bases = hikae_json_get_array (self->object, "legal_bases");

  for (guint i = 0; i < json_array_get_length (bases); i++) {
    JsonArray *next =
        hikae_json_get_array (json_array_get_object_element (bases, i), "escalate_to");

    for (guint k = 0; k < json_array_get_length (next); k++)
      if (g_strcmp0 (json_array_get_string_element (next, k), id) == 0)
        return TRUE;
  }
  return FALSE;
}

/* A basis to which another one leads, and whose own clock for the person begins with an
 * answer or a silence, comes after that other request. */
static gboolean
is_next_step (const HikaeLawPack *self, JsonObject *basis)
{
  JsonArray *clocks = hikae_json_get_array (basis, "clocks");

  if (!is_escalation (self, hikae_json_get_string (basis, "id")))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);
    const char *starts = hikae_json_get_string (clock, "starts");

    if (g_strcmp0 (hikae_json_get_string (clock, "on"), "user") == 0 &&
        (g_str_equal (starts, "decision_received") ||
         g_str_equal (starts, "recipient_silent")))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_required (JsonObject *element)
{
  const char *required = hikae_json_get_string (element, "required");

  return g_str_equal (required, "statute") || g_str_equal (required, "form");
}

/* A notice that must name the work is for those who made it. */
static gboolean
needs_own_work (JsonObject *basis)
{
  JsonArray *elements = hikae_json_get_array (basis, "elements");

  for (guint i = 0; i < json_array_get_length (elements); i++) {
    JsonObject *element = json_array_get_object_element (elements, i);
    const char *binds = hikae_json_get_string (element, "binds");

    if (is_required (element) && g_strcmp0 (binds, "work_identification") == 0)
      return TRUE;
  }
  return FALSE;
}

/* A notice that hands the person's name or home to the poster is only sent by someone who
 * acts for her: that is our rule of safety, whatever the law. */
static gboolean
exposes_person (JsonObject *basis)
{
  static const char *const private_fields[] = {"full_name", "postal_address", NULL};
  JsonArray *elements = hikae_json_get_array (basis, "elements");

  for (guint i = 0; i < json_array_get_length (elements); i++) {
    JsonObject *element = json_array_get_object_element (elements, i);
    const char *binds = hikae_json_get_string (element, "binds");
    const char *reaches = hikae_json_get_string (element, "reaches_poster");

    if (is_required (element) && g_strcmp0 (reaches, "yes") == 0 && binds != NULL &&
        g_strv_contains (private_fields, binds))
      return TRUE;
  }
  return FALSE;
}

static char *
dup_coverage_refusal (const HikaeLawPack *self,
                      JsonObject *basis,
                      const HikaeLawPerson *person,
                      gboolean strict)
{
  JsonObject *coverage = hikae_json_get_object (basis, "coverage");
  g_autofree char *key = NULL;
  g_autofree char *shows = NULL;

  if (person->shows == NULL)
    return strict ? hikae_law_pack_say (self, person->lang, "shows-unknown", NULL) : NULL;
  if (g_strcmp0 (hikae_json_get_string (coverage, person->shows), "no") != 0)
    return NULL;
  key = g_strconcat ("shows-", person->shows, NULL);
  shows = hikae_law_pack_say (self, person->lang, key, NULL);
  return hikae_law_pack_say (self, person->lang, "not-covered", "shows", shows, NULL);
}

/* (transfer none): the name of a country as a sentence has it, else its code. */
static const char *
name_country (const HikaeLawPack *self, const char *code, const char *lang)
{
  JsonObject *names = hikae_json_get_object (self->regions, "names");
  const char *name = hikae_law_pack_pick (hikae_json_get_object (names, code), lang);

  return name != NULL ? name : code;
}

static char *
dup_nexus_refusal (const HikaeLawPack *self,
                   JsonObject *basis,
                   const HikaeLawPerson *person,
                   gboolean strict)
{
  const char *jurisdiction = hikae_json_get_string (basis, "jurisdiction");

  if (person->country == NULL && !strict)
    return NULL;
  if (hikae_law_pack_find_nexus (self, jurisdiction, person->country) !=
      HIKAE_LAW_NEXUS_NONE)
    return NULL;
  if (person->country == NULL)
    return hikae_law_pack_say (self,
                               person->lang,
                               "country-unknown",
                               "jurisdiction",
                               name_country (self, jurisdiction, person->lang),
                               NULL);
  return hikae_law_pack_say (self,
                             person->lang,
                             "no-nexus",
                             "jurisdiction",
                             name_country (self, jurisdiction, person->lang),
                             "country",
                             name_country (self, person->country, person->lang),
                             NULL);
}

char *
hikae_law_pack_dup_refusal (const HikaeLawPack *self,
                            JsonObject *basis,
                            const HikaeLawPerson *person,
                            gboolean strict)
{
  const char *lang = person->lang;
  g_autofree char *why = NULL;

  if (!person->adult)
    return hikae_law_pack_say (self, lang, "not-adult", NULL);
  why = dup_status_refusal (self, basis, lang, person->now);
  if (why == NULL)
    why = dup_nexus_refusal (self, basis, person, strict);
  if (why == NULL && !is_asked_by_letter (basis)) {
    g_autofree char *key =
        g_strconcat ("nature-", hikae_json_get_string (basis, "nature"), NULL);

    why = hikae_law_pack_say (self, lang, key, NULL);
  }
  if (why == NULL)
    why = dup_coverage_refusal (self, basis, person, strict);
  if (why == NULL && strict && is_next_step (self, basis))
    why = hikae_law_pack_say (self, lang, "next-step", NULL);
  if (why == NULL && needs_own_work (basis) && !person->own_work)
    why = hikae_law_pack_say (self, lang, "not-own-work", NULL);
  if (why == NULL && exposes_person (basis) && !person->agent)
    why = hikae_law_pack_say (self, lang, "only-agent", NULL);
  return g_steal_pointer (&why);
}

static gboolean
names_recipient (JsonArray *filter, const char *id)
{
  for (guint i = 0; i < json_array_get_length (filter); i++)
    if (g_strcmp0 (json_array_get_string_element (filter, i), id) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_authority (JsonObject *recipient)
{
  static const char *const kinds[] = {"regulator", "court", "hash_registry", NULL};
  const char *kind = hikae_json_get_string (recipient, "kind");

  return kind != NULL && g_strv_contains (kinds, kind);
}

gboolean
hikae_law_pack_is_to_authority (const HikaeLawPack *self, JsonObject *basis)
{
  JsonArray *filter = hikae_json_get_array (basis, "addressee_filter");
  guint length = filter != NULL ? json_array_get_length (filter) : 0;

  for (guint i = 0; i < length; i++)
    if (!is_authority (hikae_law_pack_find_recipient (
            self, json_array_get_string_element (filter, i))))
      return FALSE;
  return length > 0;
}

char *
hikae_law_pack_dup_recipient_refusal (const HikaeLawPack *self,
                                      JsonObject *basis,
                                      JsonObject *recipient,
                                      const char *lang)
{
  JsonArray *filter = hikae_json_get_array (basis, "addressee_filter");
  const char *name =
      hikae_law_pack_pick (hikae_json_get_object (recipient, "name"), lang);
  const char *addressee =
      hikae_law_pack_pick (hikae_json_get_object (basis, "addressee"), lang);

  if (filter == NULL || json_array_get_length (filter) == 0) {
    if (!is_authority (recipient))
      return NULL;
  } else if (names_recipient (filter, hikae_json_get_string (recipient, "id"))) {
    return NULL;
  }
  return hikae_law_pack_say (
      self, lang, "not-addressee", "recipient", name, "addressee", addressee, NULL);
}

JsonObject *
hikae_law_pack_find_generic (const HikaeLawPack *self)
{
  JsonArray *recipients = hikae_json_get_array (self->object, "recipients");

  for (guint i = 0; i < json_array_get_length (recipients); i++) {
    JsonObject *recipient = json_array_get_object_element (recipients, i);

    if (g_strcmp0 (hikae_json_get_string (recipient, "kind"), "generic") == 0)
      return recipient;
  }
  return NULL;
}
