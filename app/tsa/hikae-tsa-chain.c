/* hikae-tsa-chain.c: from the signer to a pinned anchor, at the token's time
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * X509_verify_cert() does not go back when one of several issuers of the same name was
 * the wrong one, and real tokens carry several generations of one authority. So the
 * paths are found here, each link by a verified signature, and OpenSSL is asked about
 * one path at a time with nothing else to choose from.
 *
 * The check time is the token's: a certificate that ended later does not undo a stamp. */
#include "config.h"

#include "hikae-tsa-chain-private.h"
#include "hikae-tsa-pool-private.h"
#include "hikae-tsa-signature-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>
#include <time.h>

#define MAX_DEPTH 8
#define MAX_PATHS 16
/* Signature checks for one token; a hostile pool must not cost more. */
#define MAX_STEPS 256

typedef struct {
  const GPtrArray *pool;
  const GPtrArray *anchors;
  GPtrArray *path; /* (element-type X509), borrowed */
  GPtrArray *paths;
  GHashTable *links; /* "child parent" addresses → verified or not */
  guint steps;
} Search;

gboolean
hikae_tsa_parse_asn1_time (const ASN1_TIME *time, gint64 *time_us)
{
  struct tm parts;

  *time_us = 0;
  memset (&parts, 0, sizeof parts);
  if (time == NULL || ASN1_TIME_to_tm (time, &parts) != 1) {
    ERR_clear_error ();
    return FALSE;
  }
  *time_us = (gint64)timegm (&parts) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
path_holds (const GPtrArray *path, X509 *certificate)
{
  for (guint i = 0; i < path->len; i++)
    if (X509_cmp (path->pdata[i], certificate) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
names_issuer (X509 *child, X509 *parent)
{
  return X509_NAME_cmp (X509_get_issuer_name (child), X509_get_subject_name (parent)) ==
         0;
}

/* Whether @child has one possible issuer only. Then there is nothing to choose, and
 * OpenSSL's check of the whole path is the one that verifies the signature. */
static gboolean
has_one_issuer (const Search *search, X509 *child)
{
  guint count = 0;

  for (guint i = 0; i < search->anchors->len; i++)
    count += names_issuer (child, search->anchors->pdata[i]) ? 1 : 0;
  for (guint i = 0; i < search->pool->len && count < 2; i++)
    if (names_issuer (child, search->pool->pdata[i]) &&
        !path_holds (search->anchors, search->pool->pdata[i]))
      count++;
  return count == 1;
}

static gboolean
signed_by (Search *search, X509 *child, X509 *parent, gboolean only)
{
  g_autofree char *key = NULL;
  gpointer known = NULL;
  gboolean good = FALSE;

  if (!names_issuer (child, parent))
    return FALSE;
  if (only)
    return TRUE;
  key = g_strdup_printf ("%p %p", (void *)child, (void *)parent);
  if (g_hash_table_lookup_extended (search->links, key, NULL, &known))
    return GPOINTER_TO_INT (known);
  if (search->steps >= MAX_STEPS)
    return FALSE;
  search->steps++;
  good = X509_get0_pubkey (parent) != NULL &&
         X509_verify (child, X509_get0_pubkey (parent)) == 1;
  ERR_clear_error ();
  g_hash_table_insert (search->links, g_steal_pointer (&key), GINT_TO_POINTER (good));
  return good;
}

static void
keep_path (Search *search, X509 *anchor)
{
  GPtrArray *copy = g_ptr_array_new ();

  for (guint i = 0; i < search->path->len; i++)
    g_ptr_array_add (copy, search->path->pdata[i]);
  if (anchor != NULL)
    g_ptr_array_add (copy, anchor);
  g_ptr_array_add (search->paths, copy);
}

/* Depth first; MAX_DEPTH bounds the recursion, MAX_PATHS and MAX_STEPS the breadth. */
static void
follow (Search *search)
{
  X509 *last = search->path->pdata[search->path->len - 1];
  gboolean only = has_one_issuer (search, last);

  for (guint i = 0; i < search->anchors->len && search->paths->len < MAX_PATHS; i++) {
    X509 *anchor = search->anchors->pdata[i];

    if (X509_cmp (last, anchor) == 0)
      keep_path (search, NULL);
    else if (signed_by (search, last, anchor, only))
      keep_path (search, anchor);
  }
  if (search->path->len >= MAX_DEPTH)
    return;
  for (guint i = 0; i < search->pool->len && search->paths->len < MAX_PATHS; i++) {
    X509 *parent = search->pool->pdata[i];

    if (search->steps >= MAX_STEPS || path_holds (search->path, parent) ||
        path_holds (search->anchors, parent) || !signed_by (search, last, parent, only))
      continue;
    search->steps++;
    g_ptr_array_add (search->path, parent);
    follow (search);
    g_ptr_array_remove_index (search->path, search->path->len - 1);
  }
}

static int
ask_openssl (const GPtrArray *path, gint64 time_us)
{
  g_autoptr (X509_STORE) store = X509_STORE_new ();
  g_autoptr (X509_STORE_CTX) context = X509_STORE_CTX_new ();
  STACK_OF (X509) *between = sk_X509_new_null ();
  X509_VERIFY_PARAM *parameters = NULL;
  int code = X509_V_ERR_UNSPECIFIED;

  for (guint i = 1; i + 1 < path->len; i++)
    (void)sk_X509_push (between, path->pdata[i]);
  if (store != NULL && context != NULL && between != NULL &&
      X509_STORE_add_cert (store, path->pdata[path->len - 1]) == 1 &&
      X509_STORE_CTX_init (context, store, path->pdata[0], between) == 1) {
    parameters = X509_STORE_CTX_get0_param (context);
    X509_VERIFY_PARAM_set_time (parameters, (time_t)(time_us / G_USEC_PER_SEC));
    /* Without policies (RFC 5280 §6.1.3 d): authorities whose stamps are relied on break
     * the constraints of their own roots. */
    (void)X509_VERIFY_PARAM_set_flags (parameters, X509_V_FLAG_PARTIAL_CHAIN);
    X509_VERIFY_PARAM_set_auth_level (parameters, 0);
    (void)X509_VERIFY_PARAM_set_purpose (parameters, X509_PURPOSE_TIMESTAMP_SIGN);
    code =
        X509_verify_cert (context) == 1 ? X509_V_OK : X509_STORE_CTX_get_error (context);
    if (code == X509_V_OK && X509_STORE_CTX_get0_chain (context) == NULL)
      code = X509_V_ERR_UNSPECIFIED;
  }
  sk_X509_free (between);
  ERR_clear_error ();
  return code;
}

static gboolean
is_time_error (int code)
{
  return code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID;
}

static gboolean
was_valid_at (X509 *certificate, gint64 time_us)
{
  gint64 from = 0;
  gint64 until = 0;

  return hikae_tsa_parse_asn1_time (X509_get0_notBefore (certificate), &from) &&
         hikae_tsa_parse_asn1_time (X509_get0_notAfter (certificate), &until) &&
         from <= time_us && time_us / G_USEC_PER_SEC <= until / G_USEC_PER_SEC;
}

static void
report_failure (X509 *signer, gint64 time_us, int code, HikaeTsaVerdict *verdict)
{
  g_autofree char *detail = NULL;

  if (is_time_error (code) || !was_valid_at (signer, time_us))
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_CHAIN_TIME, NULL);
  if (is_time_error (code))
    return;
  if (code == X509_V_OK) {
    hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_CHAIN_TRUST, NULL);
    return;
  }
  detail = g_strdup_printf ("the chain of certificates breaks a rule: %s",
                            X509_verify_cert_error_string (code));
  hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_CHAIN, detail);
}

