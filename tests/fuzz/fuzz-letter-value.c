/* fuzz-letter-value.c: any bytes as an address and as what a person writes into a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A value must never become a heading, a point, a cell or a tag of the template, and a
 * host must be one that a question can be asked about. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-law-host.h"
#include "hikae-letter-private.h"

#include <string.h>

static void
check_host (const char *text)
{
  g_autofree char *host = hikae_law_dup_host (text);
  g_autofree char *domain = hikae_law_dup_registrable (host);
  g_autofree char *shown = host != NULL ? hikae_law_dup_shown_host (host) : NULL;

  if (host == NULL)
    return;
  g_assert_cmpuint (strlen (host), <=, 253);
  g_assert_true (g_str_is_ascii (host) && strpbrk (host, "/\\@ ?#\r\n") == NULL);
  g_assert_true (domain == NULL || hikae_law_host_is_below (host, domain));
  g_assert_true (g_utf8_validate (shown, -1, NULL));
}

static guint
count_blocks (GPtrArray *blocks, HikaeBlockKind kind)
{
  guint count = 0;

  for (guint i = 0; i < blocks->len; i++)
    count += ((HikaeBlock *)blocks->pdata[i])->kind == kind ? 1 : 0;
  return count;
}

static void
check_letter (const char *text)
{
  static const char template[] = "# Title\n{{reason}}\n{{#places}}\n@ {{url}}\n"
                                 "{{/places}}\n|Cell|{{reason}}\n{{^reason}}\n- none\n"
                                 "{{/reason}}\n";
  g_autoptr (JsonObject) context = json_object_new ();
  JsonArray *places = json_array_new ();
  JsonObject *place = json_object_new ();
  g_autofree char *expanded = NULL;
  g_autoptr (GPtrArray) blocks = NULL;

  json_object_set_string_member (context, "reason", text);
  json_object_set_string_member (place, "url", text);
  json_array_add_object_element (places, place);
  json_object_set_array_member (context, "places", places);
  expanded = hikae_template_expand (template, "en", context, NULL);
  if (expanded == NULL)
    return;
  blocks = hikae_template_parse_blocks (expanded);
  g_assert_cmpuint (count_blocks (blocks, HIKAE_BLOCK_TITLE), ==, 1);
  g_assert_cmpuint (count_blocks (blocks, HIKAE_BLOCK_ROW), ==, 1);
  g_assert_cmpuint (count_blocks (blocks, HIKAE_BLOCK_PLACE), ==, 1);
  g_assert_cmpuint (count_blocks (blocks, HIKAE_BLOCK_HEADING), ==, 0);
  g_assert_cmpuint (count_blocks (blocks, HIKAE_BLOCK_BULLET), ==, *text == '\0' ? 1 : 0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *raw =
      g_strndup (size > 0 ? (const char *)data : "", MIN (size, 65536));
  g_autofree char *text = g_utf8_make_valid (raw, -1);

  check_host (raw);
  check_host (text);
  check_letter (text);
  return 0;
}
