/* hikae-authority.c: a time-stamp authority and the anchors pinned for it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority.h"

#include "hikae-data.h"
#include "hikae-error.h"
#include "hikae-tsa-pool-private.h"

#include <string.h>

#define FOLDER "authorities"
#define GROUP "authority"
#define MAX_ID 32
#define MAX_SPACING 3600
/* What an authority that the user names is spared. */
#define OWN_SPACING 1

gboolean
hikae_authority_is_id (const char *id)
{
  gsize size = id != NULL ? strlen (id) : 0;

  return size > 0 && size <= MAX_ID &&
         strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == size;
}

static gboolean
is_legal_class (const char *name)
{
  return g_strcmp0 (name, "qualified") == 0 || g_strcmp0 (name, "accredited") == 0 ||
         g_strcmp0 (name, "plain") == 0;
}

static GBytes *
load_resource (const char *name, GError **error)
{
  g_autofree char *path = g_strdup_printf (FOLDER "/%s", name);

  return hikae_data_load (path, error);
}

/* (nullable): several PEM files named by a list, as one. */
static GBytes *
load_certificates (GKeyFile *file, const char *key, GError **error)
{
  g_auto (GStrv) names = g_key_file_get_string_list (file, GROUP, key, NULL, NULL);
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    g_autoptr (GBytes) one = load_resource (names[i], error);
    gsize size = 0;
    const guint8 *bytes = one != NULL ? g_bytes_get_data (one, &size) : NULL;

    if (one == NULL)
      return NULL;
    g_byte_array_append (all, bytes, (guint)size);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&all));
}

static gboolean
check_loaded (const HikaeAuthority *self, const char *name, GError **error)
{
  g_autoptr (GPtrArray) anchors = hikae_tsa_pool_load_certificates (self->anchors);

  if (hikae_authority_is_id (self->id) && self->name != NULL && self->url != NULL &&
      is_legal_class (self->legal_class) && self->spacing_seconds <= MAX_SPACING &&
      anchors->len > 0)
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_DAMAGED,
               "the program's own data %s is not a description of an authority",
               name);
  return FALSE;
}

static HikaeAuthority *
load_shipped (const char *name, GError **error)
{
  g_autoptr (HikaeAuthority) self = g_new0 (HikaeAuthority, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = load_resource (name, error);

  if (bytes == NULL)
    return NULL;
  if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "the program's own data %s cannot be read",
                 name);
    return NULL;
  }
  self->id = g_strndup (name, strcspn (name, "."));
  self->name = g_key_file_get_string (file, GROUP, "name", NULL);
  self->url = g_key_file_get_string (file, GROUP, "url", NULL);
  self->legal_class = g_key_file_get_string (file, GROUP, "class", NULL);
  self->policies = g_key_file_get_string (file, GROUP, "policies", NULL);
  self->last_checked = g_key_file_get_string (file, GROUP, "last-checked", NULL);
  self->is_default = g_key_file_get_boolean (file, GROUP, "default", NULL);
  self->spacing_seconds =
      (guint)MAX (0, g_key_file_get_integer (file, GROUP, "spacing", NULL));
  self->anchors = load_certificates (file, "anchors", error);
  if (self->anchors == NULL)
    return NULL;
  if (g_key_file_has_key (file, GROUP, "untrusted", NULL)) {
    self->untrusted = load_certificates (file, "untrusted", error);
    if (self->untrusted == NULL)
      return NULL;
  }
  return check_loaded (self, name, error) ? g_steal_pointer (&self) : NULL;
}

GPtrArray *
hikae_authority_list_shipped (GError **error)
{
  g_autoptr (GPtrArray) list =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_authority_free);
  g_auto (GStrv) names = hikae_data_list (FOLDER);

  for (guint i = 0; names[i] != NULL; i++) {
    HikaeAuthority *next = NULL;

    if (!g_str_has_suffix (names[i], ".ini"))
      continue;
    next = load_shipped (names[i], error);
    if (next == NULL)
      return NULL;
    g_ptr_array_add (list, next);
  }
  if (list->len == 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DAMAGED,
                         "the program's own list of authorities is missing");
    return NULL;
  }
  return g_steal_pointer (&list);
}

