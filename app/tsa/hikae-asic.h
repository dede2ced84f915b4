/* hikae-asic.h: ETSI EN 319 162: data and its time stamps in one container, judged
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-tsa-verifier.h"

G_BEGIN_DECLS

#define HIKAE_ASIC_S_TYPE "application/vnd.etsi.asic-s+zip"
#define HIKAE_ASIC_E_TYPE "application/vnd.etsi.asic-e+zip"
/* Real containers of time stamps have under twenty. */
#define HIKAE_ASIC_MAX_FILES 10000
#define HIKAE_ASIC_MAX_STAMPS 16

/**
 * HikaeAsicInput:
 * @files: (element-type utf8 GBytes): every file of the container by its name, mimetype
 *   included, folders left out
 * @twice: some name occurs more than once
 * @anchors: (element-type GBytes): PEM, a set for each authority; a time stamp counts for
 *   the one set that verifies it, never for several together
 * @untrusted, @crls, @now, @strict_revocation: as in #HikaeTsaInput
 */
typedef struct {
  GHashTable *files;
  gboolean twice;
  GPtrArray *anchors;
  GBytes *untrusted;
  GBytes *crls;
  gint64 now;
  gboolean strict_revocation;
} HikaeAsicInput;

/* (transfer full): the verdict over all time stamps and evidence records of a container:
 * ASiC-S with META-INF/timestamp.tst over its one file, ASiC-S and ASiC-E with manifests
 * (EN 319 162-1 §§4.3, 4.4, A.4, A.7), and evidence records. Invalid when one of them is,
 * when a manifest's digest is not that of its file, or when a file is covered by none.
 * Signatures (CAdES, XAdES) are not judged: a container that holds nothing else is
 * indeterminate, ASIC_NO_STAMP. Time and signer are those of the earliest time stamp;
 * chain_ends is the latest end. Never fails. Any thread. */
HikaeTsaVerdict *
hikae_asic_verify (const HikaeAsicInput *input) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
