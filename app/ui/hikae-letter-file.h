/* hikae-letter-file.h: a letter of the case as a file: PDF, ODT, text, e-mail
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-law-pack.h"
#include "hikae-letter.h"

G_BEGIN_DECLS

/* Composes the letter of @request again from what its record holds, with @pack.
 * (transfer full). %HIKAE_ERROR_REJECTED when the pack no longer has its basis. */
HikaeLetter *hikae_letter_file_compose (HikaeCase *open_case,
                                        HikaeRequest *request,
                                        const HikaeLawPack *pack,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Renders @letter (transfer full) in a thread into a new file @path, whose ending says
 * the format. %HIKAE_ERROR_EXISTS, _REJECTED (ending), _NO_SPACE, _DENIED. */
void hikae_letter_file_write_async (HikaeLetter *letter,
                                    const char *path,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean hikae_letter_file_write_finish (GAsyncResult *result,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
