/* hikae-tsa-envelope-private.h: a reply's status and the token inside
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the bare token (a CMS ContentInfo) out of a TimeStampResp
 * or a bare token, every byte accounted for; NULL after reporting why. A bare token in
 * BER is given back as it came: hikae-tsa-verifier.c looks for its end. */
GBytes *
hikae_tsa_envelope_open (GBytes *bytes, HikaeTsaForm form, HikaeTsaVerdict *verdict);
/* Whether @bytes begin like a CMS ContentInfo in BER, whose length is only known at its
 * end. */
gboolean hikae_tsa_is_indefinite (const guint8 *bytes, gsize size);

G_END_DECLS
