/* hikae-media-cose-text.c: names and times of certificates, as text
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-cose-private.h"

char *
hikae_cose_dup_name_part (const X509_NAME *name, int nid)
{
  int index = X509_NAME_get_index_by_NID (name, nid, -1);
  const X509_NAME_ENTRY *entry = index >= 0 ? X509_NAME_get_entry (name, index) : NULL;
  unsigned char *utf8 = NULL;
  char *text = NULL;
  int length = 0;

  if (entry == NULL)
    return NULL;
  length = ASN1_STRING_to_UTF8 (&utf8, X509_NAME_ENTRY_get_data (entry));
  if (length >= 0)
    text = g_utf8_make_valid ((const char *)utf8, length);
  OPENSSL_free (utf8);
  return text;
}

char *
hikae_cose_dup_name (const X509_NAME *name)
{
  char *text = hikae_cose_dup_name_part (name, NID_organizationName);

  return text != NULL ? text : hikae_cose_dup_name_part (name, NID_commonName);
}

char *
hikae_cose_format_time (const struct tm *when)
{
  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ",
                          when->tm_year + 1900,
                          when->tm_mon + 1,
                          when->tm_mday,
                          when->tm_hour,
                          when->tm_min,
                          when->tm_sec);
}
