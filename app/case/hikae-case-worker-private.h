/* hikae-case-worker-private.h: the one thread that owns an open case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case-file.h"
#include "hikae-store.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeCaseWorker:
 *
 * A thread with a queue. It alone touches the file, the keys and SQLite. Those who send
 * to it hold references; when the last one goes, whichever thread that is, the worker is
 * told to close and to end by itself: nobody ever waits for it.
 */
typedef struct _HikaeCaseWorker HikaeCaseWorker;

/* Runs on the worker's thread. It owns @data. */
typedef void (*HikaeCaseMessage) (HikaeCaseWorker *self, gpointer data);

HikaeCaseWorker *hikae_case_worker_new (void) G_GNUC_WARN_UNUSED_RESULT;
HikaeCaseWorker *hikae_case_worker_ref (HikaeCaseWorker *self);
void hikae_case_worker_unref (HikaeCaseWorker *self);
/* Any thread. In order with all that was sent before. */
void
hikae_case_worker_send (HikaeCaseWorker *self, HikaeCaseMessage handle, gpointer data);
gboolean hikae_case_worker_is_here (HikaeCaseWorker *self);

/* The rest on the worker's thread only. Takes both. */
void
hikae_case_worker_take (HikaeCaseWorker *self, HikaeCaseFile *file, HikaeStore *store);
/* (transfer none) (nullable): NULL before opening and after closing. */
HikaeStore *hikae_case_worker_get_store (HikaeCaseWorker *self);
HikaeCaseFile *hikae_case_worker_get_file (HikaeCaseWorker *self);
/* Closes the database, wipes the keys. */
void hikae_case_worker_close (HikaeCaseWorker *self);

/* Tests only: called on the worker's thread when it has handed a result back, where a
 * reference held too long would do harm. */
extern void (*hikae_case_worker_pause) (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeCaseWorker, hikae_case_worker_unref)

G_END_DECLS
