/* hikae-bundle-certification.c: drafts for a person to complete and sign
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the program knows is filled in; what it does not know stays blank. It is not a
 * witness and claims nothing in the first person. */
#include "config.h"

#include "hikae-bundle-documents.h"
#include "hikae-bundle-text.h"
#include "hikae-text.h"

#include <string.h>

static char *
dup_claim (HikaeItem *item, const char *name)
{
  const char *value = hikae_item_get_claim (item, name);

  return value != NULL && *value != '\0' ? hikae_text_for_display (value, 0)
                                         : g_strdup ("____________");
}

static void
append_row (GString *rows, HikaeItem *item, const char *lang, const char *key)
{
  g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
  g_autofree char *title = hikae_text_for_display (hikae_item_get_title (item), 0);
  g_autofree char *url = dup_claim (item, "url");
  g_autofree char *account = dup_claim (item, "account");
  g_autofree char *posted = dup_claim (item, "posted_at");
  g_autofree char *time = hikae_bundle_format_time (hikae_item_get_captured_at (item));
  g_autofree char *row = hikae_bundle_say (lang,
                                           key,
                                           "number",
                                           number,
                                           "title",
                                           title,
                                           "path",
                                           hikae_item_get_path (item),
                                           "url",
                                           url,
                                           "account",
                                           account,
                                           "posted",
                                           posted,
                                           "time",
                                           time,
                                           "sha256",
                                           hikae_item_get_sha256 (item),
                                           "sha512",
                                           hikae_item_get_sha512 (item),
                                           NULL);

  g_string_append_printf (rows, "%s\n", row);
}

GBytes *
hikae_bundle_render_certification (const HikaeBundlePlan *plan, gboolean japan)
{
  const char *lang = japan ? "ja" : "en";
  g_autofree char *template =
      hikae_bundle_load_template (japan ? "shoko" : "fre-902", lang, "txt");
  g_autoptr (GString) rows = g_string_new (NULL);
  char *text = NULL;

  for (guint i = 0; i < plan->payloads->len; i++)
    append_row (rows, plan->payloads->pdata[i], lang, japan ? "shoko_row" : "fre_row");
  text = hikae_bundle_fill (
      template, "program", "hikae " HIKAE_VERSION, "rows", rows->str, NULL);
  return g_bytes_new_take (text, strlen (text));
}
