/* hikae-network-notice.h: says when the network is back and something waits for it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-window.h"

G_BEGIN_DECLS

/* From now on, as long as @window is there. Main context. */
void hikae_network_notice_watch (HikaeWindow *window);

G_END_DECLS
