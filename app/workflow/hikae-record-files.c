/* hikae-record-files.c: RFC 4998 evidence records for files, made and renewed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-record-files.h"

#include "hikae-error.h"
#include "hikae-evidence-record.h"
#include "hikae-file.h"
#include "hikae-hasher.h"
#include "hikae-stamp-exchange-private.h"
#include "hikae-workflow.h"

#include <errno.h>
#include <unistd.h>

#define BLOCK (1024 * 1024)

static gboolean
hash_file (const char *path,
           HikaeDigestAlgorithm algorithm,
           HikaeDigest *digest,
           GCancellable *cancellable,
           GError **error)
{
  g_autoptr (HikaeHasher) hasher = hikae_hasher_new (algorithm, HIKAE_DIGEST_NONE);
  g_autofree guint8 *block = g_malloc (BLOCK);
  int fd = hikae_file_open_regular (path, NULL, error);
  gssize got = 1;

  while (fd >= 0 && got > 0 && !g_cancellable_is_cancelled (cancellable)) {
    got = read (fd, block, BLOCK);
    if (got < 0 && errno == EINTR)
      got = 1;
    else if (got > 0)
      hikae_hasher_update (hasher, block, (gsize)got);
  }
  if (fd < 0)
    return FALSE;
  (void)close (fd);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  *digest = hikae_hasher_finish (hasher, algorithm);
  if (got == 0)
    return TRUE;
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "a file could not be read to its end");
  return FALSE;
}

/* (transfer full): the bare token over @digest. */
static GBytes *
ask_token (const HikaeRecordAsk *ask,
           const HikaeDigest *digest,
           GCancellable *cancellable,
           GError **error)
{
  g_auto (HikaeStampExchange) exchange = {
      .authority = ask->authority,
      .digest = *digest,
      .proxy = ask->proxy,
      .patience = ask->patience != 0 ? ask->patience : HIKAE_STAMP_PATIENCE,
  };
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  if (!hikae_stamp_exchange_run (&exchange, cancellable, error))
    return NULL;
  if (exchange.reply == NULL) {
    g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_OFFLINE, "%s", exchange.why);
    return NULL;
  }
  verdict = hikae_stamp_exchange_judge (&exchange);
  if (verdict->state == HIKAE_TSA_VALID)
    return g_bytes_ref (verdict->token);
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_UNTRUSTED, "%s", verdict->sentence);
  return NULL;
}

static GPtrArray *
make_records (const HikaeRecordAsk *ask,
              const HikaeDigest *leaves,
              guint count,
              GCancellable *cancellable,
              GError **error)
{
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (HikaeHashTree) tree = hikae_hash_tree_new (leaves, count, error);
  g_autoptr (GBytes) token = NULL;
  HikaeDigest root = {0};

  if (tree == NULL)
    return NULL;
  root = hikae_hash_tree_get_root (tree);
  token = ask_token (ask, &root, cancellable, error);
  for (guint i = 0; token != NULL && i < count; i++) {
    GBytes *record = hikae_evidence_record_new (tree, &leaves[i], token, error);

    if (record == NULL)
      return NULL;
    g_ptr_array_add (records, record);
  }
  return token != NULL ? g_steal_pointer (&records) : NULL;
}

GPtrArray *
hikae_record_files (const HikaeRecordAsk *ask,
                    char **paths,
                    HikaeDigestAlgorithm algorithm,
                    GCancellable *cancellable,
                    GError **error)
{
  guint count = g_strv_length (paths);
  g_autofree HikaeDigest *leaves = g_new0 (HikaeDigest, count + 1);

  for (guint i = 0; i < count; i++)
    if (!hash_file (paths[i], algorithm, &leaves[i], cancellable, error))
      return NULL;
  return make_records (ask, leaves, count, cancellable, error);
}

/* The hash function of the last stamp: the one that its digest can be taken by. */
static gboolean
find_last_digest (GBytes *record, HikaeDigest *leaf, GError **error)
{
  static const HikaeDigestAlgorithm algorithms[] = {
      HIKAE_DIGEST_SHA256, HIKAE_DIGEST_SHA384, HIKAE_DIGEST_SHA512};

  for (guint i = 0; i < G_N_ELEMENTS (algorithms); i++) {
    g_clear_error (error);
    if (hikae_evidence_record_digest_stamp (record, algorithms[i], leaf, error))
      return TRUE;
  }
  return FALSE;
}

GBytes *
hikae_record_renew (const HikaeRecordAsk *ask,
                    GBytes *record,
                    const char *path,
                    HikaeDigestAlgorithm algorithm,
                    GCancellable *cancellable,
                    GError **error)
{
  HikaeDigest data = {0};
  HikaeDigest leaf = {0};
  g_autoptr (HikaeHashTree) tree = NULL;
  g_autoptr (GBytes) token = NULL;

  if (path == NULL) {
    g_autoptr (GError) inner = NULL;

    if (!find_last_digest (record, &leaf, &inner)) {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
  } else if (!hash_file (path, algorithm, &data, cancellable, error) ||
             !hikae_evidence_record_digest_all (record, &data, &leaf, error)) {
    return NULL;
  }
  tree = hikae_hash_tree_new (&leaf, 1, error);
  token = tree != NULL ? ask_token (ask, &leaf, cancellable, error) : NULL;
  return token != NULL ? hikae_evidence_record_renew (
                             record, tree, &leaf, token, path != NULL, error)
                       : NULL;
}
