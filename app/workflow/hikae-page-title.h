/* hikae-page-title.h: the title in a page's bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): the first title outside comments and scripts, as
 * characters, blanks joined. NULL when there is none or when it cannot be read without
 * doubt: an unknown character set, broken bytes, a named reference other than the common
 * ones.
 * @content_type: (nullable): of the answer. Any thread. */
char *hikae_page_title_dup (GBytes *page, const char *content_type);
/* (transfer full): @text with its blanks joined, as a browser shows a title. */
char *hikae_page_title_dup_joined (const char *text);
/* Whether a host label or a path segment of @url is the name of a log-in page. */
gboolean hikae_page_is_login (const char *url);

G_END_DECLS
