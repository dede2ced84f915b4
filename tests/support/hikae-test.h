/* hikae-test.h: what the tests share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): a new empty folder, removed with all it holds by the free function. */
char *hikae_test_make_folder (void);
void hikae_test_remove_folder (char *folder);
/* (transfer full) (nullable): a path in HIKAE_TEST_CORPUS; when it is absent the running
 * test is marked skipped with "corpus not present". */
char *hikae_test_corpus_path (const char *relative);
/* Whether any regular file below @folder holds @needle. */
gboolean
hikae_test_folder_contains (const char *folder, const void *needle, gsize needle_size);

/* Takes from the running thread, and from those that it starts, what lets the
 * administrator read and write everything; others have it not. */
void hikae_test_set_rights (gboolean on);

#define hikae_assert_error(error, expected_code)                                         \
  g_assert_error ((error), HIKAE_ERROR, (expected_code))

G_END_DECLS
