/* hikae-openssl.c: the only translator of OpenSSL's error queue
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-openssl-private.h"

#include <openssl/err.h>

void
hikae_openssl_set_error (GError **error, const char *what)
{
  unsigned long code = ERR_peek_last_error ();
  const char *reason = code != 0 ? ERR_reason_error_string (code) : NULL;

  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_FAILED,
               "%s: %s",
               what,
               reason != NULL ? reason : "the cryptographic library gave no reason");
  ERR_clear_error ();
}
