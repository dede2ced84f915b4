/* hikae-test-case.h: an open case for tests, its commands waited for
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"

G_BEGIN_DECLS

#define HIKAE_TEST_PASSPHRASE "four short words here"

/* Quick to derive: only for tests. */
HikaeKdfCost hikae_test_fast_cost (void);
HikaeSecret *hikae_test_secret (const char *text) G_GNUC_WARN_UNUSED_RESULT;

/* A GAsyncReadyCallback for a `GAsyncResult *` that starts as NULL, and the wait for it.
 */
void hikae_test_result_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void hikae_test_wait (GAsyncResult **result);

/* (transfer full). These assert that all goes well. */
HikaeCase *hikae_test_case_create (const char *path,
                                   gboolean minor) G_GNUC_WARN_UNUSED_RESULT;
HikaeCase *hikae_test_case_open (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* Closes and waits, then drops the reference. */
void hikae_test_case_close (HikaeCase *self);
HikaeDraft *hikae_test_draft (HikaeItemKind kind,
                              const char *name,
                              const void *bytes,
                              gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable): with @error set when it is refused. */
HikaeItem *hikae_test_case_try_keep (HikaeCase *self,
                                     HikaeDraft *draft,
                                     GCancellable *cancellable,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Keeps @text as a file and returns its number. */
guint hikae_test_case_keep_text (HikaeCase *self, const char *name, const char *text);
HikaeSeal *hikae_test_case_seal (HikaeCase *self) G_GNUC_WARN_UNUSED_RESULT;
void hikae_test_case_delete (HikaeCase *self, guint number);
GPtrArray *hikae_test_case_check (HikaeCase *self) G_GNUC_WARN_UNUSED_RESULT;
/* Asserts that the check finds nothing. */
void hikae_test_case_assert_whole (HikaeCase *self);
/* The payload of @number, read through its stream; NULL with @error set. */
GBytes *hikae_test_case_read (HikaeCase *self,
                              guint number,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
