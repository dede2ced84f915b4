/* hikae-strength.h: an honest guess at how hard a passphrase is to guess
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_STRENGTH_TOO_SHORT,
  HIKAE_STRENGTH_WEAK,
  HIKAE_STRENGTH_FAIR,
  HIKAE_STRENGTH_GOOD,
  HIKAE_STRENGTH_STRONG,
} HikaeStrength;

/* Characters below which a passphrase is not accepted. */
#define HIKAE_STRENGTH_LEAST_CHARS 8

/* Estimated from below: repeats, runs ("abcd", "1234"), a few very common passwords and
 * anything taken from @known (nullable: the case's name) count as nearly nothing. It
 * cannot know what somebody close to the person would try; the wording says so. */
HikaeStrength hikae_strength_estimate (const char *passphrase, const char *known);
/* Translated sentence for the meter. */
const char *hikae_strength_describe (HikaeStrength strength);

G_END_DECLS
