/* hikae-draft.h: something captured and not yet kept
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_DRAFT (hikae_draft_get_type ())
G_DECLARE_FINAL_TYPE (HikaeDraft, hikae_draft, HIKAE, DRAFT, GObject)

/**
 * HikaeDraft:
 *
 * What a capture hands over: one stream of payload bytes, what is claimed of it, and how
 * it was taken. It becomes a #HikaeItem when the case keeps it; the stream can be read
 * once. Claims are set before that; not thread-safe, used by one thread at a time.
 */
HikaeDraft *hikae_draft_new (HikaeItemKind kind,
                             const char *name,
                             const char *media_type,
                             GInputStream *payload) G_GNUC_WARN_UNUSED_RESULT;
HikaeItemKind hikae_draft_get_kind (HikaeDraft *self);
/* Original name as claimed by the source; any valid UTF-8. */
const char *hikae_draft_get_name (HikaeDraft *self);
const char *hikae_draft_get_media_type (HikaeDraft *self);
GInputStream *hikae_draft_get_payload (HikaeDraft *self);
/* Bytes expected, 0 when unknown; only for progress. */
guint64 hikae_draft_get_expected_size (HikaeDraft *self);
void hikae_draft_set_expected_size (HikaeDraft *self, guint64 size);

/* Claims of the record: "url", "final_url", "account", "account_id", "posted_at", "note",
 * "title". NULL or "" removes it. Unknown names are a programmer's error. */
void hikae_draft_set_claim (HikaeDraft *self, const char *name, const char *value);
const char *hikae_draft_get_claim (HikaeDraft *self, const char *name);
/* (transfer none): free-form facts of how it was taken ("portal", "engine", "redirects",
 * "removed_source"…); becomes "facts" of the record. Integers and strings only. */
JsonObject *hikae_draft_get_facts (HikaeDraft *self);
/* @number: of the item it was made from, 0 for an original. */
void hikae_draft_set_derived_from (HikaeDraft *self, guint number);
/* Whether it shall be left out when the case has its very bytes already; else they are
 * kept a second time, for a second collection is evidence too. */
void hikae_draft_set_once (HikaeDraft *self, gboolean once);
gboolean hikae_draft_get_once (HikaeDraft *self);
/* (transfer full): the canonical record of the item this draft becomes. */
GBytes *hikae_draft_format_record (HikaeDraft *self,
                                   guint number,
                                   guint64 size,
                                   const HikaeDigest *sha256,
                                   const HikaeDigest *sha512) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
