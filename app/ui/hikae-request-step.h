/* hikae-request-step.h: a letter is marked as sent, answered and so on
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

G_BEGIN_DECLS

/* Marks @request as @state and offers to take that back; a failure is told in the window.
 * @note: what she writes beside it, may be empty. @proof: number of an item, or 0. */
void hikae_request_step_take (HikaeSession *session,
                              HikaeRequest *request,
                              HikaeRequestState state,
                              const char *note,
                              guint proof);

G_END_DECLS
