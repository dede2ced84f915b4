/* hikae-capture-text.c: words, an address, bytes in memory become a draft
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-capture.h"
#include "hikae-error.h"
#include "hikae-magic.h"

#include <string.h>

/* Longer words stand in the payload alone, so that the record stays within its limit
 * even when every character needs an escape. */
#define NOTE_CLAIM_MAX (16 * 1024)

/* Addresses that point into a program or a computer instead of the web. */
static const char *const inner_schemes[] = {
    "about",
    "blob",
    "data",
    "file",
    "javascript",
    "view-source",
    NULL,
};

static gboolean
reject (GError **error, const char *message)
{
  g_set_error_literal (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, message);
  return FALSE;
}

static gboolean
has_blank_or_control (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
      return TRUE;
  }
  return FALSE;
}

static gboolean
check_web_host (const char *url, GError **error)
{
  g_autoptr (GUri) uri =
      g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);

  if (uri == NULL)
    return reject (error, "the address cannot be read as a web address");
  /* It would be sealed, and handed over with everything else. */
  if (g_uri_get_password (uri) != NULL && *g_uri_get_password (uri) != '\0')
    return reject (error,
                   "the address holds a password before the site's name; leave it out, "
                   "so that it is not handed over");
  if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    return reject (error, "the address names no site");
  return TRUE;
}

gboolean
hikae_capture_check_url (const char *url, GError **error)
{
  g_autofree char *typed = NULL;
  g_autofree char *scheme = NULL;

  if (url == NULL || *url == '\0')
    return reject (error, "the address is empty");
  if (strlen (url) > HIKAE_ITEM_CLAIM_MAX)
    return reject (error, "the address is longer than 64 KiB");
  if (!g_utf8_validate (url, -1, NULL))
    return reject (error, "the address is not UTF-8 text");
  if (has_blank_or_control (url))
    return reject (error, "the address holds blanks or control characters");
  typed = g_uri_parse_scheme (url);
  if (typed == NULL)
    return reject (error, "the address has to begin like https://");
  scheme = g_ascii_strdown (typed, -1);
  if (g_strv_contains (inner_schemes, scheme))
    return reject (error, "the address is not one others could open");
  if (g_str_equal (scheme, "http") || g_str_equal (scheme, "https"))
    return check_web_host (url, error);
  return TRUE;
}

static gboolean
check_text (const char *text, GError **error)
{
  gsize size = strlen (text);

  if (size > HIKAE_CAPTURE_TEXT_MAX)
    return reject (error, "the text is longer than 1 MiB; add it as a file");
  if (!g_utf8_validate (text, (gssize)size, NULL))
    return reject (error, "the text is not UTF-8");
  return TRUE;
}

static gboolean
is_blank (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    if (!g_unichar_isspace (g_utf8_get_char (text)))
      return FALSE;
  }
  return TRUE;
}

static HikaeDraft *
make_text_draft (HikaeItemKind kind, const char *name, char *text, const char *url)
{
  gsize size = strlen (text);
  g_autoptr (GInputStream) stream =
      g_memory_input_stream_new_from_data (text, (gssize)size, g_free);
  HikaeDraft *draft = hikae_draft_new (kind, name, "text/plain", stream);

  hikae_draft_set_expected_size (draft, size);
  hikae_draft_set_claim (draft, "url", url);
  json_object_set_string_member (hikae_draft_get_facts (draft), "method", "typed");
  return draft;
}

HikaeDraft *
hikae_capture_note (const char *text, const char *url, GError **error)
{
  HikaeDraft *draft = NULL;

  if (text == NULL || (g_utf8_validate (text, -1, NULL) && is_blank (text))) {
    (void)reject (error, "the note has no words");
    return NULL;
  }
  if (!check_text (text, error))
    return NULL;
  if (url != NULL && *url != '\0' && !hikae_capture_check_url (url, error))
    return NULL;
  draft = make_text_draft (HIKAE_ITEM_NOTE, "note.txt", g_strdup (text), url);
  if (strlen (text) <= NOTE_CLAIM_MAX)
    hikae_draft_set_claim (draft, "note", text);
  return draft;
}

HikaeDraft *
hikae_capture_link (const char *url, const char *text, GError **error)
{
  const char *words = text != NULL ? text : "";
  const char *gap = *words != '\0' ? "\n\n" : "\n";
  HikaeDraft *draft = NULL;

  if (!hikae_capture_check_url (url, error) || !check_text (words, error))
    return NULL;
  draft = make_text_draft (
      HIKAE_ITEM_LINK, "link.txt", g_strconcat (url, gap, words, NULL), url);
  if (strlen (words) <= NOTE_CLAIM_MAX)
    hikae_draft_set_claim (draft, "note", words);
  return draft;
}

HikaeDraft *
hikae_capture_bytes (HikaeItemKind kind,
                     const char *name,
                     const char *media_type,
                     GBytes *bytes)
{
  gsize size = 0;
  const void *data = NULL;
  g_autoptr (GInputStream) stream = NULL;
  HikaeDraft *draft = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  data = g_bytes_get_data (bytes, &size);
  stream = g_memory_input_stream_new_from_bytes (bytes);
  if (media_type == NULL)
    media_type = hikae_magic_get_media_type (data, size);
  draft = hikae_draft_new (kind, name, media_type, stream);
  hikae_draft_set_expected_size (draft, size);
  json_object_set_string_member (hikae_draft_get_facts (draft), "method", "memory");
  if (size == 0)
    json_object_set_int_member (hikae_draft_get_facts (draft), "empty", 1);
  return draft;
}
