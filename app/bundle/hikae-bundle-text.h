/* hikae-bundle-text.h: the words of a bundle, in English and Japanese
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer none): a sentence of data/report/words.ini in @lang, "en" or "ja". The words
 * are part of the program; one that is missing is a programmer's error. Any thread. */
const char *hikae_bundle_word (const char *lang, const char *key);
/* (transfer full): a template file of data/report: "verify" is verify.en.txt. */
char *hikae_bundle_load_template (const char *name,
                                  const char *lang,
                                  const char *ending) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): replaces "{name}" by its value, once through, so that a value that
 * holds "{other}" is not read again. Pairs of name and value, ended by NULL. */
char *hikae_bundle_fill (const char *text,
                         ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): one word, filled. */
char *hikae_bundle_say (const char *lang,
                        const char *key,
                        ...) G_GNUC_NULL_TERMINATED G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): "1,234,567 bytes". */
char *hikae_bundle_format_size (const char *lang, guint64 size) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): "2026-11-24 01:02:03 UTC". */
char *hikae_bundle_format_time (gint64 time) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
