/* hikae-export-bundle.c: chosen items become a bundle, and the log says so
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-plan.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-export-private.h"
#include "hikae-stamp-judge-private.h"
#include "hikae-workflow.h"

/* Everything the writing thread needs, as values taken in the main context. */
typedef struct {
  char *path;
  char *title;
  char *lang;
  HikaeBundleContent content;
  GHashTable *payloads;  /* number → GInputStream */
  GHashTable *previews;  /* the same again, for the report's pictures */
  GHashTable *inspected; /* and for what files say of themselves */
  HikaeProgress *progress;
  JsonObject *body; /* of the event */
  gboolean with_letters;
} Export;

static void
export_free (Export *self)
{
  g_free (self->path);
  g_free (self->title);
  g_free (self->lang);
  g_clear_pointer (&self->content.items, g_ptr_array_unref);
  g_clear_pointer (&self->content.all_items, g_ptr_array_unref);
  g_clear_pointer (&self->content.events, g_ptr_array_unref);
  g_clear_pointer (&self->content.seals, g_ptr_array_unref);
  g_clear_pointer (&self->content.stamps, g_ptr_array_unref);
  g_clear_pointer (&self->content.renewals, g_ptr_array_unref);
  g_clear_pointer (&self->content.requests, g_ptr_array_unref);
  g_clear_pointer (&self->content.files, g_ptr_array_unref);
  g_clear_pointer (&self->content.passphrase, hikae_secret_unref);
  g_clear_pointer (&self->payloads, g_hash_table_unref);
  g_clear_pointer (&self->previews, g_hash_table_unref);
  g_clear_pointer (&self->inspected, g_hash_table_unref);
  g_clear_pointer (&self->progress, hikae_progress_unref);
  g_clear_pointer (&self->body, json_object_unref);
  g_free (self);
}

static GInputStream *
open_payload (HikaeItem *item, gpointer data)
{
  const Export *self = data;

  return g_object_ref (g_hash_table_lookup (
      self->payloads, GUINT_TO_POINTER (hikae_item_get_number (item))));
}

static HikaeBundlePicture *
open_preview (HikaeItem *item, HikaeBundlePictures pictures, gpointer data)
{
  const Export *self = data;
  GInputStream *stream = g_hash_table_lookup (
      self->previews, GUINT_TO_POINTER (hikae_item_get_number (item)));

  return stream != NULL ? hikae_export_make_picture (stream, pictures) : NULL;
}

static JsonObject *
inspect (HikaeItem *item, GCancellable *cancellable, gpointer data)
{
  const Export *self = data;
  GInputStream *stream = g_hash_table_lookup (
      self->inspected, GUINT_TO_POINTER (hikae_item_get_number (item)));

  return stream != NULL ? hikae_export_inspect (stream, cancellable) : NULL;
}

static void
export_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Export *self = data;
  GError *error = NULL;
  HikaeDigest digest = {HIKAE_DIGEST_NONE, {0}};
  g_autofree char *hex = NULL;

  if (self->with_letters) {
    g_autoptr (HikaeLawPack) pack = hikae_law_pack_load_used (&error);

    if (pack == NULL) {
      g_task_return_error (task, error);
      return;
    }
    hikae_export_add_letters (&self->content, pack);
  }
  if (!hikae_bundle_write (
          &self->content, self->path, &digest, self->progress, cancellable, &error)) {
    g_task_return_error (task, error);
    return;
  }
  hex = hikae_digest_format_hex (&digest);
  json_object_set_string_member (self->body, "sha256", hex);
  g_task_return_boolean (task, TRUE);
}

static void
logged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (HikaeEvent) event =
      hikae_case_add_event_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;

  if (event == NULL) {
    g_prefix_error_literal (&error, "the bundle is written, but the log is not: ");
    g_task_return_error (task, error);
    return;
  }
  g_task_return_boolean (task, TRUE);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);
  g_autoptr (GTask) task = user_data;
  Export *self = g_task_get_task_data (G_TASK (result));
  HikaeCase *open_case = g_task_get_source_object (task);

  if (!ok) {
    g_task_return_error (task, error);
    return;
  }
  /* A case that cannot be written to is handed over all the same. */
  if (hikae_case_get_read_only (open_case) || hikae_case_get_damaged (open_case)) {
    g_task_return_boolean (task, TRUE);
    return;
  }
  hikae_case_add_event_async (
      open_case, "bundle.exported", self->body, NULL, logged_cb, g_steal_pointer (&task));
}

