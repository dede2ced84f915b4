/* hikae-bundle-plan.h: what goes into a bundle and under which names
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-bundle-log.h"

G_BEGIN_DECLS

#define HIKAE_BUNDLE_BAGIT "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#define HIKAE_BUNDLE_CONTENTS "contents.zip" /* the only entry of a locked bundle */
/* Entries of one bundle: two a piece of evidence, so 50,000 items fit with room. */
#define HIKAE_BUNDLE_MAX_FILES 250000
#define HIKAE_BUNDLE_ASICS_MAX (1024 * 1024)
/* More would make a report that nobody can open. */
#define HIKAE_BUNDLE_MAX_PICTURES 1000

/**
 * HikaeBundleToken:
 * @base: place relative to `data/` without its ending: "seals/seal-0001.digicert"
 * @chain: (nullable): "tsa/digicert-chain.pem"
 * @epoch: genTime in whole seconds, for `-attime`
 * @record: (nullable): of a valid stamp its evidence record (RFC 4998) as it stands
 * @renewal: (nullable) (not owned): its newest stage, when it was renewed
 */
typedef struct {
  HikaeStamp *stamp;
  char *base;
  char *chain;
  gint64 epoch;
  GBytes *record;
  HikaeRenewal *renewal;
} HikaeBundleToken;

/**
 * HikaeBundlePlan:
 * @payloads: (element-type HikaeItem): chosen, and their bytes go along
 * @withheld: (element-type HikaeItem): chosen, but only their record goes along
 * @left_out: (element-type HikaeItem): not chosen, or deleted
 * @unlooked: (element-type HikaeItem): of @payloads, pictures and films too large to be
 *   looked into
 * @tokens: (element-type HikaeBundleToken): by seal, then by name
 * @failed: stamps of the case that hold no token which proves anything
 *
 * The one place that decides names and membership; the writer, the report, START-HERE and
 * VERIFY all read it, so that they cannot disagree. Borrows @content.
 */
typedef struct {
  const HikaeBundleContent *content;
  GPtrArray *payloads;
  GHashTable *going; /* (element-type HikaeItem): the set of @payloads */
  GPtrArray *withheld;
  GPtrArray *left_out;
  GByteArray *left_kinds; /* (nullable) (element-type HikaeItemKind): of @left_out */
  HikaeBundleLog *log;    /* (nullable) */
  GPtrArray *unlooked;
  GPtrArray *tokens;
  GHashTable *pictures; /* (element-type HikaeItem HikaeBundlePicture) */
  GHashTable *findings; /* (element-type HikaeItem JsonObject) */
  GHashTable *chains;   /* (element-type utf8 GBytes): name to PEM */
  guint failed;
} HikaeBundlePlan;

/* %HIKAE_ERROR_REJECTED when names collide, a letter's name is not plain, the language is
 * unknown, or there are too many files. */
HikaeBundlePlan *hikae_bundle_plan_new (const HikaeBundleContent *content,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_plan_free (HikaeBundlePlan *self);
/* Reads what the documents say of every event and of what is left out: @log, @left_kinds.
 * Once, before any of them is made. */
void hikae_bundle_plan_read (HikaeBundlePlan *self);
/* Asks for the small pictures of what goes along, at most
 * %HIKAE_BUNDLE_MAX_PICTURES; none in minor mode, whatever was chosen. */
void hikae_bundle_plan_load_pictures (HikaeBundlePlan *self, GCancellable *cancellable);
/* A page that was captured with what its sites use to know a signed-in person. */
gboolean hikae_bundle_may_hold_cookies (HikaeItem *item);
/* A picture that she changed to hide something. What else was made from an item, such as
 * a page saved in another form, shows all that the original shows. */
gboolean hikae_bundle_is_redaction (HikaeItem *item);
/* A page's archive without what signs her in. */
gboolean hikae_bundle_is_cookie_free (HikaeItem *item);
/* (transfer none) (nullable). */
HikaeSeal *hikae_bundle_plan_find_seal (const HikaeBundlePlan *self, guint number);
/* (transfer full) (element-type HikaeBundleToken) (not owned elements). */
GPtrArray *hikae_bundle_plan_list_tokens (const HikaeBundlePlan *self,
                                          guint seal) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the bytes of @item, one of @items, go along. */
gboolean hikae_bundle_plan_takes_payload (const HikaeBundlePlan *self, HikaeItem *item);
/* (transfer none) (nullable): the log's last event. */
HikaeEvent *hikae_bundle_plan_get_head (const HikaeBundlePlan *self);
/* (transfer full) (nullable): the ASiC-S container of a seal list and its bare token, the
 * same bytes each time; NULL for a list of more than %HIKAE_BUNDLE_ASICS_MAX, which would
 * only be there twice. */
GBytes *hikae_bundle_make_asics (guint seal,
                                 GBytes *list,
                                 GBytes *token) G_GNUC_WARN_UNUSED_RESULT;
/* Relative, of [A-Za-z0-9._-] parts, none of which starts with a dot; at most 200 bytes.
 */
gboolean hikae_bundle_is_plain_path (const char *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBundlePlan, hikae_bundle_plan_free)

G_END_DECLS
