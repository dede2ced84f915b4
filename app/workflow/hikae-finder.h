/* hikae-finder.h: pictures and films of a case that look alike
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case.h"
#include "hikae-pdq.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_FINDER (hikae_finder_get_type ())
G_DECLARE_FINAL_TYPE (HikaeFinder, hikae_finder, HIKAE, FINDER, GObject)

/**
 * HikaeFinder:
 *
 * Fingerprints (PDQ; of films one frame a second, vPDQ) of the items of one open case,
 * and of the pictures and films in its web archives. An item is fingerprinted when a
 * search first needs it, in the helper process; then the fingerprint is kept in the case,
 * encrypted like all of it, and goes with the item. A fingerprint lets anyone confirm a
 * guess, so it goes nowhere else. Main context.
 *
 * What it cannot match: a part cut out of a picture (more than about 1 % a side), a
 * picture inside a screenshot of a larger page, a border, an edited middle. A crop of
 * the one or the other (hikae_change_async()) makes them comparable.
 */
HikaeFinder *hikae_finder_new (HikaeCase *open_case) G_GNUC_WARN_UNUSED_RESULT;

/**
 * HikaeSimilar:
 * @item: what was found
 * @distance: bits of 256 that differ; of films that of the nearest frames
 * @form: how it is turned or mirrored against what was looked for
 * @share: of films, how many of a hundred frames looked for were found in it; of
 *   pictures 100
 * @at: milliseconds into the film where the nearest frame is, 0 for pictures
 * @same_bytes: it is the same file
 * @address: (nullable): in a web archive: where the picture or film was
 * @sure: near enough, and enough to see in both, for the common rule (distance at most
 *   31, quality at least 50); else it is only possible
 */
typedef struct {
  guint item;
  guint distance;
  HikaePdqForm form;
  guint share;
  gint64 at;
  char *address;
  gboolean same_bytes;
  gboolean sure;
} HikaeSimilar;

/**
 * HikaeFound:
 * @similar: (element-type HikaeSimilar): the nearest first
 * @compared: how many items were compared
 * @unreadable: (element-type guint): items that have no fingerprint: damaged, too large,
 *   of a kind that cannot be decoded; and web archives of which that is true in part
 * @not_kept: the fingerprints made for this search could not be kept in the case
 * @quality: of what was looked for: below 50 there is too little to see for a sure match
 */
typedef struct {
  GArray *similar;
  guint compared;
  GArray *unreadable;
  gboolean not_kept;
  guint quality;
} HikaeFound;

/* @number: the item to look for; 0: @fd, a file outside the case, which is only read. At
 * most @distance bits apart. A case in minor mode has no pictures; nothing is found.
 * Errors as hikae_look_async(). */
void hikae_finder_search_async (HikaeFinder *self,
                                guint number,
                                int fd,
                                guint distance,
                                HikaeProgress *progress,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
HikaeFound *hikae_finder_search_finish (HikaeFinder *self,
                                        GAsyncResult *result,
                                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_found_free (HikaeFound *found);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeFound, hikae_found_free)

G_END_DECLS
