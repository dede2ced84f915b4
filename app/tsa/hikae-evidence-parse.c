/* hikae-evidence-parse.c: RFC 4998 §3 and §4: the parts of a record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * EvidenceRecord ::= SEQUENCE { version INTEGER, digestAlgorithms SEQUENCE OF
 *   AlgorithmIdentifier, cryptoInfos [0] OPTIONAL, encryptionInfo [1] OPTIONAL,
 *   archiveTimeStampSequence SEQUENCE OF SEQUENCE OF ArchiveTimeStamp }
 * ArchiveTimeStamp ::= SEQUENCE { digestAlgorithm [0] OPTIONAL, attributes [1] OPTIONAL,
 *   reducedHashtree [2] SEQUENCE OF SEQUENCE OF OCTET STRING OPTIONAL, timeStamp }
 * with implicit tags. */
#include "config.h"

#include "hikae-evidence-parse-private.h"
#include "hikae-evidence-record.h"

static void
clear_stamp (gpointer stamp)
{
  g_free (((HikaeArchiveStamp *)stamp)->oid);
}

static gboolean
parse_stamp (HikaeReader *reader, HikaeArchiveStamp *stamp)
{
  HikaeDer whole = {0};
  HikaeDer part = {0};
  HikaeDer oid = {0};

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &whole))
    return FALSE;
  if (hikae_der_take (&whole.content, HIKAE_DER_CONTEXT_CONSTRUCTED (0), &part)) {
    if (!hikae_der_expect (&part.content, HIKAE_DER_OID, &oid))
      return FALSE;
    stamp->oid = hikae_der_dup_oid (&oid);
    if (stamp->oid == NULL)
      return FALSE;
  }
  (void)hikae_der_take (&whole.content, HIKAE_DER_CONTEXT_CONSTRUCTED (1), &part);
  if (hikae_der_take (&whole.content, HIKAE_DER_CONTEXT_CONSTRUCTED (2), &part)) {
    stamp->has_tree = TRUE;
    stamp->lists = part.content;
  }
  return hikae_der_expect (&whole.content, HIKAE_DER_SEQUENCE, &stamp->token) &&
         hikae_reader_get_left (&whole.content) == 0;
}

static gboolean
parse_chain (HikaeReader *reader, guint number, GArray *stamps)
{
  HikaeDer chain = {0};

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &chain) ||
      hikae_der_at_end (&chain.content))
    return FALSE;
  while (!hikae_der_at_end (&chain.content)) {
    HikaeArchiveStamp stamp = {.chain = number};
    gboolean good =
        stamps->len < HIKAE_EVIDENCE_MAX_STAMPS && parse_stamp (&chain.content, &stamp);

    g_array_append_val (stamps, stamp);
    if (!good)
      return FALSE;
  }
  return !chain.content.failed;
}

static gboolean
parse_chains (HikaeEvidence *self)
{
  HikaeReader reader = self->sequence.content;

  for (guint i = 0; !hikae_der_at_end (&reader); i++) {
    self->last_chain_start = reader.offset;
    if (!parse_chain (&reader, i, self->stamps))
      return FALSE;
    g_array_append_val (self->chain_ends, reader.offset);
  }
  return !reader.failed && self->stamps->len > 0;
}

static gboolean
parse_record (HikaeReader *reader, HikaeEvidence *self)
{
  HikaeDer whole = {0};
  HikaeDer part = {0};
  guint64 version = 0;

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &whole) ||
      hikae_reader_get_left (reader) != 0 ||
      !hikae_der_expect (&whole.content, HIKAE_DER_INTEGER, &part) ||
      !hikae_der_get_uint (&part, &version) || version != 1 ||
      !hikae_der_expect (&whole.content, HIKAE_DER_SEQUENCE, &part))
    return FALSE;
  (void)hikae_der_take (&whole.content, HIKAE_DER_CONTEXT_CONSTRUCTED (0), &part);
  (void)hikae_der_take (&whole.content, HIKAE_DER_CONTEXT_CONSTRUCTED (1), &part);
  if (whole.content.failed)
    return FALSE;
  hikae_reader_init (&self->before, whole.content.bytes, whole.content.offset);
  return hikae_der_expect (&whole.content, HIKAE_DER_SEQUENCE, &self->sequence) &&
         hikae_reader_get_left (&whole.content) == 0 && parse_chains (self);
}

HikaeEvidence *
hikae_evidence_parse (GBytes *record)
{
  g_autoptr (HikaeEvidence) self = g_new0 (HikaeEvidence, 1);
  HikaeReader reader;
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (record, &size);

  self->stamps = g_array_new (FALSE, TRUE, sizeof (HikaeArchiveStamp));
  g_array_set_clear_func (self->stamps, clear_stamp);
  self->chain_ends = g_array_new (FALSE, TRUE, sizeof (gsize));
  hikae_reader_init (&reader, bytes, size);
  if (size > HIKAE_EVIDENCE_RECORD_MAX || !parse_record (&reader, self))
    return NULL;
  return g_steal_pointer (&self);
}

void
hikae_evidence_free (HikaeEvidence *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->stamps, g_array_unref);
  g_clear_pointer (&self->chain_ends, g_array_unref);
  g_free (self);
}
