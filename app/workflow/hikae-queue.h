/* hikae-queue.h: what waits for the network: since when, and why
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

typedef enum {
  HIKAE_QUEUE_UNSEALED, /* items in no seal list yet; asked for with the next run */
  HIKAE_QUEUE_STAMP,    /* a seal list that lacks the stamp of one authority */
  HIKAE_QUEUE_ADDRESS,  /* an item whose address did not answer when it was asked */
} HikaeQueueKind;

typedef enum {
  HIKAE_QUEUE_NOT_ASKED,   /* nobody has asked yet */
  HIKAE_QUEUE_UNREACHABLE, /* asked, and nothing came back */
  HIKAE_QUEUE_TURNED_AWAY, /* asked, and the server said no or not now */
  HIKAE_QUEUE_NO_PROOF,    /* an answer came and does not prove the time */
} HikaeQueueReason;

/**
 * HikaeQueueEntry:
 * @number: of the seal list or the item; 0 of %HIKAE_QUEUE_UNSEALED
 * @items: how many items wait with it
 * @authority: (owned) (nullable): id, of %HIKAE_QUEUE_STAMP
 * @since: since when it waits, microseconds UTC
 * @tried: when it was asked last, 0 never
 */
typedef struct {
  HikaeQueueKind kind;
  guint number;
  guint items;
  char *authority;
  gint64 since;
  gint64 tried;
  HikaeQueueReason reason;
} HikaeQueueEntry;

/* (transfer full) (element-type HikaeQueueEntry): stamps before addresses, the oldest
 * first. A seal list with enough valid stamps waits for none. @authorities: (nullable)
 * (element-type HikaeAuthority): those that would be asked. Main context. */
GPtrArray *hikae_queue_list (HikaeCase *open_case,
                             GPtrArray *authorities) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