static void
add_file (Export *self, char *path, GBytes *bytes)
{
  HikaeBundleFile *file = NULL;

  for (guint i = 0; i < self->content.files->len; i++) {
    if (g_str_equal (((HikaeBundleFile *)self->content.files->pdata[i])->path, path)) {
      g_free (path);
      return;
    }
  }
  file = g_new0 (HikaeBundleFile, 1);
  file->path = path;
  file->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (self->content.files, file);
}

static gboolean
is_covered (const Export *self, const char *sha256, const char *path)
{
  for (guint i = 0; i < self->content.seals->len; i++)
    if (hikae_seal_covers (self->content.seals->pdata[i], sha256, path))
      return TRUE;
  return FALSE;
}

/* What the authorities said about revoked certificates, and the chains that a renewal
 * list or an evidence record rests on. */
static void
add_materials (Export *self, HikaeCase *open_case)
{
  g_autoptr (GPtrArray) lists =
      hikae_list_snapshot (hikae_case_get_revocations (open_case));

  for (guint i = 0; i < lists->len; i++)
    add_file (self,
              hikae_revocation_dup_path (lists->pdata[i]),
              hikae_revocation_get_bytes (lists->pdata[i]));
  for (guint i = 0; i < self->content.stamps->len; i++) {
    GBytes *chain = hikae_stamp_get_chain (self->content.stamps->pdata[i]);
    g_autofree char *sha256 =
        chain != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, chain) : NULL;
    g_autofree char *path =
        chain != NULL ? hikae_seal_dup_material_path ("tsa/chain", sha256, "pem") : NULL;

    if (chain != NULL && is_covered (self, sha256, path))
      add_file (self, g_steal_pointer (&path), chain);
  }
  for (guint i = 0; i < self->content.renewals->len; i++) {
    GBytes *chain = hikae_renewal_get_chain (self->content.renewals->pdata[i]);
    g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, chain);

    add_file (self, hikae_seal_dup_material_path ("tsa/chain", sha256, "pem"), chain);
  }
}

/* Every chosen number must be an item whose payload is still there. */
static gboolean
check_choice (HikaeCase *open_case, const HikaeExportChoice *choice, GError **error)
{
  for (guint i = 0; choice->items != NULL && i < choice->items->len; i++) {
    guint number = g_array_index (choice->items, guint, i);
    HikaeItem *item = hikae_case_find_item (open_case, number);

    if (item != NULL && !hikae_item_get_deleted (item))
      continue;
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_NOT_FOUND,
                 item == NULL ? "there is no item %u in this case"
                              : "the payload of item %u was deleted",
                 number);
    return FALSE;
  }
  return TRUE;
}

/* Pictures and films of a size that memory can hold; nothing at all in minor mode. */
static gboolean
may_look_into (const Export *self, HikaeItem *item)
{
  const char *type = hikae_item_get_media_type (item);

  return !self->content.minor &&
         hikae_item_get_size (item) <= HIKAE_BUNDLE_MAX_INSPECTED && type != NULL &&
         (g_str_has_prefix (type, "image/") || g_str_has_prefix (type, "video/"));
}

static void
choose_items (Export *self, HikaeCase *open_case, const HikaeExportChoice *choice)
{
  guint64 total = 0;

  self->content.items = hikae_export_choose_items (choice, self->content.all_items);
  self->payloads = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->previews = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->inspected = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  for (guint i = 0; i < self->content.items->len; i++) {
    HikaeItem *item = self->content.items->pdata[i];
    guint number = hikae_item_get_number (item);

    /* The writer compares both digests. */
    g_hash_table_insert (self->payloads,
                         GUINT_TO_POINTER (number),
                         hikae_case_open_payload_unhashed (open_case, number));
    if (may_look_into (self, item))
      g_hash_table_insert (self->inspected,
                           GUINT_TO_POINTER (number),
                           hikae_case_open_payload (open_case, number));
    if (may_look_into (self, item) && self->content.pictures != HIKAE_BUNDLE_NO_PICTURES)
      g_hash_table_insert (self->previews,
                           GUINT_TO_POINTER (number),
                           hikae_case_open_payload (open_case, number));
    total += hikae_item_get_size (item);
  }
  hikae_progress_set_total (self->progress, total);
}

