/* hikae-evidence-verify.c: RFC 4998 §4.3 and §5.3: records judged
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record holds when the data leads to the first time stamp, each time stamp is covered
 * by the next one while it still held, and the last one holds. */
#include "config.h"

#include "hikae-error.h"
#include "hikae-evidence-parse-private.h"
#include "hikae-evidence-record.h"
#include "hikae-tsa-signature-private.h"
#include "hikae-tsa-verdict-private.h"
#include "hikae-tst-info-private.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <string.h>

/* A data group or a flat list of the largest records that were seen. */
#define MAX_HASHES 65536
#define MAX_LISTS 64

typedef struct {
  const HikaeEvidenceInput *input;
  const HikaeEvidence *evidence;
  HikaeTsaVerdict *verdict;
} Work;

static int
compare_bytes (gconstpointer a, gconstpointer b)
{
  return g_bytes_compare (*(GBytes *const *)a, *(GBytes *const *)b);
}

static GBytes *
hash (const EVP_MD *md, const void *bytes, gsize size)
{
  unsigned char digest[EVP_MAX_MD_SIZE] = {0};
  unsigned int digest_size = 0;

  if (EVP_Digest (bytes != NULL ? bytes : "", size, digest, &digest_size, md, NULL) != 1)
    digest_size = 0;
  return g_bytes_new (digest, digest_size);
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
}

/* §4.2: sorted in binary ascending order, concatenated, hashed; one alone is itself. */
static GBytes *
hash_list (const EVP_MD *md, GPtrArray *list)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  if (list->len == 1)
    return g_bytes_ref (list->pdata[0]);
  g_ptr_array_sort (list, compare_bytes);
  for (guint i = 0; i < list->len; i++) {
    gsize size = 0;
    const void *bytes = g_bytes_get_data (list->pdata[i], &size);

    g_byte_array_append (all, bytes, (guint)size);
  }
  return hash (md, all->data, all->len);
}

/* (nullable): every hash must be as long as its function makes it, so that two of them
 * cannot be read as one. */
static GPtrArray *
read_list (HikaeReader *reader, gsize size)
{
  g_autoptr (GPtrArray) list = new_list ();
  HikaeDer whole = {0};
  HikaeDer one = {0};

  if (!hikae_der_expect (reader, HIKAE_DER_SEQUENCE, &whole))
    return NULL;
  while (!hikae_der_at_end (&whole.content)) {
    if (list->len >= MAX_HASHES ||
        !hikae_der_expect (&whole.content, HIKAE_DER_OCTET_STRING, &one) ||
        one.content.size != size)
      return NULL;
    g_ptr_array_add (list, g_bytes_new (one.content.bytes, one.content.size));
  }
  return list->len > 0 && !whole.content.failed ? g_steal_pointer (&list) : NULL;
}

static gboolean
list_has (GPtrArray *list, GBytes *bytes)
{
  return g_ptr_array_find_with_equal_func (list, bytes, g_bytes_equal, NULL);
}

/* §4.3: one object must be in the first list; of a group all, and nothing else. Equal
 * objects are one. */
static gboolean
leaves_fit (GPtrArray *first, GPtrArray *leaves)
{
  gboolean group = FALSE;

  for (guint i = 1; i < leaves->len; i++)
    group = group || !g_bytes_equal (leaves->pdata[0], leaves->pdata[i]);
  for (guint i = 0; i < leaves->len; i++)
    if (!list_has (first, leaves->pdata[i]))
      return FALSE;
  for (guint i = 0; group && i < first->len; i++)
    if (!list_has (leaves, first->pdata[i]))
      return FALSE;
  return TRUE;
}

/* (nullable): what the time stamp must be about; NULL when @leaves are not in the tree.
 */
static GBytes *
climb (const HikaeArchiveStamp *stamp, const EVP_MD *md, GPtrArray *leaves)
{
  HikaeReader reader = stamp->lists;
  gsize size = (gsize)EVP_MD_get_size (md);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GBytes) node = NULL;

  if (!stamp->has_tree)
    return hash_list (md, leaves);
  first = read_list (&reader, size);
  if (first == NULL || !leaves_fit (first, leaves))
    return NULL;
  node = hash_list (md, first);
  for (guint i = 0; !hikae_der_at_end (&reader); i++) {
    g_autoptr (GPtrArray) list = i < MAX_LISTS ? read_list (&reader, size) : NULL;

    if (list == NULL)
      return NULL;
    g_ptr_array_add (list, g_steal_pointer (&node));
    node = hash_list (md, list);
  }
  return reader.failed ? NULL : g_steal_pointer (&node);
}