static GPtrArray *
copy_path (const GPtrArray *path)
{
  GPtrArray *copy = g_ptr_array_new_with_free_func ((GDestroyNotify)X509_free);

  for (guint i = 0; i < path->len; i++)
    if (X509_up_ref (path->pdata[i]) == 1)
      g_ptr_array_add (copy, path->pdata[i]);
  return copy;
}

/* RFC 5280 §4.1.2.5: notAfter is still part of the validity; OpenSSL ends before it. */
static int
ask_inclusively (const GPtrArray *path, gint64 time_us)
{
  int code = ask_openssl (path, time_us);

  for (guint i = 0; code == X509_V_ERR_CERT_HAS_EXPIRED && i < path->len; i++)
    if (!was_valid_at (path->pdata[i], time_us))
      return code;
  return code == X509_V_ERR_CERT_HAS_EXPIRED
             ? ask_openssl (path, time_us - G_USEC_PER_SEC)
             : code;
}

/* (nullable): the first good path that @ess names, else the first good one. */
static GPtrArray *
choose_path (const GPtrArray *paths, gint64 time_us, const HikaeTsaEss *ess, int *code)
{
  GPtrArray *chosen = NULL;

  *code = X509_V_OK;
  for (guint i = 0; i < paths->len; i++) {
    GPtrArray *path = paths->pdata[i];
    int found = ask_inclusively (path, time_us);

    if (found == X509_V_OK && (ess == NULL || hikae_tsa_ess_covered_by (ess, path)))
      return path;
    if (found == X509_V_OK && chosen == NULL)
      chosen = path;
    /* A namesake that signed nothing is no issuer, so this was no path. */
    if (found == X509_V_ERR_CERT_SIGNATURE_FAILURE)
      continue;
    /* A path that broke a rule tells more than one that was too old. */
    if (found != X509_V_OK && (*code == X509_V_OK || is_time_error (*code)))
      *code = found;
  }
  return chosen;
}

