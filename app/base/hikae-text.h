/* hikae-text.h: foreign text made safe to show, to mark up, to use as a name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): valid UTF-8; control, bidirectional-override and invisible format
 * characters become visible escapes "\u202e". @max_chars asks for one line of at most so
 * many characters, cut with "…": line breaks and tabs are escaped too, so that a hostile
 * name can not add lines of its own to a list. 0: a text as long as it is, with its
 * lines.
 * @text may be any NUL-terminated bytes. */
char *hikae_text_for_display (const char *text,
                              gsize max_chars) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): hikae_text_for_display(), then escaped for Pango markup. */
char *hikae_text_for_markup (const char *text, gsize max_chars) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): escaped for HTML and XML text and attributes. Invalid UTF-8 and
 * characters XML 1.0 forbids are replaced. */
char *hikae_text_for_html (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): a lower-case file name extension with its dot, ".jpg", from an
 * untrusted name: [a-z0-9]{1,8}, otherwise ".bin". Never a path. */
char *hikae_text_dup_extension (const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
