/* hikae-renewal.h: the evidence record of one seal list, as it was renewed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_RENEWAL (hikae_renewal_get_type ())
G_DECLARE_FINAL_TYPE (HikaeRenewal, hikae_renewal, HIKAE, RENEWAL, GObject)

/**
 * HikaeRenewal:
 *
 * Immutable. An EvidenceRecord (RFC 4998) about one seal list: it begins with the stamp
 * of an authority over that list, and each renewal adds a time stamp that covers the one
 * before (§5.2). Every stage is kept; the newest of a seal and authority is the one that
 * counts. Of a stamp that was never renewed there is none: its record is made of its
 * token at any time.
 */

/* @seal: number of the seal list; @authority: whose stamp the record begins with;
 * @new_chain: hash-tree renewal rather than time-stamp renewal; @made_at: the system's
 * clock, @gen_time: of the last time stamp, both microseconds UTC; @chain: PEM of that
 * one's certificates; @record: DER. */
HikaeRenewal *hikae_renewal_new (guint seal,
                                 const char *authority,
                                 gboolean new_chain,
                                 gint64 made_at,
                                 gint64 gen_time,
                                 GBytes *chain,
                                 GBytes *record) G_GNUC_WARN_UNUSED_RESULT;
guint hikae_renewal_get_seal (HikaeRenewal *self);
const char *hikae_renewal_get_authority (HikaeRenewal *self);
gboolean hikae_renewal_get_new_chain (HikaeRenewal *self);
gint64 hikae_renewal_get_made_at (HikaeRenewal *self);
gint64 hikae_renewal_get_gen_time (HikaeRenewal *self);
GBytes *hikae_renewal_get_chain (HikaeRenewal *self);
GBytes *hikae_renewal_get_record (HikaeRenewal *self);
/* Lower-case hex, of the record. */
const char *hikae_renewal_get_sha256 (HikaeRenewal *self);

G_END_DECLS
