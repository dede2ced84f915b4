/* hikae-bundle-custody.c: the custody log, for machines and for people
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-stream.h"
#include "hikae-bundle-text.h"
#include "hikae-text.h"

gboolean
hikae_bundle_write_custody_lines (const HikaeBundlePlan *plan,
                                  HikaeZipSink sink,
                                  gpointer data,
                                  GError **error)
{
  g_autoptr (GString) lines = g_string_new (NULL);

  for (guint i = 0; i < plan->content->events->len; i++) {
    gsize size = 0;
    const char *line =
        g_bytes_get_data (hikae_event_get_line (plan->content->events->pdata[i]), &size);

    g_string_append_len (lines, line, (gssize)size);
    g_string_append_c (lines, '\n');
    if (!hikae_bundle_pass_on (lines, FALSE, sink, data, error))
      return FALSE;
  }
  return hikae_bundle_pass_on (lines, TRUE, sink, data, error);
}

static void
append_event (GString *text, const char *lang, const HikaeBundleLog *log, guint i)
{
  const HikaeBundleEvent *entry = hikae_bundle_log_get (log, i);
  g_autofree char *hash = hikae_digest_format_hex (hikae_bundle_log_get_hash (log, i));
  g_autofree char *body = g_strndup (entry->body, entry->body_size);
  g_autofree char *shown = hikae_text_for_display (body, 0);
  g_autofree char *line = hikae_bundle_format_event (lang, entry);

  g_string_append_printf (text, "%s\n   %s\n   %s %s\n\n", line, shown, "SHA-256", hash);
}

gboolean
hikae_bundle_write_custody_text (const HikaeBundlePlan *plan,
                                 HikaeZipSink sink,
                                 gpointer data,
                                 GError **error)
{
  const char *lang = plan->content->lang;
  g_autoptr (GString) text =
      g_string_new (hikae_bundle_word (lang, "custody_file_title"));

  g_string_append (text, "\n\n");
  for (guint i = 0; i < hikae_bundle_log_get_size (plan->log); i++) {
    append_event (text, lang, plan->log, i);
    if (!hikae_bundle_pass_on (text, FALSE, sink, data, error))
      return FALSE;
  }
  return hikae_bundle_pass_on (text, TRUE, sink, data, error);
}
