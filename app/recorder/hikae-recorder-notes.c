/* hikae-recorder-notes.c: what connections note and ask while they are served
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recorder-private.h"
#include "hikae-zone.h"

void
hikae_recorder_allow_host (HikaeRecorder *self, const char *host)
{
  g_mutex_lock (&self->lock);
  g_hash_table_add (self->allowed, g_ascii_strdown (host, -1));
  g_mutex_unlock (&self->lock);
}

void
hikae_recorder_enter (HikaeRecorder *self, const char *host)
{
  g_mutex_lock (&self->lock);
  g_free (self->entered);
  self->entered = g_ascii_strdown (host, -1);
  self->zone = HIKAE_RECORDER_ZONE_AS_FIRST;
  g_mutex_unlock (&self->lock);
}

gboolean
hikae_recorder_may_reach (HikaeRecorder *self, const char *host, GInetAddress *address)
{
  g_autofree char *key = g_ascii_strdown (host, -1);
  gboolean local = address != NULL ? hikae_zone_is_local_address (address)
                                   : hikae_zone_is_local_name (host);
  gboolean may = FALSE;

  g_mutex_lock (&self->lock);
  if (self->zone == HIKAE_RECORDER_ZONE_AS_FIRST &&
      (self->entered == NULL || g_str_equal (self->entered, key)))
    self->zone = local ? HIKAE_RECORDER_ZONE_ANY : HIKAE_RECORDER_ZONE_PUBLIC;
  may = !local || self->zone == HIKAE_RECORDER_ZONE_ANY;
  g_mutex_unlock (&self->lock);
  return may;
}

void
hikae_recorder_note_refused (HikaeRecorder *self)
{
  g_mutex_lock (&self->lock);
  self->refused++;
  g_mutex_unlock (&self->lock);
}

GTlsCertificateFlags
hikae_recorder_get_certificate_faults (HikaeRecorder *self, const char *host)
{
  g_autofree char *key = g_ascii_strdown (host, -1);
  guint faults = 0;

  g_mutex_lock (&self->lock);
  faults = GPOINTER_TO_UINT (g_hash_table_lookup (self->faults, key));
  g_mutex_unlock (&self->lock);
  return faults;
}

gboolean
hikae_recorder_judge_certificate (HikaeRecorder *self,
                                  const char *host,
                                  GTlsCertificateFlags faults)
{
  char *key = g_ascii_strdown (host, -1);
  gboolean allowed = FALSE;

  g_mutex_lock (&self->lock);
  allowed = g_hash_table_contains (self->allowed, key);
  g_hash_table_insert (self->faults, key, GUINT_TO_POINTER (faults));
  g_mutex_unlock (&self->lock);
  return allowed;
}

static guint
read_locked (HikaeRecorder *self, const guint *number)
{
  guint value = 0;

  g_mutex_lock (&self->lock);
  value = *number;
  g_mutex_unlock (&self->lock);
  return value;
}

guint64
hikae_recorder_get_bytes (HikaeRecorder *self)
{
  guint64 bytes = 0;

  g_mutex_lock (&self->lock);
  bytes = self->bytes;
  g_mutex_unlock (&self->lock);
  return bytes;
}

guint
hikae_recorder_get_count (HikaeRecorder *self)
{
  return read_locked (self, &self->exchanges->len);
}

guint
hikae_recorder_get_open (HikaeRecorder *self)
{
  return read_locked (self, &self->open);
}

guint
hikae_recorder_get_refused (HikaeRecorder *self)
{
  return read_locked (self, &self->refused);
}

guint
hikae_recorder_get_credentials (HikaeRecorder *self)
{
  guint count = 0;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->exchanges->len; i++) {
    const HikaeExchange *exchange = self->exchanges->pdata[i];

    count += exchange->request.credentials || exchange->response.credentials;
  }
  g_mutex_unlock (&self->lock);
  return count;
}

GError *
hikae_recorder_dup_failure (HikaeRecorder *self, const char *uri)
{
  const GError *failure = NULL;
  GError *copy = NULL;

  g_mutex_lock (&self->lock);
  failure = g_hash_table_lookup (self->failures, uri);
  copy = failure != NULL ? g_error_copy (failure) : NULL;
  g_mutex_unlock (&self->lock);
  return copy;
}

guint
hikae_recorder_get_broken (HikaeRecorder *self, const char *uri)
{
  guint status = 0;

  g_mutex_lock (&self->lock);
  for (guint i = self->exchanges->len; i > 0; i--) {
    const HikaeExchange *exchange = self->exchanges->pdata[i - 1];

    if (!g_str_equal (exchange->uri, uri))
      continue;
    if (exchange->response.size > 0 && exchange->response.truncated != NULL)
      status = exchange->status;
    break;
  }
  g_mutex_unlock (&self->lock);
  return status;
}

void
hikae_recorder_set_failure (HikaeRecorder *self, const char *uri, const GError *error)
{
  g_mutex_lock (&self->lock);
  if (g_hash_table_size (self->failures) < HIKAE_RECORDER_EXCHANGES_MAX)
    g_hash_table_insert (self->failures, g_strdup (uri), g_error_copy (error));
  g_mutex_unlock (&self->lock);
}

void
hikae_recorder_take_exchange (HikaeRecorder *self, HikaeExchange *exchange)
{
  hikae_exchange_close (exchange);
  g_mutex_lock (&self->lock);
  if (self->exchanges->len < HIKAE_RECORDER_EXCHANGES_MAX)
    g_ptr_array_add (self->exchanges, g_steal_pointer (&exchange));
  g_mutex_unlock (&self->lock);
  hikae_exchange_free (exchange);
}
