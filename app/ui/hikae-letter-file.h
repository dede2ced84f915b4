/* hikae-letter-file.h: a letter of the case as a file: PDF, ODT, text, e-mail
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"

G_BEGIN_DECLS

/* Renders @letter (transfer full) in a thread into a new file @path, whose ending says
 * the format. %HIKAE_ERROR_EXISTS, _REJECTED (ending), _NO_SPACE, _DENIED. */
void hikae_letter_file_write_async (HikaeLetter *letter,
                                    const char *path,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean hikae_letter_file_write_finish (GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
