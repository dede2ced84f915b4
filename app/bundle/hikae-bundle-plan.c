/* hikae-bundle-plan.c: what goes into a bundle and under which names
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-plan.h"

#include "hikae-asic-file.h"
#include "hikae-bundle-findings.h"
#include "hikae-error.h"
#include "hikae-evidence-record.h"

#include <string.h>

#define NAME_CHARACTERS                                                                  \
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
/* The first day that a ZIP can write: that of a container says nothing. */
#define ASICS_TIME ((gint64)315532800 * G_USEC_PER_SEC)
#define MAX_PATH 200

/* Names of devices on Windows, with any ending, and a dot at the end, which it drops. */
static gboolean
is_windows_name (const char *part)
{
  static const char *const devices[] = {"con", "prn", "aux", "nul", NULL};
  g_autofree char *stem = g_ascii_strdown (part, (gssize)strcspn (part, "."));

  return part[strlen (part) - 1] == '.' || g_strv_contains (devices, stem) ||
         (strlen (stem) == 4 && g_ascii_isdigit (stem[3]) &&
          (g_str_has_prefix (stem, "com") || g_str_has_prefix (stem, "lpt")));
}

gboolean
hikae_bundle_is_plain_path (const char *path)
{
  g_auto (GStrv) parts = NULL;

  if (path == NULL || *path == '\0' || strlen (path) > MAX_PATH)
    return FALSE;
  parts = g_strsplit (path, "/", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '\0' || parts[i][0] == '.' ||
        strspn (parts[i], NAME_CHARACTERS) != strlen (parts[i]) ||
        is_windows_name (parts[i]))
      return FALSE;
  return TRUE;
}

/* Only text that the person wrote herself may go along in minor mode and as text only. */
static gboolean
is_text_kind (HikaeItemKind kind)
{
  return kind == HIKAE_ITEM_NOTE || kind == HIKAE_ITEM_LINK;
}

void
hikae_bundle_picture_free (HikaeBundlePicture *picture)
{
  g_bytes_unref (picture->pixels);
  g_free (picture);
}

/* What a preview is made from is not to be believed either. */
static gboolean
is_sound (const HikaeBundlePicture *picture)
{
  return picture->width > 0 && picture->width <= 4096 && picture->height > 0 &&
         picture->height <= 4096 && (picture->channels == 1 || picture->channels == 3) &&
         g_bytes_get_size (picture->pixels) ==
             (gsize)picture->width * picture->height * picture->channels;
}

void
hikae_bundle_plan_load_pictures (HikaeBundlePlan *self, GCancellable *cancellable)
{
  const HikaeBundleContent *content = self->content;

  if (content->minor || content->pictures == HIKAE_BUNDLE_NO_PICTURES ||
      content->open_preview == NULL)
    return;
  for (guint i = 0; i < self->payloads->len; i++) {
    HikaeItem *item = self->payloads->pdata[i];
    HikaeBundlePicture *picture = NULL;

    if (is_text_kind (hikae_item_get_kind (item)) ||
        g_hash_table_size (self->pictures) >= HIKAE_BUNDLE_MAX_PICTURES ||
        g_cancellable_is_cancelled (cancellable))
      continue;
    picture = content->open_preview (item, content->pictures, content->open_data);
    if (picture != NULL && is_sound (picture))
      g_hash_table_insert (self->pictures, item, picture);
    else if (picture != NULL)
      hikae_bundle_picture_free (picture);
  }
}

/* A capture says how many messages of it carry header credentials; one that does not say
 * may. What was kept before the rule knew keys and tokens said "credentials". */
gboolean
hikae_bundle_may_hold_cookies (HikaeItem *item)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");

  return hikae_item_get_kind (item) == HIKAE_ITEM_WEB_PAGE &&
         hikae_json_get_int (facts,
                             "header_credentials",
                             hikae_json_get_int (facts, "credentials", -1)) != 0;
}

