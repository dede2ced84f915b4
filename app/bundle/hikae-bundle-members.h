/* hikae-bundle-members.h: the files of a bundle, in the order in which they are written
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-stream.h"

G_BEGIN_DECLS

/**
 * HikaeBundleMember:
 * @path: from the bundle's top: "data/items/000001.jpg"
 * @bytes: (nullable): NULL for what is streamed
 * @item: (nullable): the item whose payload it is
 * @write: (nullable): makes the bytes anew
 * @size: of what @write makes, @crc its checksum
 * @sha256: computed beforehand, or taken from the record
 */
typedef struct {
  char *path;
  GBytes *bytes;
  HikaeItem *item;
  HikaeBundleWriteFunc write;
  guint64 size;
  guint32 crc;
  HikaeDigest sha256;
  HikaeDigest sha512;
} HikaeBundleMember;

/* (transfer full) (element-type HikaeBundleMember): all but the manifests; those under
 * data/ last. %HIKAE_ERROR_REJECTED when two would have one name. */
GPtrArray *hikae_bundle_list_members (const HikaeBundlePlan *plan,
                                      GCancellable *cancellable,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_members_add (GPtrArray *members, const char *path, GBytes *bytes);

G_END_DECLS
