/* hikae-request-next.h: from one letter to the page of the next, or of its own draft
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

G_BEGIN_DECLS

/* Opens the page of the letter for @basis that follows @request, filled in with what
 * @request says and with what became of it. */
void hikae_request_next_write (HikaeSession *session,
                               HikaeRequest *request,
                               const char *basis);
/* Opens the page where @request, a draft, is written on. */
void hikae_request_next_continue (HikaeSession *session, HikaeRequest *request);

G_END_DECLS
