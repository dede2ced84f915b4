/* hikae-media-c2pa.c: content credentials: what is stated, and whether it is intact
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * C2PA specification 2.2: §11 (manifests, claims), §13 (hard binding), §15 (validation).
 */
#include "config.h"

#include "hikae-media-c2pa.h"

#include "hikae-media-binding-private.h"
#include "hikae-media-cbor-private.h"
#include "hikae-media-container-private.h"
#include "hikae-media-cose-private.h"
#include "hikae-media-jumbf-private.h"
#include "hikae-media-signers-private.h"

#include <string.h>

#define ASSERTIONS_MAX 1024

/* One manifest, by reference into the store. */
typedef struct {
  HikaeJumbf box;
  HikaeJumbf assertions;
  HikaeJumbf claim;
  HikaeJumbf signature;
} Manifest;

static void
manifest_clear (Manifest *manifest)
{
  hikae_jumbf_clear (&manifest->box);
  hikae_jumbf_clear (&manifest->assertions);
  hikae_jumbf_clear (&manifest->claim);
  hikae_jumbf_clear (&manifest->signature);
}

static void
open_manifest (Manifest *manifest)
{
  HikaeJumbf inner;
  gsize at = 0;

  while (
      hikae_jumbf_next (manifest->box.content, manifest->box.content_size, &at, &inner)) {
    HikaeJumbf *place = g_str_equal (inner.type, "c2as")   ? &manifest->assertions
                        : g_str_equal (inner.type, "c2cl") ? &manifest->claim
                        : g_str_equal (inner.type, "c2cs") ? &manifest->signature
                                                           : NULL;

    if (place != NULL && place->label == NULL)
      *place = inner;
    else
      hikae_jumbf_clear (&inner);
  }
}

/* States a value to the table of marks. Until the whole store is known to hold it is
 * doubtful; hikae_media_c2pa_read() settles it. */
static void
state (HikaeMediaContainer *container, const char *key, const char *value)
{
  if (value != NULL && *value != '\0')
    hikae_media_container_add_text (container, HIKAE_MEDIA_DOUBTFUL_C2PA, key, value);
}

static void
set_text (JsonObject *object, const char *member, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, member, value);
}

/* A text, or a map with a "name". */
static char *
dup_agent (const HikaeCbor *action)
{
  HikaeCbor agent;

  if (!hikae_cbor_find (action, "softwareAgent", &agent))
    return NULL;
  return agent.major == HIKAE_CBOR_MAP ? hikae_cbor_dup_member (&agent, "name")
                                       : hikae_cbor_dup_text (&agent);
}

static void
read_action (HikaeMediaContainer *container, const HikaeCbor *action, JsonArray *actions)
{
  JsonObject *object = json_object_new ();
  g_autofree char *name = hikae_cbor_dup_member (action, "action");
  g_autofree char *source = hikae_cbor_dup_member (action, "digitalSourceType");
  g_autofree char *agent = dup_agent (action);
  g_autofree char *description = hikae_cbor_dup_member (action, "description");
  HikaeCbor parameters;

  if (source != NULL)
    g_strstrip (source);
  set_text (object, "action", name);
  set_text (object, "digitalSourceType", source);
  set_text (object, "softwareAgent", agent);
  set_text (object, "description", description);
  state (container, "action", name);
  state (container, "digitalSourceType", source);
  state (container, "softwareAgent", agent);
  state (container, "description", description);
  if (hikae_cbor_find (action, "parameters", &parameters)) {
    g_autofree char *operation =
        hikae_cbor_dup_member (&parameters, "com.adobe.operation");
    g_autofree char *kind = hikae_cbor_dup_member (&parameters, "com.adobe.type");

    set_text (object, "operation", operation);
    state (container, "parameters", kind);
  }
  json_array_add_object_element (actions, object);
}

static void
read_actions (HikaeMediaContainer *container, const HikaeJumbf *box, JsonArray *actions)
{
  gsize size = 0;
  const guint8 *bytes = hikae_jumbf_find_content (box, "cbor", &size);
  HikaeCbor map;
  HikaeCbor list;
  HikaeCbor action;
  gsize at = 0;

  if (bytes == NULL || !hikae_cbor_parse (bytes, size, &map) ||
      !hikae_cbor_find (&map, "actions", &list))
    return;
  while (hikae_cbor_next (&list, &at, &action))
    read_action (container, &action, actions);
}

