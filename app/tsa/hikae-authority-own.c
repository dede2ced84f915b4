/* hikae-authority-own.c: the authorities that the person added
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ID.ini has the address, ID.pem the certificates. The certificates are written first and
 * removed last: an address without them is asked for nothing. */
#include "config.h"

#include "hikae-authority-own.h"

#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-tsa-pool-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define FOLDER_VARIABLE "HIKAE_AUTHORITIES_FOLDER"
#define GROUP "authority"
#define MAX_INI 4096

char *
hikae_authority_dup_own_folder (void)
{
  const char *given = g_getenv (FOLDER_VARIABLE);

  return given != NULL && *given != '\0'
             ? g_strdup (given)
             : g_build_filename (g_get_user_config_dir (), "hikae", "authorities", NULL);
}

gboolean
hikae_authority_has_anchors (GBytes *pem)
{
  g_autoptr (GPtrArray) anchors = hikae_tsa_pool_load_certificates (pem);

  return anchors->len > 0;
}

static char *
dup_path (const char *id, const char *ending)
{
  g_autofree char *folder = hikae_authority_dup_own_folder ();
  g_autofree char *name = g_strconcat (id, ending, NULL);

  return g_build_filename (folder, name, NULL);
}

/* (nullable): the address in ID.ini. */
static char *
load_url (const char *id)
{
  g_autofree char *path = dup_path (id, ".ini");
  g_autoptr (GBytes) bytes = hikae_file_load (path, MAX_INI, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return bytes != NULL && g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL)
             ? g_key_file_get_string (file, GROUP, "url", NULL)
             : NULL;
}

static void
set_class (HikaeAuthority *self)
{
  g_free (self->legal_class);
  self->legal_class = g_strdup (HIKAE_AUTHORITY_OWN_CLASS);
}

/* Never fails: what cannot be read has no anchors. */
static HikaeAuthority *
load_own (const char *id)
{
  g_autofree char *url = load_url (id);
  g_autofree char *path = dup_path (id, ".pem");
  g_autoptr (GBytes) ca = hikae_file_load (path, HIKAE_AUTHORITY_ANCHORS_MAX, NULL);
  HikaeAuthority *self = NULL;

  if (url != NULL && ca != NULL)
    self = hikae_authority_new_for_url (url, ca, NULL);
  if (self == NULL || strcmp (self->id, id) != 0) {
    g_clear_pointer (&self, hikae_authority_free);
    self = g_new0 (HikaeAuthority, 1);
    self->id = g_strdup (id);
    self->url = g_strdup (url != NULL ? url : "");
    self->name = url != NULL ? hikae_authority_dup_shown_url (self) : g_strdup (id);
    self->anchors = g_bytes_new_static ("", 0);
  }
  set_class (self);
  return self;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const HikaeAuthority *first = *(HikaeAuthority *const *)a;
  const HikaeAuthority *second = *(HikaeAuthority *const *)b;

  return strcmp (first->id, second->id);
}

GPtrArray *
hikae_authority_list_own (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_autofree char *folder = hikae_authority_dup_own_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && list->len < HIKAE_AUTHORITY_OWN_MAX &&
         (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *id = g_strndup (name, strcspn (name, "."));

    if (g_str_has_suffix (name, ".ini") && hikae_authority_is_id (id))
      g_ptr_array_add (list, load_own (id));
  }
  g_ptr_array_sort (list, compare_ids);
  return list;
}

GPtrArray *
hikae_authority_list_known (GError **error)
{
  GPtrArray *list = hikae_authority_list_shipped (error);
  g_autoptr (GPtrArray) own = list != NULL ? hikae_authority_list_own () : NULL;

  for (guint i = 0; own != NULL && i < own->len; i++) {
    const HikaeAuthority *one = own->pdata[i];

    if (g_bytes_get_size (one->anchors) > 0)
      g_ptr_array_add (list, hikae_authority_copy (one));
  }
  return list;
}

