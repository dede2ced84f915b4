/* hikae-recovery-code.h: 128 random bits as nine words one can write down and read back
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-secret.h"

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_RECOVERY_SIZE 16
#define HIKAE_RECOVERY_WORDS 9

/* (transfer full): the words for @bits (%HIKAE_RECOVERY_SIZE bytes): nine made-up words
 * of five letters, consonant and vowel in turn, parted by hyphens; the last one is a
 * check over the others, so that a slip of the pen is told from a wrong code. */
HikaeSecret *
hikae_recovery_code_format (const HikaeSecret *bits) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): the inverse; NULL when @text is not a recovery code. Case,
 * spaces, hyphens, any other punctuation and full-width letters do not matter. */
HikaeSecret *
hikae_recovery_code_parse (const HikaeSecret *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
