/* hikae-evidence-record.c: RFC 4998: records made and renewed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-evidence-record.h"

#include "hikae-error.h"
#include "hikae-evidence-parse-private.h"
#include "hikae-hasher.h"

#include <string.h>

#define YEAR_US ((gint64)365 * 24 * 60 * 60 * G_USEC_PER_SEC)

/* 2.16.840.1.101.3.4.2.n: contents octets without the last. */
static const guint8 sha2_prefix[] = {0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02};

static void
append_algorithm (GByteArray *array, guint8 tag, HikaeDigestAlgorithm algorithm)
{
  g_autoptr (GByteArray) inside = g_byte_array_new ();
  guint8 oid[sizeof sha2_prefix + 1] = {0};

  memcpy (oid, sha2_prefix, sizeof sha2_prefix);
  oid[sizeof sha2_prefix] = algorithm == HIKAE_DIGEST_SHA256   ? 1
                            : algorithm == HIKAE_DIGEST_SHA384 ? 2
                                                               : 3;
  hikae_der_append (inside, HIKAE_DER_OID, oid, sizeof oid);
  hikae_der_append (array, tag, inside->data, inside->len);
}

/* (nullable): the contents of one ArchiveTimeStamp, with its header. */
static GByteArray *
make_stamp (const HikaeHashTree *tree,
            const HikaeDigest *leaf,
            GBytes *token,
            GError **error)
{
  g_autoptr (GBytes) lists = hikae_hash_tree_reduce (tree, leaf, error);
  g_autoptr (GByteArray) inside = g_byte_array_new ();
  GByteArray *stamp = NULL;
  gsize size = 0;
  const void *bytes = NULL;

  if (lists == NULL)
    return NULL;
  append_algorithm (inside, HIKAE_DER_CONTEXT_CONSTRUCTED (0), leaf->algorithm);
  bytes = g_bytes_get_data (lists, &size);
  if (size > 0)
    g_byte_array_append (inside, bytes, (guint)size);
  bytes = g_bytes_get_data (token, &size);
  g_byte_array_append (inside, bytes, (guint)size);
  stamp = g_byte_array_new ();
  hikae_der_append (stamp, HIKAE_DER_SEQUENCE, inside->data, inside->len);
  return stamp;
}

/* The whole record out of its first fields and the contents of its chains. */
static GBytes *
make_record (const void *before,
             gsize before_size,
             const void *chains,
             gsize chains_size,
             GError **error)
{
  g_autoptr (GByteArray) inside = g_byte_array_new ();
  g_autoptr (GBytes) record = NULL;
  g_autoptr (HikaeEvidence) parsed = NULL;
  GByteArray *whole = g_byte_array_new ();

  g_byte_array_append (inside, before, (guint)before_size);
  hikae_der_append (inside, HIKAE_DER_SEQUENCE, chains, chains_size);
  hikae_der_append (whole, HIKAE_DER_SEQUENCE, inside->data, inside->len);
  record = g_byte_array_free_to_bytes (whole);
  /* What is written must be readable: this also refuses a token that is none. */
  parsed = hikae_evidence_parse (record);
  if (parsed != NULL)
    return g_steal_pointer (&record);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "this is not a time-stamp token for an evidence record");
  return NULL;
}

GBytes *
hikae_evidence_record_new (const HikaeHashTree *tree,
                           const HikaeDigest *leaf,
                           GBytes *token,
                           GError **error)
{
  g_autoptr (GByteArray) stamp = make_stamp (tree, leaf, token, error);
  g_autoptr (GByteArray) before = g_byte_array_new ();
  g_autoptr (GByteArray) algorithms = g_byte_array_new ();
  g_autoptr (GByteArray) chain = g_byte_array_new ();

  if (stamp == NULL)
    return NULL;
  hikae_der_append (before, HIKAE_DER_INTEGER, "\1", 1);
  append_algorithm (algorithms, HIKAE_DER_SEQUENCE, leaf->algorithm);
  hikae_der_append (before, HIKAE_DER_SEQUENCE, algorithms->data, algorithms->len);
  hikae_der_append (chain, HIKAE_DER_SEQUENCE, stamp->data, stamp->len);
  return make_record (before->data, before->len, chain->data, chain->len, error);
}

static HikaeEvidence *
open_record (GBytes *record, GError **error)
{
  HikaeEvidence *evidence = hikae_evidence_parse (record);

  if (evidence == NULL)
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "this is not an evidence record");
  return evidence;
}

/* The names that append_algorithm() writes. */
static HikaeDigestAlgorithm
find_algorithm (const char *oid)
{
  if (g_strcmp0 (oid, "2.16.840.1.101.3.4.2.1") == 0)
    return HIKAE_DIGEST_SHA256;
  if (g_strcmp0 (oid, "2.16.840.1.101.3.4.2.2") == 0)
    return HIKAE_DIGEST_SHA384;
  if (g_strcmp0 (oid, "2.16.840.1.101.3.4.2.3") == 0)
    return HIKAE_DIGEST_SHA512;
  return HIKAE_DIGEST_NONE;
}

