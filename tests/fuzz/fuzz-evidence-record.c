/* fuzz-evidence-record.c: any bytes as an evidence record
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-evidence-record.h"
#include "hikae-fuzz.h"
#include "hikae-hasher.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GBytes) record = g_bytes_new (bytes, size);
  g_autoptr (GBytes) object = g_bytes_new_static ("item 1", 6);
  g_autoptr (GPtrArray) data = g_ptr_array_new ();
  HikaeEvidenceInput input = {.record = record, .data = data};
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  HikaeDigest leaf = hikae_hash_bytes (HIKAE_DIGEST_SHA256, "item 1", 6);
  HikaeDigest next = {0};
  g_autoptr (HikaeHashTree) tree = hikae_hash_tree_new (&leaf, 1, NULL);
  g_autoptr (GBytes) renewed = NULL;

  g_ptr_array_add (data, object);
  verdict = hikae_evidence_record_verify (&input);
  g_assert (verdict->state != HIKAE_TSA_VALID);
  if (hikae_evidence_record_digest_all (record, &leaf, &next, NULL))
    renewed = hikae_evidence_record_renew (record, tree, &leaf, record, TRUE, NULL);
  return 0;
}
