/* hikae-proof-row.h: which item proves a step of a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_PROOF_ROW (hikae_proof_row_get_type ())
G_DECLARE_FINAL_TYPE (HikaeProofRow, hikae_proof_row, HIKAE, PROOF_ROW, AdwExpanderRow)

/**
 * HikaeProofRow:
 *
 * Says which item is chosen and, unfolded, offers the newest ones and those that a number
 * or words find, a few at a time however long the case is.
 */

/* Nothing chosen, folded; @session: (nullable): whose open case is looked through. */
void hikae_proof_row_reset (HikaeProofRow *self, HikaeSession *session);
/* The number of the chosen item; 0: none. */
guint hikae_proof_row_get_chosen (HikaeProofRow *self);

G_END_DECLS