GBytes *
hikae_evidence_record_start (const HikaeDigest *leaf, GBytes *token, GError **error)
{
  g_autoptr (HikaeHashTree) tree = hikae_hash_tree_new (leaf, 1, error);

  return tree != NULL ? hikae_evidence_record_new (tree, leaf, token, error) : NULL;
}

gboolean
hikae_evidence_record_starts_with (GBytes *record, GBytes *token)
{
  g_autoptr (HikaeEvidence) evidence = hikae_evidence_parse (record);
  const HikaeArchiveStamp *first = NULL;
  gsize size = 0;
  const void *bytes = g_bytes_get_data (token, &size);

  if (evidence == NULL)
    return FALSE;
  first = &g_array_index (evidence->stamps, HikaeArchiveStamp, 0);
  return first->token.size == size && memcmp (first->token.bytes, bytes, size) == 0;
}

HikaeDigestAlgorithm
hikae_evidence_record_get_algorithm (GBytes *record)
{
  g_autoptr (HikaeEvidence) evidence = hikae_evidence_parse (record);

  return evidence != NULL ? find_algorithm (g_array_index (evidence->stamps,
                                                           HikaeArchiveStamp,
                                                           evidence->stamps->len - 1)
                                                .oid)
                          : HIKAE_DIGEST_NONE;
}

gboolean
hikae_evidence_record_digest_stamp (GBytes *record,
                                    HikaeDigestAlgorithm algorithm,
                                    HikaeDigest *digest,
                                    GError **error)
{
  g_autoptr (HikaeEvidence) evidence = open_record (record, error);
  const HikaeArchiveStamp *last = NULL;

  if (evidence == NULL)
    return FALSE;
  last = &g_array_index (evidence->stamps, HikaeArchiveStamp, evidence->stamps->len - 1);
  if (algorithm == HIKAE_DIGEST_NONE ||
      (last->oid != NULL && find_algorithm (last->oid) != algorithm)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "one chain of an evidence record keeps to one hash function");
    return FALSE;
  }
  *digest = hikae_hash_bytes (algorithm, last->token.bytes, last->token.size);
  return TRUE;
}

gboolean
hikae_evidence_record_digest_all (GBytes *record,
                                  const HikaeDigest *data,
                                  HikaeDigest *digest,
                                  GError **error)
{
  g_autoptr (HikaeEvidence) evidence = open_record (record, error);
  guint8 both[2 * HIKAE_DIGEST_MAX_SIZE] = {0};
  gsize size = hikae_digest_get_size (data);
  HikaeDigest chains = {0};

  if (evidence == NULL)
    return FALSE;
  chains = hikae_hash_bytes (
      data->algorithm, evidence->sequence.bytes, evidence->sequence.size);
  memcpy (both, data->bytes, size);
  memcpy (both + size, chains.bytes, size);
  *digest = hikae_hash_bytes (data->algorithm, both, 2 * size);
  return TRUE;
}

GBytes *
hikae_evidence_record_renew (GBytes *record,
                             const HikaeHashTree *tree,
                             const HikaeDigest *leaf,
                             GBytes *token,
                             gboolean new_chain,
                             GError **error)
{
  g_autoptr (HikaeEvidence) evidence = open_record (record, error);
  g_autoptr (GByteArray) stamp = NULL;
  g_autoptr (GByteArray) chains = g_byte_array_new ();
  g_autoptr (GByteArray) last = g_byte_array_new ();
  HikaeReader reader;
  HikaeDer chain = {0};
  gsize keep = 0;

  if (evidence == NULL)
    return NULL;
  stamp = make_stamp (tree, leaf, token, error);
  if (stamp == NULL)
    return NULL;
  reader = evidence->sequence.content;
  keep = new_chain ? reader.size : evidence->last_chain_start;
  g_byte_array_append (chains, reader.bytes, (guint)keep);
  if (!new_chain && hikae_reader_seek (&reader, keep) &&
      hikae_der_expect (&reader, HIKAE_DER_SEQUENCE, &chain))
    g_byte_array_append (last, chain.content.bytes, (guint)chain.content.size);
  g_byte_array_append (last, stamp->data, stamp->len);
  hikae_der_append (chains, HIKAE_DER_SEQUENCE, last->data, last->len);
  return make_record (
      evidence->before.bytes, evidence->before.size, chains->data, chains->len, error);
}

gint64
hikae_tsa_get_renewal_due (gint64 gen_time, gint64 chain_ends)
{
  if (chain_ends == 0)
    return 0;
  return MAX (chain_ends - YEAR_US, gen_time + (chain_ends - gen_time) / 2);
}
