/* hikae-media-signers.c: the list of known signers of content credentials
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-data.h"
#include "hikae-media-signers-private.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <string.h>

#define LIST "media/c2pa-signers.pem"
#define DATE_SIZE 10
#define DEPTH_MAX 8

char *
hikae_c2pa_signers_dup_date (void)
{
  g_autoptr (GBytes) list = hikae_data_load (LIST, NULL);

  return list != NULL && g_bytes_get_size (list) > DATE_SIZE
             ? g_strndup (g_bytes_get_data (list, NULL), DATE_SIZE)
             : NULL;
}

static gpointer
load_list (gpointer nothing)
{
  g_autoptr (GBytes) list = hikae_data_load (LIST, NULL);
  X509_STORE *store = X509_STORE_new ();
  BIO *bio = list != NULL ? BIO_new_mem_buf (g_bytes_get_data (list, NULL),
                                             (int)g_bytes_get_size (list))
                          : NULL;
  X509 *anchor = NULL;

  while (bio != NULL && (anchor = PEM_read_bio_X509 (bio, NULL, NULL, NULL)) != NULL) {
    (void)X509_STORE_add_cert (store, anchor);
    X509_free (anchor);
  }
  BIO_free (bio);
  ERR_clear_error ();
  return store;
}

/* Read once: it never changes, and a file may have a seal of each of 64 manifests. */
static X509_STORE *
get_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, load_list, NULL);
}

gboolean
hikae_c2pa_signers_know (X509 *certificate, STACK_OF (X509) * chain)
{
  X509_STORE *store = get_list ();
  X509_STORE_CTX *context = X509_STORE_CTX_new ();
  gboolean known = FALSE;

  if (context != NULL && X509_STORE_CTX_init (context, store, certificate, chain) == 1) {
    X509_VERIFY_PARAM *rules = X509_STORE_CTX_get0_param (context);

    X509_VERIFY_PARAM_set_depth (rules, DEPTH_MAX);
    (void)X509_VERIFY_PARAM_set_flags (rules,
                                       X509_V_FLAG_PARTIAL_CHAIN |
                                           X509_V_FLAG_NO_CHECK_TIME |
                                           X509_V_FLAG_IGNORE_CRITICAL);
    known = X509_verify_cert (context) == 1;
  }
  X509_STORE_CTX_free (context);
  ERR_clear_error ();
  return known;
}
