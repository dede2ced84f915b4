/* hikae-test-c2pa.h: pictures with content credentials, sealed by a throw-away signer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-test-pki.h"

G_BEGIN_DECLS

/**
 * HikaeTestC2pa:
 * @generator: what the claim names
 * @source: (nullable): digitalSourceType of its action
 * @ingredient: puts @source into an older manifest, and none into the newest
 * @newest: (nullable): what that newest claim names; by default, a retouching program
 * @stranger: nothing names that older manifest
 * @boxes: the file is hashed by its named parts, not as a whole
 * @update: adds a manifest without a hash of the file behind the others
 */
typedef struct {
  const char *generator;
  const char *source;
  gboolean ingredient;
  const char *newest;
  gboolean update;
  gboolean stranger;
  gboolean boxes;
} HikaeTestC2pa;

/* (transfer full): a PNG of one pixel with a manifest store in "caBX", its hashes and
 * signatures right. */
GBytes *hikae_test_c2pa_png (const HikaeTestPki *pki, const HikaeTestC2pa *what);
/* (transfer full): only the store, without a hash of any file. */
GBytes *hikae_test_c2pa_store (const HikaeTestPki *pki, const HikaeTestC2pa *what);

G_END_DECLS
