/* hikae-recovery-sheet.h: the recovery sheet on paper or as PDF
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Prints one page with @code and the case's @title through the system's print dialog.
 * There is no preview, as it would be a file in the open: UNSUPPORTED when she asks for
 * it. @path: (nullable): writes a PDF there instead, without a dialog. @done: called with
 * NULL or an error; not called when the person cancelled. Main context. */
typedef void (*HikaeRecoverySheetFunc) (const GError *error, gpointer data);

void hikae_recovery_sheet_print (GtkWindow *parent,
                                 HikaeSecret *code,
                                 const char *title,
                                 const char *path,
                                 HikaeRecoverySheetFunc done,
                                 gpointer data);

G_END_DECLS
