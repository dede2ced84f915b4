/* hikae-stamp-start.h: asks for outside time, from whichever page
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

G_BEGIN_DECLS

/* Begins to ask the person's authorities, by her proxy. FALSE when no case is open or
 * other work is going on (which was said then). Otherwise @callback gets the case, a
 * result for hikae_stamp_case_finish(), and a reference to @page that it owns. Main
 * context. */
gboolean
hikae_stamp_start (HikaeSession *session, GAsyncReadyCallback callback, GObject *page);

G_END_DECLS
