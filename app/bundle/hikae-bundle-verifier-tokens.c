/* hikae-bundle-verifier-tokens.c: the time-stamp tokens of one seal list
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-authority.h"
#include "hikae-bundle-verifier-private.h"
#include "hikae-clock.h"
#include "hikae-tsa-verifier.h"

#include <string.h>

/* "seal-0001.digicert-2.tst" is a second token of the authority "digicert". */
static const HikaeAuthority *
find_authority (GPtrArray *authorities, const char *name)
{
  g_autofree char *plain = g_strdup (name);
  char *dash = strrchr (plain, '-');

  for (int tries = 0; tries < 2; tries++) {
    for (guint i = 0; i < authorities->len; i++) {
      const HikaeAuthority *authority = authorities->pdata[i];

      if (g_str_equal (authority->id, plain))
        return authority;
    }
    if (dash == NULL || strspn (dash + 1, "0123456789") != strlen (dash + 1))
      return NULL;
    *dash = '\0';
  }
  return NULL;
}

/* Chains of the bundle help to build a path; they are never trusted. */
static GBytes *
gather_chains (HikaeBundleInventory *inventory)
{
  GByteArray *chains = g_byte_array_new ();

  for (guint i = 0; i < inventory->order->len; i++) {
    const HikaeBundleEntry *entry = inventory->order->pdata[i];

    if (g_str_has_prefix (entry->name, "data/tsa/") && entry->bytes != NULL &&
        chains->len + entry->size < 4 * 1024 * 1024)
      g_byte_array_append (chains,
                           g_bytes_get_data (entry->bytes, NULL),
                           (guint)g_bytes_get_size (entry->bytes));
  }
  return g_byte_array_free_to_bytes (chains);
}

static GBytes *
find_bytes (HikaeBundleInventory *inventory, const char *base, const char *ending)
{
  g_autofree char *name = g_strconcat (base, ending, NULL);
  HikaeBundleEntry *entry = hikae_bundle_inventory_find (inventory, name);

  return entry != NULL ? entry->bytes : NULL;
}

static void
say_verdict (HikaeBundleInventory *inventory,
             const char *name,
             const HikaeTsaVerdict *verdict,
             const HikaeAuthority *authority)
{
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);
  g_autofree char *when = hikae_clock_format_utc (verdict->gen_time);
  const char *sentence = verdict->sentence != NULL ? verdict->sentence : "";

  switch (verdict->state) {
  case HIKAE_TSA_VALID:
    hikae_bundle_inventory_say (inventory,
                                HIKAE_BUNDLE_GOOD,
                                name,
                                "its authority confirms that the list existed by %s",
                                when);
    return;
  case HIKAE_TSA_INDETERMINATE:
    hikae_bundle_inventory_say (
        inventory,
        HIKAE_BUNDLE_CANNOT_TELL,
        name,
        "%s%s (%s)",
        authority == NULL ? "this program does not know its authority; give the "
                            "authority's certificates with --ca: "
                          : "",
        sentence,
        codes);
    return;
  case HIKAE_TSA_INVALID:
  default:
    hikae_bundle_inventory_say (
        inventory, HIKAE_BUNDLE_DAMAGED, name, "%s (%s)", sentence, codes);
  }
}

static gboolean
check_token (HikaeBundleInventory *inventory,
             const HikaeBundleEntry *entry,
             const char *base,
             GBytes *list,
             GBytes *anchors,
             const HikaeAuthority *authority,
             gint64 now)
{
  g_autoptr (GBytes) chains = gather_chains (inventory);
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  GBytes *reply = find_bytes (inventory, base, ".tsr");
  HikaeTsaInput input = {
      .token = reply != NULL ? reply : entry->bytes,
      .query = find_bytes (inventory, base, ".tsq"),
      .data = list,
      .anchors = anchors != NULL     ? anchors
                 : authority != NULL ? authority->anchors
                                     : none,
      .untrusted = chains,
      .now = now,
  };
  g_autoptr (HikaeTsaVerdict) verdict = hikae_tsa_verify (&input);

  if (reply != NULL && verdict->token != NULL &&
      !g_bytes_equal (verdict->token, entry->bytes))
    hikae_bundle_inventory_say (inventory,
                                HIKAE_BUNDLE_DAMAGED,
                                entry->name,
                                "it is not the token of the reply beside it");
  say_verdict (inventory, entry->name, verdict, anchors != NULL ? NULL : authority);
  return verdict->state == HIKAE_TSA_VALID;
}

guint
hikae_bundle_check_tokens (HikaeBundleInventory *inventory,
                           guint number,
                           GBytes *list,
                           GBytes *anchors,
                           GPtrArray *authorities,
                           gint64 now)
{
  g_autofree char *prefix = g_strdup_printf ("data/seals/seal-%04u.", number);
  guint valid = 0;

  for (guint i = 0; i < inventory->order->len; i++) {
    const HikaeBundleEntry *entry = inventory->order->pdata[i];
    g_autofree char *base = NULL;

    if (!g_str_has_prefix (entry->name, prefix) ||
        !g_str_has_suffix (entry->name, ".tst") || entry->bytes == NULL)
      continue;
    base = g_strndup (entry->name, strlen (entry->name) - strlen (".tst"));
    valid += check_token (inventory,
                          entry,
                          base,
                          list,
                          anchors,
                          find_authority (authorities, base + strlen (prefix)),
                          now);
  }
  return valid;
}
