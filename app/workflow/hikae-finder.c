/* hikae-finder.c: pictures and films of a case that look alike
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-finder.h"

#include "hikae-error.h"
#include "hikae-look.h"
#include "hikae-media-container.h"
#include "hikae-payload-memory-private.h"
#include "hikae-prints-private.h"

#include <fcntl.h>
#include <unistd.h>

struct _HikaeFinder {
  GObject parent_instance;

  HikaeCase *open_case;
  GHashTable *prints; /* (element-type guint HikaePrints): by number of the item */
};

G_DEFINE_FINAL_TYPE (HikaeFinder, hikae_finder, G_TYPE_OBJECT)

/* One item, as a thread may see it. @prints: (nullable) until it is known. */
typedef struct {
  guint number;
  GInputStream *payload; /* (nullable): its fingerprint is known */
  HikaePrints *prints;
} Candidate;

typedef struct {
  GPtrArray *candidates; /* (element-type Candidate) */
  guint number;
  int fd;
  guint distance;
  HikaeProgress *progress;
} Search;

static void
candidate_free (Candidate *candidate)
{
  g_clear_object (&candidate->payload);
  g_clear_pointer (&candidate->prints, hikae_prints_unref);
  g_free (candidate);
}

static void
search_free (Search *search)
{
  g_ptr_array_unref (search->candidates);
  if (search->fd >= 0)
    close (search->fd);
  g_clear_pointer (&search->progress, hikae_progress_unref);
  g_free (search);
}

static void
hikae_finder_finalize (GObject *object)
{
  HikaeFinder *self = HIKAE_FINDER (object);

  g_clear_object (&self->open_case);
  g_hash_table_unref (self->prints);
  G_OBJECT_CLASS (hikae_finder_parent_class)->finalize (object);
}

static void
hikae_finder_class_init (HikaeFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_finder_finalize;
}

static void
hikae_finder_init (HikaeFinder *self)
{
  self->prints = g_hash_table_new_full (
      g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)hikae_prints_unref);
}

HikaeFinder *
hikae_finder_new (HikaeCase *open_case)
{
  HikaeFinder *self = g_object_new (HIKAE_TYPE_FINDER, NULL);

  self->open_case = g_object_ref (open_case);
  return self;
}

void
hikae_found_free (HikaeFound *found)
{
  if (found == NULL)
    return;
  g_array_unref (found->similar);
  g_array_unref (found->unreadable);
  g_free (found);
}

static HikaePrints *
make_prints (int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (JsonObject) report = hikae_media_inspect (fd, cancellable, error);

  return report != NULL ? hikae_prints_new (report) : NULL;
}

/* An item that cannot be read has empty prints: it is not tried again, and is named. Only
 * a cancelled search, or a case that cannot be read, ends it. */
static gboolean
fill (Candidate *candidate, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) failure = NULL;
  int fd = -1;

  if (candidate->prints != NULL)
    return TRUE;
  fd = hikae_payload_to_memory (
      candidate->payload, HIKAE_MEDIA_FILM_MAX, cancellable, &failure);
  if (fd >= 0) {
    candidate->prints = make_prints (fd, cancellable, &failure);
    close (fd);
  }
  if (candidate->prints == NULL &&
      !g_error_matches (failure, HIKAE_ERROR, HIKAE_ERROR_REJECTED)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (candidate->prints == NULL)
    candidate->prints = hikae_prints_new (NULL);
  return TRUE;
}

static const HikaePrints *
find_needle (Search *search,
             HikaePrints **outside,
             GCancellable *cancellable,
             GError **error)
{
  if (search->number == 0) {
    *outside = make_prints (search->fd, cancellable, error);
    return *outside;
  }
  for (guint i = 0; i < search->candidates->len; i++) {
    Candidate *candidate = search->candidates->pdata[i];

    if (candidate->number == search->number)
      return fill (candidate, cancellable, error) ? candidate->prints : NULL;
  }
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "item %u is neither a picture nor a film",
               search->number);
  return NULL;
}

