/* hikae-test-life.h: a short life of a case file, to be broken at every point
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-vfs.h"

G_BEGIN_DECLS

/* Stands in every row, and must stand in no file. */
#define HIKAE_TEST_CANARY "what nobody else may read"
#define HIKAE_TEST_LIFE_STEPS 3

/* A case "x" with some rows at its beginning, and what it says after each step. */
typedef struct {
  HikaeTestPlace *place; /* (unowned) */
  char *start;
  gsize size;
  char *states[HIKAE_TEST_LIFE_STEPS + 2];
} HikaeTestLife;

/* Makes the case and lives once without trouble. */
HikaeTestLife *hikae_test_life_new (HikaeTestPlace *place);
void hikae_test_life_free (HikaeTestLife *self);
/* Puts the beginning back, without a journal. */
void hikae_test_life_rewind (HikaeTestLife *self);
/* Opens, runs what works, closes; returns how many steps committed. */
guint hikae_test_life_run (HikaeTestLife *self);
/* Asserts that the case opens whole and says what it said after @committed steps, or
 * after one more: the step under way may have made it, though nobody was told. */
void hikae_test_life_check (HikaeTestLife *self, guint committed);
/* Asserts that the canary stands in no file of the case's folder or of TMPDIR. */
void hikae_test_life_check_secrets (HikaeTestLife *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTestLife, hikae_test_life_free)

G_END_DECLS
