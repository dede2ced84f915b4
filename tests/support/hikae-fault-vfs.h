/* hikae-fault-vfs.h: a disk that fails, and a disk that loses power
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sqlite3.h>

G_BEGIN_DECLS

/* Lies below the encrypting VFS and above the system's: what it sees is what a disk sees.
 * One thread. */
typedef enum {
  HIKAE_FAULT_NONE,
  HIKAE_FAULT_ONCE,    /* the n-th call fails, the next works again */
  HIKAE_FAULT_FOREVER, /* the n-th and all later ones fail */
  HIKAE_FAULT_POWER,   /* like FOREVER for every call that changes something; then ask for
                        * the disk as it may look after the power came back */
} HikaeFaultMode;

/* Registers it and puts it below the encrypting VFS. */
void hikae_fault_vfs_install (void);
/* Forgets everything. @nth: from 1. @code: what the failing call returns; SQLITE_FULL
 * writes half of it first, SQLITE_IOERR_SHORT_READ tears a read. */
void hikae_fault_vfs_arm (HikaeFaultMode mode, guint nth, int code);
gboolean hikae_fault_vfs_has_fired (void);
/* Writes into @folder the files as they may be found: what was synced is there; every
 * later write is there, or lost, or torn at any sector, or garbage in every sector it
 * touched, independently of the others. */
void hikae_fault_vfs_save_crash (const char *folder, GRand *random);

G_END_DECLS
