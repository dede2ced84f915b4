/* hikae-letter-eml.c: a letter as a mail that is ready to be sent by hand
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RFC 5322, MIME with base64. Nothing the person types stands in a header as it is: words
 * are encoded (RFC 2047), addresses must follow a narrow grammar or are left out. */
#include "config.h"

#include "hikae-letter-private.h"
#include "hikae-rdap.h"

#include <string.h>

/* Bytes of UTF-8 in one encoded word: 36 become 48 of base64, so that the name of the
 * field fits on its line too. */
#define WORD_BYTES 36
#define LINE_BYTES 57

static char *
encode_words (const char *text)
{
  GString *encoded = g_string_new (NULL);
  const char *at = text;

  while (*at != '\0') {
    const char *end = at;
    g_autofree char *word = NULL;

    while (*end != '\0' && g_utf8_next_char (end) - at <= WORD_BYTES)
      end = g_utf8_next_char (end);
    word = g_base64_encode ((const guchar *)at, (gsize)(end - at));
    g_string_append_printf (
        encoded, "%s=?UTF-8?B?%s?=", encoded->len > 0 ? "\r\n " : "", word);
    at = end;
  }
  return g_string_free (encoded, FALSE);
}

static char *
format_mail_date (gint64 now)
{
  static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static const char *const months[] = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  g_autoptr (GDateTime) when = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);

  if (when == NULL)
    when = g_date_time_new_from_unix_utc (0);
  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d +0000",
                          days[g_date_time_get_day_of_week (when) - 1],
                          g_date_time_get_day_of_month (when),
                          months[g_date_time_get_month (when) - 1],
                          g_date_time_get_year (when),
                          g_date_time_get_hour (when),
                          g_date_time_get_minute (when),
                          g_date_time_get_second (when));
}

static void
append_from (GString *mail, const HikaeLetter *self)
{
  g_autofree char *name = NULL;

  if (!hikae_rdap_is_mail (self->email)) {
    /* RFC 6854: an empty group where the sender is not known yet. */
    g_string_append (mail, "From: Sender:;\r\n");
    return;
  }
  name = self->name != NULL ? encode_words (self->name) : g_strdup ("");
  g_string_append_printf (
      mail, "From: %s%s<%s>\r\n", name, *name != '\0' ? "\r\n " : "", self->email);
}

static void
append_body (GString *mail, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *wired = g_strjoinv ("\r\n", lines);
  gsize size = strlen (wired);

  for (gsize at = 0; at < size; at += LINE_BYTES) {
    g_autofree char *line =
        g_base64_encode ((const guchar *)wired + at, MIN (LINE_BYTES, size - at));

    g_string_append_printf (mail, "%s\r\n", line);
  }
}

GBytes *
hikae_letter_render_eml (const HikaeLetter *self, GError **error)
{
  g_autoptr (GString) mail = g_string_new (NULL);
  g_autofree char *date = format_mail_date (self->now);
  g_autofree char *subject = encode_words (self->subject);
  g_autofree char *text = hikae_letter_format_text (self);

  g_string_append_printf (mail, "Date: %s\r\n", date);
  append_from (mail, self);
  if (self->by_mail && hikae_rdap_is_mail (self->address))
    g_string_append_printf (mail, "To: <%s>\r\n", self->address);
  g_string_append_printf (mail, "Subject: %s\r\n", subject);
  g_string_append (mail,
                   "X-Unsent: 1\r\n"
                   "MIME-Version: 1.0\r\n"
                   "Content-Type: text/plain; charset=utf-8\r\n"
                   "Content-Transfer-Encoding: base64\r\n");
  g_string_append_printf (mail, "Content-Language: %s\r\n\r\n", self->lang);
  append_body (mail, text);
  return g_bytes_new (mail->str, mail->len);
}