GPtrArray *
hikae_tsa_chain_build (X509 *signer,
                       const GPtrArray *pool,
                       const GPtrArray *anchors,
                       gint64 time_us,
                       const HikaeTsaEss *ess,
                       HikaeTsaVerdict *verdict)
{
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autoptr (GPtrArray) paths =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  g_autoptr (GHashTable) links =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Search search = {pool, anchors, path, paths, links, 0};
  GPtrArray *chosen = NULL;
  int code = X509_V_OK;

  g_ptr_array_add (path, signer);
  follow (&search);
  chosen = choose_path (paths, time_us, ess, &code);
  if (chosen != NULL)
    return copy_path (chosen);
  report_failure (signer, time_us, code, verdict);
  return NULL;
}

void
hikae_tsa_chain_check_strength (const GPtrArray *chain, HikaeTsaVerdict *verdict)
{
  for (guint i = 0; i + 1 < chain->len; i++) {
    int hash = NID_undef;

    /* The anchor is trusted by its bytes, so its own signature proves nothing. */
    (void)X509_get_signature_info (chain->pdata[i], &hash, NULL, NULL, NULL);
    if (hash != NID_undef && hikae_tsa_is_weak_hash (hash))
      hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_WEAK_CHAIN_HASH, NULL);
  }
  for (guint i = 1; i < chain->len; i++)
    if (hikae_tsa_is_weak_key (chain->pdata[i]))
      hikae_tsa_verdict_add (verdict, HIKAE_TSA_CODE_WEAK_CHAIN_KEY, NULL);
  ERR_clear_error ();
}

GBytes *
hikae_tsa_chain_dup_anchor (GBytes *chain)
{
  g_autoptr (GPtrArray) certificates = hikae_tsa_pool_load_certificates (chain);

  if (certificates->len > 1)
    g_ptr_array_remove_range (certificates, 0, certificates->len - 1);
  return hikae_tsa_pool_format_pem (certificates);
}

gboolean
hikae_tsa_chain_ends_in (GBytes *chain, GBytes *anchors)
{
  g_autoptr (GPtrArray) certificates = hikae_tsa_pool_load_certificates (chain);
  g_autoptr (GPtrArray) pinned = hikae_tsa_pool_load_certificates (anchors);

  return certificates->len > 0 &&
         path_holds (pinned, certificates->pdata[certificates->len - 1]);
}

gint64
hikae_tsa_chain_get_end (const GPtrArray *chain)
{
  gint64 end = G_MAXINT64;

  for (guint i = 0; i < chain->len; i++) {
    gint64 until = 0;

    if (!hikae_tsa_parse_asn1_time (X509_get0_notAfter (chain->pdata[i]), &until))
      return 0;
    end = MIN (end, until);
  }
  return end == G_MAXINT64 ? 0 : end;
}
