/* hikae-stamp-outlook.c: until when a stamp stands, what renewed it, what is due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A renewal is a later seal list that names the token by its digest. It stands as long as
 * its own stamps do; those are renewed in turn, so the search goes up the list numbers
 * and ends. */
#include "config.h"

#include "hikae-stamp-outlook.h"

#include "hikae-authority-own.h"
#include "hikae-stamp-judge-private.h"
#include "hikae-tsa-life.h"
#include "hikae-tsa-status.h"

#include <string.h>

static char *
hash_hex (GBytes *bytes)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

/* (transfer full) (nullable): the first list that covers the token of @stamp. */
static HikaeSeal *
find_renewal (HikaeCase *open_case, HikaeStamp *stamp)
{
  GListModel *seals = hikae_case_get_seals (open_case);
  g_autofree char *sha256 = hash_hex (hikae_stamp_get_token (stamp));
  g_autofree char *path = hikae_seal_dup_token_path (hikae_stamp_get_seal (stamp),
                                                     hikae_stamp_get_authority (stamp));

  for (guint i = 0; i < g_list_model_get_n_items (seals); i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);

    if (hikae_seal_get_number (seal) > hikae_stamp_get_seal (stamp) &&
        hikae_seal_covers (seal, sha256, path))
      return g_steal_pointer (&seal);
  }
  return NULL;
}

static gboolean
is_proof (HikaeStamp *stamp)
{
  return hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID &&
         hikae_stamp_get_token (stamp) != NULL && hikae_stamp_get_chain (stamp) != NULL;
}

static void
add_renewal (HikaeCase *open_case, HikaeStamp *stamp, HikaeStampOutlook *outlook);

/* Only the life, with its renewals. Recursion climbs the numbers of the lists. */
static gboolean
compute_life (HikaeCase *open_case, HikaeStamp *stamp, HikaeStampOutlook *outlook)
{
  HikaeTsaLife life = {0};

  if (!is_proof (stamp) || !hikae_tsa_life_compute (hikae_stamp_get_chain (stamp),
                                                    hikae_stamp_get_gen_time (stamp),
                                                    &life))
    return FALSE;
  outlook->ends = life.ends;
  outlook->due = life.due;
  add_renewal (open_case, stamp, outlook);
  return TRUE;
}

static void
add_renewal (HikaeCase *open_case, HikaeStamp *stamp, HikaeStampOutlook *outlook)
{
  g_autoptr (HikaeSeal) renewal = find_renewal (open_case, stamp);
  GListModel *stamps = hikae_case_get_stamps (open_case);
  guint number = renewal != NULL ? hikae_seal_get_number (renewal) : 0;
  gint64 own_end = outlook->ends;

  outlook->renewed_by = number;
  for (guint i = 0; number != 0 && i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) other = g_list_model_get_item (stamps, i);
    HikaeStampOutlook above = {0};
    gint64 time_us = hikae_stamp_get_gen_time (other);

    /* A renewal that came too late covers nothing. */
    if (hikae_stamp_get_seal (other) != number || time_us > own_end ||
        !compute_life (open_case, other, &above))
      continue;
    if (outlook->renewed_at == 0 || time_us < outlook->renewed_at)
      outlook->renewed_at = time_us;
    if (above.ends > outlook->ends) {
      outlook->ends = above.ends;
      outlook->due = above.due;
    }
  }
}

/* Due is what speaks of the signer: the lists above it come out once or twice a year and
 * are asked for without a word. */
static void
compute_lists (HikaeCase *open_case, HikaeStamp *stamp, HikaeStampOutlook *outlook)
{
  g_autoptr (GPtrArray) sources =
      hikae_tsa_status_list_sources (hikae_stamp_get_chain (stamp));
  GListModel *kept = hikae_case_get_revocations (open_case);
  gint64 after = hikae_stamp_get_gen_time (stamp);

  for (guint i = 0; i < sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i];
    gboolean fresh = FALSE;

    for (guint j = 0; j < g_list_model_get_n_items (kept); j++) {
      g_autoptr (HikaeRevocation) one = g_list_model_get_item (kept, j);

      if (strcmp (hikae_revocation_get_url (one), source->id) != 0)
        continue;
      outlook->listed_at = MAX (outlook->listed_at, hikae_revocation_get_issued_at (one));
      fresh = fresh ||
              (hikae_revocation_get_issued_at (one) >= after &&
               hikae_revocation_get_fetched_at (one) >= after + HIKAE_STAMP_LISTS_AFTER);
    }
    if (!fresh && source->depth == 0)
      outlook->lists_due = after + HIKAE_STAMP_LISTS_AFTER;
  }
}

