/* hikae-warc-member.h: one WARC record as one gzip member
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-zip-stream.h"

G_BEGIN_DECLS

/**
 * HikaeWarcMember:
 *
 * Writes WARC records. WARC 1.1 annex D: each is a gzip member (RFC 1952) of its own, so
 * that it can be read by its offset alone. One member after another; one thread.
 */
typedef struct _HikaeWarcMember HikaeWarcMember;

/* @zip: (transfer none): outlives it. */
HikaeWarcMember *hikae_warc_member_new (HikaeZipStream *zip) G_GNUC_WARN_UNUSED_RESULT;
void hikae_warc_member_free (HikaeWarcMember *self);
/* The next record. @compress: worth the time; FALSE: stored inside the member. Time and
 * system are left out of the head, so that the same record gives the same bytes. */
void hikae_warc_member_begin (HikaeWarcMember *self, gboolean compress);
gboolean hikae_warc_member_write (HikaeWarcMember *self,
                                  const void *bytes,
                                  gsize size,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_warc_member_end (HikaeWarcMember *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeWarcMember, hikae_warc_member_free)

G_END_DECLS
