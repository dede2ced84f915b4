/* hikae-asic-manifest-private.h: EN 319 162-1 §A.4: what one time stamp is about
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_ASIC_MANIFEST_MAX (4 * 1024 * 1024)

/* One DataObjectReference: @uri is decoded; @nid of the hash, NID_undef when unknown. */
typedef struct {
  char *uri;
  int nid;
  GBytes *digest;
} HikaeAsicReference;

/* @signature: decoded URI of the SigReference. */
typedef struct {
  char *signature;
  GPtrArray *references; /* (element-type HikaeAsicReference) */
} HikaeAsicManifest;

/* (transfer full) (nullable): NULL for what is no manifest: not XML, not UTF-8, without a
 * SigReference, without a reference, or with one that is not whole. */
HikaeAsicManifest *hikae_asic_manifest_parse (GBytes *xml) G_GNUC_WARN_UNUSED_RESULT;
void hikae_asic_manifest_free (HikaeAsicManifest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeAsicManifest, hikae_asic_manifest_free)

G_END_DECLS
