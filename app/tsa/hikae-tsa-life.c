/* hikae-tsa-life.c: until when a stamp stands by itself, and when to renew it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-tsa-life.h"

#include "hikae-authority-own.h"
#include "hikae-clock.h"
#include "hikae-data.h"
#include "hikae-evidence-record.h"
#include "hikae-file.h"
#include "hikae-tsa-chain-private.h"
#include "hikae-tsa-pool-private.h"

#include <openssl/err.h>
#include <string.h>

#define SHIPPED "authorities/algorithms.conf"
#define OWN_MAX 65536
#define GROUP "until"
#define YEAR_US ((gint64)365 * 24 * 60 * 60 * G_USEC_PER_SEC)

static gpointer
load_dates (gpointer unused)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GBytes) bytes = hikae_data_load (SHIPPED, NULL);

  if (bytes == NULL || !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    g_error ("the program's own data " SHIPPED " cannot be read");
  return g_steal_pointer (&file);
}

/* What the person's own file says, which need not be there. */
static gpointer
load_own_dates (gpointer unused)
{
  g_autofree char *folder = hikae_authority_dup_own_folder ();
  g_autofree char *path = g_build_filename (folder, "algorithms.conf", NULL);
  g_autoptr (GBytes) bytes = hikae_file_load (path, OWN_MAX, NULL);
  GKeyFile *file = g_key_file_new ();

  if (bytes != NULL && !g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, NULL))
    g_warning ("the dates of algorithms in the folder of your own authorities cannot be "
               "read; those of the program count");
  return file;
}

/* Whether the line @name is about this key: "RSA-3071" about RSA up to 3071 bits. */
static gboolean
is_about (const char *name, const char *algorithm, int bits)
{
  gsize length = strlen (algorithm);
  const char *rest = name + length;

  if (g_ascii_strncasecmp (name, algorithm, length) != 0)
    return FALSE;
  return *rest == '\0' || (*rest == '-' && g_ascii_isdigit (rest[1]) &&
                           bits <= (int)g_ascii_strtoll (rest + 1, NULL, 10));
}

/* Microseconds UTC of the end of the day on which an algorithm is retired by @dates. */
static gint64
find_end_in (GKeyFile *dates, const char *algorithm, int bits)
{
  g_auto (GStrv) names = g_key_file_get_keys (dates, GROUP, NULL, NULL);
  gint64 first = G_MAXINT64;

  for (guint i = 0; algorithm != NULL && names != NULL && names[i] != NULL; i++) {
    g_autofree char *day = g_key_file_get_string (dates, GROUP, names[i], NULL);
    g_autofree char *end = g_strconcat (day, "T23:59:59Z", NULL);
    gint64 time_us = 0;

    if (is_about (names[i], algorithm, bits) && hikae_clock_parse (end, &time_us))
      first = MIN (first, time_us);
  }
  return first;
}

/* The person's own dates can only be earlier. */
static gint64
find_end (const char *algorithm, int bits)
{
  static GOnce shipped = G_ONCE_INIT;
  static GOnce own = G_ONCE_INIT;

  return MIN (find_end_in (g_once (&shipped, load_dates, NULL), algorithm, bits),
              find_end_in (g_once (&own, load_own_dates, NULL), algorithm, bits));
}

static gint64
find_retirement (X509 *certificate)
{
  EVP_PKEY *key = X509_get0_pubkey (certificate);

  return key != NULL ? find_end (EVP_PKEY_get0_type_name (key), EVP_PKEY_get_bits (key))
                     : G_MAXINT64;
}

gboolean
hikae_tsa_life_is_hash_leaving (const char *name, gint64 now)
{
  return find_end (name, 0) <= now + YEAR_US;
}

gboolean
hikae_tsa_life_compute (GBytes *chain, gint64 gen_time, HikaeTsaLife *life)
{
  g_autoptr (GPtrArray) certificates = hikae_tsa_pool_load_certificates (chain);
  gint64 retired = G_MAXINT64;

  memset (life, 0, sizeof *life);
  life->ends = hikae_tsa_chain_get_end (certificates);
  for (guint i = 0; i < certificates->len; i++)
    retired = MIN (retired, find_retirement (certificates->pdata[i]));
  ERR_clear_error ();
  if (life->ends == 0)
    return FALSE;
  life->by_algorithm = retired < life->ends;
  life->ends = MIN (life->ends, retired);
  life->due = hikae_tsa_get_renewal_due (gen_time, life->ends);
  return TRUE;
}
