/* hikae-queue-page.h: what waits for the network
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-page.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_QUEUE_PAGE (hikae_queue_page_get_type ())
G_DECLARE_FINAL_TYPE (HikaeQueuePage, hikae_queue_page, HIKAE, QUEUE_PAGE, HikaePage)

G_END_DECLS
