/* hikae-tsa-envelope-private.h: a reply's status and the token inside
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the bare token (a CMS ContentInfo) out of a TimeStampResp
 * or a bare token, every byte accounted for; NULL after reporting why. */
GBytes *
hikae_tsa_envelope_open (GBytes *bytes, HikaeTsaForm form, HikaeTsaVerdict *verdict);

G_END_DECLS
