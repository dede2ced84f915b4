/* fuzz-tsa-status.c: any bytes as a revocation list, an OCSP answer, a chain
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An input is a chain in PEM, or that, a NUL, and what came from the network. Reading the
 * chain is what takes the time, so each input does one thing with it. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-tsa-life.h"
#include "hikae-tsa-status.h"

#include <string.h>

static void
look_at_chain (GBytes *chain)
{
  g_autoptr (GPtrArray) sources = hikae_tsa_status_list_sources (chain);
  HikaeTsaLife life = {0};

  g_assert_cmpuint (sources->len, <=, HIKAE_TSA_STATUS_MAX_SOURCES);
  for (guint i = 0; i < sources->len; i++) {
    const HikaeTsaStatusSource *source = sources->pdata[i];

    g_assert_true (g_ascii_strncasecmp (source->url, "http", 4) == 0);
  }
  if (hikae_tsa_life_compute (chain, 0, &life))
    g_assert_cmpint (life.due, <=, life.ends);
}

/* A list begins with a SEQUENCE in one, an answer with an ENUMERATED. */
static HikaeTsaStatusKind
guess_kind (const uint8_t *bytes, size_t size)
{
  size_t at = size > 1 && (bytes[1] & 0x80) != 0 ? 2 + (bytes[1] & 0x0f) : 2;

  return at < size && bytes[at] == 0x0a ? HIKAE_TSA_STATUS_OCSP : HIKAE_TSA_STATUS_CRL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  const uint8_t *middle = size > 0 ? memchr (bytes, '\0', size) : NULL;
  size_t first = middle != NULL ? (size_t)(middle - bytes) : size;
  g_autoptr (GBytes) chain = g_bytes_new (bytes, first);
  g_autoptr (GBytes) answer = NULL;
  gint64 issued_at = 0;

  if (middle == NULL) {
    look_at_chain (chain);
    return 0;
  }
  answer = g_bytes_new (middle + 1, size - first - 1);
  (void)!hikae_tsa_status_check (
      guess_kind (middle + 1, size - first - 1), answer, chain, &issued_at, NULL);
  return 0;
}