/* An entry of the log has an end: of very many items it says how many and from where to
 * where. The bundle, whose digest stands beside, names each. */
static void
say_items (JsonObject *body, GPtrArray *items)
{
  JsonArray *numbers = NULL;

  if (items->len > HIKAE_EXPORT_NAMED_MAX) {
    json_object_set_int_member (body, "items_count", items->len);
    json_object_set_int_member (
        body, "items_first", hikae_item_get_number (items->pdata[0]));
    json_object_set_int_member (
        body, "items_last", hikae_item_get_number (items->pdata[items->len - 1]));
    return;
  }
  numbers = json_array_new ();
  for (guint i = 0; i < items->len; i++)
    json_array_add_int_element (numbers, hikae_item_get_number (items->pdata[i]));
  json_object_set_array_member (body, "items", numbers);
}

/* A token that came is named by the log, so the bundle must have it, whatever came from
 * the same authority since. */
static void
add_older_stamps (GPtrArray *stamps, GPtrArray *older)
{
  for (guint i = 0; i < older->len; i++)
    g_ptr_array_add (stamps, g_object_ref (older->pdata[i]));
}

static Export *
prepare (HikaeCase *open_case,
         const HikaeExportChoice *choice,
         const char *path,
         HikaeProgress *progress)
{
  Export *self = g_new0 (Export, 1);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *valid = g_utf8_make_valid (name, -1);

  self->path = g_strdup (path);
  self->title = g_strdup (hikae_case_get_title (open_case));
  self->lang = g_strdup (choice->lang != NULL ? choice->lang : "en");
  self->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  self->body = json_object_new ();
  json_object_set_string_member (self->body, "name", valid);
  json_object_set_string_member (self->body, "lang", self->lang);
  json_object_set_boolean_member (self->body, "encrypted", choice->passphrase != NULL);
  json_object_set_boolean_member (self->body, "letters", choice->with_letters);
  json_object_set_boolean_member (self->body, "redacted", choice->redacted);
  json_object_set_boolean_member (self->body, "text_only", choice->text_only);
  self->content.title = self->title;
  self->content.lang = self->lang;
  self->content.made_at = hikae_clock_get_now ();
  self->content.minor = hikae_case_get_minor (open_case);
  self->content.text_only = choice->text_only;
  self->content.redacted = choice->redacted;
  self->content.pictures = choice->pictures;
  self->content.private_fields = choice->private_fields;
  self->content.all_items = hikae_case_dup_items (open_case);
  self->content.events = hikae_case_dup_events (open_case);
  self->content.seals = hikae_list_snapshot (hikae_case_get_seals (open_case));
  self->content.stamps = hikae_list_snapshot (hikae_case_get_stamps (open_case));
  add_older_stamps (self->content.stamps, hikae_case_get_older_stamps (open_case));
  self->content.renewals = hikae_list_snapshot (hikae_case_get_renewals (open_case));
  self->content.requests = choice->with_letters
                               ? hikae_list_snapshot (hikae_case_get_requests (open_case))
                               : g_ptr_array_new_with_free_func (g_object_unref);
  self->with_letters = choice->with_letters;
  self->content.files =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_export_file_free);
  add_materials (self, open_case);
  self->content.passphrase =
      choice->passphrase != NULL ? hikae_secret_ref (choice->passphrase) : NULL;
  choose_items (self, open_case, choice);
  say_items (self->body, self->content.items);
  self->content.open_payload = open_payload;
  self->content.open_preview = open_preview;
  self->content.inspect = inspect;
  self->content.open_data = self;
  return self;
}

/* The choice as it was made, for the time that copies of pages take. */
typedef struct {
  HikaeExportChoice choice;
  char *lang;
  char *path;
  HikaeProgress *progress;
  GPtrArray *due; /* (element-type HikaeItem): pages that get a copy without cookies */
  guint next;
} Order;

