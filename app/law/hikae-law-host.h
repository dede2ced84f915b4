/* hikae-law-host.h: the host of an address as a browser would take it
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longest address that is looked at, in bytes. */
#define HIKAE_LAW_ADDRESS_MAX (64 * 1024)

/* (transfer full) (nullable): the host in lower-case ASCII (IDNA), without port, user
 * name or final dot, of an address with or without a scheme; NULL when there is none.
 * Reads it as browsers do: `\` is `/`, the last `@` before the path ends the user name.
 * An address of numbers keeps its form ("192.0.2.1", "2001:db8::1"). */
char *hikae_law_dup_host (const char *address) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the addresses of @text: more than one only where every word of it is
 * an http or https address, as when several lines were pasted into one field. */
GStrv hikae_law_split_addresses (const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @host for people: of a name with letters beyond ASCII both forms,
 * "例え.jp (xn--r8jz45g.jp)". */
char *hikae_law_dup_shown_host (const char *host) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @host is @domain or a name below it; labels are never cut in two. */
gboolean hikae_law_host_is_below (const char *host, const char *domain);
/* (transfer full) (nullable): the part of @host that somebody registered: one label more
 * than its public suffix ("board.co.jp" of "img.board.co.jp"); NULL for a number and for
 * a bare suffix. @host: as hikae_law_dup_host() gives it. By the Public Suffix List. */
char *hikae_law_dup_registrable (const char *host) G_GNUC_WARN_UNUSED_RESULT;
/* Whether names below @domain are given out by a registry: "jp", "co.jp". */
gboolean hikae_law_host_is_suffix (const char *domain);

G_END_DECLS
