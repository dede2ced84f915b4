/* hikae-credential.h: which header fields sign a person in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a line of an HTTP head, @line of @size bytes, is a field by which a site knows
 * a signed-in person: Cookie, Set-Cookie, Authorization, keys, session and anti-forgery
 * tokens, by its name alone. One rule for what a recording counts and what its copy
 * leaves out; a name that nobody thought of is not found. Any thread. */
gboolean hikae_is_credential_field (const char *line, gsize size);

G_END_DECLS
