/* hikae-recovery-code.c: 128 random bits as nine words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A word carries 16 bits: consonant (4), vowel (2), consonant (4), vowel (2), consonant
 * (4). The letters were chosen so that none is mistaken for another in handwriting or on
 * the telephone more than need be: there is no c, e, q, w, x or y. */
#include "config.h"

#include "hikae-recovery-code.h"

#include "hikae-hasher.h"

#include <string.h>

#define WORD_LETTERS 5
#define LETTERS (HIKAE_RECOVERY_WORDS * WORD_LETTERS)
#define CODE_SIZE (HIKAE_RECOVERY_WORDS * 2)
#define MAX_TYPED 1024

static const char consonants[] = "bdfghjklmnprstvz";
static const char vowels[] = "aiou";

/* Where each letter of a word sits in its 16 bits, and from which row it comes. */
static const struct {
  const char *row;
  guint shift;
  guint mask;
} places[WORD_LETTERS] = {
    {consonants, 12, 15},
    {vowels, 10, 3},
    {consonants, 6, 15},
    {vowels, 4, 3},
    {consonants, 0, 15},
};

static void
compute_check (const guint8 *bits, guint8 check[2])
{
  g_autoptr (HikaeHasher) hasher =
      hikae_hasher_new (HIKAE_DIGEST_SHA256, HIKAE_DIGEST_NONE);
  static const char label[] = "hikae recovery check";
  HikaeDigest digest = {HIKAE_DIGEST_NONE, {0}};

  hikae_hasher_update (hasher, label, sizeof label);
  hikae_hasher_update (hasher, bits, HIKAE_RECOVERY_SIZE);
  digest = hikae_hasher_finish (hasher, HIKAE_DIGEST_SHA256);
  memcpy (check, digest.bytes, 2);
  hikae_wipe (&digest, sizeof digest);
}

HikaeSecret *
hikae_recovery_code_format (const HikaeSecret *bits)
{
  HikaeSecret *text = hikae_secret_new (LETTERS + HIKAE_RECOVERY_WORDS - 1);
  guint8 code[CODE_SIZE] = {0};
  guint8 *at = hikae_secret_get_writable (text);

  g_assert (hikae_secret_get_size (bits) == HIKAE_RECOVERY_SIZE);
  memcpy (code, hikae_secret_get_bytes (bits), HIKAE_RECOVERY_SIZE);
  compute_check (code, code + HIKAE_RECOVERY_SIZE);
  for (guint word = 0; word < HIKAE_RECOVERY_WORDS; word++) {
    guint value = (guint)code[2 * word] << 8 | code[2 * word + 1];

    if (word > 0)
      *at++ = '-';
    for (guint i = 0; i < WORD_LETTERS; i++)
      *at++ = (guint8)places[i].row[value >> places[i].shift & places[i].mask];
  }
  hikae_wipe (code, sizeof code);
  return text;
}

/* Puts the @typed letters, lower case, into @letters; FALSE when there are not exactly
 * enough. Everything that is not a letter or a digit may stand between them. */
static gboolean
collect_letters (const char *typed, char letters[LETTERS])
{
  g_autofree char *normal = g_utf8_normalize (typed, -1, G_NORMALIZE_NFKC);
  gsize count = 0;
  gboolean fits = normal != NULL;

  for (const char *at = normal; fits && *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_unichar_tolower (g_utf8_get_char (at));

    if (!g_unichar_isalnum (c))
      continue;
    fits = count < LETTERS && c >= 'a' && c <= 'z';
    if (fits)
      letters[count++] = (char)c;
  }
  if (normal != NULL)
    hikae_wipe (normal, strlen (normal));
  return fits && count == LETTERS;
}

static gboolean
decode_letters (const char letters[LETTERS], guint8 code[CODE_SIZE])
{
  for (guint word = 0; word < HIKAE_RECOVERY_WORDS; word++) {
    guint value = 0;

    for (guint i = 0; i < WORD_LETTERS; i++) {
      const char *found = strchr (places[i].row, letters[word * WORD_LETTERS + i]);

      if (found == NULL)
        return FALSE;
      value |= (guint)(found - places[i].row) << places[i].shift;
    }
    code[2 * word] = (guint8)(value >> 8);
    code[2 * word + 1] = (guint8)value;
  }
  return TRUE;
}

HikaeSecret *
hikae_recovery_code_parse (const HikaeSecret *text)
{
  const char *typed = (const char *)hikae_secret_get_bytes (text);
  gsize size = hikae_secret_get_size (text);
  char letters[LETTERS] = {0};
  guint8 code[CODE_SIZE] = {0};
  guint8 check[2] = {0};
  HikaeSecret *bits = NULL;

  if (size <= MAX_TYPED && g_utf8_validate (typed, (gssize)size, NULL) &&
      collect_letters (typed, letters) && decode_letters (letters, code)) {
    compute_check (code, check);
    if (hikae_bytes_equal (check, code + HIKAE_RECOVERY_SIZE, sizeof check))
      bits = hikae_secret_new_copy (code, HIKAE_RECOVERY_SIZE);
  }
  hikae_wipe (letters, sizeof letters);
  hikae_wipe (code, sizeof code);
  return bits;
}
