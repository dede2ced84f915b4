/* hikae-openssl.c: the only translator of OpenSSL's error queue
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-openssl-private.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

/* OpenSSL frees its own memory at exit, and so does a thread of ours that ends in the
 * same moment (the one of a case that was just closed): both free what the thread held.
 * With 24 threads ending, 55 of 1500 programs died so, and none with this. The system
 * takes the memory back anyway; keys are wiped where they are used. It must come before
 * any other call into the library, libcurl's among them. */
static void __attribute__ ((constructor)) keep_memory_at_exit (void)
{
  (void)OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT, NULL);
}

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
