/* hikae-check-authority.c: whether an authority answers, and whether the answer holds
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-hasher.h"
#include "hikae-random.h"
#include "hikae-stamp-exchange-private.h"
#include "hikae-workflow.h"

typedef struct {
  HikaeAuthority *authority;
  char *proxy;
  guint patience;
} Check;

static void
check_free (Check *check)
{
  hikae_authority_free (check->authority);
  g_free (check->proxy);
  g_free (check);
}

static void
check_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Check *check = data;
  guint8 bytes[32] = {0};
  g_auto (HikaeStampExchange) exchange = {
      .authority = check->authority,
      .proxy = check->proxy,
      .patience = check->patience,
  };
  GError *error = NULL;

  hikae_random_fill (bytes, sizeof bytes);
  exchange.digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, bytes, sizeof bytes);
  if (!hikae_stamp_exchange_run (&exchange, cancellable, &error))
    g_task_return_error (task, error);
  else if (exchange.reply == NULL)
    g_task_return_new_error (task, HIKAE_ERROR, HIKAE_ERROR_OFFLINE, "%s", exchange.why);
  else
    g_task_return_pointer (task,
                           hikae_stamp_exchange_judge (&exchange),
                           (GDestroyNotify)hikae_tsa_verdict_free);
}

void
hikae_check_authority_async (const HikaeAuthority *authority,
                             const char *proxy,
                             guint patience,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Check *check = g_new0 (Check, 1);

  check->authority = hikae_authority_copy (authority);
  check->proxy = g_strdup (proxy);
  check->patience = patience != 0 ? patience : HIKAE_STAMP_PATIENCE;
  g_task_set_source_tag (task, hikae_check_authority_async);
  g_task_set_task_data (task, check, (GDestroyNotify)check_free);
  g_task_run_in_thread (task, check_thread);
}

HikaeTsaVerdict *
hikae_check_authority_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
