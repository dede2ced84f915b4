/* hikae-store.c: the store's life, its table of single entries, and what the tables share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-schema.h"
#include "hikae-store-private.h"

#include <string.h>

/* Absent in a case from before it was noted. */
#define RECOVERY_SHEET "recovery-sheet"
#define SHEET_WAITS "unconfirmed"
#define SHEET_CONFIRMED "confirmed"

HikaeStore *
hikae_store_new_bare (sqlite3 *handle)
{
  HikaeStore *self = g_new0 (HikaeStore, 1);

  self->owner = g_thread_self ();
  self->uncommitted = g_ptr_array_new_with_free_func (g_object_unref);
  self->appended = g_ptr_array_new_with_free_func (g_object_unref);
  self->db = hikae_db_new (handle);
  return self;
}

void
hikae_store_free (HikaeStore *self)
{
  if (self == NULL)
    return;
  g_assert (hikae_store_is_owner (self));
  hikae_db_rollback (self->db);
  hikae_db_free (self->db);
  g_clear_object (&self->head);
  g_clear_object (&self->saved_head);
  g_ptr_array_unref (self->uncommitted);
  g_ptr_array_unref (self->appended);
  g_free (self->title);
  g_free (self);
}

static gboolean
write_first (HikaeStore *self, const guint8 *case_id, GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autoptr (HikaeEvent) event = NULL;
  g_autofree char *id = hikae_hex_format (case_id, 16);
  guint version = 0;

  if (!hikae_schema_look (self->db, &version, error))
    return FALSE;
  if (version != 0) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_EXISTS, "the database already holds a case");
    return FALSE;
  }
  json_object_set_string_member (body, "case", id);
  json_object_set_boolean_member (body, "minor", self->minor);
  if (!hikae_schema_upgrade (self->db, error) ||
      !hikae_store_set_meta (self, "case", id, error) ||
      !hikae_store_set_meta (self, "title", self->title, error) ||
      !hikae_store_set_meta (self, "minor", self->minor ? "1" : "0", error) ||
      !hikae_store_write_recovery (self, FALSE, error))
    return FALSE;
  event = hikae_store_append_event (self, "case.created", body, error);
  return event != NULL;
}

