/* hikae-twins.h: items that were kept although their very bytes were in the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

G_BEGIN_DECLS

/* The twins of one run of adding. Main context. */
typedef struct _HikaeTwins HikaeTwins;

HikaeTwins *hikae_twins_new (HikaeCase *open_case) G_GNUC_WARN_UNUSED_RESULT;
void hikae_twins_free (HikaeTwins *self);
/* Item @number has the bytes of item @same. */
void hikae_twins_add (HikaeTwins *self, guint number, guint same);
/* Says that @kept items are in the case now, and which of them were there before, in a
 * line that passes and offers to take the second copies out again. @self: (transfer
 * full), with at least one twin. */
void hikae_twins_tell (HikaeTwins *self, HikaeSession *session, guint kept);

G_END_DECLS
