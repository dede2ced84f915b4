/* hikae-page-title.c: the title in a page's bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * No parser of HTML: the page may come from somebody hostile. What is not plain is not
 * read at all, and then nothing is said about the title. */
#include "config.h"

#include "hikae-page-title.h"

#include <string.h>

#define HEAD_MAX (256 * 1024)
#define CHARSET_WITHIN 1024
#define FLAGS (G_REGEX_CASELESS | G_REGEX_RAW | G_REGEX_DOTALL)

/* (transfer full) (nullable): the first group of @pattern in @text, if not empty. */
static char *
dup_first (const char *pattern, const char *text, gssize size)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, FLAGS, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  gboolean more = g_regex_match_full (regex, text, size, 0, 0, &match, NULL);

  for (; more; more = g_match_info_next (match, NULL)) {
    g_autofree char *found = g_match_info_fetch (match, 1);

    if (found != NULL && *found != '\0')
      return g_steal_pointer (&found);
  }
  return NULL;
}

/* The names that pages use, as the WHATWG Encoding Standard reads them. */
static char *
dup_charset (const char *text, gsize size, const char *content_type)
{
  static const char *const wider[][2] = {{"shift_jis", "CP932"},
                                         {"shift-jis", "CP932"},
                                         {"sjis", "CP932"},
                                         {"x-sjis", "CP932"},
                                         {"windows-31j", "CP932"},
                                         {"iso-8859-1", "WINDOWS-1252"},
                                         {"latin1", "WINDOWS-1252"},
                                         {"us-ascii", "WINDOWS-1252"},
                                         {"gb2312", "GB18030"},
                                         {"gbk", "GB18030"},
                                         {"euc-kr", "CP949"}};
  g_autofree char *name = NULL;

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    return g_strdup ("UTF-8");
  if (content_type != NULL)
    name = dup_first ("charset\\s*=\\s*[\"']?([a-z0-9_:.-]+)", content_type, -1);
  if (name == NULL)
    name = dup_first ("<meta\\b[^>]*charset\\s*=\\s*[\"']?([a-z0-9_:.-]+)",
                      text,
                      (gssize)MIN (size, CHARSET_WITHIN));
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (wider); i++) {
    if (g_ascii_strcasecmp (name, wider[i][0]) == 0)
      return g_strdup (wider[i][1]);
  }
  return name != NULL ? g_steal_pointer (&name) : g_strdup ("UTF-8");
}

/* The length of the reference at @at, 0 when it stands for itself, -1 when unknown. */
static gssize
read_reference (const char *at, GString *out)
{
  static const char *const names[][2] = {{"amp", "&"},
                                         {"lt", "<"},
                                         {"gt", ">"},
                                         {"quot", "\""},
                                         {"apos", "'"},
                                         {"nbsp", "\xc2\xa0"}};
  const char *end = at + 1 +
                    strspn (at + 1,
                            "#0123456789abcdefghijklmnopqrstuvwxyz"
                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  g_autofree char *name = g_strndup (at + 1, (gsize)(end - at - 1));
  guint64 code = 0;
  gboolean hex = FALSE;

  if (*name == '\0')
    return 0;
  if (*end != ';')
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (name, names[i][0])) {
      g_string_append (out, names[i][1]);
      return end + 1 - at;
    }
  }
  if (name[0] != '#')
    return -1;
  hex = name[1] == 'x' || name[1] == 'X';
  if (!g_ascii_string_to_unsigned (
          name + (hex ? 2 : 1), hex ? 16 : 10, 0x20, 0x10ffff, &code, NULL) ||
      (code >= 0x7f && code < 0xa0) || !g_unichar_validate ((gunichar)code))
    return -1;
  g_string_append_unichar (out, (gunichar)code);
  return end + 1 - at;
}

static char *
dup_decoded (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (const char *at = text; *at != '\0';) {
    const gssize length = *at == '&' ? read_reference (at, out) : 0;

    if (length < 0)
      return NULL;
    if (length == 0)
      g_string_append_c (out, *at);
    at += MAX (length, 1);
  }
  return g_strdup (out->str);
}

char *
hikae_page_title_dup_joined (const char *text)
{
  g_auto (GStrv) words = g_strsplit_set (text, " \t\r\n\f", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '\0')
      continue;
    if (joined->len > 0)
      g_string_append_c (joined, ' ');
    g_string_append (joined, words[i]);
  }
  return g_strdup (joined->str);
}

char *
hikae_page_title_dup (GBytes *page, const char *content_type)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (page, &size);
  g_autofree char *raw = NULL;
  g_autofree char *charset = NULL;
  g_autofree char *characters = NULL;
  g_autofree char *decoded = NULL;

  if (size == 0)
    return NULL;
  size = MIN (size, HEAD_MAX);
  if (memchr (text, '\0', size) != NULL)
    return NULL;
  raw = dup_first ("<!--.*?-->|<script\\b.*?</script|<style\\b.*?</style|<svg\\b.*?</svg"
                   "|<title\\b[^>]*>([^<]*)</title",
                   text,
                   (gssize)size);
  if (raw == NULL)
    return NULL;
  charset = dup_charset (text, size, content_type);
  characters = g_convert (raw, -1, "UTF-8", charset, NULL, NULL, NULL);
  if (characters == NULL || !g_utf8_validate (characters, -1, NULL))
    return NULL;
  decoded = dup_decoded (characters);
  return decoded != NULL ? hikae_page_title_dup_joined (decoded) : NULL;
}

static gboolean
names_login (const char *word)
{
  static const char *const names[] = {"login",
                                      "log-in",
                                      "log_in",
                                      "logon",
                                      "signin",
                                      "sign-in",
                                      "sign_in",
                                      "wp-login",
                                      "auth",
                                      "oauth",
                                      "oauth2",
                                      "sso"};

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    const gsize size = strlen (names[i]);

    if (g_ascii_strncasecmp (word, names[i], size) == 0 &&
        (word[size] == '\0' || word[size] == '.'))
      return TRUE;
  }
  return FALSE;
}

gboolean
hikae_page_is_login (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_PARSE_RELAXED, NULL);
  g_auto (GStrv) labels = NULL;
  g_auto (GStrv) segments = NULL;
  gboolean found = FALSE;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return FALSE;
  labels = g_strsplit (g_uri_get_host (uri), ".", 32);
  segments = g_strsplit (g_uri_get_path (uri), "/", 64);
  for (guint i = 0; !found && labels[i] != NULL && labels[i + 1] != NULL; i++)
    found = names_login (labels[i]);
  for (guint i = 0; !found && segments[i] != NULL; i++)
    found = names_login (segments[i]);
  return found;
}