/* (nullable): by the record, or by the time stamp's own imprint (§4.1). */
static const EVP_MD *
find_md (const HikaeArchiveStamp *stamp)
{
  g_autoptr (GBytes) token = g_bytes_new (stamp->token.bytes, stamp->token.size);
  HikaeTsaInput input = {.token = token};
  g_autoptr (HikaeTsaVerdict) peek = NULL;
  const EVP_MD *md = NULL;

  if (stamp->oid != NULL) {
    md = EVP_get_digestbynid (OBJ_txt2nid (stamp->oid));
  } else {
    peek = hikae_tsa_verify (&input);
    md = peek->imprint_algorithm != NULL ? EVP_get_digestbyname (peek->imprint_algorithm)
                                         : NULL;
  }
  ERR_clear_error ();
  /* The extendable functions have no length of their own here. */
  return md != NULL && (EVP_MD_get_flags (md) & EVP_MD_FLAG_XOF) == 0 &&
                 EVP_MD_get_size (md) > 0
             ? md
             : NULL;
}

/* What the first stamp of a chain covers: the objects, and for later chains the objects
 * with all chains before (§5.2). */
static GPtrArray *
hash_data (const Work *work, const HikaeArchiveStamp *stamp, const EVP_MD *md)
{
  GPtrArray *leaves = new_list ();
  g_autoptr (GBytes) before = NULL;

  if (stamp->chain > 0) {
    gsize end = g_array_index (work->evidence->chain_ends, gsize, stamp->chain - 1);
    g_autoptr (GByteArray) sequence = g_byte_array_new ();

    hikae_der_append (
        sequence, HIKAE_DER_SEQUENCE, work->evidence->sequence.content.bytes, end);
    before = hash (md, sequence->data, sequence->len);
  }
  for (guint i = 0; i < work->input->data->len; i++) {
    gsize size = 0;
    const void *bytes = g_bytes_get_data (work->input->data->pdata[i], &size);
    g_autoptr (GBytes) one = hash (md, bytes, size);
    g_autoptr (GByteArray) both = NULL;

    if (before == NULL) {
      g_ptr_array_add (leaves, g_steal_pointer (&one));
      continue;
    }
    both = g_byte_array_new ();
    bytes = g_bytes_get_data (one, &size);
    g_byte_array_append (both, bytes, (guint)size);
    bytes = g_bytes_get_data (before, &size);
    g_byte_array_append (both, bytes, (guint)size);
    g_ptr_array_add (leaves, hash (md, both->data, both->len));
  }
  return leaves;
}

static GPtrArray *
make_leaves (const Work *work, guint number, const EVP_MD *md)
{
  const HikaeArchiveStamp *stamp =
      &g_array_index (work->evidence->stamps, HikaeArchiveStamp, number);
  const HikaeArchiveStamp *before = NULL;
  GPtrArray *leaves = NULL;

  if (number > 0)
    before = &g_array_index (work->evidence->stamps, HikaeArchiveStamp, number - 1);
  if (before == NULL || before->chain != stamp->chain)
    return hash_data (work, stamp, md);
  leaves = new_list ();
  g_ptr_array_add (leaves, hash (md, before->token.bytes, before->token.size));
  return leaves;
}

static HikaeTsaVerdict *
judge_stamp (const Work *work, const HikaeArchiveStamp *stamp, const char *imprint)
{
  g_autoptr (GBytes) token = g_bytes_new (stamp->token.bytes, stamp->token.size);
  HikaeTsaInput input = {
      .token = token,
      .imprint = imprint,
      .anchors = work->input->anchors,
      .untrusted = work->input->untrusted,
      .crls = work->input->crls,
      .ocsp = work->input->ocsp,
      .now = work->input->now,
  };

  return hikae_tsa_verify (&input);
}

/* Takes over what one time stamp's verdict says. @renewed: a later one covers it, so what
 * has become weak since is no fault. */
static void
take_codes (const Work *work, const HikaeTsaVerdict *one, gboolean renewed)
{
  for (guint i = 0; i < one->codes->len; i++) {
    HikaeTsaCode code = hikae_tsa_code_from_name (one->codes->pdata[i]);

    if (!renewed || (code != HIKAE_TSA_CODE_WEAK_HASH && code != HIKAE_TSA_CODE_WEAK_KEY))
      hikae_tsa_verdict_add (work->verdict, code, NULL);
  }
}

