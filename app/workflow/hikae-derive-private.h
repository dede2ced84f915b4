/* hikae-derive-private.h: an item made out of another one, kept beside it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-workflow.h"

G_BEGIN_DECLS

/* In a pool thread: reads @payload, writes the copy to @sink; may note in @data what the
 * description wants. FALSE with @error. */
typedef gboolean (*HikaeDeriveCopy) (GInputStream *payload,
                                     GOutputStream *sink,
                                     gpointer data,
                                     GCancellable *cancellable,
                                     GError **error);
/* (transfer full): main context, after the copying: the draft over @payload, the copy. */
typedef HikaeDraft *(*HikaeDeriveDescribe) (GInputStream *payload, gpointer data);

/**
 * HikaeDerive:
 * @number: of the original
 * @max: largest size of the copy in bytes
 * @data: (owned): of both functions
 * @free_data: frees @data
 */
typedef struct {
  guint number;
  guint64 max;
  HikaeDeriveCopy copy;
  HikaeDeriveDescribe describe;
  gpointer data;
  GDestroyNotify free_data;
} HikaeDerive;

/* Completes @task with the new item (g_task_propagate_pointer()) or an error. The copy
 * waits in an encrypted, nameless file: the case cannot read one item and write another
 * at the same time. @task: (transfer none): its source is the open case. Main context. */
void hikae_derive_run (GTask *task, const HikaeDerive *how);
/* Keeps @draft, and completes @task with the new item or an error. Main context. */
void hikae_derive_keep (GTask *task, HikaeDraft *draft);

G_END_DECLS
