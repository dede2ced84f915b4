/* hikae-bundle-inventory.h: everything a bundle holds, hashed in one pass
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-reader.h"
#include "hikae-bundle.h"

G_BEGIN_DECLS

/* A record, log, list, letter or token; payloads are never kept in memory. */
#define HIKAE_BUNDLE_TEXT_MAX (96u * 1024 * 1024)
/* Of all of them together. */
#define HIKAE_BUNDLE_TEXTS_MAX (512u * 1024 * 1024)

/**
 * HikaeBundleEntry:
 * @bytes: (nullable): kept for everything but payloads
 */
typedef struct {
  char *name;
  guint64 size;
  HikaeDigest sha256;
  HikaeDigest sha512;
  GBytes *bytes;
  gboolean listed; /* in a manifest */
} HikaeBundleEntry;

/**
 * HikaeBundleInventory:
 * @names: (element-type utf8 HikaeBundleEntry): those of acceptable form
 * @findings: (element-type utf8 HikaeBundleFinding): by subject, the worst of each
 */
typedef struct {
  GHashTable *names;
  GPtrArray *order; /* (element-type HikaeBundleEntry): as they came */
  GHashTable *findings;
  guint64 kept;
} HikaeBundleInventory;

/* Reads every entry once. What is wrong with one is a finding; only what ends the reading
 * is an error. */
HikaeBundleInventory *
hikae_bundle_inventory_take (HikaeBundleReader *reader,
                             HikaeProgress *progress,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_inventory_free (HikaeBundleInventory *self);
HikaeBundleEntry *hikae_bundle_inventory_find (HikaeBundleInventory *self,
                                               const char *name);
/* Adds to what is said of @subject; the worse verdict stays, reasons of the same rank are
 * joined. */
void hikae_bundle_inventory_say (HikaeBundleInventory *self,
                                 HikaeBundleVerdict verdict,
                                 const char *subject,
                                 const char *format,
                                 ...) G_GNUC_PRINTF (4, 5);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBundleInventory, hikae_bundle_inventory_free)

G_END_DECLS