/* Labels of all assertions, and the actions among them. */
static void
read_assertions (HikaeMediaContainer *container,
                 const Manifest *manifest,
                 JsonObject *out)
{
  JsonArray *labels = json_array_new ();
  JsonArray *actions = json_array_new ();
  HikaeJumbf box;
  gsize at = 0;

  while (hikae_jumbf_next (
      manifest->assertions.content, manifest->assertions.content_size, &at, &box)) {
    if (json_array_get_length (labels) < ASSERTIONS_MAX) {
      json_array_add_string_element (labels, box.label);
      state (container, "assertion", box.label);
    }
    if (g_str_has_prefix (box.label, "c2pa.actions"))
      read_actions (container, &box, actions);
    hikae_jumbf_clear (&box);
  }
  json_object_set_array_member (out, "assertions", labels);
  json_object_set_array_member (out, "actions", actions);
}

static void
read_generator (HikaeMediaContainer *container, const HikaeCbor *claim, JsonObject *out)
{
  g_autofree char *generator = hikae_cbor_dup_member (claim, "claim_generator");
  JsonArray *names = json_array_new ();
  HikaeCbor info;
  HikaeCbor entry;
  gsize at = 0;

  set_text (out, "claim_generator", generator);
  state (container, "claim_generator", generator);
  if (hikae_cbor_find (claim, "claim_generator_info", &info)) {
    gboolean more = TRUE;

    if (info.major == HIKAE_CBOR_MAP)
      entry = info;
    else
      more = hikae_cbor_next (&info, &at, &entry);
    while (more) {
      g_autofree char *name = hikae_cbor_dup_member (&entry, "name");

      if (name != NULL)
        json_array_add_string_element (names, name);
      state (container, "claim_generator", name);
      more = info.major == HIKAE_CBOR_ARRAY && hikae_cbor_next (&info, &at, &entry);
    }
  }
  json_object_set_array_member (out, "claim_generator_info", names);
}

static const char *
name_cose_state (HikaeCoseState cose)
{
  switch (cose) {
  case HIKAE_COSE_INTACT:
    return "intact";
  case HIKAE_COSE_BROKEN:
    return "broken";
  case HIKAE_COSE_NOT_CHECKED:
  default:
    return "not-checked";
  }
}

static JsonObject *
format_time (const HikaeCoseTime *time)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "imprint", name_cose_state (time->imprint));
  json_object_set_string_member (object, "signature", name_cose_state (time->signature));
  set_text (object, "time", time->stated);
  set_text (object, "authority", time->authority);
  return object;
}

static void
read_signature (const Manifest *manifest,
                const guint8 *claim,
                gsize claim_size,
                JsonObject *out)
{
  HikaeCoseFacts facts;
  gsize size = 0;
  const guint8 *sign1 =
      manifest->signature.label != NULL
          ? hikae_jumbf_find_content (&manifest->signature, "cbor", &size)
          : NULL;
  JsonObject *signer = NULL;

  if (sign1 == NULL) {
    json_object_set_string_member (out, "signature", "absent");
    return;
  }
  hikae_cose_check (sign1, size, claim, claim_size, &facts);
  json_object_set_string_member (out, "signature", name_cose_state (facts.state));
  signer = json_object_new ();
  set_text (signer, "algorithm", facts.algorithm);
  set_text (signer, "organisation", facts.organisation);
  set_text (signer, "common_name", facts.common_name);
  set_text (signer, "issuer", facts.issuer);
  set_text (signer, "certificate_ends", facts.not_after);
  json_object_set_boolean_member (signer, "certificate_expired", facts.expired);
  json_object_set_boolean_member (signer, "has_timestamp", facts.time.present);
  if (facts.time.present)
    json_object_set_object_member (signer, "timestamp", format_time (&facts.time));
  json_object_set_boolean_member (signer, "on_list", facts.listed);
  json_object_set_object_member (out, "signer", signer);
  hikae_cose_facts_clear (&facts);
}

