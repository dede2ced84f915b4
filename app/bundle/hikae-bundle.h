/* hikae-bundle.h: evidence bundles: written, and checked without a case file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-event.h"
#include "hikae-item.h"
#include "hikae-progress.h"
#include "hikae-renewal.h"
#include "hikae-request.h"
#include "hikae-seal.h"
#include "hikae-secret.h"
#include "hikae-stamp.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens the payload of one item; called in the writing thread. */
typedef GInputStream *(*HikaeBundleOpenFunc) (HikaeItem *item, gpointer data);

/* A file of letters/ or certification/. */
typedef struct {
  char *path; /* relative to data/: "letters/0001-jp.joupura.designated-ja.pdf" */
  GBytes *bytes;
} HikaeBundleFile;

/* What the small pictures in the report look like; there is no choice that shows them as
 * they are. */
typedef enum {
  HIKAE_BUNDLE_NO_PICTURES,
  HIKAE_BUNDLE_BLURRED,
  HIKAE_BUNDLE_GREY,
} HikaeBundlePictures;

/* "none", "blurred", "grey". */
gboolean hikae_bundle_pictures_parse (const char *name, HikaeBundlePictures *pictures);

typedef enum {
  HIKAE_BUNDLE_ADDRESS = 1 << 0,
  HIKAE_BUNDLE_PHONE = 1 << 1,
  HIKAE_BUNDLE_COOKIES = 1 << 2,
} HikaeBundlePrivate;

/**
 * HikaeBundlePicture:
 * @channels: 1 (grey) or 3 (red, green, blue)
 * @pixels: (owned): row by row without gaps; already blurred or grey
 */
typedef struct {
  guint width;
  guint height;
  guint channels;
  GBytes *pixels;
} HikaeBundlePicture;

void hikae_bundle_picture_free (HikaeBundlePicture *picture);

/* (transfer full) (nullable): a small picture of @item as @pictures says; NULL when there
 * is none. Called in the writing thread with the data of HikaeBundleOpenFunc. */
typedef HikaeBundlePicture *(*HikaeBundlePreviewFunc) (HikaeItem *item,
                                                       HikaeBundlePictures pictures,
                                                       gpointer data);

/* Larger files are not looked into for what they say of themselves. */
#define HIKAE_BUNDLE_MAX_INSPECTED (64 * 1024 * 1024)

/* (transfer full) (nullable): what @item's file says of itself: `findings` with the
 * sentences `en` and `ja`, `marks`; NULL when it could not be read safely. Called in the
 * writing thread with the data of HikaeBundleOpenFunc. */
typedef JsonObject *(*HikaeBundleInspectFunc) (HikaeItem *item,
                                               GCancellable *cancellable,
                                               gpointer data);

/**
 * HikaeBundleContent:
 * @items: (element-type HikaeItem): chosen, in order of number, not deleted
 * @all_items: (element-type HikaeItem): every item, so that the report can say what was
 *   left out
 * @events: (element-type HikaeEvent): the whole chain
 * @seals: (element-type HikaeSeal); @stamps: (element-type HikaeStamp)
 * @renewals: (nullable) (element-type HikaeRenewal): in the order made
 * @requests: (element-type HikaeRequest)
 * @files: (nullable) (element-type HikaeBundleFile)
 * @lang: "en" or "ja": language of report, START-HERE and VERIFY
 * @made_at: microseconds UTC
 * @minor: refuses to write any payload that can hold media
 * @redacted: of every original that can hold media only the record goes along, and what
 *   was made from it instead
 * @pictures: small pictures in the report; never in minor mode
 * @private_fields: what was asked for of home address, phone, cookies; everything else of
 *   that kind was taken out of @files, and web pages that hold cookies stay out
 * @open_preview: (nullable): see @pictures
 * @inspect: (nullable): of pictures and films that go along; never in minor mode
 */
typedef struct {
  const char *title;
  const char *lang;
  gint64 made_at;
  gboolean minor;
  gboolean text_only;
  gboolean redacted;
  HikaeBundlePictures pictures;
  HikaeBundlePrivate private_fields;
  GPtrArray *items;
  GPtrArray *all_items;
  GPtrArray *events;
  GPtrArray *seals;
  GPtrArray *stamps;
  GPtrArray *renewals;
  GPtrArray *requests;
  GPtrArray *files;
  HikaeBundleOpenFunc open_payload;
  gpointer open_data;
  HikaeBundlePreviewFunc open_preview;
  HikaeBundleInspectFunc inspect;
  HikaeSecret *passphrase; /* (nullable) */
} HikaeBundleContent;

/* (transfer full): what a bundle of @content will hold and what not, one sentence a line,
 * in @lang, before anything is written. The cover of the report says the same. */
char **hikae_bundle_describe (const HikaeBundleContent *content,
                              const char *lang,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full) (nullable): that of these pages (element-type HikaeItem) a copy without
 * cookies is made first; NULL when there are none. */
char *hikae_bundle_describe_copies (GPtrArray *pages,
                                    const char *lang) G_GNUC_WARN_UNUSED_RESULT;

/* Writes @path whole or not at all (%HIKAE_ERROR_EXISTS when it is there). @sha256: (out)
 * (optional): of the file. Deterministic:
 * the same content gives the same bytes (without a passphrase). Blocking; pool thread. */
gboolean hikae_bundle_write (const HikaeBundleContent *content,
                             const char *path,
                             HikaeDigest *sha256,
                             HikaeProgress *progress,
                             GCancellable *cancellable,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
  HIKAE_BUNDLE_GOOD,
  HIKAE_BUNDLE_DAMAGED,
  HIKAE_BUNDLE_CANNOT_TELL,
} HikaeBundleVerdict;

/* "good", "damaged", "cannot-tell". */
const char *hikae_bundle_verdict_get_name (HikaeBundleVerdict verdict);

/**
 * HikaeBundleFinding:
 * @subject: path in the bundle ("data/items/000001.jpg"), "item 1", or "bundle"
 * @reason: English sentence, may hold escaped foreign text
 */
typedef struct {
  HikaeBundleVerdict verdict;
  char *subject;
  char *reason;
} HikaeBundleFinding;

typedef struct {
  HikaeBundleVerdict verdict; /* the worst of all */
  GPtrArray *findings;        /* (element-type HikaeBundleFinding): one a subject */
  guint items_good;
  guint items_total;
} HikaeBundleReport;

/* Checks a bundle (ZIP or folder) as hostile input. @anchors: (nullable): PEM the caller
 * trusts for stamps; without it the shipped authorities' anchors are used, and a stamp
 * whose chain ends elsewhere is "cannot tell". Fails only when it cannot be read at all:
 * %HIKAE_ERROR_NOT_FOUND, _REJECTED (not a bundle), _DAMAGED, _WRONG_SECRET. Offline. */
HikaeBundleReport *hikae_bundle_verify (const char *path,
                                        HikaeSecret *passphrase,
                                        GBytes *anchors,
                                        gint64 now,
                                        HikaeProgress *progress,
                                        GCancellable *cancellable,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_bundle_report_free (HikaeBundleReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeBundleReport, hikae_bundle_report_free)

G_END_DECLS
