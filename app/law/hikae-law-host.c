/* hikae-law-host.c: the host of an address as a browser would take it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GUri is too strict for what people paste: spaces around, no scheme, Japanese letters,
 * stray brackets in the path. Only the authority matters here, so only it is read, and in
 * the way browsers read it: a request must go to whom the browser would have asked. */
#include "config.h"

#include "hikae-law-host.h"

#include "hikae-text.h"

#include <gio/gio.h>
#include <libpsl.h>
#include <string.h>

#define MAX_HOST 253

/* Where the scheme ends, 0 when there is none. "example.org:8080/x" has none. */
static gsize
find_scheme_end (const char *address)
{
  gsize at = 0;

  if (!g_ascii_isalpha (address[0]))
    return 0;
  while (g_ascii_isalnum (address[at]) || strchr ("+-.", address[at]) != NULL) {
    if (address[at] == '\0')
      return 0;
    at++;
  }
  if (address[at] != ':' || strchr ("/\\", address[at + 1]) == NULL ||
      address[at + 1] == '\0')
    return 0;
  return at + 1;
}

static gboolean
is_number_host (const char *host)
{
  return g_hostname_is_ip_address (host);
}

/* Letters, digits, hyphens and dots, no empty label, at least one dot. */
static gboolean
is_name (const char *host)
{
  gsize label = 0;
  gboolean dotted = FALSE;

  for (const char *at = host; *at != '\0'; at++) {
    if (*at == '.') {
      if (label == 0 || label > 63)
        return FALSE;
      label = 0;
      dotted = TRUE;
    } else if (g_ascii_isalnum (*at) || *at == '-' || *at == '_') {
      label++;
    } else {
      return FALSE;
    }
  }
  return dotted && label > 0 && label <= 63;
}

static char *
dup_authority (const char *address)
{
  const char *start = address + find_scheme_end (address);
  const char *end = NULL;
  const char *at = NULL;

  start += strspn (start, "/\\");
  end = start + strcspn (start, "/\\?#");
  at = g_strrstr_len (start, end - start, "@");
  if (at != NULL)
    start = at + 1;
  if (*start == '[') {
    const char *close = memchr (start, ']', (gsize)(end - start));

    return close != NULL ? g_strndup (start + 1, (gsize)(close - start - 1)) : NULL;
  }
  at = memchr (start, ':', (gsize)(end - start));
  return g_strndup (start, (gsize)((at != NULL ? at : end) - start));
}

char *
hikae_law_dup_host (const char *address)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *authority = NULL;
  g_autofree char *ascii = NULL;
  gsize size = 0;

  if (address == NULL || strlen (address) > HIKAE_LAW_ADDRESS_MAX ||
      !g_utf8_validate (address, -1, NULL))
    return NULL;
  trimmed = g_strstrip (g_strdup (address));
  authority = dup_authority (trimmed);
  if (authority == NULL || *authority == '\0' || strlen (authority) > 4 * MAX_HOST)
    return NULL;
  if (is_number_host (authority))
    return g_ascii_strdown (authority, -1);
  ascii = g_hostname_to_ascii (authority);
  if (ascii == NULL)
    return NULL;
  size = strlen (ascii);
  if (size > 1 && ascii[size - 1] == '.')
    ascii[size - 1] = '\0';
  if (strlen (ascii) > MAX_HOST || !is_name (ascii))
    return NULL;
  return g_ascii_strdown (ascii, -1);
}

static gboolean
is_web_address (const char *word)
{
  return g_ascii_strncasecmp (word, "https://", strlen ("https://")) == 0 ||
         g_ascii_strncasecmp (word, "http://", strlen ("http://")) == 0;
}

GStrv
hikae_law_split_addresses (const char *text)
{
  g_autoptr (GStrvBuilder) words = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) whole = g_strv_builder_new ();
  const char *start = NULL;
  gboolean all = g_utf8_validate (text, -1, NULL);
  gboolean any = FALSE;

  /* The wide space of Japanese keyboards is one too. */
  for (const char *at = text; all; at = g_utf8_next_char (at)) {
    const gboolean gap = *at == '\0' || g_unichar_isspace (g_utf8_get_char (at));

    if (!gap && start == NULL) {
      start = at;
    } else if (gap && start != NULL) {
      g_autofree char *word = g_strndup (start, (gsize)(at - start));

      all = is_web_address (word);
      any = TRUE;
      g_strv_builder_add (words, word);
      start = NULL;
    }
    if (*at == '\0')
      break;
  }
  g_strv_builder_add (whole, text);
  return g_strv_builder_end (all && any ? words : whole);
}

char *
hikae_law_dup_shown_host (const char *host)
{
  g_autofree char *letters = g_hostname_to_unicode (host);
  g_autofree char *shown = hikae_text_for_display (letters, MAX_HOST);

  /* Both, because letters of another script can look like a name that is known. */
  if (letters == NULL || g_str_equal (letters, host))
    return g_strdup (host);
  return g_strdup_printf ("%s (%s)", shown, host);
}

gboolean
hikae_law_host_is_below (const char *host, const char *domain)
{
  gsize host_size = strlen (host);
  gsize domain_size = strlen (domain);

  if (domain_size == 0 || host_size < domain_size ||
      g_ascii_strcasecmp (host + host_size - domain_size, domain) != 0)
    return FALSE;
  return host_size == domain_size || host[host_size - domain_size - 1] == '.';
}

/* Suffixes of registries only: names below "github.io" belong to one company, which is
 * the one to ask. A rule for "*" would make a suffix of any single label. */
gboolean
hikae_law_host_is_suffix (const char *domain)
{
  const psl_ctx_t *list = psl_builtin ();

  return list == NULL || psl_is_public_suffix2 (list, domain, PSL_TYPE_ICANN) == 1;
}

char *
hikae_law_dup_registrable (const char *host)
{
  const char *candidate = host;

  if (host == NULL || is_number_host (host) || hikae_law_host_is_suffix (host))
    return NULL;
  for (const char *dot = strchr (host, '.'); dot != NULL; dot = strchr (dot + 1, '.')) {
    if (hikae_law_host_is_suffix (dot + 1))
      return g_strdup (candidate);
    candidate = dot + 1;
  }
  return NULL;
}