void
hikae_stamp_outlook_compute (HikaeCase *open_case,
                             HikaeStamp *stamp,
                             HikaeStampOutlook *outlook)
{
  memset (outlook, 0, sizeof *outlook);
  if (compute_life (open_case, stamp, outlook))
    compute_lists (open_case, stamp, outlook);
}

static void
add_digest (GPtrArray *lines, const char *sha256, char *path)
{
  g_autofree char *owned = path;
  char *line = g_strdup_printf ("%s  %s", sha256, owned);

  if (g_ptr_array_find_with_equal_func (lines, line, g_str_equal, NULL))
    g_free (line);
  else
    g_ptr_array_add (lines, line);
}

static void
add_line (GPtrArray *lines, GBytes *bytes, char *path)
{
  g_autofree char *sha256 = hash_hex (bytes);

  add_digest (lines, sha256, path);
}

static void
add_lists (HikaeCase *open_case, HikaeStamp *stamp, GPtrArray *lines)
{
  g_autoptr (GPtrArray) sources =
      hikae_tsa_status_list_sources (hikae_stamp_get_chain (stamp));
  GListModel *kept = hikae_case_get_revocations (open_case);

  for (guint i = 0; i < g_list_model_get_n_items (kept); i++) {
    g_autoptr (HikaeRevocation) one = g_list_model_get_item (kept, i);

    for (guint j = 0; j < sources->len; j++)
      if (strcmp (hikae_revocation_get_url (one),
                  ((HikaeTsaStatusSource *)sources->pdata[j])->id) == 0)
        add_line (
            lines, hikae_revocation_get_bytes (one), hikae_revocation_dup_path (one));
  }
}

/* Everything that proves the time of @seal: its list, and of every valid stamp the token,
 * the chain and what is known of revocations. */
static void
add_seal (HikaeCase *open_case, HikaeSeal *seal, GPtrArray *lines)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  guint number = hikae_seal_get_number (seal);

  add_digest (lines,
              hikae_seal_get_sha256 (seal),
              g_strdup_printf ("seals/seal-%04u.sha256", number));
  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);
    g_autofree char *chain = NULL;

    if (hikae_stamp_get_seal (stamp) != number || !is_proof (stamp))
      continue;
    chain = hash_hex (hikae_stamp_get_chain (stamp));
    add_line (lines,
              hikae_stamp_get_token (stamp),
              hikae_seal_dup_token_path (number, hikae_stamp_get_authority (stamp)));
    add_line (lines,
              hikae_stamp_get_chain (stamp),
              hikae_seal_dup_material_path ("tsa/chain", chain, "pem"));
    add_lists (open_case, stamp, lines);
  }
}

/* What has ended is not: a renewal would cover nothing, and be due again at once. */
static gboolean
is_due (HikaeCase *open_case, guint seal, gint64 now, GPtrArray *known)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);

  for (guint i = 0; i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);
    HikaeStampOutlook outlook = {0};

    if (hikae_stamp_get_seal (stamp) == seal &&
        compute_life (open_case, stamp, &outlook) && outlook.renewed_by == 0 &&
        now <= outlook.ends &&
        (now >= outlook.due || hikae_stamp_lost_anchor (stamp, known)))
      return TRUE;
  }
  return FALSE;
}

GPtrArray *
hikae_stamp_list_due (HikaeCase *open_case, gint64 now, guint *count)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  GListModel *seals = hikae_case_get_seals (open_case);
  g_autoptr (GPtrArray) known = hikae_authority_list_known (NULL);
  guint due = 0;

  for (guint i = 0; i < g_list_model_get_n_items (seals); i++) {
    g_autoptr (HikaeSeal) seal = g_list_model_get_item (seals, i);

    if (!is_due (open_case, hikae_seal_get_number (seal), now, known))
      continue;
    add_seal (open_case, seal, lines);
    due++;
  }
  if (count != NULL)
    *count = due;
  return lines;
}
