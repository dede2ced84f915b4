/* hikae-tsa-status.c: where it is said whether a certificate was revoked
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The addresses come out of certificates that a pinned authority issued; nevertheless
 * only http and https are followed and their number is bounded. */
#include "config.h"

#include "hikae-tsa-status.h"

#include "hikae-error.h"
#include "hikae-tsa-chain-private.h"
#include "hikae-tsa-ocsp-private.h"
#include "hikae-tsa-pool-private.h"
#include "hikae-tsa-revocation-private.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <string.h>

#define MAX_URL 2000

void
hikae_tsa_status_source_free (HikaeTsaStatusSource *self)
{
  if (self == NULL)
    return;
  g_free (self->url);
  g_free (self->id);
  g_clear_pointer (&self->request, g_bytes_unref);
  g_free (self);
}

/* (nullable): a web address in printable ASCII. */
static char *
dup_address (const ASN1_STRING *string)
{
  g_autofree char *url = g_strndup ((const char *)ASN1_STRING_get0_data (string),
                                    (gsize)ASN1_STRING_length (string));
  gsize size = strlen (url);

  if (size == 0 || size > MAX_URL || size != (gsize)ASN1_STRING_length (string))
    return NULL;
  for (gsize i = 0; i < size; i++)
    if (!g_ascii_isgraph (url[i]))
      return NULL;
  if (g_ascii_strncasecmp (url, "http://", 7) != 0 &&
      g_ascii_strncasecmp (url, "https://", 8) != 0)
    return NULL;
  return g_steal_pointer (&url);
}

static void
add_source (GPtrArray *sources,
            HikaeTsaStatusKind kind,
            char *url,
            GBytes *request,
            guint depth)
{
  HikaeTsaStatusSource *source = g_new0 (HikaeTsaStatusSource, 1);

  source->kind = kind;
  source->depth = depth;
  source->url = url;
  source->request = request;
  if (request == NULL) {
    source->id = g_strdup (url);
  } else {
    g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, request);

    source->id = g_strdup_printf ("%s#%.16s", url, hash);
  }
  g_ptr_array_add (sources, source);
}

static gboolean
has_list (const GPtrArray *sources, const char *url)
{
  for (guint i = 0; i < sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i];

    if (source->kind == HIKAE_TSA_STATUS_CRL && strcmp (source->url, url) == 0)
      return TRUE;
  }
  return FALSE;
}

static void
add_names (GPtrArray *sources, const GENERAL_NAMES *names, guint depth)
{
  for (int i = 0; i < sk_GENERAL_NAME_num (names); i++) {
    const GENERAL_NAME *name = sk_GENERAL_NAME_value (names, i);
    char *url = name->type == GEN_URI ? dup_address (name->d.ia5) : NULL;

    if (url == NULL)
      continue;
    if (sources->len >= HIKAE_TSA_STATUS_MAX_SOURCES || has_list (sources, url)) {
      g_free (url);
      continue;
    }
    add_source (sources, HIKAE_TSA_STATUS_CRL, url, NULL, depth);
    /* The further names of one point are other ways to the same list. */
    return;
  }
}

/* RFC 5280 §4.2.1.13. */
static void
add_lists (GPtrArray *sources, X509 *certificate, guint depth)
{
  CRL_DIST_POINTS *points =
      X509_get_ext_d2i (certificate, NID_crl_distribution_points, NULL, NULL);

  for (int i = 0; points != NULL && i < sk_DIST_POINT_num (points); i++) {
    const DIST_POINT *point = sk_DIST_POINT_value (points, i);

    if (point->distpoint != NULL && point->distpoint->type == 0)
      add_names (sources, point->distpoint->name.fullname, depth);
  }
  CRL_DIST_POINTS_free (points);
}

/* RFC 5280 §4.2.2.1; the first address is enough, a list says the same. */
static void
add_responder (GPtrArray *sources, X509 *certificate, X509 *issuer, guint depth)
{
  AUTHORITY_INFO_ACCESS *access =
      X509_get_ext_d2i (certificate, NID_info_access, NULL, NULL);

  for (int i = 0; access != NULL && i < sk_ACCESS_DESCRIPTION_num (access); i++) {
    const ACCESS_DESCRIPTION *one = sk_ACCESS_DESCRIPTION_value (access, i);
    GBytes *request = NULL;
    char *url = NULL;

    if (OBJ_obj2nid (one->method) != NID_ad_OCSP || one->location->type != GEN_URI ||
        sources->len >= HIKAE_TSA_STATUS_MAX_SOURCES)
      continue;
    url = dup_address (one->location->d.ia5);
    request = url != NULL ? hikae_tsa_ocsp_make_request (certificate, issuer) : NULL;
    if (request != NULL) {
      add_source (sources, HIKAE_TSA_STATUS_OCSP, url, request, depth);
      break;
    }
    g_free (url);
  }
  AUTHORITY_INFO_ACCESS_free (access);
}

GPtrArray *
hikae_tsa_status_list_sources (GBytes *chain)
{
  GPtrArray *sources =
      g_ptr_array_new_with_free_func ((GDestroyNotify)hikae_tsa_status_source_free);
  g_autoptr (GPtrArray) certificates = hikae_tsa_pool_load_certificates (chain);

  for (guint i = 0; i + 1 < certificates->len; i++) {
    add_lists (sources, certificates->pdata[i], i);
    add_responder (sources, certificates->pdata[i], certificates->pdata[i + 1], i);
  }
  ERR_clear_error ();
  return sources;
}

static gboolean
check_list (GBytes *answer, const GPtrArray *chain, gint64 *issued_at)
{
  g_autoptr (GPtrArray) lists = hikae_tsa_pool_load_crls (answer);

  if (lists->len != 1)
    return FALSE;
  for (guint i = 1; i < chain->len; i++)
    if (hikae_tsa_crl_is_by (lists->pdata[0], chain->pdata[i]))
      return hikae_tsa_parse_asn1_time (X509_CRL_get0_lastUpdate (lists->pdata[0]),
                                        issued_at);
  return FALSE;
}

static gboolean
check_answer (GBytes *answer, const GPtrArray *chain, gint64 *issued_at)
{
  g_autoptr (GPtrArray) answers = hikae_tsa_pool_load_ocsp (answer);

  if (answers->len != 1)
    return FALSE;
  for (guint i = 0; i + 1 < chain->len; i++)
    if (hikae_tsa_ocsp_speaks_of (
            answers->pdata[0], chain->pdata[i], chain->pdata[i + 1], issued_at))
      return TRUE;
  return FALSE;
}

gboolean
hikae_tsa_status_check (HikaeTsaStatusKind kind,
                        GBytes *answer,
                        GBytes *chain,
                        gint64 *issued_at,
                        GError **error)
{
  g_autoptr (GPtrArray) certificates = hikae_tsa_pool_load_certificates (chain);
  gboolean good = FALSE;

  *issued_at = 0;
  good = kind == HIKAE_TSA_STATUS_CRL ? check_list (answer, certificates, issued_at)
                                      : check_answer (answer, certificates, issued_at);
  ERR_clear_error ();
  if (!good)
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REMOTE,
                         "what came is no revocation list of this authority");
  return good;
}
