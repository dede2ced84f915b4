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
/* (transfer full): any thread. @revocations: element-type HikaeRevocation. */
HikaeTsaVerdict *hikae_stamp_judge (HikaeStamp *stamp,
                                    HikaeSeal *seal,
                                    GPtrArray *shipped,
                                    GBytes *anchors,
                                    GPtrArray *revocations) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the objects of a list. */
GPtrArray *hikae_list_snapshot (GListModel *model) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
