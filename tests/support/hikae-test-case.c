/* hikae-test-case.c: an open case for tests, its commands waited for
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-case.h"

#include <string.h>

HikaeKdfCost
hikae_test_fast_cost (void)
{
  return (HikaeKdfCost){64, 1, 1};
}

HikaeSecret *
hikae_test_secret (const char *text)
{
  return hikae_secret_new_copy (text, strlen (text));
}

void
hikae_test_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  g_assert_null (*place);
  *place = g_object_ref (result);
}

void
hikae_test_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

HikaeCase *
hikae_test_case_create (const char *path, gboolean minor)
{
  g_autoptr (HikaeSecret) passphrase = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (HikaeSecret) words = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HikaeCase *self = NULL;

  hikae_case_create_async (path,
                           "Summer",
                           minor,
                           passphrase,
                           hikae_test_fast_cost (),
                           NULL,
                           hikae_test_result_cb,
                           &result);
  hikae_test_wait (&result);
  self = hikae_case_create_finish (result, &words, &error);
  g_assert_no_error (error);
  g_assert_nonnull (words);
  return self;
}

HikaeCase *
hikae_test_case_open (const char *path)
{
  g_autoptr (HikaeSecret) passphrase = hikae_test_secret (HIKAE_TEST_PASSPHRASE);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HikaeCase *self = NULL;

  hikae_case_open_async (path, passphrase, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  self = hikae_case_open_finish (result, &error);
  g_assert_no_error (error);
  return self;
}

void
hikae_test_case_close (HikaeCase *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_case_close_async (self, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_close_finish (self, result, &error));
  g_assert_no_error (error);
  g_object_unref (self);
}

HikaeDraft *
hikae_test_draft (HikaeItemKind kind, const char *name, const void *bytes, gsize size)
{
  g_autoptr (GBytes) copy = g_bytes_new (bytes, size);
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (copy);

  return hikae_draft_new (kind, name, "text/plain", stream);
}

HikaeItem *
hikae_test_case_try_keep (HikaeCase *self,
                          HikaeDraft *draft,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_case_keep_async (self, draft, NULL, cancellable, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  return hikae_case_keep_finish (self, result, error);
}

guint
hikae_test_case_keep_text (HikaeCase *self, const char *name, const char *text)
{
  g_autoptr (HikaeDraft) draft =
      hikae_test_draft (HIKAE_ITEM_FILE, name, text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_test_case_try_keep (self, draft, NULL, &error);

  g_assert_no_error (error);
  return hikae_item_get_number (item);
}

HikaeSeal *
hikae_test_case_seal (HikaeCase *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  HikaeSeal *seal = NULL;

  hikae_case_seal_async (self, FALSE, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  seal = hikae_case_seal_finish (self, result, &error);
  g_assert_no_error (error);
  return seal;
}

void
hikae_test_case_delete (HikaeCase *self, guint number)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  hikae_case_delete_item_async (
      self, number, "kept by mistake", NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  g_assert_true (hikae_case_delete_item_finish (self, result, &error));
  g_assert_no_error (error);
}

GPtrArray *
hikae_test_case_check (HikaeCase *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *findings = NULL;

  hikae_case_check_async (self, NULL, NULL, hikae_test_result_cb, &result);
  hikae_test_wait (&result);
  findings = hikae_case_check_finish (self, result, &error);
  g_assert_no_error (error);
  return findings;
}

void
hikae_test_case_assert_whole (HikaeCase *self)
{
  g_autoptr (GPtrArray) findings = hikae_test_case_check (self);

  for (guint i = 0; i < findings->len; i++) {
    HikaeFinding *finding = g_ptr_array_index (findings, i);

    g_test_message ("item %u, %s: %s", finding->item, finding->part, finding->message);
  }
  g_assert_cmpuint (findings->len, ==, 0);
}

GBytes *
hikae_test_case_read (HikaeCase *self, guint number, GError **error)
{
  g_autoptr (GInputStream) stream = hikae_case_open_payload (self, number);
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();

  if (g_output_stream_splice (
          sink, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, error) < 0)
    return NULL;
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (sink));
}
