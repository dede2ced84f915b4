/* hikae-bundle-check-names.c: the names in an untrusted bundle
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A bundle is unpacked by strangers, on Windows too: no name may leave the folder, stand
 * for a device, be a file here and a folder there, or be the same as another one when
 * upper and lower case are not told apart. Names are plain ASCII, so Unicode forms can
 * not collide. */
#include "config.h"

#include "hikae-bundle-check.h"
#include "hikae-bundle-plan.h"
#include "hikae-text.h"

#include <string.h>

/* Where a Mac that packs a ZIP puts its "._NAME" files. */
#define MAC_FOLDER "__MACOSX/"

/* What a bundle holds besides the folders below. */
static const char *const known_files[] = {
    "START-HERE.html",
    "VERIFY.txt",
    "bag-info.txt",
    "bagit.txt",
    "data/case-uco.jsonld",
    "data/choice.json",
    "data/custody.jsonl",
    "data/custody.txt",
    "data/findings.json",
    "data/meta-schema.json",
    "manifest-sha256.txt",
    "manifest-sha512.txt",
    "report.pdf",
    "tagmanifest-sha256.txt",
    "tagmanifest-sha512.txt",
    NULL,
};

static const char *const known_folders[] = {
    "data/certification/",
    "data/items/",
    "data/letters/",
    "data/meta/",
    "data/seals/",
    "data/tsa/",
};

static gboolean
is_known (const char *path)
{
  if (g_strv_contains (known_files, path))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (known_folders); i++)
    if (g_str_has_prefix (path, known_folders[i]))
      return TRUE;
  return FALSE;
}

/* Notes @length bytes of @path under their lower case form; FALSE when the same stands
 * there in another spelling, or as a folder where this is a file. */
static gboolean
claim (HikaeBundleCheck *self, const char *path, gsize length, gboolean folder)
{
  g_autofree char *key = g_ascii_strdown (path, (gssize)length);
  g_autofree char *value =
      g_strdup_printf ("%s%.*s", folder ? "/" : "", (int)length, path);
  const char *there = g_hash_table_lookup (self->names, key);

  if (there != NULL)
    return folder && g_str_equal (there, value);
  g_hash_table_insert (self->names, g_steal_pointer (&key), g_steal_pointer (&value));
  return TRUE;
}

static gboolean
claim_all (HikaeBundleCheck *self, const char *path, gboolean folder)
{
  for (const char *slash = strchr (path, '/'); slash != NULL;
       slash = strchr (slash + 1, '/'))
    if (!claim (self, path, (gsize)(slash - path), TRUE))
      return FALSE;
  return claim (self, path, strlen (path), folder);
}

static void
note (HikaeBundleCheck *self, const char *path, const char *reason)
{
  g_autofree char *shown = hikae_text_for_display (path, 200);

  hikae_bundle_check_note (self, HIKAE_BUNDLE_DAMAGED, shown, g_strdup (reason));
}

gboolean
hikae_bundle_check_take_name (HikaeBundleCheck *self, const char *path, gboolean folder)
{
  if (!hikae_bundle_is_plain_path (path)) {
    note (self, path, "it does not belong here: its name is not one that a bundle has");
    return FALSE;
  }
  if (!folder && hikae_bundle_check_find (self, path) != NULL) {
    note (self, path, "it is there twice");
    return FALSE;
  }
  if (!claim_all (self, path, folder)) {
    note (self, path, "its name collides with another one, or is a folder and a file");
    return FALSE;
  }
  if (!folder && !is_known (path))
    note (self, path, "it does not belong here: a bundle has no such file");
  return TRUE;
}

/* "._NAME" holds what a Mac knows of a file besides its bytes. */
static gboolean
is_leftover_name (const char *name)
{
  if (g_str_has_prefix (name, "._"))
    return g_str_equal (name + 2, ".DS_Store") || hikae_bundle_is_plain_path (name + 2);
  return g_str_equal (name, ".DS_Store") || g_str_equal (name, "Thumbs.db") ||
         g_str_equal (name, "desktop.ini");
}

gboolean
hikae_bundle_check_is_leftover (const char *path)
{
  const gboolean mac = g_str_has_prefix (path, MAC_FOLDER);
  const char *slash = strrchr (path, '/');
  g_autofree char *folder = slash != NULL ? g_strndup (path, slash - path) : NULL;
  const char *name = slash != NULL ? slash + 1 : path;

  if (folder != NULL && !hikae_bundle_is_plain_path (folder))
    return FALSE;
  return is_leftover_name (name) || (mac && *name == '\0');
}
