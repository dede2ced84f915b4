/* hikae-stamp-records.c: evidence records renewed when they are due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Beside the plain renewal list, RFC 4998 §5.2: all records that begin with a stamp of
 * one authority and are due go into one hash tree, and one time stamp over its root
 * renews them all. That authority is asked first, so that two records of a seal list do
 * not come to rest on one and the same; another steps in for it. */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-clock.h"
#include "hikae-evidence-record.h"
#include "hikae-hasher.h"
#include "hikae-stamp-exchange-private.h"
#include "hikae-stamp-judge-private.h"
#include "hikae-stamp-records-private.h"
#include "hikae-tsa-life.h"

#include <string.h>

/* A record that is due: what it is and what the next time stamp must cover. */
typedef struct {
  HikaeStamp *stamp;
  GBytes *record;
  gint64 ends;
  gboolean new_chain;
  HikaeDigest leaf;
} Due;

HikaeStampRecords *
hikae_stamp_records_new (HikaeCase *open_case,
                         GPtrArray *authorities,
                         GPtrArray *attempts,
                         const char *proxy,
                         guint patience)
{
  HikaeStampRecords *self = g_new0 (HikaeStampRecords, 1);

  self->stamps = hikae_list_snapshot (hikae_case_get_stamps (open_case));
  self->seals = hikae_list_snapshot (hikae_case_get_seals (open_case));
  self->renewals = hikae_list_snapshot (hikae_case_get_renewals (open_case));
  self->authorities = g_ptr_array_ref (authorities);
  self->silent = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < attempts->len; i++)
    if (hikae_stamp_get_state (attempts->pdata[i]) == HIKAE_STAMP_QUEUED)
      g_ptr_array_add (self->silent,
                       g_strdup (hikae_stamp_get_authority (attempts->pdata[i])));
  self->proxy = g_strdup (proxy);
  self->patience = patience;
  self->now = hikae_clock_get_now ();
  self->made = g_ptr_array_new_with_free_func (g_object_unref);
  return self;
}

void
hikae_stamp_records_free (HikaeStampRecords *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->stamps);
  g_ptr_array_unref (self->seals);
  g_ptr_array_unref (self->renewals);
  g_ptr_array_unref (self->authorities);
  g_ptr_array_unref (self->silent);
  g_free (self->proxy);
  g_ptr_array_unref (self->made);
  g_free (self);
}

static void
due_free (gpointer data)
{
  Due *due = data;

  g_bytes_unref (due->record);
  g_free (due);
}

static HikaeSeal *
find_seal (GPtrArray *seals, guint number)
{
  for (guint i = 0; i < seals->len; i++)
    if (hikae_seal_get_number (seals->pdata[i]) == number)
      return seals->pdata[i];
  return NULL;
}

/* (transfer full) (nullable): the record of @stamp as it stands, and the @newest stage of
 * it; made of the token when it was never renewed. */
static GBytes *
find_record (HikaeStampRecords *self,
             HikaeStamp *stamp,
             HikaeSeal *seal,
             HikaeRenewal **newest)
{
  GBytes *token = hikae_stamp_get_token (stamp);
  HikaeDigest digest = {0};

  *newest = token != NULL ? hikae_stamp_find_renewal (stamp, self->renewals) : NULL;
  if (*newest != NULL)
    return g_bytes_ref (hikae_renewal_get_record (*newest));
  /* Our queries name SHA-256. */
  digest = hikae_seal_get_digest (seal);
  return token != NULL ? hikae_evidence_record_start (&digest, token, NULL) : NULL;
}

/* Whether the record should go over to another hash function, and to which. */
static gboolean
outgrows_hash (HikaeDigestAlgorithm used, gint64 now, HikaeDigestAlgorithm *next)
{
  *next = used == HIKAE_DIGEST_SHA512 ? HIKAE_DIGEST_SHA384 : HIKAE_DIGEST_SHA512;
  return hikae_tsa_life_is_hash_leaving (hikae_digest_algorithm_get_name (used), now) &&
         !hikae_tsa_life_is_hash_leaving (hikae_digest_algorithm_get_name (*next), now);
}

