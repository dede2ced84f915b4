/* hikae-record-files.h: RFC 4998 evidence records for files, made and renewed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-authority.h"
#include "hikae-digest.h"

G_BEGIN_DECLS

/**
 * HikaeRecordAsk:
 * @authority: whom to ask
 * @proxy: (nullable)
 * @patience: seconds, 0: that of a stamp
 */
typedef struct {
  const HikaeAuthority *authority;
  const char *proxy;
  guint patience;
} HikaeRecordAsk;

/* All blocking, without a case. Errors besides those of files: %HIKAE_ERROR_OFFLINE (the
 * authority was not reached), _UNTRUSTED (its answer does not prove a time). */

/* (transfer full) (element-type GBytes): for each of @paths, in order, a record out of
 * one hash tree over all of them, stamped in one request. */
GPtrArray *hikae_record_files (const HikaeRecordAsk *ask,
                               char **paths,
                               HikaeDigestAlgorithm algorithm,
                               GCancellable *cancellable,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @record with one more stamp. @path NULL: time-stamp renewal (§5.2), by
 * the hash function of the last; else the file it is about, and hash-tree renewal by
 * @algorithm. */
GBytes *hikae_record_renew (const HikaeRecordAsk *ask,
                            GBytes *record,
                            const char *path,
                            HikaeDigestAlgorithm algorithm,
                            GCancellable *cancellable,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
