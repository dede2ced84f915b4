/* hikae-http-retry.c: whether to ask again, when, and how far apart
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-http-retry.h"

#include "hikae-error.h"

/* Longer than this nobody sits and waits; the stamp stays in the queue. */
#define MAX_WAIT 120

static const guint pauses[HIKAE_HTTP_ATTEMPTS - 1] = {2, 8, 30};

static gboolean
is_worth_asking_again (const HikaeHttpReply *reply, const GError *error)
{
  if (error != NULL)
    return g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_OFFLINE) ||
           g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_REMOTE);
  return reply != NULL && (reply->status == 429 || reply->status >= 500);
}

int
hikae_http_should_retry (const HikaeHttpReply *reply, const GError *error, guint attempt)
{
  guint wait = 0;

  if (attempt == 0 || attempt > G_N_ELEMENTS (pauses) ||
      !is_worth_asking_again (reply, error))
    return HIKAE_HTTP_NEVER;
  wait = pauses[attempt - 1];
  /* The random part keeps many programs from coming back in the same second. */
  wait += (guint)g_random_int_range (0, (gint32)(wait / 2 + 1));
  if (reply != NULL && reply->retry_after > wait)
    wait = reply->retry_after;
  return wait <= MAX_WAIT ? (int)wait : HIKAE_HTTP_NEVER;
}

static gboolean
pause_until (gint64 until_us, GCancellable *cancellable, GError **error)
{
  GPollFD descriptor = {-1, 0, 0};
  gboolean watched = g_cancellable_make_pollfd (cancellable, &descriptor);
  gint64 left = until_us - g_get_monotonic_time ();

  while (left > 0 && !g_cancellable_is_cancelled (cancellable)) {
    int milliseconds = (int)MIN ((left + 999) / 1000, 60 * 1000);

    (void)g_poll (watched ? &descriptor : NULL, watched ? 1 : 0, milliseconds);
    left = until_us - g_get_monotonic_time ();
  }
  if (watched)
    g_cancellable_release_fd (cancellable);
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
hikae_http_pause (guint seconds, GCancellable *cancellable, GError **error)
{
  return pause_until (
      g_get_monotonic_time () + (gint64)seconds * G_USEC_PER_SEC, cancellable, error);
}

/* Books the next free moment of @host and returns it. */
static gint64
book_turn (const char *host, guint spacing)
{
  static GMutex lock;
  static GHashTable *last = NULL;
  gint64 now = g_get_monotonic_time ();
  gint64 turn = now;
  gint64 *before = NULL;

  g_mutex_lock (&lock);
  if (last == NULL)
    last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  before = g_hash_table_lookup (last, host);
  if (before != NULL)
    turn = MAX (now, *before + (gint64)spacing * G_USEC_PER_SEC);
  g_hash_table_insert (last, g_strdup (host), g_memdup2 (&turn, sizeof turn));
  g_mutex_unlock (&lock);
  return turn;
}

gboolean
hikae_http_take_turn (const char *url,
                      guint spacing,
                      GCancellable *cancellable,
                      GError **error)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, error);
  g_autofree char *host = NULL;

  if (uri == NULL) {
    g_clear_error (error);
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "this is not an address");
    return FALSE;
  }
  host = g_strdup_printf ("%s:%d",
                          g_uri_get_host (uri) != NULL ? g_uri_get_host (uri) : "",
                          g_uri_get_port (uri));
  return pause_until (book_turn (host, spacing), cancellable, error);
}
