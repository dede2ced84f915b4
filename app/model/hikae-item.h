/* hikae-item.h: one piece of evidence as it is recorded
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-digest.h"
#include "hikae-json.h"

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_ITEM_FILE,
  HIKAE_ITEM_SCREENSHOT,
  HIKAE_ITEM_WEB_PAGE,
  HIKAE_ITEM_CLIPBOARD,
  HIKAE_ITEM_NOTE,
  HIKAE_ITEM_LINK,
  HIKAE_ITEM_DERIVED,
} HikaeItemKind;

/* "file", "screenshot", "web-page", "clipboard", "note", "link", "derived". */
const char *hikae_item_kind_get_name (HikaeItemKind kind);

/* A record is at most this long; a page's surrounding text goes into its payload. */
#define HIKAE_ITEM_RECORD_MAX (256 * 1024)
/* The largest number an item may have. */
#define HIKAE_ITEM_NUMBER_MAX 9999999
/* Longest single claim, in bytes of UTF-8. Longer ones are refused, never cut. */
#define HIKAE_ITEM_CLAIM_MAX (64 * 1024)

#define HIKAE_TYPE_ITEM (hikae_item_get_type ())
G_DECLARE_FINAL_TYPE (HikaeItem, hikae_item, HIKAE, ITEM, GObject)

/**
 * HikaeItem:
 *
 * Immutable. An item *is* its record: canonical JSON (schema "hikae-item/1"), the very
 * bytes that are sealed and that a bundle carries as `data/meta/NNNNNN.json`. The getters
 * read the record; strings are (transfer none) and (nullable) unless said otherwise, and
 * are foreign text: pass them through hikae-text.h before showing them.
 *
 * Properties (read-only, for list views): number, kind-name, name, title, url, size,
 * captured-at, seal, deleted.
 */
HikaeItem *hikae_item_new (GBytes *record, guint seal, gboolean deleted, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* As above, without reading the record before something of it is asked for: what a list
 * of many is made of. A record that turns out to be none gives an item of which nothing
 * is known but its number. */
HikaeItem *hikae_item_new_unread (GBytes *record,
                                  guint number,
                                  guint seal,
                                  gboolean deleted) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the same item, unread: what is read of it goes with it, so that going
 * through many takes the memory of one. */
HikaeItem *hikae_item_dup_unread (HikaeItem *self) G_GNUC_WARN_UNUSED_RESULT;
GBytes *hikae_item_get_record (HikaeItem *self);
/* Whether @text stands in the record as it is: a sieve for long lists, much cheaper than
 * reading each record. The name of a member it has, or a word that is the value of one,
 * in its quotes ("\"derived_from\"") is always found; others may be found too. */
gboolean hikae_item_mentions (HikaeItem *self, const char *text);
JsonObject *hikae_item_get_record_object (HikaeItem *self);
/* From 1, never used twice within a case. */
guint hikae_item_get_number (HikaeItem *self);
HikaeItemKind hikae_item_get_kind (HikaeItem *self);
const char *hikae_item_get_name (HikaeItem *self);
/* Never NULL: the claimed title, else the name; of a link, the address. */
const char *hikae_item_get_title (HikaeItem *self);
const char *hikae_item_get_media_type (HikaeItem *self);
guint64 hikae_item_get_size (HikaeItem *self);
/* Place in a bundle relative to `data/`: "items/000001.jpg"; [A-Za-z0-9._/-] only. */
const char *hikae_item_get_path (HikaeItem *self);
const char *hikae_item_get_sha256 (HikaeItem *self);
const char *hikae_item_get_sha512 (HikaeItem *self);
const char *hikae_item_get_claim (HikaeItem *self, const char *name);
/* (transfer full): the host of its address, lower case and without "www."; "" when it has
 * no address with a host. Foreign text, like the claims. */
char *hikae_item_dup_site (HikaeItem *self) G_GNUC_WARN_UNUSED_RESULT;
/* Microseconds UTC. */
gint64 hikae_item_get_captured_at (HikaeItem *self);
guint hikae_item_get_derived_from (HikaeItem *self);
/* Number of the seal list that covers it, 0 while unsealed. */
guint hikae_item_get_seal (HikaeItem *self);
/* Deleted items keep their record; only the payload is gone. */
gboolean hikae_item_get_deleted (HikaeItem *self);

G_END_DECLS
