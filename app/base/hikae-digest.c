/* hikae-digest.c: a digest value: algorithm and bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-digest.h"

#include "hikae-secret.h"

#include <string.h>

const char *
hikae_digest_algorithm_get_name (HikaeDigestAlgorithm algorithm)
{
  switch (algorithm) {
  case HIKAE_DIGEST_SHA256:
    return "sha256";
  case HIKAE_DIGEST_SHA384:
    return "sha384";
  case HIKAE_DIGEST_SHA512:
    return "sha512";
  case HIKAE_DIGEST_NONE:
  default:
    return "none";
  }
}

gsize
hikae_digest_algorithm_get_size (HikaeDigestAlgorithm algorithm)
{
  switch (algorithm) {
  case HIKAE_DIGEST_SHA256:
    return 32;
  case HIKAE_DIGEST_SHA384:
    return 48;
  case HIKAE_DIGEST_SHA512:
    return 64;
  case HIKAE_DIGEST_NONE:
  default:
    return 0;
  }
}

gsize
hikae_digest_get_size (const HikaeDigest *self)
{
  return hikae_digest_algorithm_get_size (self->algorithm);
}

char *
hikae_hex_format (const void *bytes, gsize size)
{
  static const char digits[] = "0123456789abcdef";
  const guint8 *in = bytes;
  char *hex = g_malloc (size * 2 + 1);

  for (gsize i = 0; i < size; i++) {
    hex[i * 2] = digits[in[i] >> 4];
    hex[i * 2 + 1] = digits[in[i] & 15];
  }
  hex[size * 2] = '\0';
  return hex;
}

gboolean
hikae_hex_parse (const char *hex, gsize hex_size, guint8 *bytes)
{
  if (hex_size % 2 != 0)
    return FALSE;
  for (gsize i = 0; i < hex_size; i += 2) {
    int high = g_ascii_xdigit_value (hex[i]);
    int low = high < 0 ? -1 : g_ascii_xdigit_value (hex[i + 1]);

    if (low < 0)
      return FALSE;
    bytes[i / 2] = (guint8)(high << 4 | low);
  }
  return TRUE;
}

char *
hikae_digest_format_hex (const HikaeDigest *self)
{
  return hikae_hex_format (self->bytes, hikae_digest_get_size (self));
}

gboolean
hikae_digest_parse_hex (HikaeDigest *self,
                        HikaeDigestAlgorithm algorithm,
                        const char *hex)
{
  gsize size = hikae_digest_algorithm_get_size (algorithm);

  memset (self, 0, sizeof *self);
  if (hex == NULL || size == 0 || strlen (hex) != size * 2 ||
      !hikae_hex_parse (hex, size * 2, self->bytes))
    return FALSE;
  self->algorithm = algorithm;
  return TRUE;
}

gboolean
hikae_digest_equal (const HikaeDigest *a, const HikaeDigest *b)
{
  return a->algorithm != HIKAE_DIGEST_NONE && a->algorithm == b->algorithm &&
         hikae_bytes_equal (a->bytes, b->bytes, hikae_digest_get_size (a));
}
