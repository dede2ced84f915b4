/* hikae-letter-paper.h: the pages of a letter, to be drawn anywhere
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"

G_BEGIN_DECLS

/* Of a page, A4, in points. */
#define HIKAE_LETTER_PAPER_WIDTH 595.276
#define HIKAE_LETTER_PAPER_HEIGHT 841.89

/* (transfer full) (element-type cairo_surface_t): recordings of the pages as
 * hikae_letter_render() lays them out, from the corner of the paper; text stays text.
 * %HIKAE_ERROR_REJECTED when an element is missing, naming it. Any thread. */
GPtrArray *hikae_letter_draw_pages (const HikaeLetter *self,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