/* What the next time stamp must cover. */
static gboolean
find_leaf (Due *due, HikaeSeal *seal, gint64 now)
{
  HikaeDigestAlgorithm used = hikae_evidence_record_get_algorithm (due->record);
  HikaeDigestAlgorithm next = HIKAE_DIGEST_NONE;
  HikaeDigest data = {0};
  g_autoptr (GBytes) list = NULL;

  if (used == HIKAE_DIGEST_NONE)
    return FALSE;
  due->new_chain = outgrows_hash (used, now, &next);
  if (!due->new_chain)
    return hikae_evidence_record_digest_stamp (due->record, used, &due->leaf, NULL);
  list = hikae_seal_load_list (seal, NULL);
  if (list == NULL)
    return FALSE;
  data = hikae_hash_bytes (next, g_bytes_get_data (list, NULL), g_bytes_get_size (list));
  return hikae_evidence_record_digest_all (due->record, &data, &due->leaf, NULL);
}

/* (nullable): when it is due, and not so late that a renewal would prove nothing. */
static Due *
look_at (HikaeStampRecords *self, HikaeStamp *stamp, GPtrArray *known)
{
  HikaeSeal *seal = find_seal (self->seals, hikae_stamp_get_seal (stamp));
  HikaeDigestAlgorithm next = HIKAE_DIGEST_NONE;
  HikaeRenewal *newest = NULL;
  g_autoptr (GBytes) record = NULL;
  HikaeTsaLife life = {0};
  gboolean known_life = FALSE;
  Due *due = NULL;

  if (hikae_stamp_get_state (stamp) != HIKAE_STAMP_VALID || seal == NULL ||
      hikae_stamp_get_chain (stamp) == NULL)
    return NULL;
  record = find_record (self, stamp, seal, &newest);
  if (record == NULL)
    return NULL;
  known_life = newest != NULL
                   ? hikae_tsa_life_compute (hikae_renewal_get_chain (newest),
                                             hikae_renewal_get_gen_time (newest),
                                             &life)
                   : hikae_tsa_life_compute (hikae_stamp_get_chain (stamp),
                                             hikae_stamp_get_gen_time (stamp),
                                             &life);
  if (!known_life || self->now > life.ends)
    return NULL;
  if (self->now < life.due &&
      (newest != NULL || !hikae_stamp_lost_anchor (stamp, known)) &&
      !outgrows_hash (hikae_evidence_record_get_algorithm (record), self->now, &next))
    return NULL;
  due = g_new0 (Due, 1);
  due->stamp = stamp;
  due->record = g_steal_pointer (&record);
  due->ends = life.ends;
  if (find_leaf (due, seal, self->now))
    return due;
  due_free (due);
  return NULL;
}

static gboolean
is_silent (const HikaeStampRecords *self, const char *id)
{
  return g_ptr_array_find_with_equal_func (self->silent, id, g_str_equal, NULL);
}

/* (transfer full) (nullable): the verdict on a token over @root, which is valid. */
static HikaeTsaVerdict *
ask_one (HikaeStampRecords *self,
         const HikaeAuthority *authority,
         const HikaeDigest *root,
         GCancellable *cancellable)
{
  g_auto (HikaeStampExchange) exchange = {
      .authority = authority,
      .digest = *root,
      .proxy = self->proxy,
      .patience = self->patience,
  };
  g_autoptr (HikaeTsaVerdict) verdict = NULL;

  if (!hikae_stamp_exchange_run (&exchange, cancellable, NULL))
    return NULL;
  if (exchange.reply == NULL) {
    g_ptr_array_add (self->silent, g_strdup (authority->id));
    return NULL;
  }
  verdict = hikae_stamp_exchange_judge (&exchange);
  return verdict->state == HIKAE_TSA_VALID && verdict->token != NULL &&
                 verdict->chain != NULL
             ? g_steal_pointer (&verdict)
             : NULL;
}