static gboolean
is_made_by (HikaeItem *item, const char *method)
{
  JsonObject *facts =
      hikae_json_get_object (hikae_item_get_record_object (item), "facts");

  return hikae_item_get_kind (item) == HIKAE_ITEM_DERIVED &&
         g_strcmp0 (hikae_json_get_string (facts, "method"), method) == 0;
}

gboolean
hikae_bundle_is_redaction (HikaeItem *item)
{
  return is_made_by (item, "change");
}

gboolean
hikae_bundle_is_cookie_free (HikaeItem *item)
{
  return is_made_by (item, "without-credentials");
}

static void
free_token (gpointer data)
{
  HikaeBundleToken *token = data;

  g_clear_object (&token->stamp);
  g_free (token->base);
  g_free (token->chain);
  g_clear_pointer (&token->record, g_bytes_unref);
  g_free (token);
}

void
hikae_bundle_plan_free (HikaeBundlePlan *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->payloads);
  g_hash_table_unref (self->going);
  g_ptr_array_unref (self->withheld);
  g_ptr_array_unref (self->left_out);
  g_clear_pointer (&self->left_kinds, g_byte_array_unref);
  g_clear_pointer (&self->log, hikae_bundle_log_free);
  g_ptr_array_unref (self->unlooked);
  g_ptr_array_unref (self->tokens);
  g_hash_table_unref (self->chains);
  g_hash_table_unref (self->pictures);
  g_hash_table_unref (self->findings);
  g_free (self);
}

/* Whether the person's own choice keeps the bytes of @item back. */
static gboolean
is_withheld (const HikaeBundleContent *content, HikaeItem *item)
{
  if (hikae_item_get_deleted (item))
    return TRUE;
  if (is_text_kind (hikae_item_get_kind (item)))
    return FALSE;
  return content->minor || content->text_only ||
         (content->redacted && !hikae_bundle_is_redaction (item)) ||
         ((content->private_fields & HIKAE_BUNDLE_COOKIES) == 0 &&
          hikae_bundle_may_hold_cookies (item));
}

static void
sort_items (HikaeBundlePlan *self)
{
  const HikaeBundleContent *content = self->content;
  g_autoptr (GHashTable) chosen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < content->items->len; i++) {
    HikaeItem *item = content->items->pdata[i];

    g_hash_table_add (chosen, GUINT_TO_POINTER (hikae_item_get_number (item)));
    if (is_withheld (content, item)) {
      g_ptr_array_add (self->withheld, item);
      continue;
    }
    g_ptr_array_add (self->payloads, item);
    g_hash_table_add (self->going, item);
    if (hikae_bundle_is_too_large_to_inspect (item))
      g_ptr_array_add (self->unlooked, item);
  }
  for (guint i = 0; content->all_items != NULL && i < content->all_items->len; i++) {
    HikaeItem *item = content->all_items->pdata[i];

    if (!g_hash_table_contains (chosen, GUINT_TO_POINTER (hikae_item_get_number (item))))
      g_ptr_array_add (self->left_out, item);
  }
}

void
hikae_bundle_plan_read (HikaeBundlePlan *self)
{
  self->log = hikae_bundle_log_new (self->content->events);
  self->left_kinds = g_byte_array_sized_new (self->left_out->len);
  for (guint i = 0; i < self->left_out->len; i++) {
    g_autoptr (HikaeItem) item = hikae_item_dup_unread (self->left_out->pdata[i]);
    const guint8 kind = (guint8)hikae_item_get_kind (item);

    g_byte_array_append (self->left_kinds, &kind, 1);
  }
}

/* The same authority may have stamped a list twice, and another may be called "x-2". */
static char *
dup_free_base (GHashTable *taken, guint seal, const char *authority)
{
  for (guint i = 1;; i++) {
    g_autofree char *base =
        i == 1 ? g_strdup_printf ("seals/seal-%04u.%s", seal, authority)
               : g_strdup_printf ("seals/seal-%04u.%s-%u", seal, authority, i);

    if (g_hash_table_add (taken, g_strdup (base)))
      return g_steal_pointer (&base);
  }
}

