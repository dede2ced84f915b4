/* hikae-error-text.h: an error as one calm sentence and one next step
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HikaeErrorText:
 * @sentence: (transfer none): what happened, translated
 * @next: (transfer none): what the person can do now, translated
 */
typedef struct {
  const char *sentence;
  const char *next;
} HikaeErrorText;

/* The only place where the window turns codes into words. Never the error's own message:
 * that one is English and for logs. Any error is accepted. */
HikaeErrorText hikae_error_text_find (const GError *error);

G_END_DECLS
