/* hikae-strength.c: an honest guess at how hard a passphrase is to guess
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-strength.h"

#include "hikae-secret.h"

#include <glib/gi18n.h>
#include <string.h>

/* Bits that a guesser must go through, against 256 MiB Argon2id a try: some hundred tries
 * a second on a costly machine, so 40 bits are centuries and 30 bits a year or two. */
#define WEAK_BITS 28.0
#define FAIR_BITS 36.0
#define GOOD_BITS 48.0

static const char *const common[] = {
    "password", "passwort", "qwerty",   "letmein",  "iloveyou", "welcome", "monkey",
    "dragon",   "sunshine", "princess", "football", "asdfgh",   "zxcvbn",  "sakura",
    "himitsu",  "doraemon", "pikachu",  "admin",    "secret",   "hikae"};

/* What one more character of that kind adds, well below the theoretical value because
 * people do not choose evenly. A character outside ASCII comes from a large alphabet. */
static double
get_char_bits (gunichar character)
{
  if (g_unichar_isdigit (character))
    return 2.5;
  if (character >= 0x80)
    return 4.5;
  if (g_unichar_isalpha (character))
    return 2.4;
  return 3.5;
}

static gboolean
is_predictable (gunichar character, gunichar previous)
{
  return character == previous || character == previous + 1 || character == previous - 1;
}

static double
count_bits (const char *text)
{
  double bits = 0;
  gunichar previous = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar character = g_utf8_get_char (at);

    bits += is_predictable (character, previous) ? 0.4 : get_char_bits (character);
    previous = character;
  }
  return bits;
}

static double
subtract_known (double bits, const char *text, const char *known)
{
  if (known == NULL || g_utf8_strlen (known, -1) < 3 || strstr (text, known) == NULL)
    return bits;
  return MAX (0, bits - count_bits (known));
}

HikaeStrength
hikae_strength_estimate (const char *passphrase, const char *known)
{
  g_return_val_if_fail (passphrase != NULL, HIKAE_STRENGTH_TOO_SHORT);

  if (g_utf8_strlen (passphrase, -1) < HIKAE_STRENGTH_LEAST_CHARS)
    return HIKAE_STRENGTH_TOO_SHORT;

  g_autofree char *folded = g_utf8_casefold (passphrase, -1);
  g_autofree char *folded_known = known != NULL ? g_utf8_casefold (known, -1) : NULL;
  double bits = subtract_known (count_bits (passphrase), folded, folded_known);

  for (guint i = 0; i < G_N_ELEMENTS (common); i++)
    bits = subtract_known (bits, folded, common[i]);
  /* The folded copy is as secret as the passphrase. */
  hikae_wipe (folded, strlen (folded));
  if (bits < WEAK_BITS)
    return HIKAE_STRENGTH_WEAK;
  if (bits < FAIR_BITS)
    return HIKAE_STRENGTH_FAIR;
  return bits < GOOD_BITS ? HIKAE_STRENGTH_GOOD : HIKAE_STRENGTH_STRONG;
}

const char *
hikae_strength_describe (HikaeStrength strength)
{
  switch (strength) {
  case HIKAE_STRENGTH_TOO_SHORT:
    return _ ("At least 8 characters, please.");
  case HIKAE_STRENGTH_WEAK:
    return _ ("Easy to guess for a patient program. A few more words would help.");
  case HIKAE_STRENGTH_FAIR:
    return _ ("Fair. One more word would make it good.");
  case HIKAE_STRENGTH_GOOD:
    return _ ("Good, as far as a program can tell. It cannot know what people close to "
              "you would try.");
  case HIKAE_STRENGTH_STRONG:
    return _ ("Strong, as far as a program can tell. It cannot know what people close to "
              "you would try.");
  }
  g_assert_not_reached ();
}