static void
describe (const Work *work, guint number, HikaeTsaVerdict *one)
{
  HikaeTsaVerdict *verdict = work->verdict;

  if (number == 0) {
    verdict->gen_time = one->gen_time;
    verdict->accuracy_us = one->accuracy_us;
    verdict->signer = g_steal_pointer (&one->signer);
    verdict->policy = g_steal_pointer (&one->policy);
    verdict->serial = g_steal_pointer (&one->serial);
    verdict->imprint_algorithm = g_steal_pointer (&one->imprint_algorithm);
    verdict->qualified = one->qualified;
  }
  verdict->chain_ends = one->chain_ends;
  g_clear_pointer (&verdict->chain, g_bytes_unref);
  verdict->chain = g_steal_pointer (&one->chain);
}

/* @last_time, @last_end: of the stamp before; 0 when unknown. */
static void
check_order (const Work *work,
             const HikaeTsaVerdict *one,
             gint64 last_time,
             gint64 last_end)
{
  if (last_time != 0 && one->gen_time != 0 && one->gen_time < last_time)
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_EVIDENCE_ORDER, NULL);
  if (last_end != 0 && one->gen_time > last_end)
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_EVIDENCE_LATE, NULL);
}

/* (nullable): one archive time stamp; NULL after reporting. */
static HikaeTsaVerdict *
check_stamp (const Work *work, guint number, const EVP_MD **chain_md)
{
  const HikaeArchiveStamp *stamp =
      &g_array_index (work->evidence->stamps, HikaeArchiveStamp, number);
  const EVP_MD *md = find_md (stamp);
  g_autoptr (GPtrArray) leaves = NULL;
  g_autoptr (GBytes) root = NULL;
  g_autofree char *hex = NULL;
  g_autofree char *imprint = NULL;

  if (md == NULL ||
      (*chain_md != NULL && EVP_MD_get_type (*chain_md) != EVP_MD_get_type (md))) {
    hikae_tsa_verdict_add (work->verdict, HIKAE_TSA_CODE_EVIDENCE_HASH, NULL);
    return NULL;
  }
  *chain_md = md;
  leaves = make_leaves (work, number, md);
  root = climb (stamp, md, leaves);
  if (root == NULL) {
    hikae_tsa_verdict_add (work->verdict,
                           number == 0 ? HIKAE_TSA_CODE_EVIDENCE_DATA
                                       : HIKAE_TSA_CODE_EVIDENCE_RENEWAL,
                           NULL);
    return NULL;
  }
  hex = hikae_hex_format (g_bytes_get_data (root, NULL), g_bytes_get_size (root));
  imprint = g_strdup_printf ("%s:%s", OBJ_nid2sn (EVP_MD_get_type (md)), hex);
  return judge_stamp (work, stamp, imprint);
}

static void
check_all (const Work *work)
{
  guint count = work->evidence->stamps->len;
  const EVP_MD *chain_md = NULL;
  guint chain = 0;
  gint64 last_time = 0;
  gint64 last_end = 0;

  for (guint i = 0; i < count; i++) {
    const HikaeArchiveStamp *stamp =
        &g_array_index (work->evidence->stamps, HikaeArchiveStamp, i);
    g_autoptr (HikaeTsaVerdict) one = NULL;

    if (stamp->chain != chain)
      chain_md = NULL;
    chain = stamp->chain;
    one = check_stamp (work, i, &chain_md);
    if (one == NULL)
      return;
    take_codes (work, one, i + 1 < count);
    check_order (work, one, last_time, last_end);
    last_time = one->gen_time;
    last_end = one->chain_ends;
    describe (work, i, one);
  }
}

HikaeTsaVerdict *
hikae_evidence_record_verify (const HikaeEvidenceInput *input)
{
  HikaeTsaVerdict *verdict = hikae_tsa_verdict_new ();
  g_autoptr (HikaeEvidence) evidence = NULL;
  Work work = {input, NULL, verdict};

  g_return_val_if_fail (input != NULL && input->record != NULL, verdict);
  g_return_val_if_fail (input->data != NULL && input->data->len > 0, verdict);
  evidence = hikae_evidence_parse (input->record);
  work.evidence = evidence;
  if (evidence == NULL)
    hikae_tsa_verdict_add (
        verdict, HIKAE_TSA_CODE_PARSE, "this is not an evidence record");
  else
    check_all (&work);
  hikae_tsa_verdict_finish (verdict);
  return verdict;
}
