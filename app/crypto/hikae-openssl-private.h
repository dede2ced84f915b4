/* hikae-openssl-private.h: the only translator of OpenSSL's error queue
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Sets @error to %HIKAE_ERROR_FAILED with @what and the last reason, empties the queue.
 */
void hikae_openssl_set_error (GError **error, const char *what);

G_END_DECLS
