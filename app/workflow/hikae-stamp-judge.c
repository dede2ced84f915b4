/* hikae-stamp-judge.c: a kept stamp judged again with all that is known by now
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority.h"
#include "hikae-clock.h"
#include "hikae-evidence-record.h"
#include "hikae-stamp-judge-private.h"
#include "hikae-tsa-status.h"

#include <string.h>

/* Of each source the newest lists are enough: a revocation stays in them. */
#define LISTS_OF_A_SOURCE 4

GPtrArray *
hikae_list_snapshot (GListModel *model)
{
  GPtrArray *array = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (array, g_list_model_get_item (model, i));
  return array;
}

static const HikaeAuthority *
find_authority (GPtrArray *shipped, const char *id)
{
  for (guint i = 0; shipped != NULL && i < shipped->len; i++) {
    const HikaeAuthority *authority = shipped->pdata[i];

    if (g_str_equal (authority->id, id))
      return authority;
  }
  return NULL;
}

GBytes *
hikae_stamp_find_anchors (HikaeStamp *stamp, GPtrArray *shipped, GBytes *anchors)
{
  const HikaeAuthority *authority =
      find_authority (shipped, hikae_stamp_get_authority (stamp));

  GBytes *chain = hikae_stamp_get_chain (stamp);

  if (anchors != NULL)
    return g_bytes_ref (anchors);
  if (authority != NULL)
    return g_bytes_ref (authority->anchors);
  return chain != NULL ? hikae_tsa_chain_dup_anchor (chain) : NULL;
}

gboolean
hikae_stamp_lost_anchor (HikaeStamp *stamp, GPtrArray *known)
{
  const HikaeAuthority *authority =
      find_authority (known, hikae_stamp_get_authority (stamp));

  return authority != NULL &&
         !hikae_tsa_chain_ends_in (hikae_stamp_get_chain (stamp), authority->anchors);
}

HikaeRenewal *
hikae_stamp_find_renewal (HikaeStamp *stamp, GPtrArray *renewals)
{
  for (guint i = renewals->len; i > 0; i--) {
    HikaeRenewal *renewal = renewals->pdata[i - 1];

    if (hikae_renewal_get_seal (renewal) == hikae_stamp_get_seal (stamp) &&
        hikae_evidence_record_starts_with (hikae_renewal_get_record (renewal),
                                           hikae_stamp_get_token (stamp)))
      return renewal;
  }
  return NULL;
}

/* Lists of @kind that the chain's own addresses gave, newest first in the case's list. */
static GBytes *
join_lists (HikaeStamp *stamp, GPtrArray *revocations, HikaeTsaStatusKind kind)
{
  g_autoptr (GPtrArray) sources =
      hikae_tsa_status_list_sources (hikae_stamp_get_chain (stamp));
  GByteArray *joined = g_byte_array_new ();

  for (guint i = 0; i < sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i];
    guint taken = 0;

    for (guint j = revocations->len;
         source->kind == kind && j > 0 && taken < LISTS_OF_A_SOURCE;
         j--) {
      HikaeRevocation *one = revocations->pdata[j - 1];
      gsize size = 0;
      const void *bytes = g_bytes_get_data (hikae_revocation_get_bytes (one), &size);

      if (strcmp (hikae_revocation_get_url (one), source->id) != 0)
        continue;
      g_byte_array_append (joined, bytes, (guint)size);
      taken++;
    }
  }
  return g_byte_array_free_to_bytes (joined);
}

HikaeTsaVerdict *
hikae_stamp_judge (HikaeStamp *stamp,
                   HikaeSeal *seal,
                   GPtrArray *shipped,
                   GBytes *anchors,
                   GPtrArray *revocations)
{
  const HikaeAuthority *authority =
      find_authority (shipped, hikae_stamp_get_authority (stamp));
  GBytes *response = hikae_stamp_get_response (stamp);
  GBytes *chain = hikae_stamp_get_chain (stamp);
  g_autoptr (GBytes) trusted = hikae_stamp_find_anchors (stamp, shipped, anchors);
  g_autofree char *imprint = g_strconcat ("sha256:", hikae_seal_get_sha256 (seal), NULL);
  g_autoptr (GBytes) crls = NULL;
  g_autoptr (GBytes) answers = NULL;

  if (chain != NULL && revocations != NULL) {
    crls = join_lists (stamp, revocations, HIKAE_TSA_STATUS_CRL);
    answers = join_lists (stamp, revocations, HIKAE_TSA_STATUS_OCSP);
  }
  return hikae_tsa_verify (&(HikaeTsaInput){
      .token = response != NULL ? response : hikae_stamp_get_token (stamp),
      .query = hikae_stamp_get_query (stamp),
      .imprint = imprint,
      .anchors = trusted,
      .untrusted = authority != NULL ? authority->untrusted : chain,
      .crls = crls,
      .ocsp = answers,
      .now = hikae_clock_get_now (),
      .sent_at = hikae_stamp_get_sent_at (stamp),
      .received_at = hikae_stamp_get_received_at (stamp),
  });
}
