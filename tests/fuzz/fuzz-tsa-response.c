/* fuzz-tsa-response.c: any bytes as a time-stamp answer, a query, a PEM file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-tsa-verifier.h"

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GBytes) input_bytes = g_bytes_new (bytes, size);
  HikaeTsaInput input = {
      .token = input_bytes,
      /* A token also holds certificates; they serve as anchors of themselves. */
      .anchors = input_bytes,
      .untrusted = input_bytes,
      .crls = input_bytes,
      .imprint = "sha256:00",
      .now = G_GINT64_CONSTANT (1795478400) * G_USEC_PER_SEC,
  };
  g_autoptr (HikaeTsaVerdict) verdict = hikae_tsa_verify (&input);
  g_autofree char *codes = hikae_tsa_verdict_dup_codes (verdict);

  /* Two bytes of imprint are never those of a SHA-256 token. */
  g_assert (verdict->state == HIKAE_TSA_INVALID && verdict->sentence != NULL);
  input.imprint = NULL;
  input.query = input_bytes;
  hikae_tsa_verdict_free (hikae_tsa_verify (&input));
  return 0;
}
