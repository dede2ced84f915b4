/* hikae-zone.h: which addresses lie inside this computer or its own network
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Whether @address is this computer (RFC 1122 loopback, unspecified), its own network
 * (RFC 1918, 3927, 4193, 6598), or no single host of the internet (multicast, RFC 6890
 * special blocks); IPv4 inside IPv6 (mapped, 6to4, NAT64) is judged as what it leads to.
 */
gboolean hikae_zone_is_local_address (GInetAddress *address);
/* The same by name alone, where nothing may be resolved: literals, "localhost" and
 * "*.localhost" (RFC 6761), "*.local" (RFC 6762), "*.internal", "*.home.arpa". */
gboolean hikae_zone_is_local_name (const char *host);

G_END_DECLS
