/* hikae-bundle-custody.c: the custody log, for machines and for people
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-documents.h"
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

static const char *
find_event_word (const char *lang, const char *kind)
{
  static const char *const kinds[] = {
      "case.created",
      "item.kept",
      "item.deleted",
      "seal.created",
      "stamp.received",
      "stamp.failed",
      "revocation.fetched",
      "record.renewed",
      "request.added",
      "request.changed",
      "request.proved",
      "contacts.found",
      "bundle.exported",
      "key.changed",
      "recheck.done",
      "case.verified",
      "case.backed-up",
      "case.rescued",
      NULL,
  };
  g_autofree char *key = NULL;

  if (!g_strv_contains (kinds, kind))
    return hikae_bundle_word (lang, "event_other");
  key = g_strconcat ("event_", kind, NULL);
  return hikae_bundle_word (lang, key);
}

/* Events name what they are about as "item", "seal", "request" or "number". */
static char *
dup_number (JsonObject *body)
{
  static const char *const names[] = {"number", "item", "seal", "request"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    gint64 number = hikae_json_get_int (body, names[i], 0);

    if (number > 0)
      return g_strdup_printf ("%" G_GINT64_FORMAT, number);
  }
  return g_strdup ("");
}

char *
hikae_bundle_describe_event (const char *lang, HikaeEvent *event)
{
  g_autofree char *number = dup_number (hikae_event_get_body (event));

  return hikae_bundle_fill (
      find_event_word (lang, hikae_event_get_kind (event)), "number", number, NULL);
}

char *
hikae_bundle_format_event (const char *lang, HikaeEvent *event)
{
  g_autofree char *what = hikae_bundle_describe_event (lang, event);
  g_autofree char *actor = hikae_text_for_display (hikae_event_get_actor (event), 200);
  g_autofree char *program =
      hikae_text_for_display (hikae_event_get_program (event), 200);
  g_autofree char *seq =
      g_strdup_printf ("%" G_GUINT64_FORMAT, hikae_event_get_seq (event));

  return hikae_bundle_say (lang,
                           "custody_line",
                           "seq",
                           seq,
                           "time",
                           hikae_event_get_time_text (event),
                           "what",
                           what,
                           "actor",
                           actor,
                           "program",
                           program,
                           NULL);
}

static void
append_event (GString *text, const char *lang, HikaeEvent *event)
{
  g_autofree char *hash = hikae_digest_format_hex (hikae_event_get_hash (event));
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *body = NULL;
  g_autofree char *shown = NULL;
  g_autofree char *line = hikae_bundle_format_event (lang, event);

  json_node_set_object (node, hikae_event_get_body (event));
  body = hikae_json_format_canonical (node);
  shown = hikae_text_for_display (body, 0);
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
  for (guint i = 0; i < plan->content->events->len; i++) {
    g_autoptr (HikaeEvent) event =
        hikae_event_dup_unread (plan->content->events->pdata[i]);

    append_event (text, lang, event);
    if (!hikae_bundle_pass_on (text, FALSE, sink, data, error))
      return FALSE;
  }
  return hikae_bundle_pass_on (text, TRUE, sink, data, error);
}