static void
order_free (Order *self)
{
  g_clear_pointer (&self->choice.items, g_array_unref);
  g_clear_pointer (&self->choice.passphrase, hikae_secret_unref);
  g_free (self->lang);
  g_free (self->path);
  g_clear_pointer (&self->progress, hikae_progress_unref);
  g_ptr_array_unref (self->due);
  g_free (self);
}

static void
find_due (Order *self, HikaeCase *open_case)
{
  const HikaeExportChoice *choice = &self->choice;

  if (choice->text_only || choice->redacted || hikae_case_get_minor (open_case) ||
      (choice->private_fields & HIKAE_BUNDLE_COOKIES) != 0 ||
      hikae_case_get_read_only (open_case) || hikae_case_get_damaged (open_case))
    self->due = g_ptr_array_new_with_free_func (g_object_unref);
  else
    self->due = hikae_share_page_list_due (open_case, choice->items);
}

static Order *
order_new (HikaeCase *open_case,
           const HikaeExportChoice *choice,
           const char *path,
           HikaeProgress *progress)
{
  Order *self = g_new0 (Order, 1);

  self->choice = *choice;
  self->lang = g_strdup (choice->lang);
  self->choice.lang = self->lang;
  self->choice.items = choice->items != NULL ? g_array_copy (choice->items) : NULL;
  self->choice.passphrase =
      choice->passphrase != NULL ? hikae_secret_ref (choice->passphrase) : NULL;
  self->path = g_strdup (path);
  self->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  find_due (self, open_case);
  return self;
}

static void share_next (GTask *task);

/* A page of which no copy can be made stays out; the plan says which pages those are. */
static void
shared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (HikaeItem) copy =
      hikae_share_page_finish (HIKAE_CASE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    g_task_return_error (task, error);
    return;
  }
  g_clear_error (&error);
  share_next (task);
}

static void
share_next (GTask *task)
{
  HikaeCase *open_case = g_task_get_source_object (task);
  Order *order = g_task_get_task_data (task);
  g_autoptr (GTask) writing = NULL;

  if (order->next < order->due->len) {
    hikae_share_page_async (open_case,
                            hikae_item_get_number (order->due->pdata[order->next++]),
                            g_task_get_cancellable (task),
                            shared_cb,
                            g_object_ref (task));
    return;
  }
  writing =
      g_task_new (NULL, g_task_get_cancellable (task), written_cb, g_object_ref (task));
  g_task_set_check_cancellable (writing, FALSE);
  g_task_set_task_data (writing,
                        prepare (open_case, &order->choice, order->path, order->progress),
                        (GDestroyNotify)export_free);
  g_task_run_in_thread (writing, export_thread);
}

void
hikae_export_bundle_async (HikaeCase *open_case,
                           const HikaeExportChoice *choice,
                           const char *path,
                           HikaeProgress *progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, hikae_export_bundle_async);
  /* Once the bundle has its name, the log must say so, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  if (!check_choice (open_case, choice, &error)) {
    g_task_return_error (task, error);
    return;
  }
  g_task_set_task_data (
      task, order_new (open_case, choice, path, progress), (GDestroyNotify)order_free);
  share_next (task);
}

/* Which pages will get a copy before the bundle is written. (transfer full) */
static char **
add_due_copies (char **lines,
                HikaeCase *open_case,
                const HikaeExportChoice *choice,
                const char *lang)
{
  Order order = {.choice = *choice};
  g_autoptr (GStrvBuilder) all = g_strv_builder_new ();
  g_autofree char *sentence = NULL;

  find_due (&order, open_case);
  sentence = hikae_bundle_describe_copies (order.due, lang);
  g_ptr_array_unref (order.due);
  g_strv_builder_addv (all, (const char **)lines);
  if (sentence != NULL)
    g_strv_builder_add (all, sentence);
  g_strfreev (lines);
  return g_strv_builder_end (all);
}

char **
hikae_export_describe (HikaeCase *open_case,
                       const HikaeExportChoice *choice,
                       const char *lang,
                       GError **error)
{
  Export *self = NULL;
  char **lines = NULL;

  if (!check_choice (open_case, choice, error))
    return NULL;
  self = prepare (open_case, choice, "", NULL);
  lines = hikae_bundle_describe (&self->content, lang, error);
  export_free (self);
  return lines != NULL ? add_due_copies (lines, open_case, choice, lang) : NULL;
}

gboolean
hikae_export_bundle_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
