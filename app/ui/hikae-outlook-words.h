/* hikae-outlook-words.h: until when a stamp holds, in words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-stamp-outlook.h"

G_BEGIN_DECLS

/* (transfer full): until when a stamp holds, what renewed it, what is due at @now. */
char *hikae_wording_outlook (const HikaeStampOutlook *outlook,
                             gint64 now) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
