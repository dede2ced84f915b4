/* hikae-stamp-lists.c: what the authorities say about revoked certificates, fetched
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Once when the stamp is had, and again a day and more later: only a list from after the
 * stamp shows that the key was still good then (RFC 3161 §4). Being offline loses
 * nothing: what is due stays due. */
#include "config.h"

#include "hikae-authority-own.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-http-retry.h"
#include "hikae-http.h"
#include "hikae-stamp-judge-private.h"
#include "hikae-stamp-lists-private.h"
#include "hikae-stamp-outlook.h"
#include "hikae-tsa-status.h"

#include <string.h>

#define CONNECT_SECONDS 10
#define TOTAL_SECONDS 30

HikaeStampLists *
hikae_stamp_lists_new (HikaeCase *open_case, const char *proxy, guint patience)
{
  HikaeStampLists *self = g_new0 (HikaeStampLists, 1);

  self->stamps = hikae_list_snapshot (hikae_case_get_stamps (open_case));
  self->seals = hikae_list_snapshot (hikae_case_get_seals (open_case));
  self->kept = hikae_list_snapshot (hikae_case_get_revocations (open_case));
  self->proxy = g_strdup (proxy);
  self->patience = patience;
  self->found = g_ptr_array_new_with_free_func (g_object_unref);
  self->revoked = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
hikae_stamp_lists_free (HikaeStampLists *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->stamps);
  g_ptr_array_unref (self->seals);
  g_ptr_array_unref (self->kept);
  g_free (self->proxy);
  g_ptr_array_unref (self->found);
  g_ptr_array_unref (self->revoked);
  g_free (self);
}

/* Whether a list of @source is wanted for a stamp: the first, or the one from after. */
static gboolean
is_wanted (const HikaeStampLists *self,
           const HikaeTsaStatusSource *source,
           HikaeStamp *stamp,
           gint64 now)
{
  gint64 later = hikae_stamp_get_gen_time (stamp) + HIKAE_STAMP_LISTS_AFTER;
  gint64 around = hikae_stamp_get_received_at (stamp) - HIKAE_STAMP_LISTS_AFTER;
  gboolean first = FALSE;
  gboolean after = now < later;

  for (guint i = 0; i < self->kept->len; i++) {
    HikaeRevocation *one = self->kept->pdata[i];

    if (strcmp (hikae_revocation_get_url (one), source->id) != 0)
      continue;
    first = first || hikae_revocation_get_fetched_at (one) >= around;
    after = after ||
            (hikae_revocation_get_fetched_at (one) >= later &&
             hikae_revocation_get_issued_at (one) >= hikae_stamp_get_gen_time (stamp));
  }
  return !first || !after;
}

static gboolean
is_known (const HikaeStampLists *self, HikaeRevocation *revocation)
{
  const char *sha256 = hikae_revocation_get_sha256 (revocation);

  for (guint i = 0; i < self->kept->len; i++)
    if (strcmp (hikae_revocation_get_sha256 (self->kept->pdata[i]), sha256) == 0)
      return TRUE;
  return FALSE;
}

static HikaeHttpReply *
perform (const HikaeStampLists *self,
         const HikaeTsaStatusSource *source,
         gint64 left,
         GCancellable *cancellable,
         GError **error)
{
  gboolean asks = source->request != NULL;
  HikaeHttpRequest request = {
      .method = asks ? "POST" : "GET",
      .url = source->url,
      .body = source->request,
      .content_type = asks ? "application/ocsp-request" : NULL,
      .accept = asks ? "application/ocsp-response" : "application/pkix-crl",
      .proxy = self->proxy,
      .max_size = HIKAE_TSA_STATUS_MAX,
      .connect_seconds = (guint)CLAMP (left, 1, CONNECT_SECONDS),
      .total_seconds = (guint)CLAMP (left, 1, TOTAL_SECONDS),
  };

  return hikae_http_perform (&request, cancellable, error);
}

