/* hikae-tst-info-private.h: RFC 3161 §2.4: what a query and a token say
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-der-private.h"
#include "hikae-tsa-verdict-private.h"

G_BEGIN_DECLS

/**
 * HikaeTsaImprint:
 * @algorithm: OID of the hash function (the value with its header)
 * @digest: OCTET STRING
 * @parameters_ok: absent or NULL
 */
typedef struct {
  HikaeDer algorithm;
  HikaeDer digest;
  gboolean parameters_ok;
} HikaeTsaImprint;

/* §2.4.1. Everything borrows the bytes it was read from. */
typedef struct {
  HikaeTsaImprint imprint;
  HikaeDer policy; /* tag 0: absent */
  HikaeDer nonce;  /* tag 0: absent */
} HikaeTsaQuery;

/* §2.4.2. */
typedef struct {
  guint64 version;
  HikaeDer policy;
  HikaeTsaImprint imprint;
  HikaeDer serial;
  gint64 gen_time;
  gboolean gen_time_ok;
  gint64 accuracy_us; /* -1: not said */
  gboolean accuracy_ok;
  HikaeDer nonce; /* tag 0: absent */
  HikaeDer name;  /* tag 0: absent; the GeneralName in its [0] */
  gboolean critical_extension;
  gboolean qualified;
} HikaeTstInfo;

gboolean hikae_tsa_query_parse (GBytes *bytes, HikaeTsaQuery *query);
/* Reports PARSE or TRAILING into @verdict and returns FALSE when it cannot be read. What
 * can be read and is wrong is left to the caller. */
gboolean hikae_tst_info_parse (const guint8 *bytes,
                               gsize size,
                               HikaeTstInfo *info,
                               HikaeTsaVerdict *verdict);
/* OpenSSL's long name of the imprint's hash function, lower case ("sha256"), or its OID.
 */
char *hikae_tsa_imprint_dup_algorithm (const HikaeTsaImprint *imprint);

G_END_DECLS
