/* hikae-stamp-judge-private.h: a kept stamp judged again with all that is known by now
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-tsa-verifier.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): the anchors for @stamp, by trust: the caller's, those
 * shipped for its authority (@shipped: element-type HikaeAuthority), else the end of the
 * chain, which the person pinned when she named the authority herself: it is kept,
 * authenticated, in the case and was in her own CA file then. */
GBytes *hikae_stamp_find_anchors (HikaeStamp *stamp,
                                  GPtrArray *shipped,
                                  GBytes *anchors) G_GNUC_WARN_UNUSED_RESULT;
/* A root that the authority of @stamp is no longer trusted by: whoever looks later may
 * not know it any more, so the proof should go over to another while this one still
 * stands. @known: (nullable) (element-type HikaeAuthority). */
gboolean hikae_stamp_lost_anchor (HikaeStamp *stamp, GPtrArray *known);
/* (transfer none) (nullable): of @renewals (element-type HikaeRenewal) the newest stage
 * of the evidence record that begins with the token of @stamp, which must be there. */
HikaeRenewal *hikae_stamp_find_renewal (HikaeStamp *stamp, GPtrArray *renewals);
/* (transfer full): any thread. @revocations: element-type HikaeRevocation. */
HikaeTsaVerdict *hikae_stamp_judge (HikaeStamp *stamp,
                                    HikaeSeal *seal,
                                    GPtrArray *shipped,
                                    GBytes *anchors,
                                    GPtrArray *revocations) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the objects of a list. */
GPtrArray *hikae_list_snapshot (GListModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
