/* hikae-pages.h: the pages of the window, each made when it is first shown
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

gboolean hikae_pages_has (const char *name);
/* Whether the page is reachable only while a case is open. */
gboolean hikae_pages_need_case (const char *name);
/* A new page (transfer floating). %HIKAE_ERROR_NOT_FOUND: there is none of that name;
 * _UNSUPPORTED: web pages cannot be shown, because what shows them is not there. */
HikaePage *hikae_pages_new (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
