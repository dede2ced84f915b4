/* hikae-law-offer.c: one offer in words: why it fits, what it cannot do, who will see it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-law-evaluate-private.h"
#include "hikae-law-host.h"
#include "hikae-law-pack-private.h"

const char *
hikae_law_get_name (JsonObject *entry, const char *lang)
{
  return hikae_law_pack_pick (hikae_json_get_object (entry, "name"), lang);
}

void
hikae_law_copy_member (JsonObject *to, JsonObject *from, const char *name)
{
  if (json_object_has_member (from, name))
    json_object_set_member (
        to, name, json_node_copy (json_object_get_member (from, name)));
}

void
hikae_law_set_picked (JsonObject *to,
                      JsonObject *from,
                      const char *name,
                      const char *lang)
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
                                        "counting",
                                        "wording",
                                        "remind_after"};
  JsonObject *copy = json_object_new ();
  const char *on = hikae_json_get_string (clock, "on");

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    hikae_law_copy_member (copy, clock, members[i]);
  json_object_set_string_member (copy, "on", on != NULL ? on : "recipient");
  hikae_law_set_picked (copy, clock, "what", lang);
  return copy;
}

/* Clocks of an entry that run for others, or for the person herself. */
void
hikae_law_add_clocks (JsonArray *to, JsonObject *entry, gboolean own, const char *lang)
{
  JsonArray *clocks = hikae_json_get_array (entry, "clocks");

  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);
    gboolean is_own = g_strcmp0 (hikae_json_get_string (clock, "on"), "user") == 0;

    if (is_own == own) {
      JsonObject *copy = format_clock (clock, lang);

      json_object_set_string_member (copy, "basis", hikae_json_get_string (entry, "id"));
      json_array_add_object_element (to, copy);
    }
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
say_into (GString *text, HikaeLawEvaluation *self, const char *key)
{
  g_autofree char *sentence =
      hikae_law_pack_say (self->pack, self->person.lang, key, NULL);

  append_sentence (text, sentence);
}

static gboolean
is_unclear (HikaeLawEvaluation *self, JsonObject *basis)
{
  JsonObject *coverage = hikae_json_get_object (basis, "coverage");
  const char *covers = hikae_json_get_string (coverage, self->person.shows);

  return g_strcmp0 (covers, "yes") != 0;
}

/* (transfer full): "X", or "the operator of board.example". */
static char *
dup_recipient_name (HikaeLawEvaluation *self, const HikaeLawPlace *place)
{
  const char *lang = self->person.lang;

  if (place->site != NULL) {
    g_autofree char *site = hikae_law_dup_shown_host (place->site);

    return hikae_law_pack_say (self->pack, lang, "operator", "site", site, NULL);
  }
  return g_strdup (hikae_law_get_name (place->recipient, lang));
}

static const char *
find_why (HikaeLawEvaluation *self, JsonObject *basis)
{
  if (hikae_law_pack_is_to_authority (self->pack, basis))
    return is_unclear (self, basis) ? "why-authority-unclear" : "why-authority";
  return is_unclear (self, basis) ? "why-unclear" : "why";
}

static char *
format_why (HikaeLawEvaluation *self, JsonObject *basis, const char *recipient)
{
  const char *lang = self->person.lang;
  g_autofree char *key = g_strconcat ("shows-", self->person.shows, NULL);
  g_autofree char *shows = hikae_law_pack_say (self->pack, lang, key, NULL);

  return hikae_law_pack_say (
      self->pack,
      lang,
      find_why (self, basis),
      "shows",
      shows,
      "recipient",
      recipient,
      "who",
      hikae_law_pack_pick (hikae_json_get_object (basis, "who_may_use"), lang),
      "citation",
      hikae_json_get_string (basis, "citation"),
      NULL);
}

static char *
format_cannot (HikaeLawEvaluation *self, JsonObject *basis, JsonObject *recipient)
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
  say_into (text, self, "cannot-general");
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
format_who_sees (HikaeLawEvaluation *self, JsonObject *basis, JsonObject *channel)
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

void
hikae_law_set_channel (JsonObject *offer, JsonObject *channel, const char *lang)
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
  hikae_law_set_picked (offer, channel, "menu_path", lang);
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

void
hikae_law_evaluation_offer (HikaeLawEvaluation *self,
                            JsonObject *basis,
                            const HikaeLawPlace *place)
{
  JsonObject *offer = json_object_new ();
  JsonArray *clocks = json_array_new ();
  JsonArray *urls = json_array_new ();
  JsonObject *review = hikae_json_get_object (basis, "review");
  JsonObject *channel = hikae_law_pack_choose_channel (
      self->pack, basis, place->recipient, self->person.country);
  const char *lang = self->person.lang;
  g_autofree char *name = dup_recipient_name (self, place);

  json_object_set_string_member (offer, "basis", hikae_json_get_string (basis, "id"));
  json_object_set_string_member (offer, "name", hikae_law_get_name (basis, lang));
  json_object_set_string_member (
      offer, "recipient", hikae_json_get_string (place->recipient, "id"));
  json_object_set_string_member (offer, "recipient_name", name);
  hikae_law_set_channel (offer, channel, self->person.lang);
  take_string (offer, "why", format_why (self, basis, name));
  take_string (offer, "cannot", format_cannot (self, basis, place->recipient));
  take_string (offer, "who_sees", format_who_sees (self, basis, channel));
  hikae_law_add_clocks (clocks, basis, FALSE, lang);
  if (channel != NULL)
    hikae_law_add_clocks (clocks, channel, FALSE, lang);
  json_object_set_array_member (offer, "clocks", clocks);
  for (guint i = 0; i < place->urls->len; i++)
    json_array_add_string_element (urls, g_ptr_array_index (place->urls, i));
  json_object_set_array_member (offer, "where", urls);
  json_object_set_boolean_member (offer, "unclear", is_unclear (self, basis));
  json_object_set_boolean_member (
      offer, "letter", json_object_has_member (basis, "template"));
  hikae_law_copy_member (offer, review, "confidence");
  hikae_law_copy_member (offer, review, "reviewed");
  json_array_add_object_element (self->offered, offer);
}
