/* hikae-store-check-private.h: what the parts of one check share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-store-private.h"

G_BEGIN_DECLS

/* A page that is lost takes many keys with it, and each is asked for by itself; a forged
 * case could name more of them than anyone can wait for. */
#ifdef HIKAE_FUZZING
#define HIKAE_CHECK_UNREADABLE_MAX 50
#else
#define HIKAE_CHECK_UNREADABLE_MAX 1000000
#endif

/* What is remembered of an item whose record could be read, for the log and the seals. */
typedef struct {
  guint number;
  guint seal;
  gboolean deleted;
  char *path;
  char *sha256;
  char *record_sha256;
  gboolean kept_seen;
  gboolean deleted_seen;
} HikaeCheckedItem;

typedef struct {
  HikaeStore *store;
  HikaeProgress *progress;
  GCancellable *cancellable;
  GPtrArray *findings; /* of HikaeFinding */
  guint64 left_out;    /* findings beyond the cap */
  GPtrArray *items;    /* of HikaeCheckedItem, by number */
  guint64 last_seq;    /* of the log */
  GHashTable *lists;   /* number of a seal to the list's SHA-256 by its event */
  GHashTable *proofs;  /* lines that a renewal list may have */
  GHashTable *renewed; /* evidence records that events tell of, and no row was seen of */
  guint unreadable;    /* keys of the table at hand that could not be asked for */
} HikaeCheck;

void hikae_check_add (HikaeCheck *self, HikaeFinding *finding);
/* Says of one key that its row is missing. */
typedef void (*HikaeCheckMissingFunc) (HikaeCheck *self, guint64 key);
/* The key after @key, which has no row: the next that has one by the statement @name, all
 * between being missing too; behind @last when none has. A forged case may name any key.
 */
guint64 hikae_check_pass_gap (HikaeCheck *self,
                              const char *name,
                              guint64 key,
                              guint64 last,
                              HikaeCheckMissingFunc say_missing);
/* (nullable) (transfer none) */
HikaeCheckedItem *hikae_check_find_item (HikaeCheck *self, guint number);
/* Fills @proofs with the lines that lists, tokens, chains and revocation lists give. */
void hikae_check_gather_proofs (HikaeCheck *self);
/* The event record.renewed, and then all rows against those: what a record is judged by
 * lies beside it, so that one that was put in would pass for good. */
void hikae_check_remember_renewed (HikaeCheck *self, HikaeEvent *event);
void hikae_check_renewals (HikaeCheck *self);
/* These return FALSE only when the check was cancelled. */
gboolean hikae_check_events (HikaeCheck *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_check_seals (HikaeCheck *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