/* (nullable): NULL when it could not be had in time. */
static HikaeHttpReply *
fetch (const HikaeStampLists *self,
       const HikaeTsaStatusSource *source,
       gint64 until_us,
       GCancellable *cancellable)
{
  for (guint attempt = 1; g_get_monotonic_time () < until_us; attempt++) {
    gint64 left = (until_us - g_get_monotonic_time ()) / G_USEC_PER_SEC;
    g_autoptr (GError) failure = NULL;
    g_autoptr (HikaeHttpReply) reply =
        perform (self, source, left, cancellable, &failure);
    int pause = HIKAE_HTTP_NEVER;

    if (reply != NULL && reply->status == 200)
      return g_steal_pointer (&reply);
    if (hikae_error_is_cancelled (failure))
      return NULL;
    pause = hikae_http_should_retry (reply, failure, attempt);
    g_clear_error (&failure);
    if (pause == HIKAE_HTTP_NEVER ||
        g_get_monotonic_time () + pause * G_USEC_PER_SEC >= until_us ||
        !hikae_http_pause ((guint)pause, cancellable, &failure))
      return NULL;
  }
  return NULL;
}

/* FALSE: it gave nothing usable. */
static gboolean
take (HikaeStampLists *self,
      const HikaeTsaStatusSource *source,
      HikaeStamp *stamp,
      gint64 until_us,
      GCancellable *cancellable)
{
  g_autoptr (HikaeHttpReply) reply = fetch (self, source, until_us, cancellable);
  g_autoptr (HikaeRevocation) one = NULL;
  gint64 issued_at = 0;

  if (reply == NULL ||
      !hikae_tsa_status_check (
          source->kind, reply->body, hikae_stamp_get_chain (stamp), &issued_at, NULL))
    return FALSE;
  one = hikae_revocation_new (source->kind == HIKAE_TSA_STATUS_CRL ? "crl" : "ocsp",
                              source->id,
                              reply->received_at,
                              issued_at,
                              reply->body);
  if (!is_known (self, one)) {
    g_ptr_array_add (self->kept, g_object_ref (one));
    g_ptr_array_add (self->found, g_steal_pointer (&one));
  }
  return TRUE;
}

static void
fetch_for (HikaeStampLists *self,
           HikaeStamp *stamp,
           GHashTable *asked,
           gint64 until_us,
           GCancellable *cancellable)
{
  g_autoptr (GPtrArray) sources =
      hikae_tsa_status_list_sources (hikae_stamp_get_chain (stamp));
  gint64 now = hikae_clock_get_now ();

  for (guint i = 0; i < sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i];

    if (!is_wanted (self, source, stamp, now) ||
        !g_hash_table_add (asked, g_strdup (source->id)))
      continue;
    if (g_cancellable_is_cancelled (cancellable) ||
        !take (self, source, stamp, until_us, cancellable))
      self->missing++;
  }
}

static gboolean
is_proof (HikaeStamp *stamp)
{
  return hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID &&
         hikae_stamp_get_chain (stamp) != NULL;
}

static HikaeSeal *
find_seal (GPtrArray *seals, guint number)
{
  for (guint i = 0; i < seals->len; i++)
    if (hikae_seal_get_number (seals->pdata[i]) == number)
      return seals->pdata[i];
  return NULL;
}

static void
judge_all (HikaeStampLists *self)
{
  g_autoptr (GPtrArray) shipped = hikae_authority_list_known (NULL);

  for (guint i = 0; i < self->stamps->len; i++) {
    HikaeStamp *stamp = self->stamps->pdata[i];
    HikaeSeal *seal = find_seal (self->seals, hikae_stamp_get_seal (stamp));
    g_autoptr (HikaeTsaVerdict) verdict = NULL;

    if (seal == NULL || !is_proof (stamp))
      continue;
    verdict = hikae_stamp_judge (stamp, seal, shipped, NULL, self->kept);
    if (verdict->state == HIKAE_TSA_INVALID)
      g_ptr_array_add (self->revoked,
                       g_strdup_printf ("seal %u, authority %s: %s",
                                        hikae_seal_get_number (seal),
                                        hikae_stamp_get_authority (stamp),
                                        verdict->sentence));
  }
}

void
hikae_stamp_lists_thread (GTask *task,
                          gpointer source,
                          gpointer data,
                          GCancellable *cancellable)
{
  HikaeStampLists *self = data;
  g_autoptr (GHashTable) asked =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 until_us = g_get_monotonic_time () + (gint64)self->patience * G_USEC_PER_SEC;

  for (guint i = 0; i < self->stamps->len; i++)
    if (is_proof (self->stamps->pdata[i]))
      fetch_for (self, self->stamps->pdata[i], asked, until_us, cancellable);
  if (self->found->len > 0)
    judge_all (self);
  g_task_return_boolean (task, TRUE);
}
