/* hikae-bundle-check.h: what the verifier knows of the bundle it looks at
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle.h"

G_BEGIN_DECLS

/**
 * HikaeBundleSeen:
 * @bytes: (nullable): kept only for the files that are themselves read
 * @listed: a bit for each manifest that names it
 */
typedef struct {
  char *path;
  guint64 size;
  HikaeDigest sha256;
  HikaeDigest sha512;
  GBytes *bytes;
  guint listed;
} HikaeBundleSeen;

typedef struct {
  GHashTable *files;    /* path to HikaeBundleSeen */
  GHashTable *findings; /* subject to HikaeBundleFinding (in @report) */
  GHashTable *lines;    /* SHA-256 of the log's lines, hex */
  GHashTable *covered;  /* path relative to data/ to seal number */
  GHashTable *stamped;  /* seal number to HikaeBundleVerdict + 1 of its best stamp */
  GHashTable *names;    /* lower case name to "name", or "/name" for a folder */
  GHashTable *kept;     /* item number to its record's SHA-256 as the log says, hex */
  GHashTable *said;     /* "token 1 <hex>": what else the log and the choice say */
  GBytes *anchors;      /* (nullable): of the caller */
  gint64 now;
  HikaeBundleReport *report;
} HikaeBundleCheck;

/* Notes a finding; of two on one subject the worse stays. Takes @reason. */
void hikae_bundle_check_note (HikaeBundleCheck *self,
                              HikaeBundleVerdict verdict,
                              const char *subject,
                              char *reason);
gboolean hikae_bundle_check_is_damaged (HikaeBundleCheck *self, const char *subject);
/* (transfer none) (nullable). */
HikaeBundleSeen *hikae_bundle_check_find (HikaeBundleCheck *self, const char *path);

/* FALSE after noting why a file or folder of this name must not be in a bundle. */
gboolean hikae_bundle_check_take_name (HikaeBundleCheck *self,
                                       const char *path,
                                       gboolean folder) G_GNUC_WARN_UNUSED_RESULT;
/* Whether an entry of an archive is what Windows or macOS puts into folders and archives
 * by itself, and no reader takes for a part of them: ".DS_Store", "._NAME", "__MACOSX/",
 * "Thumbs.db". A folder's name ends in "/". */
gboolean hikae_bundle_check_is_leftover (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* One line of an unbroken log. */
void hikae_bundle_check_take_event (HikaeBundleCheck *self, HikaeEvent *event);
/* (transfer none) (nullable): why the log speaks against the record of item @number. */
const char *hikae_bundle_check_find_log_fault (HikaeBundleCheck *self,
                                               guint number,
                                               const HikaeBundleSeen *record);
/* Whether the bundle says that only the record of item @number is in it. */
gboolean hikae_bundle_check_is_record_only (HikaeBundleCheck *self, guint number);

void hikae_bundle_check_manifests (HikaeBundleCheck *self);
void hikae_bundle_check_custody (HikaeBundleCheck *self);
/* After the custody log: what it names against what is there. */
void hikae_bundle_check_log (HikaeBundleCheck *self);
void hikae_bundle_check_seals (HikaeBundleCheck *self);
void hikae_bundle_check_stamps (HikaeBundleCheck *self);
void hikae_bundle_check_items (HikaeBundleCheck *self);

G_END_DECLS
