/* hikae-law-warnings.c: the law pack: what its reader should know of it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-law-pack-private.h"

#define SECONDS_PER_DAY (24 * 60 * 60)

static guint
count_unreviewed (JsonArray *entries)
{
  guint count = 0;

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);
    JsonObject *review = hikae_json_get_object (entry, "review");

    count += hikae_json_get_string (review, "reviewed") == NULL ? 1 : 0;
  }
  return count;
}

GPtrArray *
hikae_law_pack_list_warnings_in (const HikaeLawPack *self, const char *lang, gint64 now)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);
  const char *issued = hikae_json_get_string (self->object, "issued");
  gint64 limit = hikae_json_get_int (self->object, "stale_after_days", 180);
  JsonArray *bases = hikae_json_get_array (self->object, "legal_bases");
  guint unreviewed = count_unreviewed (bases);
  g_autofree char *stamp = g_strdup_printf ("%sT00:00:00Z", issued);
  g_autofree char *count = g_strdup_printf ("%u", unreviewed);
  g_autofree char *total = g_strdup_printf ("%u", json_array_get_length (bases));
  gint64 issued_at = 0;
  gint64 days = 0;

  if (hikae_clock_parse (stamp, &issued_at))
    days = (now - issued_at) / G_USEC_PER_SEC / SECONDS_PER_DAY;
  if (days < -1)
    g_ptr_array_add (
        warnings,
        hikae_law_pack_say (self, lang, "pack-from-future", "date", issued, NULL));
  else if (days > limit)
    g_ptr_array_add (warnings,
                     hikae_law_pack_say (self, lang, "pack-stale", "date", issued, NULL));
  for (guint i = 0; i + 1 < self->refused->len; i += 2)
    g_ptr_array_add (warnings,
                     hikae_law_pack_say (self,
                                         lang,
                                         "overlay-refused",
                                         "name",
                                         g_ptr_array_index (self->refused, i),
                                         "why",
                                         g_ptr_array_index (self->refused, i + 1),
                                         NULL));
  if (unreviewed > 0)
    g_ptr_array_add (
        warnings,
        hikae_law_pack_say (
            self, lang, "pack-unreviewed", "count", count, "total", total, NULL));
  return warnings;
}

GPtrArray *
hikae_law_pack_list_warnings (const HikaeLawPack *self, gint64 now)
{
  return hikae_law_pack_list_warnings_in (self, "en", now);
}