GPtrArray *
hikae_authority_list_asked (GError **error)
{
  GPtrArray *list = hikae_authority_list_known (error);

  for (guint i = list != NULL ? list->len : 0; i > 0; i--) {
    const HikaeAuthority *one = list->pdata[i - 1];

    if (!one->is_default && strcmp (one->legal_class, HIKAE_AUTHORITY_OWN_CLASS) != 0)
      g_ptr_array_remove_index (list, i - 1);
  }
  return list;
}

static gboolean
write_file (const char *path, const void *bytes, gsize size, GError **error)
{
  g_autoptr (HikaeNewFile) file = hikae_new_file_create (path, FALSE, error);

  return file != NULL && hikae_new_file_write (file, bytes, size, error) &&
         hikae_new_file_commit (file, error);
}

static gboolean
save (const HikaeAuthority *self, GError **error)
{
  g_autofree char *folder = hikae_authority_dup_own_folder ();
  g_autofree char *ini = dup_path (self->id, ".ini");
  g_autofree char *pem = dup_path (self->id, ".pem");
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *text = NULL;
  gsize size = 0;

  g_key_file_set_string (file, GROUP, "url", self->url);
  text = g_key_file_to_data (file, &size, NULL);
  if (g_mkdir_with_parents (folder, 0700) != 0) {
    hikae_error_set_from_errno (error, errno, "making the folder of authorities");
    return FALSE;
  }
  return write_file (pem,
                     g_bytes_get_data (self->anchors, NULL),
                     g_bytes_get_size (self->anchors),
                     error) &&
         write_file (ini, text, size, error);
}

static gboolean
is_known (const HikaeAuthority *self, guint *own_count, GError **error)
{
  g_autoptr (GPtrArray) own = hikae_authority_list_own ();

  *own_count = own->len;
  if (strcmp (self->legal_class, HIKAE_AUTHORITY_OWN_CLASS) != 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_EXISTS,
                         "that authority is among the built-in ones");
    return TRUE;
  }
  for (guint i = 0; i < own->len; i++)
    if (strcmp (((HikaeAuthority *)own->pdata[i])->id, self->id) == 0) {
      g_set_error_literal (error,
                           HIKAE_ERROR,
                           HIKAE_ERROR_EXISTS,
                           "that authority is in your list already");
      return TRUE;
    }
  return FALSE;
}

HikaeAuthority *
hikae_authority_add_own (const char *url, GBytes *ca, GError **error)
{
  g_autoptr (HikaeAuthority) self = NULL;
  guint count = 0;

  g_return_val_if_fail (url != NULL && ca != NULL, NULL);
  if (strstr (url, "://") == NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "an authority's address begins with http:// or https://");
    return NULL;
  }
  self = hikae_authority_new_for_url (url, ca, error);
  if (self == NULL) {
    if (error != NULL && g_error_matches (*error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND))
      (*error)->code = HIKAE_ERROR_REJECTED;
    return NULL;
  }
  if (is_known (self, &count, error))
    return NULL;
  if (count >= HIKAE_AUTHORITY_OWN_MAX) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "there are too many authorities in your list; remove one");
    return NULL;
  }
  return save (self, error) ? g_steal_pointer (&self) : NULL;
}

gboolean
hikae_authority_remove_own (const char *id, GError **error)
{
  g_autofree char *ini = NULL;
  g_autofree char *pem = NULL;

  if (hikae_authority_is_id (id)) {
    ini = dup_path (id, ".ini");
    pem = dup_path (id, ".pem");
    if (unlink (ini) == 0 && (unlink (pem) == 0 || errno == ENOENT))
      return TRUE;
  }
  if (ini != NULL && errno != ENOENT)
    hikae_error_set_from_errno (error, errno, "removing the authority");
  else
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_NOT_FOUND,
                         "no authority of that id is in your list");
  return FALSE;
}
