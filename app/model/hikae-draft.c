/* hikae-draft.c: something captured and not yet kept
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-draft.h"

#include "hikae-clock.h"
#include "hikae-text.h"

#include <string.h>

struct _HikaeDraft {
  GObject parent_instance;
  HikaeItemKind kind;
  char *name;
  char *media_type;
  GInputStream *payload;
  guint64 expected_size;
  gboolean once;
  JsonObject *claims;
  JsonObject *facts;
  gint64 captured_at;
  guint derived_from;
};

G_DEFINE_FINAL_TYPE (HikaeDraft, hikae_draft, G_TYPE_OBJECT)

static const char *const claim_names[] = {
    "url",
    "final_url",
    "account",
    "account_id",
    "posted_at",
    "note",
    "title",
    NULL,
};

HikaeDraft *
hikae_draft_new (HikaeItemKind kind,
                 const char *name,
                 const char *media_type,
                 GInputStream *payload)
{
  HikaeDraft *self = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (payload), NULL);
  self = g_object_new (HIKAE_TYPE_DRAFT, NULL);
  self->kind = kind;
  self->name = g_utf8_make_valid (name != NULL ? name : "", -1);
  self->media_type = g_utf8_make_valid (
      media_type != NULL ? media_type : "application/octet-stream", -1);
  self->payload = g_object_ref (payload);
  return self;
}

HikaeItemKind
hikae_draft_get_kind (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), HIKAE_ITEM_FILE);
  return self->kind;
}

const char *
hikae_draft_get_name (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), NULL);
  return self->name;
}

const char *
hikae_draft_get_media_type (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), NULL);
  return self->media_type;
}

GInputStream *
hikae_draft_get_payload (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), NULL);
  return self->payload;
}

guint64
hikae_draft_get_expected_size (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), 0);
  return self->expected_size;
}

void
hikae_draft_set_expected_size (HikaeDraft *self, guint64 size)
{
  g_return_if_fail (HIKAE_IS_DRAFT (self));
  self->expected_size = size;
}

void
hikae_draft_set_once (HikaeDraft *self, gboolean once)
{
  g_return_if_fail (HIKAE_IS_DRAFT (self));
  self->once = once;
}

gboolean
hikae_draft_get_once (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), FALSE);
  return self->once;
}

void
hikae_draft_set_claim (HikaeDraft *self, const char *name, const char *value)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (HIKAE_IS_DRAFT (self));
  g_return_if_fail (g_strv_contains (claim_names, name));
  if (json_object_has_member (self->claims, name))
    json_object_remove_member (self->claims, name);
  if (value == NULL || *value == '\0')
    return;
  valid = g_utf8_make_valid (value, -1);
  json_object_set_string_member (self->claims, name, valid);
}

const char *
hikae_draft_get_claim (HikaeDraft *self, const char *name)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), NULL);
  return hikae_json_get_string (self->claims, name);
}

JsonObject *
hikae_draft_get_facts (HikaeDraft *self)
{
  g_return_val_if_fail (HIKAE_IS_DRAFT (self), NULL);
  return self->facts;
}

void
hikae_draft_set_derived_from (HikaeDraft *self, guint number)
{
  g_return_if_fail (HIKAE_IS_DRAFT (self));
  self->derived_from = number;
}

static void
copy_claims (HikaeDraft *self, JsonObject *record)
{
  for (guint i = 0; claim_names[i] != NULL; i++) {
    const char *value = hikae_draft_get_claim (self, claim_names[i]);

    if (value != NULL)
      json_object_set_string_member (record, claim_names[i], value);
  }
}

GBytes *
hikae_draft_format_record (HikaeDraft *self,
                           guint number,
                           guint64 size,
                           const HikaeDigest *sha256,
                           const HikaeDigest *sha512)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) record = json_object_new ();
  JsonObject *digests = json_object_new ();
  g_autofree char *extension = hikae_text_dup_extension (self->name);
  g_autofree char *path = g_strdup_printf ("items/%06u%s", number, extension);
  g_autofree char *when = hikae_clock_format_utc (self->captured_at);
  g_autofree char *zone = hikae_clock_format_zone (self->captured_at);
  g_autofree char *hex256 = hikae_digest_format_hex (sha256);
  g_autofree char *hex512 = hikae_digest_format_hex (sha512);
  char *text = NULL;

  g_return_val_if_fail (HIKAE_IS_DRAFT (self), NULL);
  json_object_set_string_member (record, "schema", "hikae-item/1");
  json_object_set_int_member (record, "number", number);
  json_object_set_string_member (record, "kind", hikae_item_kind_get_name (self->kind));
  json_object_set_string_member (record, "name", self->name);
  json_object_set_string_member (record, "media_type", self->media_type);
  json_object_set_int_member (record, "size", (gint64)size);
  json_object_set_string_member (record, "path", path);
  json_object_set_string_member (record, "captured_at", when);
  json_object_set_string_member (record, "zone", zone);
  json_object_set_string_member (record, "clock", "system");
  json_object_set_string_member (record, "program", "hikae " HIKAE_VERSION);
  json_object_set_string_member (digests, "sha256", hex256);
  json_object_set_string_member (digests, "sha512", hex512);
  json_object_set_object_member (record, "digests", digests);
  if (self->derived_from != 0)
    json_object_set_int_member (record, "derived_from", self->derived_from);
  copy_claims (self, record);
  if (json_object_get_size (self->facts) > 0)
    json_object_set_object_member (record, "facts", json_object_ref (self->facts));
  json_node_set_object (node, record);
  text = hikae_json_format_canonical (node);
  return g_bytes_new_take (text, strlen (text));
}

static void
hikae_draft_finalize (GObject *object)
{
  HikaeDraft *self = HIKAE_DRAFT (object);

  g_free (self->name);
  g_free (self->media_type);
  g_clear_object (&self->payload);
  g_clear_pointer (&self->claims, json_object_unref);
  g_clear_pointer (&self->facts, json_object_unref);
  G_OBJECT_CLASS (hikae_draft_parent_class)->finalize (object);
}

static void
hikae_draft_class_init (HikaeDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_draft_finalize;
}

static void
hikae_draft_init (HikaeDraft *self)
{
  self->claims = json_object_new ();
  self->facts = json_object_new ();
  self->captured_at = hikae_clock_get_now ();
}
