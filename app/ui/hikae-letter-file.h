/* hikae-letter-file.h: a letter of the case as a file: PDF, ODT, text, e-mail
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"
#include "hikae-session.h"

G_BEGIN_DECLS

/* Renders @letter (transfer full) in a thread into a new file @path, whose ending says
 * the format; then shows @said, or why it was not written (%HIKAE_ERROR_EXISTS, _REJECTED
 * for the ending, _NO_SPACE, _DENIED), unless the case was closed meanwhile. @said:
 * static, translated. Main context. */
void hikae_letter_file_save (HikaeSession *session,
                             HikaeLetter *letter,
                             const char *path,
                             const char *said);

G_END_DECLS
