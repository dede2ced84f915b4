/* hikae-text.c: foreign text made safe to show, to mark up, to use as a name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-text.h"

#include <string.h>

/* Characters that change how their neighbours are read without being seen:
 * controls, bidi overrides and isolates, zero-width and tag characters. */
static gboolean
is_deceptive (gunichar c)
{
  if (c == '\n' || c == '\t')
    return FALSE;
  if (g_unichar_iscntrl (c) || c == 0x00ad || c == 0x061c || c == 0x180e || c == 0xfeff)
    return TRUE;
  return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f) || c == 0x2028 || c == 0x2029;
}

char *
hikae_text_for_display (const char *text, gsize max_chars)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *shown = g_string_new (NULL);
  gsize count = 0;

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (max_chars != 0 && count++ == max_chars) {
      g_string_append (shown, "…");
      break;
    }
    if (is_deceptive (c) || (max_chars != 0 && (c == '\n' || c == '\t')))
      g_string_append_printf (shown, "\\u%04x", c);
    else
      g_string_append_unichar (shown, c);
  }
  return g_string_free (shown, FALSE);
}

char *
hikae_text_for_markup (const char *text, gsize max_chars)
{
  g_autofree char *shown = hikae_text_for_display (text, max_chars);

  return g_markup_escape_text (shown, -1);
}

char *
hikae_text_for_html (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *html = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == '&')
      g_string_append (html, "&amp;");
    else if (c == '<')
      g_string_append (html, "&lt;");
    else if (c == '>')
      g_string_append (html, "&gt;");
    else if (c == '"')
      g_string_append (html, "&quot;");
    else if (c == '\'')
      g_string_append (html, "&#39;");
    else if (is_deceptive (c) || c == 0xfffe || c == 0xffff)
      g_string_append_printf (html, "\\u%04x", c);
    else
      g_string_append_unichar (html, c);
  }
  return g_string_free (html, FALSE);
}

char *
hikae_text_dup_extension (const char *name)
{
  const char *dot = name != NULL ? strrchr (name, '.') : NULL;
  gsize length = dot != NULL ? strlen (dot + 1) : 0;

  if (dot == name || length < 1 || length > 8)
    return g_strdup (".bin");
  for (gsize i = 1; i <= length; i++)
    if (!g_ascii_isalnum (dot[i]))
      return g_strdup (".bin");
  return g_ascii_strdown (dot, -1);
}
