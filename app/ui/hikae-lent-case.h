/* hikae-lent-case.h: why a case cannot be where the sandbox hands over single files
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* For a case that hikae_sandbox_lends() says was handed over alone: where it has to lie.
 * @agree: what the button does, translated. Finish with hikae_dialogs_ask_finish(). */
void hikae_lent_case_explain (GtkWindow *parent,
                              const char *agree,
                              GAsyncReadyCallback callback,
                              gpointer user_data);

G_END_DECLS
