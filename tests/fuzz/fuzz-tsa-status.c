/* fuzz-tsa-status.c: any bytes as a revocation list, an OCSP answer, a chain
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An input is a chain in PEM, a NUL, and what came from the network. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-tsa-life.h"
#include "hikae-tsa-status.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  const uint8_t *middle = size > 0 ? memchr (bytes, '\0', size) : NULL;
  size_t first = middle != NULL ? (size_t)(middle - bytes) : size;
  g_autoptr (GBytes) chain = g_bytes_new (bytes, first);
  g_autoptr (GBytes) answer =
      g_bytes_new (bytes + first + (middle != NULL), size - first - (middle != NULL));
  g_autoptr (GPtrArray) sources = hikae_tsa_status_list_sources (chain);
  HikaeTsaLife life = {0};
  gint64 issued_at = 0;

  g_assert_cmpuint (sources->len, <=, HIKAE_TSA_STATUS_MAX_SOURCES);
  for (guint i = 0; i < sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i];

    g_assert_true (g_ascii_strncasecmp (source->url, "http", 4) == 0);
  }
  if (hikae_tsa_life_compute (chain, 0, &life))
    g_assert_cmpint (life.due, <=, life.ends);
  (void)!hikae_tsa_status_check (HIKAE_TSA_STATUS_CRL, answer, chain, &issued_at, NULL);
  (void)!hikae_tsa_status_check (HIKAE_TSA_STATUS_OCSP, answer, chain, &issued_at, NULL);
  return 0;
}
