/* hikae-test-vfs.h: a case file in a folder of its own, and SQL without ceremony
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case-file.h"
#include "hikae-test.h"

#include <sqlite3.h>

G_BEGIN_DECLS

/* A passphrase cost that takes no time. Never for a real case. */
#define HIKAE_TEST_COST ((HikaeKdfCost){64, 1, 1})

/* A fixture for g_test_add(). */
typedef struct {
  char *folder;
  char *path; /* in @folder, does not exist yet */
} HikaeTestPlace;

void hikae_test_place_set_up (HikaeTestPlace *place, gconstpointer data);
void hikae_test_place_tear_down (HikaeTestPlace *place, gconstpointer data);

HikaeSecret *hikae_test_secret (const char *text);
HikaeCaseFile *
hikae_test_create (const char *path, const char *passphrase, HikaeSecret **code);
/* NULL with @error. */
HikaeCaseFile *hikae_test_unlock (const char *path,
                                  const char *passphrase,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_test_assert_opens (const char *path, const char *passphrase);
void hikae_test_assert_refused (const char *path, const char *passphrase, int code);
sqlite3 *hikae_test_connect (HikaeCaseFile *file);
/* Runs SQL that must succeed. */
void hikae_test_run (sqlite3 *db, const char *sql);
/* (transfer full) (nullable): the first column of the first row. */
char *hikae_test_ask (sqlite3 *db, const char *sql);
void hikae_test_close (sqlite3 *db);

G_END_DECLS
