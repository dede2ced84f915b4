/* hikae-bundle-check-log.c: what the custody log says is there, against what is there
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whoever takes an item or a stamp out of a bundle can write the manifests anew, but not
 * the log, whose head is sealed and stamped: it names every item, list and stamp. What
 * was left out by choice stands in data/choice.json. */
#include "config.h"

#include "hikae-bundle-check.h"

#include <string.h>

#define CHOICE "data/choice.json"

/* "token 1 <hex>" and the like: what the log says was made. */
static void
say (HikaeBundleCheck *self, const char *what, gint64 number, const char *hex)
{
  if (hex != NULL)
    g_hash_table_add (self->said,
                      g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", what, number, hex));
}

static gboolean
was_said (HikaeBundleCheck *self, const char *what, guint number, const char *hex)
{
  g_autofree char *key = g_strdup_printf ("%s %u %s", what, number, hex);

  return g_hash_table_contains (self->said, key);
}

void
hikae_bundle_check_take_event (HikaeBundleCheck *self, HikaeEvent *event)
{
  const char *kind = hikae_event_get_kind (event);
  JsonObject *body = hikae_event_get_body (event);
  gint64 item = hikae_json_get_int (body, "item", 0);
  gint64 seal = hikae_json_get_int (body, "seal", 0);

  if (g_str_equal (kind, "item.kept") && item > 0 && item <= G_MAXINT32)
    g_hash_table_insert (self->kept,
                         GUINT_TO_POINTER ((guint)item),
                         g_strdup (hikae_json_get_string (body, "record_sha256")));
  else if (g_str_equal (kind, "item.deleted"))
    say (self, "deleted", item, "");
  else if (g_str_equal (kind, "seal.created"))
    say (self, "seal", seal, hikae_json_get_string (body, "list_sha256"));
  else if (g_str_equal (kind, "stamp.received"))
    say (self, "token", seal, hikae_json_get_string (body, "token_sha256"));
}

static void
read_numbers (HikaeBundleCheck *self, JsonObject *choice, const char *name)
{
  JsonArray *numbers = hikae_json_get_array (choice, name);

  for (guint i = 0; numbers != NULL && i < json_array_get_length (numbers); i++)
    if (JSON_NODE_HOLDS_VALUE (json_array_get_element (numbers, i)))
      say (self, name, json_array_get_int_element (numbers, i), "");
}

/* What was chosen when the bundle was made. */
static void
read_choice (HikaeBundleCheck *self)
{
  const HikaeBundleSeen *seen = hikae_bundle_check_find (self, CHOICE);
  g_autoptr (JsonNode) node = NULL;
  JsonObject *choice = NULL;
  gsize size = 0;
  const char *text = seen != NULL ? g_bytes_get_data (seen->bytes, &size) : NULL;

  if (seen == NULL)
    return;
  node = hikae_json_parse (text, (gssize)size, HIKAE_JSON_MAX_SIZE, NULL);
  choice =
      node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  if (g_strcmp0 (hikae_json_get_string (choice, "schema"), "hikae-bundle/1") != 0) {
    hikae_bundle_check_note (
        self, HIKAE_BUNDLE_DAMAGED, CHOICE, g_strdup ("it cannot be read"));
    return;
  }
  read_numbers (self, choice, "left_out");
  read_numbers (self, choice, "records_only");
}

gboolean
hikae_bundle_check_is_record_only (HikaeBundleCheck *self, guint number)
{
  return was_said (self, "records_only", number, "");
}

const char *
hikae_bundle_check_find_log_fault (HikaeBundleCheck *self,
                                   guint number,
                                   const HikaeBundleSeen *record)
{
  g_autofree char *hex = hikae_digest_format_hex (&record->sha256);
  gpointer said = NULL;

  if (!g_hash_table_lookup_extended (self->kept, GUINT_TO_POINTER (number), NULL, &said))
    return "the custody log does not name it: added";
  if (g_strcmp0 (said, hex) != 0)
    return "its record is not the one in the custody log: changed";
  return NULL;
}

/* Every item that was ever kept is here, or was left out by choice. */
static void
check_kept (HikaeBundleCheck *self)
{
  g_autoptr (GList) numbers = g_hash_table_get_keys (self->kept);

  for (GList *at = numbers; at != NULL; at = at->next) {
    guint number = GPOINTER_TO_UINT (at->data);
    g_autofree char *record = g_strdup_printf ("data/meta/%06u.json", number);
    g_autofree char *subject = g_strdup_printf ("item %u", number);

    if (hikae_bundle_check_find (self, record) == NULL &&
        !was_said (self, "left_out", number, "") &&
        !was_said (self, "deleted", number, ""))
      hikae_bundle_check_note (self,
                               HIKAE_BUNDLE_DAMAGED,
                               subject,
                               g_strdup ("the custody log names it, it is missing, and "
                                         "nothing says that it was left out: removed"));
  }
}

/* Digests of what lies in data/seals, each as the log would say it. */
static GHashTable *
list_present (HikaeBundleCheck *self)
{
  GHashTable *present = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GList) paths = g_hash_table_get_keys (self->files);

  for (GList *at = paths; at != NULL; at = at->next) {
    const char *path = at->data;
    gboolean list = g_str_has_suffix (path, ".sha256");
    const HikaeBundleSeen *seen = hikae_bundle_check_find (self, path);
    g_autofree char *hex = NULL;
    guint number = 0;

    if (!g_str_has_prefix (path, "data/seals/seal-") ||
        (!list && !g_str_has_suffix (path, ".tst")))
      continue;
    number = (guint)g_ascii_strtoull (path + strlen ("data/seals/seal-"), NULL, 10);
    hex = hikae_digest_format_hex (&seen->sha256);
    if (!was_said (self, list ? "seal" : "token", number, hex))
      hikae_bundle_check_note (self,
                               HIKAE_BUNDLE_DAMAGED,
                               path,
                               g_strdup ("the custody log does not name it: added or "
                                         "changed"));
    g_hash_table_add (present,
                      g_strdup_printf ("%s %u %s", list ? "seal" : "token", number, hex));
  }
  return present;
}

static void
check_said (HikaeBundleCheck *self)
{
  g_autoptr (GHashTable) present = list_present (self);
  g_autoptr (GList) keys = g_hash_table_get_keys (self->said);

  for (GList *at = keys; at != NULL; at = at->next) {
    const char *key = at->data;
    gboolean list = g_str_has_prefix (key, "seal ");
    guint number = 0;
    g_autofree char *subject = NULL;

    if ((!list && !g_str_has_prefix (key, "token ")) ||
        g_hash_table_contains (present, key))
      continue;
    number = (guint)g_ascii_strtoull (strchr (key, ' ') + 1, NULL, 10);
    subject = g_strdup_printf ("data/seals/seal-%04u.sha256", number);
    hikae_bundle_check_note (
        self,
        HIKAE_BUNDLE_DAMAGED,
        subject,
        g_strdup (list ? "the custody log names another list, or it is missing: changed"
                       : "the custody log names a time stamp of it that is missing: "
                         "removed"));
  }
}

void
hikae_bundle_check_log (HikaeBundleCheck *self)
{
  read_choice (self);
  check_kept (self);
  check_said (self);
}