static gboolean
is_web_address (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;

  return scheme != NULL && g_uri_get_host (uri) != NULL &&
         *g_uri_get_host (uri) != '\0' &&
         (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0);
}

/* Without a name and password before the host: what is kept of a stamp is handed over. */
static char *
dup_without_login (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  if (uri == NULL || g_uri_get_userinfo (uri) == NULL)
    return g_strdup (url);
  return g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
}

char *
hikae_authority_dup_shown_url (const HikaeAuthority *self)
{
  return dup_without_login (self->url);
}

/* An id that a stamp can be filed under: it must be short and the same every time. */
static char *
dup_id_for_url (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), 20);

  g_strcanon (host, "abcdefghijklmnopqrstuvwxyz0123456789-", '-');
  digest[8] = '\0';
  return g_strdup_printf ("%s-%s", host, digest);
}

/* (nullable): the shipped one with that URL or id. */
static HikaeAuthority *
find_shipped (const char *url, GError **error)
{
  g_autoptr (GPtrArray) list = hikae_authority_list_shipped (error);

  for (guint i = 0; list != NULL && i < list->len; i++) {
    HikaeAuthority *next = list->pdata[i];

    if (strcmp (next->url, url) == 0 || strcmp (next->id, url) == 0)
      return hikae_authority_copy (next);
  }
  return NULL;
}

HikaeAuthority *
hikae_authority_new_for_url (const char *url, GBytes *ca, GError **error)
{
  g_autoptr (HikaeAuthority) self = NULL;
  g_autoptr (GPtrArray) anchors = NULL;
  g_autoptr (GError) local = NULL;

  g_return_val_if_fail (url != NULL, NULL);
  self = find_shipped (url, &local);
  if (local != NULL) {
    g_propagate_error (error, g_steal_pointer (&local));
    return NULL;
  }
  if (self == NULL && !is_web_address (url)) {
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_NOT_FOUND,
                 "no authority of that name, and not an http or https address");
    return NULL;
  }
  if (ca != NULL) {
    anchors = hikae_tsa_pool_load_certificates (ca);
    if (anchors->len == 0) {
      g_set_error_literal (error,
                           HIKAE_ERROR,
                           HIKAE_ERROR_REJECTED,
                           "the file of authorities holds no certificate");
      return NULL;
    }
  }
  if (self == NULL) {
    self = g_new0 (HikaeAuthority, 1);
    self->name = dup_without_login (url);
    self->id = dup_id_for_url (self->name);
    self->url = g_strdup (url);
    self->legal_class = g_strdup ("own");
    self->spacing_seconds = OWN_SPACING;
    self->anchors = g_bytes_new_static ("", 0);
  }
  if (ca != NULL) {
    g_bytes_unref (self->anchors);
    self->anchors = g_bytes_ref (ca);
    g_clear_pointer (&self->policies, g_free);
  }
  return g_steal_pointer (&self);
}

HikaeAuthority *
hikae_authority_copy (const HikaeAuthority *self)
{
  HikaeAuthority *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->url = g_strdup (self->url);
  copy->legal_class = g_strdup (self->legal_class);
  copy->anchors = g_bytes_ref (self->anchors);
  copy->untrusted = self->untrusted != NULL ? g_bytes_ref (self->untrusted) : NULL;
  copy->policies = g_strdup (self->policies);
  copy->last_checked = g_strdup (self->last_checked);
  return copy;
}

void
hikae_authority_free (HikaeAuthority *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_free (self->url);
  g_free (self->legal_class);
  g_clear_pointer (&self->anchors, g_bytes_unref);
  g_clear_pointer (&self->untrusted, g_bytes_unref);
  g_free (self->policies);
  g_free (self->last_checked);
  g_free (self);
}