/* A chain is written once; another one of the same authority gets a number. */
static char *
dup_chain_name (HikaeBundlePlan *self, const char *authority, GBytes *chain)
{
  for (guint i = 1;; i++) {
    g_autofree char *name = i == 1
                                ? g_strdup_printf ("tsa/%s-chain.pem", authority)
                                : g_strdup_printf ("tsa/%s-%u-chain.pem", authority, i);
    GBytes *there = g_hash_table_lookup (self->chains, name);

    if (there != NULL && !g_bytes_equal (there, chain))
      continue;
    if (there == NULL)
      g_hash_table_insert (self->chains, g_strdup (name), g_bytes_ref (chain));
    return g_steal_pointer (&name);
  }
}

static gboolean
is_authority_id (const char *id)
{
  return id != NULL && *id != '\0' && strlen (id) <= 32 &&
         strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (id);
}

/* The newest stage that begins with this very token, else what the token is by itself. */
static void
add_record (HikaeBundlePlan *self, HikaeBundleToken *token)
{
  GPtrArray *renewals = self->content->renewals;
  HikaeSeal *seal =
      hikae_bundle_plan_find_seal (self, hikae_stamp_get_seal (token->stamp));
  GBytes *bare = hikae_stamp_get_token (token->stamp);
  HikaeDigest digest = {0};

  if (hikae_stamp_get_state (token->stamp) != HIKAE_STAMP_VALID)
    return;
  for (guint i = renewals != NULL ? renewals->len : 0; i > 0; i--) {
    HikaeRenewal *renewal = renewals->pdata[i - 1];

    if (hikae_renewal_get_seal (renewal) != hikae_stamp_get_seal (token->stamp) ||
        !hikae_evidence_record_starts_with (hikae_renewal_get_record (renewal), bare))
      continue;
    token->renewal = renewal;
    token->record = g_bytes_ref (hikae_renewal_get_record (renewal));
    return;
  }
  digest = hikae_seal_get_digest (seal);
  token->record = hikae_evidence_record_start (&digest, bare, NULL);
}

static gboolean
add_token (HikaeBundlePlan *self, HikaeStamp *stamp, GHashTable *taken, GError **error)
{
  HikaeBundleToken *token = NULL;
  const char *authority = hikae_stamp_get_authority (stamp);
  GBytes *chain = hikae_stamp_get_chain (stamp);

  if (!is_authority_id (authority) ||
      hikae_bundle_plan_find_seal (self, hikae_stamp_get_seal (stamp)) == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "a stamp has no plain authority name or no seal list");
    return FALSE;
  }
  token = g_new0 (HikaeBundleToken, 1);
  token->stamp = g_object_ref (stamp);
  token->base = dup_free_base (taken, hikae_stamp_get_seal (stamp), authority);
  if (chain != NULL && g_bytes_get_size (chain) > 0)
    token->chain = dup_chain_name (self, authority, chain);
  token->epoch = hikae_stamp_get_gen_time (stamp) / G_USEC_PER_SEC;
  add_record (self, token);
  g_ptr_array_add (self->tokens, token);
  return TRUE;
}

static int
compare_tokens (gconstpointer a, gconstpointer b)
{
  const HikaeBundleToken *first = *(HikaeBundleToken *const *)a;
  const HikaeBundleToken *second = *(HikaeBundleToken *const *)b;
  guint first_seal = hikae_stamp_get_seal (first->stamp);
  guint second_seal = hikae_stamp_get_seal (second->stamp);

  if (first_seal != second_seal)
    return first_seal < second_seal ? -1 : 1;
  return strcmp (first->base, second->base);
}

