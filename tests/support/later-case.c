/* later-case.c: makes a case one of a schema after ours, as a newer program would
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * usage: later-case CASE: a kept case (data/cases), by the passphrase they have. */
#include "config.h"

#include "hikae-schema.h"
#include "hikae-test-case.h"

int
main (int argc, char **argv)
{
  if (argc != 2) {
    g_printerr ("usage: later-case CASE\n");
    return 2;
  }
  hikae_schema_next_sql = "CREATE TABLE later (number INTEGER PRIMARY KEY) STRICT";
  hikae_test_case_close (hikae_test_case_open (argv[1]));
  return 0;
}
