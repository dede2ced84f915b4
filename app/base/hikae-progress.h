/* hikae-progress.h: progress of long work, readable from any thread
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeProgress:
 *
 * Two numbers that the working thread writes and anybody reads; there is no callback, so
 * no thread rule to get wrong. The window reads it from a timer while it shows a bar.
 */
typedef struct _HikaeProgress HikaeProgress;

HikaeProgress *hikae_progress_new (void) G_GNUC_WARN_UNUSED_RESULT;
HikaeProgress *hikae_progress_ref (HikaeProgress *self);
void hikae_progress_unref (HikaeProgress *self);
/* Bytes (or steps) done and expected; @total 0 means unknown. @self may be NULL. */
void hikae_progress_set_total (HikaeProgress *self, guint64 total);
void hikae_progress_add (HikaeProgress *self, guint64 done);
guint64 hikae_progress_get_total (HikaeProgress *self);
/* 0…1, or -1 when the total is unknown. */
double hikae_progress_get_fraction (HikaeProgress *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeProgress, hikae_progress_unref)

G_END_DECLS