static gboolean
sort_stamps (HikaeBundlePlan *self, GError **error)
{
  GPtrArray *stamps = self->content->stamps;
  g_autoptr (GHashTable) taken =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; stamps != NULL && i < stamps->len; i++) {
    HikaeStamp *stamp = stamps->pdata[i];
    HikaeStampState state = hikae_stamp_get_state (stamp);

    if (hikae_stamp_get_token (stamp) == NULL ||
        (state != HIKAE_STAMP_VALID && state != HIKAE_STAMP_INDETERMINATE))
      self->failed++;
    else if (!add_token (self, stamp, taken, error))
      return FALSE;
  }
  g_ptr_array_sort (self->tokens, compare_tokens);
  return TRUE;
}

static gboolean
check_content (HikaeBundlePlan *self, GError **error)
{
  const HikaeBundleContent *content = self->content;
  guint files = content->files != NULL ? content->files->len : 0;
  guint64 total = 64 + (guint64)content->items->len * 2 + files + self->tokens->len * 5;

  if (!g_str_equal (content->lang, "en") && !g_str_equal (content->lang, "ja")) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "bundles are written in en or ja");
    return FALSE;
  }
  if (total + (guint64)content->seals->len * 2 > HIKAE_BUNDLE_MAX_FILES) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "too many files for one bundle");
    return FALSE;
  }
  for (guint i = 0; i < files; i++) {
    const HikaeBundleFile *file = content->files->pdata[i];

    if (hikae_bundle_is_plain_path (file->path) &&
        (g_str_has_prefix (file->path, "letters/") ||
         g_str_has_prefix (file->path, "certification/") ||
         g_str_has_prefix (file->path, "tsa/chain/") ||
         g_str_has_prefix (file->path, "tsa/crl/")))
      continue;
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "an added file has no plain name");
    return FALSE;
  }
  return TRUE;
}

HikaeBundlePlan *
hikae_bundle_plan_new (const HikaeBundleContent *content, GError **error)
{
  g_autoptr (HikaeBundlePlan) self = g_new0 (HikaeBundlePlan, 1);

  self->content = content;
  self->payloads = g_ptr_array_new ();
  self->going = g_hash_table_new (NULL, NULL);
  self->withheld = g_ptr_array_new ();
  self->unlooked = g_ptr_array_new ();
  self->left_out = g_ptr_array_new ();
  self->tokens = g_ptr_array_new_with_free_func (free_token);
  self->pictures =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)hikae_bundle_picture_free);
  self->findings =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)json_object_unref);
  self->chains = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_bytes_unref);
  sort_items (self);
  if (!sort_stamps (self, error) || !check_content (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

GBytes *
hikae_bundle_make_asics (guint seal, GBytes *list, GBytes *token)
{
  g_autofree char *name = g_strdup_printf ("seal-%04u.sha256", seal);

  return g_bytes_get_size (list) <= HIKAE_BUNDLE_ASICS_MAX
             ? hikae_asic_format (name, list, token, ASICS_TIME)
             : NULL;
}

HikaeSeal *
hikae_bundle_plan_find_seal (const HikaeBundlePlan *self, guint number)
{
  for (guint i = 0; i < self->content->seals->len; i++) {
    HikaeSeal *seal = self->content->seals->pdata[i];

    if (hikae_seal_get_number (seal) == number)
      return seal;
  }
  return NULL;
}

GPtrArray *
hikae_bundle_plan_list_tokens (const HikaeBundlePlan *self, guint seal)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->tokens->len; i++) {
    HikaeBundleToken *token = self->tokens->pdata[i];

    if (hikae_stamp_get_seal (token->stamp) == seal)
      g_ptr_array_add (found, token);
  }
  return found;
}

gboolean
hikae_bundle_plan_takes_payload (const HikaeBundlePlan *self, HikaeItem *item)
{
  return g_hash_table_contains (self->going, item);
}

HikaeEvent *
hikae_bundle_plan_get_head (const HikaeBundlePlan *self)
{
  GPtrArray *events = self->content->events;

  return events->len > 0 ? events->pdata[events->len - 1] : NULL;
}
