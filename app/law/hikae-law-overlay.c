/* hikae-law-overlay.c: the packs that the person laid over ours
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder holds NAME.json with NAME.sig (Ed25519 over the file's bytes) and NAME.key
 * (the public key that the person took from the organisation). One that does not hold is
 * left out whole, and hikae_law_pack_list_warnings_in() says so: help must not stop
 * because a file is broken, and nobody may believe that it is in use. */
#include "config.h"

#include "hikae-digest.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-law-pack-private.h"
#include "hikae-signature.h"
#include "hikae-text.h"

#include <string.h>

#define FOLDER_VARIABLE "HIKAE_LAW_FOLDER"
#define MAX_OVERLAYS 16
#define SMALL_FILE 4096

char *
hikae_law_pack_dup_overlay_folder (void)
{
  const char *given = g_getenv (FOLDER_VARIABLE);

  return given != NULL && *given != '\0'
             ? g_strdup (given)
             : g_build_filename (g_get_user_config_dir (), "hikae", "law", NULL);
}

/* (transfer full): @size bytes of a key or signature file. */
static GBytes *
load_key_file (const char *path, gsize size, GError **error)
{
  g_autoptr (GBytes) bytes = hikae_file_load (path, SMALL_FILE, error);
  g_autofree char *text = NULL;
  g_autofree guint8 *raw = NULL;

  if (bytes == NULL || g_bytes_get_size (bytes) == size)
    return g_steal_pointer (&bytes);
  text =
      g_strstrip (g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)));
  raw = g_malloc (size);
  if (strlen (text) == 2 * size && hikae_hex_parse (text, 2 * size, raw))
    return g_bytes_new_take (g_steal_pointer (&raw), size);
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "a key or signature file holds %" G_GSIZE_FORMAT
               " bytes, or twice as many hexadecimal digits",
               size);
  return NULL;
}

HikaeLawPack *
hikae_law_pack_overlay_files (const HikaeLawPack *base,
                              const char *pack,
                              const char *signature,
                              const char *key,
                              GError **error)
{
  g_autoptr (GBytes) bytes = hikae_file_load (pack, HIKAE_LAW_PACK_MAX, error);
  g_autoptr (GBytes) signed_by = NULL;
  g_autoptr (GBytes) public_key = NULL;

  if (bytes != NULL)
    signed_by = load_key_file (signature, HIKAE_ED25519_SIGNATURE_SIZE, error);
  if (signed_by != NULL)
    public_key = load_key_file (key, HIKAE_ED25519_KEY_SIZE, error);
  if (public_key == NULL)
    return NULL;
  return hikae_law_pack_overlay (base, bytes, signed_by, public_key, error);
}

static char *
dup_beside (const char *folder, const char *name, const char *ending)
{
  g_autofree char *stem = g_strndup (name, strlen (name) - strlen (".json"));
  g_autofree char *file = g_strconcat (stem, ending, NULL);

  return g_build_filename (folder, file, NULL);
}

static int
compare_names_cb (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static GPtrArray *
list_packs (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  while (dir != NULL && names->len < MAX_OVERLAYS &&
         (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names_cb);
  return names;
}

/* Takes @pack; gives it back, with the overlay @name laid over it or with a note why not.
 */
static HikaeLawPack *
lay (HikaeLawPack *pack, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *signature = dup_beside (folder, name, ".sig");
  g_autofree char *key = dup_beside (folder, name, ".key");
  g_autofree char *shown = hikae_text_for_display (name, 80);
  g_autofree char *why = NULL;
  g_autoptr (GError) error = NULL;
  HikaeLawPack *over = hikae_law_pack_overlay_files (pack, path, signature, key, &error);

  if (over == NULL) {
    why = hikae_text_for_display (error->message, 300);
    g_ptr_array_add (pack->refused, g_strdup (shown));
    g_ptr_array_add (pack->refused, g_steal_pointer (&why));
    return pack;
  }
  for (guint i = 0; i < pack->refused->len; i++)
    g_ptr_array_add (over->refused, g_strdup (g_ptr_array_index (pack->refused, i)));
  hikae_law_pack_free (pack);
  return over;
}

HikaeLawPack *
hikae_law_pack_load_used (GError **error)
{
  g_autofree char *folder = hikae_law_pack_dup_overlay_folder ();
  g_autoptr (GPtrArray) names = list_packs (folder);
  HikaeLawPack *pack = hikae_law_pack_load_shipped (error);

  for (guint i = 0; pack != NULL && i < names->len; i++)
    pack = lay (pack, folder, g_ptr_array_index (names, i));
  return pack;
}
