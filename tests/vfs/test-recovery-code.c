/* test-recovery-code.c: nine words, in any spelling, and no other
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-random.h"
#include "hikae-recovery-code.h"

#include <string.h>

static HikaeSecret *
parse (const char *text)
{
  g_autoptr (HikaeSecret) typed = hikae_secret_new_copy (text, strlen (text));

  return hikae_recovery_code_parse (typed);
}

static void
test_round_trip (void)
{
  for (int i = 0; i < 1000; i++) {
    g_autoptr (HikaeSecret) bits = hikae_secret_new (HIKAE_RECOVERY_SIZE);
    g_autoptr (HikaeSecret) text = NULL;
    g_autoptr (HikaeSecret) back = NULL;

    hikae_random_fill (hikae_secret_get_writable (bits), HIKAE_RECOVERY_SIZE);
    text = hikae_recovery_code_format (bits);
    back = hikae_recovery_code_parse (text);
    g_assert_nonnull (back);
    g_assert_true (hikae_secret_equal (bits, back));
  }
}

static void
test_spellings (void)
{
  const guint8 bytes[HIKAE_RECOVERY_SIZE] = {0, 1, 2, 3, 250, 251, 252, 253, 9, 8, 7, 6};
  g_autoptr (HikaeSecret) bits = hikae_secret_new_copy (bytes, sizeof bytes);
  g_autoptr (HikaeSecret) text = hikae_recovery_code_format (bits);
  const char *plain = (const char *)hikae_secret_get_bytes (text);
  g_autofree char *upper = g_ascii_strup (plain, -1);
  g_autofree char *spaced = g_strdelimit (g_strdup (plain), "-", ' ');
  g_autofree char *framed = g_strdup_printf ("\t 「%s」。\r\n", plain);
  g_autoptr (GString) wide = g_string_new ("");
  g_autoptr (GString) joined = g_string_new ("");

  for (const char *at = plain; *at != '\0'; at++) {
    /* Full-width forms, as a Japanese keyboard gives them, and the ideographic space. */
    g_string_append_unichar (wide, *at == '-' ? 0x3000 : (gunichar)*at + 0xfee0);
    if (*at != '-')
      g_string_append_c (joined, *at);
  }
  g_assert_cmpuint (joined->len, ==, 45);
  const char *const spellings[] = {plain, upper, spaced, framed, wide->str, joined->str};
  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++) {
    g_autoptr (HikaeSecret) back = parse (spellings[i]);

    g_assert_nonnull (back);
    g_assert_true (hikae_secret_equal (bits, back));
  }
}

/* One wrong letter anywhere: the check has 16 bits, so of the 45 × 25 slips at most a
 * handful may pass, and none may give the right bits. */
static void
test_slips (void)
{
  const guint8 bytes[HIKAE_RECOVERY_SIZE] = {42};
  g_autoptr (HikaeSecret) bits = hikae_secret_new_copy (bytes, sizeof bytes);
  g_autoptr (HikaeSecret) text = hikae_recovery_code_format (bits);
  g_autofree char *typed = g_strdup ((const char *)hikae_secret_get_bytes (text));
  guint passed = 0;

  for (gsize i = 0; typed[i] != '\0'; i++) {
    char right = typed[i];

    for (char c = 'a'; right != '-' && c <= 'z'; c++) {
      g_autoptr (HikaeSecret) back = NULL;

      typed[i] = c;
      back = c != right ? parse (typed) : NULL;
      passed += back != NULL;
      g_assert_false (back != NULL && hikae_secret_equal (bits, back));
    }
    typed[i] = right;
  }
  g_assert_cmpuint (passed, <=, 3);
}

static void
test_refusals (void)
{
  static const char *const refused[] = {
      "",
      "babab",
      "correct horse battery staple",
      "babab-babab-babab-babab-babab-babab-babab-babab-babab",
      "\xff\xfe",
      "123451234512345123451234512345123451234512345",
  };
  g_autofree char *huge = g_strnfill (60000, 'b');

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    g_assert_null (parse (refused[i]));
  g_assert_null (parse (huge));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recovery-code/round-trip", test_round_trip);
  g_test_add_func ("/recovery-code/spellings", test_spellings);
  g_test_add_func ("/recovery-code/slips", test_slips);
  g_test_add_func ("/recovery-code/refusals", test_refusals);
  return g_test_run ();
}
