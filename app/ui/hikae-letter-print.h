/* hikae-letter-print.h: a letter of the case on paper
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"
#include "hikae-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Offers @letter (transfer full) to the system's print dialog, without a file of ours.
 * What came of it, and %HIKAE_ERROR_REJECTED for a letter that lacks something, is said
 * by the session; a case that was locked meanwhile gives empty pages. Main context. */
void hikae_letter_print (HikaeSession *session, HikaeLetter *letter, GtkWindow *parent);

G_END_DECLS
