/* hikae-text-gate.h: minor mode: text may pass, media may not, whatever it calls itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-http-head.h"

G_BEGIN_DECLS

/* Bytes of a body that are looked at before the first of them goes anywhere. */
#define HIKAE_TEXT_GATE_START 512

/**
 * HikaeTextGate:
 *
 * Looks at one body while it streams. Media is refused by its first bytes and by any byte
 * that no text has; pictures written into text (data: addresses, base64 that begins like
 * a picture) are blanked out letter by letter, so that lengths stay right. Nothing is
 * released before its beginning was judged. One thread.
 */
typedef struct _HikaeTextGate HikaeTextGate;

HikaeTextGate *hikae_text_gate_new (void) G_GNUC_WARN_UNUSED_RESULT;
void hikae_text_gate_free (HikaeTextGate *self);
/* Takes body bytes, without their transfer coding; FALSE: they are not text, nothing of
 * them may go on. */
gboolean hikae_text_gate_add (HikaeTextGate *self,
                              const guint8 *bytes,
                              gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* Lines of the transfer coding between them. */
gboolean hikae_text_gate_add_frame (HikaeTextGate *self,
                                    const guint8 *bytes,
                                    gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* The body has ended; what was too short to be judged is judged now. */
gboolean hikae_text_gate_end (HikaeTextGate *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): what may go on now. */
GBytes *hikae_text_gate_take (HikaeTextGate *self) G_GNUC_WARN_UNUSED_RESULT;
/* Letters that were blanked out so far. */
guint64 hikae_text_gate_get_blanked (const HikaeTextGate *self);

/* Whether a request asks for media, by Sec-Fetch-Dest; where that says nothing, by the
 * name in its path, unless it asks for a page, or by Accept. */
gboolean hikae_text_gate_is_media_request (const HikaeHttpHead *request);
/* Whether a response may be text, by its type and codings. */
gboolean hikae_text_gate_is_text_response (const HikaeHttpHead *response);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTextGate, hikae_text_gate_free)

G_END_DECLS