/* @named: (element-type utf8): the manifests it names by a hash that fits are added. */
static JsonObject *
read_manifest (HikaeMediaContainer *container,
               const Manifest *manifest,
               const HikaeJumbf *store,
               GPtrArray *named)
{
  JsonObject *out = json_object_new ();
  gsize size = 0;
  const guint8 *bytes = manifest->claim.label != NULL
                            ? hikae_jumbf_find_content (&manifest->claim, "cbor", &size)
                            : NULL;
  HikaeCbor claim;

  json_object_set_string_member (out, "label", manifest->box.label);
  if (manifest->assertions.label != NULL)
    read_assertions (container, manifest, out);
  if (bytes == NULL || !hikae_cbor_parse (bytes, size, &claim)) {
    json_object_set_string_member (out, "claim", "unreadable");
    return out;
  }
  read_generator (container, &claim, out);
  read_signature (manifest, bytes, size, out);
  json_object_set_string_member (out,
                                 "assertion_hashes",
                                 hikae_c2pa_fact_get_name (hikae_c2pa_check_assertions (
                                     &claim, &manifest->assertions)));
  json_object_set_string_member (out,
                                 "ingredient_hashes",
                                 hikae_c2pa_fact_get_name (hikae_c2pa_check_ingredients (
                                     &claim, &manifest->assertions, store, named)));
  return out;
}

/* What is said of the picture is what the last manifest says; the ones before are its
 * ingredients. */
static void
copy_active (JsonObject *active, JsonObject *out)
{
  static const char *const members[] = {
      "signature", "assertion_hashes", "ingredient_hashes"};
  static const char *const facts[] = {"certificate_expired", "on_list"};
  JsonObject *signer = hikae_json_get_object (active, "signer");
  g_autofree char *date = hikae_c2pa_signers_dup_date ();

  set_text (out, "active", hikae_json_get_string (active, "label"));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    set_text (out, members[i], hikae_json_get_string (active, members[i]));
  if (signer == NULL)
    return;
  set_text (out,
            "signer",
            hikae_json_get_string (signer, "organisation") != NULL
                ? hikae_json_get_string (signer, "organisation")
                : hikae_json_get_string (signer, "common_name"));
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    json_object_set_boolean_member (
        out, facts[i], hikae_json_get_boolean (signer, facts[i], FALSE));
  if (hikae_json_get_object (signer, "timestamp") != NULL)
    json_object_set_object_member (
        out, "timestamp", json_object_ref (hikae_json_get_object (signer, "timestamp")));
  set_text (out, "certificate_ends", hikae_json_get_string (signer, "certificate_ends"));
  set_text (out, "list_date", date);
}

static gboolean
is_sound (JsonObject *manifest)
{
  return g_strcmp0 (hikae_json_get_string (manifest, "signature"), "intact") == 0 &&
         g_strcmp0 (hikae_json_get_string (manifest, "assertion_hashes"), "match") == 0 &&
         g_strcmp0 (hikae_json_get_string (manifest, "ingredient_hashes"), "mismatch") !=
             0;
}

/* What the texts from @from on state holds when this manifest does. */
static void
settle (HikaeMediaContainer *container, guint from, guint to)
{
  for (guint i = from; i < to; i++) {
    HikaeMediaText *text = container->texts->pdata[i];

    g_free (text->carrier);
    text->carrier = g_strdup (HIKAE_MEDIA_C2PA);
  }
}

/* What one manifest states: these texts. */
typedef struct {
  const char *label; /* (unowned) */
  guint from;
  guint to;
  gboolean sound;
  gboolean counts;  /* the newest, or named by one that counts */
  GPtrArray *named; /* (owned) (element-type utf8) */
} Stated;

static void
stated_clear (gpointer data)
{
  g_ptr_array_unref (((Stated *)data)->named);
}

/* Whoever wants to can put a manifest of their own into a store: only those count that
 * the newest one leads to. */
static void
mark_those_that_count (GArray *stated)
{
  gboolean again = stated->len > 0;

  if (again)
    g_array_index (stated, Stated, stated->len - 1).counts = TRUE;
  while (again) {
    again = FALSE;
    for (guint i = 0; i < stated->len; i++) {
      const Stated *one = &g_array_index (stated, Stated, i);

      for (guint j = 0; one->counts && one->sound && j < stated->len; j++) {
        Stated *other = &g_array_index (stated, Stated, j);

        if (other->counts || other->label == NULL ||
            !g_ptr_array_find_with_equal_func (
                one->named, other->label, g_str_equal, NULL))
          continue;
        other->counts = TRUE;
        again = TRUE;
      }
    }
  }
}

