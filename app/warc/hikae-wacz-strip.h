/* hikae-wacz-strip.h: a copy of a web archive without what signs a person in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeWaczStripped:
 * @fields: Cookie, Set-Cookie, Authorization and their like that were left out, as
 *   hikae_is_credential_field() tells them
 * @bodies: bodies of requests (what she typed and sent) that were left out
 * @sockets: records of web sockets that were left out
 */
typedef struct {
  guint fields;
  guint bodies;
  guint sockets;
} HikaeWaczStripped;

/* Writes what #HikaeWacz wrote into @source again to @sink: header fields that hold
 * credentials are gone, and so is everything the person's side sent beyond the head of a
 * request; what sites answered is the same byte for byte, apart from Set-Cookie. Each
 * changed record says so, has its own digests, and a name made from the old one, so that
 * the same archive always gives the same copy. A request whose body was
 * cut has no digest of it either. Only header credentials go: tokens inside addresses and
 * in the text of pages stay, and pages may print a name: this is not a redaction. Reads
 * forwards; constant memory but for the index. Blocking; a pool thread.
 * %HIKAE_ERROR_UNSUPPORTED: not an archive of ours; _DAMAGED: it is not what it says;
 * _REJECTED: too large; what the streams say. */
gboolean hikae_wacz_strip (GInputStream *source,
                           GOutputStream *sink,
                           HikaeWaczStripped *stripped,
                           GCancellable *cancellable,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
