/* hikae-lock.h: when to lock: idle, suspend, the session's own lock
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_LOCK (hikae_lock_get_type ())
G_DECLARE_FINAL_TYPE (HikaeLock, hikae_lock, HIKAE, LOCK, GObject)

/**
 * HikaeLock:
 *
 * Emits "lock-wanted" when @window saw no key, pointer or touch for the minutes of the
 * setting, when the machine is about to sleep, and when the session locks (logind's Lock
 * and PrepareForSleep, the desktops' ScreenSaver.ActiveChanged). The buses are only
 * listened to; without them idle locking still works.
 */
HikaeLock *hikae_lock_new (GtkWidget *window) G_GNUC_WARN_UNUSED_RESULT;
/* Only while armed (a case is open) is anything emitted. */
void hikae_lock_set_armed (HikaeLock *self, gboolean armed);
/* While long work runs the idle time does not count; sleep and session lock still do. */
void hikae_lock_set_patient (HikaeLock *self, gboolean patient);

G_END_DECLS