/* The binding of the newest manifest; of an update manifest, that of the newest one
 * before it that has some. */
static HikaeC2paFact
check_bindings (const HikaeMediaContainer *container,
                const HikaeJumbf *store,
                guint count,
                const guint8 *bytes,
                gsize size,
                guint64 *left_out)
{
  HikaeC2paFact binding = HIKAE_C2PA_ABSENT;
  Manifest manifest = {0};
  gsize at = 0;
  guint number = 0;

  while (number < count &&
         hikae_jumbf_next (store->content, store->content_size, &at, &manifest.box)) {
    HikaeC2paFact own = HIKAE_C2PA_ABSENT;

    number++;
    open_manifest (&manifest);
    if (manifest.assertions.label != NULL)
      own = hikae_c2pa_check_binding (
          &manifest.assertions, container, number < count, bytes, size, left_out);
    binding = own != HIKAE_C2PA_ABSENT ? own : binding;
    manifest_clear (&manifest);
    memset (&manifest, 0, sizeof manifest);
  }
  return binding;
}

/* The newest manifest speaks for the file: when it does not hold, none does. */
static void
walk_store (HikaeMediaContainer *container,
            const HikaeJumbf *store,
            const guint8 *bytes,
            gsize size,
            JsonObject *out)
{
  JsonArray *manifests = json_array_new ();
  g_autoptr (GArray) stated = g_array_new (FALSE, FALSE, sizeof (Stated));
  HikaeC2paFact binding = HIKAE_C2PA_ABSENT;
  guint64 left_out = 0;
  JsonObject *last = NULL;
  Manifest manifest = {0};
  gsize at = 0;

  g_array_set_clear_func (stated, stated_clear);
  while (json_array_get_length (manifests) < HIKAE_C2PA_MANIFESTS_MAX &&
         hikae_jumbf_next (store->content, store->content_size, &at, &manifest.box)) {
    Stated one = {.from = container->texts->len,
                  .named = g_ptr_array_new_with_free_func (g_free)};

    open_manifest (&manifest);
    hikae_media_set_group (container, TRUE);
    last = read_manifest (container, &manifest, store, one.named);
    json_array_add_object_element (manifests, last);
    one.to = container->texts->len;
    one.sound = is_sound (last);
    one.label = hikae_json_get_string (last, "label");
    g_array_append_val (stated, one);
    manifest_clear (&manifest);
    memset (&manifest, 0, sizeof manifest);
  }
  hikae_media_set_group (container, FALSE);
  binding = check_bindings (
      container, store, json_array_get_length (manifests), bytes, size, &left_out);
  mark_those_that_count (stated);
  for (guint i = 0; i < stated->len; i++) {
    const Stated *one = &g_array_index (stated, Stated, i);

    if (one->sound && one->counts && is_sound (last) && binding != HIKAE_C2PA_MISMATCH)
      settle (container, one->from, one->to);
  }
  if (last != NULL)
    copy_active (last, out);
  json_object_set_string_member (out, "data_hash", hikae_c2pa_fact_get_name (binding));
  if (left_out > 0)
    json_object_set_int_member (out, "data_hash_left_out", (gint64)left_out);
  json_object_set_array_member (out, "manifests", manifests);
}

JsonObject *
hikae_media_c2pa_read (HikaeMediaContainer *container, const guint8 *bytes, gsize size)
{
  JsonObject *out = json_object_new ();
  HikaeJumbf store;
  gsize store_size = 0;
  const guint8 *store_bytes =
      container->c2pa != NULL ? g_bytes_get_data (container->c2pa, &store_size) : NULL;
  gsize at = 0;

  json_object_set_boolean_member (out, "present", container->c2pa != NULL);
  if (store_bytes == NULL)
    return out;
  if (!hikae_jumbf_next (store_bytes, store_size, &at, &store) ||
      !g_str_equal (store.type, "c2pa")) {
    hikae_jumbf_clear (&store);
    json_object_set_string_member (out, "complaint", "the manifest store is unreadable");
    return out;
  }
  walk_store (container, &store, bytes, size, out);
  hikae_jumbf_clear (&store);
  return out;
}