static HikaeTsaVerdict *
ask_any (HikaeStampRecords *self,
         const char *first,
         const HikaeDigest *root,
         GCancellable *cancellable)
{
  /* The record's own authority, then the others. */
  for (guint turn = 0; turn < 2; turn++) {
    for (guint i = 0; i < self->authorities->len; i++) {
      const HikaeAuthority *authority = self->authorities->pdata[i];
      HikaeTsaVerdict *verdict = NULL;

      if (g_str_equal (authority->id, first) != (turn == 0) ||
          is_silent (self, authority->id) || g_cancellable_is_cancelled (cancellable))
        continue;
      verdict = ask_one (self, authority, root, cancellable);
      if (verdict != NULL)
        return verdict;
    }
  }
  return NULL;
}

/* (transfer full) (nullable): @due with one more time stamp, which came in time. */
static HikaeRenewal *
renew (const Due *due, const HikaeHashTree *tree, const HikaeTsaVerdict *verdict)
{
  g_autoptr (GBytes) record = NULL;

  if (verdict->gen_time > due->ends)
    return NULL;
  record = hikae_evidence_record_renew (
      due->record, tree, &due->leaf, verdict->token, due->new_chain, NULL);
  return record != NULL ? hikae_renewal_new (hikae_stamp_get_seal (due->stamp),
                                             hikae_stamp_get_authority (due->stamp),
                                             due->new_chain,
                                             hikae_clock_get_now (),
                                             verdict->gen_time,
                                             verdict->chain,
                                             record)
                        : NULL;
}

static gboolean
same_group (const Due *a, const Due *b)
{
  return a->leaf.algorithm == b->leaf.algorithm &&
         strcmp (hikae_stamp_get_authority (a->stamp),
                 hikae_stamp_get_authority (b->stamp)) == 0;
}

/* One tree, one request, for all that go with the first of @list; takes them out. */
static void
renew_group (HikaeStampRecords *self, GPtrArray *list, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) group = g_ptr_array_new_with_free_func (due_free);
  g_autofree HikaeDigest *leaves = g_new0 (HikaeDigest, list->len);
  g_autoptr (HikaeHashTree) tree = NULL;
  g_autoptr (HikaeTsaVerdict) verdict = NULL;
  const Due *first = list->pdata[0];
  HikaeDigest root = {0};

  for (guint i = list->len; i > 0; i--)
    if (i == 1 || same_group (first, list->pdata[i - 1])) {
      leaves[group->len] = ((Due *)list->pdata[i - 1])->leaf;
      g_ptr_array_add (group, g_ptr_array_steal_index (list, i - 1));
    }
  tree = hikae_hash_tree_new (leaves, group->len, NULL);
  if (tree != NULL) {
    root = hikae_hash_tree_get_root (tree);
    verdict =
        ask_any (self, hikae_stamp_get_authority (first->stamp), &root, cancellable);
  }
  for (guint i = 0; i < group->len; i++) {
    HikaeRenewal *renewal =
        verdict != NULL ? renew (group->pdata[i], tree, verdict) : NULL;

    if (renewal != NULL)
      g_ptr_array_add (self->made, renewal);
    else
      self->missing++;
  }
}

void
hikae_stamp_records_thread (GTask *task,
                            gpointer source,
                            gpointer data,
                            GCancellable *cancellable)
{
  HikaeStampRecords *self = data;
  g_autoptr (GPtrArray) known = hikae_authority_list_known (NULL);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (due_free);

  for (guint i = 0; i < self->stamps->len; i++) {
    Due *due = look_at (self, self->stamps->pdata[i], known);

    if (due != NULL)
      g_ptr_array_add (list, due);
  }
  while (list->len > 0)
    renew_group (self, list, cancellable);
  g_task_return_boolean (task, TRUE);
}