HikaeStore *
hikae_store_create (sqlite3 *handle,
                    const guint8 *case_id,
                    const char *title,
                    gboolean minor,
                    GError **error)
{
  g_autoptr (HikaeStore) self = hikae_store_new_bare (handle);

  if (!hikae_store_check_text (title, "the title", error))
    return NULL;
  self->title = g_strdup (title);
  self->minor = minor;
  if (!hikae_store_begin (self, error))
    return NULL;
  if (!write_first (self, case_id, error)) {
    hikae_store_rollback (self);
    return NULL;
  }
  return hikae_store_commit (self, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
upgrade_if_older (HikaeStore *self,
                  guint version,
                  HikaeStoreBeforeUpgrade before,
                  gpointer data,
                  GError **error)
{
  if (version == hikae_schema_get_newest ())
    return TRUE;
  if (version == 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "the case is empty: its creation was not finished");
    return FALSE;
  }
  if ((before != NULL && !before (version, data, error)) ||
      !hikae_store_begin (self, error))
    return FALSE;
  if (!hikae_schema_upgrade (self->db, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}

/* A log whose end cannot be read does not keep the rest from being looked at. */
static gboolean
load_head_or_note (HikaeStore *self, GError **error)
{
  g_autoptr (GError) inner = NULL;

  if (hikae_store_load_head (self, &inner))
    return TRUE;
  self->damaged = g_error_matches (inner, HIKAE_ERROR, HIKAE_ERROR_DAMAGED);
  if (!self->damaged)
    g_propagate_error (error, g_steal_pointer (&inner));
  return self->damaged;
}

HikaeStore *
hikae_store_open (sqlite3 *handle, GError **error)
{
  return hikae_store_open_with (handle, NULL, NULL, error);
}

HikaeStore *
hikae_store_open_with (sqlite3 *handle,
                       HikaeStoreBeforeUpgrade before,
                       gpointer data,
                       GError **error)
{
  g_autoptr (HikaeStore) self = hikae_store_new_bare (handle);
  g_autofree char *minor = NULL;
  guint version = 0;

  if (!hikae_schema_look (self->db, &version, error) ||
      !hikae_schema_compare (self->db, version, error) ||
      !upgrade_if_older (self, version, before, data, error) ||
      !hikae_store_get_meta (self, "title", &self->title, error) ||
      !hikae_store_get_meta (self, "minor", &minor, error) ||
      !load_head_or_note (self, error))
    return NULL;
  /* Anything but a plain "0" means the careful mode. */
  self->minor = g_strcmp0 (minor, "0") != 0;
  return g_steal_pointer (&self);
}

#define BACKUP_FOLDER "backup-folder"

gboolean
hikae_store_note_backup (HikaeStore *self,
                         const char *folder,
                         const HikaeDigest *sha256,
                         guint64 size,
                         GError **error)
{
  g_autoptr (JsonObject) body = json_object_new ();
  g_autofree char *hex = hikae_digest_format_hex (sha256);
  g_autofree char *valid = g_utf8_make_valid (folder, -1);

  json_object_set_string_member (body, "sha256", hex);
  json_object_set_int_member (body, "size", (gint64)size);
  if (!hikae_store_begin_change (self, "case.backed-up", body, error))
    return FALSE;
  if (!hikae_store_set_meta (self, BACKUP_FOLDER, valid, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}

char *
hikae_store_get_backup_folder (HikaeStore *self)
{
  char *folder = NULL;

  /* Absent until there was a backup. */
  return hikae_store_get_meta (self, BACKUP_FOLDER, &folder, NULL) ? folder : NULL;
}

gboolean
hikae_store_write_recovery (HikaeStore *self, gboolean confirmed, GError **error)
{
  return hikae_store_set_meta (
      self, RECOVERY_SHEET, confirmed ? SHEET_CONFIRMED : SHEET_WAITS, error);
}

gboolean
hikae_store_note_recovery (HikaeStore *self, gboolean confirmed, GError **error)
{
  if (!hikae_store_begin (self, error))
    return FALSE;
  if (!hikae_store_write_recovery (self, confirmed, error)) {
    hikae_store_rollback (self);
    return FALSE;
  }
  return hikae_store_commit (self, error);
}

gboolean
hikae_store_get_recovery_waits (HikaeStore *self)
{
  g_autofree char *state = NULL;

  return hikae_store_get_meta (self, RECOVERY_SHEET, &state, NULL) &&
         g_str_equal (state, SHEET_WAITS);
}

const char *
hikae_store_get_title (HikaeStore *self)
{
  return self->title;
}

gboolean
hikae_store_get_minor (HikaeStore *self)
{
  return self->minor;
}

gboolean
hikae_store_get_damaged (HikaeStore *self)
{
  return self->damaged;
}

GPtrArray *
hikae_store_take_events (HikaeStore *self)
{
  GPtrArray *events = self->appended;

  g_assert (hikae_store_is_owner (self));
  self->appended = g_ptr_array_new_with_free_func (g_object_unref);
  return events;
}

gboolean
hikae_store_query_int (HikaeStore *self, const char *name, gint64 *value, GError **error)
{
  g_autoptr (HikaeStatement) statement = hikae_statement_new (self->db, name, error);

  if (statement == NULL || hikae_statement_step (statement, error) == HIKAE_STEP_FAILED)
    return FALSE;
  *value = hikae_statement_get_int (statement, 0);
  return TRUE;
}

gboolean
hikae_store_get_meta (HikaeStore *self, const char *name, char **value, GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "meta-get", error);
  HikaeStep step = HIKAE_STEP_FAILED;

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_text (statement, 1, name);
  step = hikae_statement_step (statement, error);
  if (step == HIKAE_STEP_FAILED)
    return FALSE;
  if (step == HIKAE_STEP_ROW && hikae_statement_get_text (statement, 0) != NULL) {
    *value = g_utf8_make_valid (hikae_statement_get_text (statement, 0), -1);
    return TRUE;
  }
  g_set_error (
      error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED, "the case lacks its entry %s", name);
  return FALSE;
}

gboolean
hikae_store_set_meta (HikaeStore *self,
                      const char *name,
                      const char *value,
                      GError **error)
{
  g_autoptr (HikaeStatement) statement =
      hikae_statement_new (self->db, "meta-set", error);

  if (statement == NULL)
    return FALSE;
  hikae_statement_bind_text (statement, 1, name);
  hikae_statement_bind_text (statement, 2, value);
  return hikae_statement_run (statement, error);
}

char *
hikae_store_hash_hex (GBytes *bytes)
{
  HikaeDigest digest = {0};
  gsize size = 0;
  const void *data = NULL;

  if (bytes == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, data, size);
  return hikae_digest_format_hex (&digest);
}

gboolean
hikae_store_check_text (const char *text, const char *what, GError **error)
{
  if (text != NULL && strlen (text) <= HIKAE_STORE_TEXT_MAX &&
      g_utf8_validate (text, -1, NULL))
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "%s is missing, not UTF-8, or longer than %d bytes",
               what,
               HIKAE_STORE_TEXT_MAX);
  return FALSE;
}
