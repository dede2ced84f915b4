/* hikae-bundle-manifest.h: BagIt manifests and seal lists: lines of digest and path
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"

G_BEGIN_DECLS

/* A manifest of HIKAE_BUNDLE_MAX_FILES lines with SHA-512 is below this. */
#define HIKAE_MANIFEST_MAX (48u * 1024 * 1024)
#define HIKAE_MANIFEST_MAX_LINES 500000

/* (transfer full): "hex  path\n", the line of `sha256sum`; RFC 8493 §2.1.3. */
char *hikae_manifest_format_line (const HikaeDigest *digest,
                                  const char *path) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeManifestEntry:
 * @path: plain (hikae_bundle_is_plain_path())
 */
typedef struct {
  char *path;
  HikaeDigest digest;
} HikaeManifestEntry;

/* (transfer full) (element-type HikaeManifestEntry): in the order of the lines. Stricter
 * than RFC 8493, because our own manifests are the only ones that are read: lower-case
 * hex, two spaces, plain paths, LF at every line's end, no mark of byte order, no path
 * twice. %HIKAE_ERROR_DAMAGED names the line. */
GPtrArray *hikae_manifest_parse (const char *text,
                                 gsize size,
                                 HikaeDigestAlgorithm algorithm,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
