/* hikae-zone.c: which addresses lie inside this computer or its own network
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-zone.h"

#include <string.h>

typedef struct {
  guint8 bytes[16];
  guint bits;
} Block;

static const Block blocks_4[] = {
    {{0}, 8},          /* this network */
    {{10}, 8},         /* RFC 1918 */
    {{100, 64}, 10},   /* RFC 6598 */
    {{127}, 8},        /* loopback */
    {{169, 254}, 16},  /* link-local; metadata services of clouds */
    {{172, 16}, 12},   /* RFC 1918 */
    {{192, 0, 0}, 24}, /* RFC 6890 */
    {{192, 168}, 16},  /* RFC 1918 */
    {{198, 18}, 15},   /* benchmarks */
    {{224}, 3},        /* multicast, reserved, broadcast */
};

static const Block blocks_6[] = {
    {{0}, 96},          /* unspecified, loopback, IPv4-compatible */
    {{0x01, 0x00}, 64}, /* discard */
    {{0xfc}, 7},        /* unique local */
    {{0xfe, 0x80}, 10}, /* link-local */
    {{0xfe, 0xc0}, 10}, /* site-local */
    {{0xff}, 8},        /* multicast */
};

static gboolean
lies_in (const guint8 *bytes, const Block *block)
{
  guint whole = block->bits / 8;
  guint8 mask = (guint8)(0xff00 >> (block->bits % 8));

  return memcmp (bytes, block->bytes, whole) == 0 &&
         (mask == 0 || (bytes[whole] & mask) == (block->bytes[whole] & mask));
}

static gboolean
is_local_4 (const guint8 *bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (blocks_4); i++)
    if (lies_in (bytes, &blocks_4[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_local_6 (const guint8 *bytes)
{
  static const guint8 mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static const guint8 nat64[12] = {0, 0x64, 0xff, 0x9b};

  if (memcmp (bytes, mapped, sizeof mapped) == 0 ||
      memcmp (bytes, nat64, sizeof nat64) == 0)
    return is_local_4 (bytes + 12);
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return is_local_4 (bytes + 2);
  for (guint i = 0; i < G_N_ELEMENTS (blocks_6); i++)
    if (lies_in (bytes, &blocks_6[i]))
      return TRUE;
  return FALSE;
}

gboolean
hikae_zone_is_local_address (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  return g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4 ? is_local_4 (bytes)
                                                                     : is_local_6 (bytes);
}

gboolean
hikae_zone_is_local_name (const char *host)
{
  static const char *const endings[] = {
      "localhost", "local", "internal", "home.arpa", NULL};
  g_autofree char *name = g_ascii_strdown (host, -1);
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);

  if (literal != NULL)
    return hikae_zone_is_local_address (literal);
  if (g_str_has_suffix (name, "."))
    name[strlen (name) - 1] = '\0';
  for (guint i = 0; endings[i] != NULL; i++) {
    gsize size = strlen (endings[i]);
    gsize all = strlen (name);

    if (all >= size && g_str_equal (name + all - size, endings[i]) &&
        (all == size || name[all - size - 1] == '.'))
      return TRUE;
  }
  return FALSE;
}
