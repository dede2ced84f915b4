/* hikae-check-words.h: why a bundle is good or not, in the words of the screen
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): @reason of a HikaeBundleFinding, an English sentence, translated; as
 * it is when it is not known here, such as what another library said. Main thread. */
char *hikae_check_words_reason (const char *reason) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): why a file could not be read as a bundle at all, from the
 * message of %HIKAE_ERROR_REJECTED; NULL for what only an expert would understand. */
char *hikae_check_words_refusal (const char *message) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @subject of one: "item 3" and "bundle" translated, paths as they are.
 */
char *hikae_check_words_subject (const char *subject) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