static int
compare_similar (gconstpointer a, gconstpointer b)
{
  const HikaeSimilar *x = a;
  const HikaeSimilar *y = b;

  if (x->same_bytes != y->same_bytes)
    return x->same_bytes ? -1 : 1;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return (x->item > y->item) - (x->item < y->item);
}

static HikaeFound *
run_search (Search *search, GCancellable *cancellable, GError **error)
{
  g_autoptr (HikaePrints) outside = NULL;
  const HikaePrints *needle = find_needle (search, &outside, cancellable, error);
  g_autoptr (HikaeFound) found = NULL;

  if (needle == NULL)
    return NULL;
  if (hikae_prints_is_empty (needle)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "no fingerprint can be made of it: it could not be decoded");
    return NULL;
  }
  found = g_new0 (HikaeFound, 1);
  found->similar = g_array_new (FALSE, FALSE, sizeof (HikaeSimilar));
  found->unreadable = g_array_new (FALSE, FALSE, sizeof (guint));
  found->quality = hikae_prints_get_quality (needle);
  for (guint i = 0; i < search->candidates->len; i++) {
    Candidate *candidate = search->candidates->pdata[i];
    HikaeSimilar similar = {.item = candidate->number};

    if (!fill (candidate, cancellable, error))
      return NULL;
    hikae_progress_add (search->progress, 1);
    if (candidate->number == search->number)
      continue;
    if (hikae_prints_is_empty (candidate->prints)) {
      g_array_append_val (found->unreadable, candidate->number);
      continue;
    }
    found->compared++;
    if (hikae_prints_compare (needle, candidate->prints, search->distance, &similar))
      g_array_append_val (found->similar, similar);
  }
  g_array_sort (found->similar, compare_similar);
  return g_steal_pointer (&found);
}

static void
search_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  HikaeFound *found = run_search (data, cancellable, &error);

  if (found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, found, (GDestroyNotify)hikae_found_free);
}

static void
add_candidate (HikaeFinder *self, Search *search, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  HikaePrints *prints = g_hash_table_lookup (self->prints, GUINT_TO_POINTER (number));
  Candidate *candidate = NULL;

  if (hikae_item_get_deleted (item) || !hikae_look_is_media (item))
    return;
  candidate = g_new0 (Candidate, 1);
  candidate->number = number;
  if (prints != NULL)
    candidate->prints = hikae_prints_ref (prints);
  else
    candidate->payload = hikae_case_open_payload (self->open_case, number);
  g_ptr_array_add (search->candidates, candidate);
}

void
hikae_finder_search_async (HikaeFinder *self,
                           guint number,
                           int fd,
                           guint distance,
                           HikaeProgress *progress,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GListModel *items = hikae_case_get_items (self->open_case);
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, hikae_finder_search_async);
  search->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)candidate_free);
  search->number = number;
  search->fd = number == 0 ? fcntl (fd, F_DUPFD_CLOEXEC, 3) : -1;
  search->distance = distance;
  search->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  g_task_set_task_data (task, search, (GDestroyNotify)search_free);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i);

    add_candidate (self, search, item);
  }
  hikae_progress_set_total (progress, search->candidates->len);
  g_task_run_in_thread (task, search_thread);
}

HikaeFound *
hikae_finder_search_finish (HikaeFinder *self, GAsyncResult *result, GError **error)
{
  Search *search = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  search = g_task_get_task_data (G_TASK (result));
  /* What was learned stays, even when the search did not come to its end. */
  for (guint i = 0; i < search->candidates->len; i++) {
    const Candidate *candidate = search->candidates->pdata[i];

    if (candidate->prints != NULL)
      g_hash_table_replace (self->prints,
                            GUINT_TO_POINTER (candidate->number),
                            hikae_prints_ref (candidate->prints));
  }
  return g_task_propagate_pointer (G_TASK (result), error);
}
