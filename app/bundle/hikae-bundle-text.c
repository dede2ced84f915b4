/* hikae-bundle-text.c: the words of a bundle, in English and Japanese
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-text.h"

#include "hikae-data.h"

#include <string.h>

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_strconcat ("report/", name, NULL);
  g_autoptr (GError) error = NULL;
  GBytes *bytes = hikae_data_load (path, &error);

  if (bytes == NULL)
    g_error ("the program's data lacks %s", path);
  return bytes;
}

static GHashTable *
load_words (const char *lang)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = load ("words.ini");
  GHashTable *words = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) keys = NULL;

  if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    g_error ("words.ini: %s", error->message);
  keys = g_key_file_get_keys (file, "words", NULL, NULL);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    if (strchr (keys[i], '[') == NULL)
      g_hash_table_insert (
          words,
          g_strdup (keys[i]),
          g_key_file_get_locale_string (file, "words", keys[i], lang, NULL));
  return words;
}

const char *
hikae_bundle_word (const char *lang, const char *key)
{
  static GHashTable *english = NULL;
  static GHashTable *japanese = NULL;
  GHashTable *words = NULL;
  const char *found = NULL;

  /* Two threads may write bundles at once; the tables are made once and never change. */
  if (g_once_init_enter (&english))
    g_once_init_leave (&english, load_words ("en"));
  if (g_once_init_enter (&japanese))
    g_once_init_leave (&japanese, load_words ("ja"));
  words = g_str_equal (lang, "ja") ? japanese : english;
  found = g_hash_table_lookup (words, key);
  if (found == NULL)
    g_error ("words.ini lacks \"%s\"", key);
  return found;
}

char *
hikae_bundle_load_template (const char *name, const char *lang, const char *ending)
{
  g_autofree char *file = g_strconcat (name, ".", lang, ".", ending, NULL);
  g_autoptr (GBytes) bytes = load (file);
  gsize size = 0;
  const char *text = g_bytes_get_data (bytes, &size);

  return g_strndup (text, size);
}

static const char *
find_value (GPtrArray *pairs, const char *name, gsize length)
{
  for (guint i = 0; i + 1 < pairs->len; i += 2) {
    const char *candidate = pairs->pdata[i];

    if (strlen (candidate) == length && strncmp (candidate, name, length) == 0)
      return pairs->pdata[i + 1];
  }
  return NULL;
}

static char *
fill (const char *text, GPtrArray *pairs)
{
  GString *filled = g_string_new (NULL);

  for (const char *at = text; *at != '\0';) {
    const char *stop = *at == '{' ? strchr (at, '}') : NULL;
    const char *value =
        stop != NULL ? find_value (pairs, at + 1, (gsize)(stop - at - 1)) : NULL;

    if (value != NULL) {
      g_string_append (filled, value);
      at = stop + 1;
    } else {
      g_string_append_c (filled, *at++);
    }
  }
  return g_string_free (filled, FALSE);
}

static GPtrArray *
collect_pairs (va_list list)
{
  GPtrArray *pairs = g_ptr_array_new ();

  for (const char *name = va_arg (list, const char *); name != NULL;
       name = va_arg (list, const char *)) {
    const char *value = va_arg (list, const char *);

    g_ptr_array_add (pairs, (gpointer)name);
    g_ptr_array_add (pairs, (gpointer)(value != NULL ? value : ""));
  }
  return pairs;
}

char *
hikae_bundle_fill (const char *text, ...)
{
  g_autoptr (GPtrArray) pairs = NULL;
  va_list list;

  va_start (list, text);
  pairs = collect_pairs (list);
  va_end (list);
  return fill (text, pairs);
}

char *
hikae_bundle_say (const char *lang, const char *key, ...)
{
  g_autoptr (GPtrArray) pairs = NULL;
  va_list list;

  va_start (list, key);
  pairs = collect_pairs (list);
  va_end (list);
  return fill (hikae_bundle_word (lang, key), pairs);
}

char *
hikae_bundle_format_size (const char *lang, guint64 size)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, size);
  g_autoptr (GString) grouped = g_string_new (NULL);
  gsize length = strlen (digits);

  for (gsize i = 0; i < length; i++) {
    if (i > 0 && (length - i) % 3 == 0)
      g_string_append_c (grouped, ',');
    g_string_append_c (grouped, digits[i]);
  }
  return hikae_bundle_say (lang, "bytes", "count", grouped->str, NULL);
}

char *
hikae_bundle_format_time (gint64 time)
{
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);

  return when != NULL ? g_date_time_format (when, "%Y-%m-%d %H:%M:%S UTC")
                      : g_strdup ("");
}
