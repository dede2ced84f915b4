/* hikae-recovery-sheet.h: the recovery sheet on paper or as PDF
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-print.h"
#include "hikae-secret.h"

G_BEGIN_DECLS

/* Prints one page with @code and the case's @title through the system's print dialog,
 * or with @path (nullable) writes it there as a PDF; see hikae_print_run(). */
void hikae_recovery_sheet_print (GtkWindow *parent,
                                 HikaeSecret *code,
                                 const char *title,
                                 const char *path,
                                 HikaePrintDone told,
                                 gpointer data);

G_END_DECLS
