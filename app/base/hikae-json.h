/* hikae-json.h: bounded JSON in, canonical JSON out
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define HIKAE_JSON_MAX_DEPTH 32
#define HIKAE_JSON_MAX_SIZE (16 * 1024 * 1024)

/* (transfer full): parses untrusted UTF-8 text. Rejects (%HIKAE_ERROR_REJECTED) more than
 * @max_size bytes, nesting beyond %HIKAE_JSON_MAX_DEPTH (json-glib recurses), invalid
 * UTF-8, NUL bytes, duplicate member names, anything but one object or array; the message
 * names the line. */
JsonNode *hikae_json_parse (const char *text,
                            gssize length,
                            gsize max_size,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the canonical form that is hashed: members sorted by the bytes of
 * their UTF-8 names, no white space, only \" \\ and control characters escaped (\u00xx),
 * integers in decimal; there are no fractions in canonical records, a double is a
 * programmer's error. */
char *hikae_json_format_canonical (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): in one line, for programs. */
char *hikae_json_format (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): indented, for people. */
char *hikae_json_format_pretty (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

/* Lookups that never assert on hostile shapes. (nullable) (transfer none). */
const char *hikae_json_get_string (JsonObject *object, const char *member);
JsonObject *hikae_json_get_object (JsonObject *object, const char *member);
JsonArray *hikae_json_get_array (JsonObject *object, const char *member);
gint64 hikae_json_get_int (JsonObject *object, const char *member, gint64 fallback);
gboolean
hikae_json_get_boolean (JsonObject *object, const char *member, gboolean fallback);

G_END_DECLS
