/* hikae-settings.c: the few settings, with defaults that hold when nothing is installed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-settings.h"

#include <gio/gio.h>

/* What holds while the schema is not installed: changes last until the program ends. */
static guint lock_minutes = 5;
static char *letter_language; /* (owned) (nullable) */
static char *proxy;           /* (owned) (nullable) */

/* g_settings_new() ends the program when the schema is missing, which is no way to treat
 * somebody who built Hikae and starts it without installing. */
static GSettings *
get_settings (void)
{
  static GSettings *settings;
  static gboolean looked;

  if (!looked) {
    GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
    GSettingsSchema *schema =
        source != NULL ? g_settings_schema_source_lookup (source, HIKAE_APP_ID, TRUE)
                       : NULL;

    looked = TRUE;
    if (schema != NULL) {
      settings = g_settings_new_full (schema, NULL, NULL);
      g_settings_schema_unref (schema);
    }
  }
  return settings;
}

guint
hikae_settings_get_lock_minutes (void)
{
  GSettings *settings = get_settings ();

  return settings != NULL ? g_settings_get_uint (settings, "lock-minutes") : lock_minutes;
}

void
hikae_settings_set_lock_minutes (guint minutes)
{
  GSettings *settings = get_settings ();

  lock_minutes = minutes;
  if (settings != NULL)
    g_settings_set_uint (settings, "lock-minutes", minutes);
}

static char *
dup_string (const char *key, const char *kept, const char *fallback)
{
  GSettings *settings = get_settings ();

  if (settings != NULL)
    return g_settings_get_string (settings, key);
  return g_strdup (kept != NULL ? kept : fallback);
}

static void
set_string (const char *key, char **kept, const char *value)
{
  GSettings *settings = get_settings ();
  char *copy = g_strdup (value);

  g_free (*kept);
  *kept = copy;
  if (settings != NULL)
    g_settings_set_string (settings, key, value);
}

char *
hikae_settings_dup_letter_language (void)
{
  return dup_string ("letter-language", letter_language, "auto");
}

void
hikae_settings_set_letter_language (const char *language)
{
  set_string ("letter-language", &letter_language, language);
}

char *
hikae_settings_dup_proxy (void)
{
  return dup_string ("proxy", proxy, "");
}

void
hikae_settings_set_proxy (const char *value)
{
  set_string ("proxy", &proxy, value);
}
