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
  gboolean loaded;    /* those kept in the case are among them */
};

G_DEFINE_FINAL_TYPE (HikaeFinder, hikae_finder, G_TYPE_OBJECT)

/* One item, as a thread may see it. @prints: (nullable) until it is known. */
typedef struct {
  guint number;
  GInputStream *payload; /* (nullable): its fingerprint is known */
  gboolean archive;
  HikaePrints *prints;
} Candidate;

typedef struct {
  GPtrArray *candidates; /* (element-type Candidate) */
  guint number;
  int fd;
  guint distance;
  HikaeProgress *progress;
  HikaeFound *found; /* (nullable) until the thread is done */
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
  g_clear_pointer (&search->found, hikae_found_free);
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
  HikaePrints *prints = NULL;

  if (report == NULL)
    return NULL;
  prints = hikae_prints_new ();
  hikae_prints_add (prints, report, NULL);
  return prints;
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
  if (candidate->archive) {
    candidate->prints =
        hikae_prints_read_archive (candidate->payload, cancellable, error);
    return candidate->prints != NULL;
  }
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
    candidate->prints = hikae_prints_new ();
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

    if (candidate->number == search->number && !candidate->archive)
      return fill (candidate, cancellable, error) ? candidate->prints : NULL;
  }
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_REJECTED,
               "item %u is neither a picture nor a film",
               search->number);
  return NULL;
}

static void
similar_clear (gpointer similar)
{
  g_free (((HikaeSimilar *)similar)->address);
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
  g_array_set_clear_func (found->similar, similar_clear);
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
    if (candidate->archive ? hikae_prints_is_partly (candidate->prints)
                           : hikae_prints_is_empty (candidate->prints))
      g_array_append_val (found->unreadable, candidate->number);
    if (!candidate->archive && hikae_prints_is_empty (candidate->prints))
      continue;
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
  Search *search = data;
  GError *error = NULL;

  search->found = run_search (search, cancellable, &error);
  if (search->found == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* A web archive, by its type or its name: what others wrote comes as any file. */
static gboolean
is_archive (HikaeItem *item)
{
  static const char *const endings[] = {".wacz", ".warc", ".warc.gz"};
  const char *type = hikae_item_get_media_type (item);
  const char *name = hikae_item_get_claim (item, "name");
  g_autofree char *low = name != NULL ? g_ascii_strdown (name, -1) : NULL;

  if (g_strcmp0 (type, "application/wacz") == 0 ||
      g_strcmp0 (type, "application/warc") == 0)
    return TRUE;
  for (guint i = 0; low != NULL && i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (low, endings[i]))
      return TRUE;
  return FALSE;
}

static void
add_candidate (HikaeFinder *self, Search *search, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  HikaePrints *prints = g_hash_table_lookup (self->prints, GUINT_TO_POINTER (number));
  Candidate *candidate = NULL;

  if (hikae_item_get_deleted (item) ||
      (!hikae_look_is_media (item) && !is_archive (item)))
    return;
  candidate = g_new0 (Candidate, 1);
  candidate->number = number;
  candidate->archive = !hikae_look_is_media (item);
  if (prints != NULL)
    candidate->prints = hikae_prints_ref (prints);
  else
    candidate->payload = hikae_case_open_payload (self->open_case, number);
  g_ptr_array_add (search->candidates, candidate);
}

/* What was learned stays, even when the search did not come to its end. (transfer full)
 * (nullable): what of it the case does not have yet. An item that could not be decoded is
 * not noted: the next time it may be. */
static GHashTable *
learn (HikaeFinder *self, const Search *search)
{
  GHashTable *fresh = g_hash_table_new_full (
      g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_bytes_unref);

  for (guint i = 0; i < search->candidates->len; i++) {
    const Candidate *candidate = search->candidates->pdata[i];
    gpointer key = GUINT_TO_POINTER (candidate->number);

    if (candidate->prints == NULL || candidate->payload == NULL)
      continue;
    g_hash_table_replace (self->prints, key, hikae_prints_ref (candidate->prints));
    if (candidate->archive ? !hikae_prints_is_partly (candidate->prints)
                           : !hikae_prints_is_empty (candidate->prints))
      g_hash_table_replace (fresh, key, hikae_prints_format (candidate->prints));
  }
  return fresh;
}

static void
return_found (GTask *task)
{
  Search *search = g_task_get_task_data (task);

  g_task_return_pointer (
      task, g_steal_pointer (&search->found), (GDestroyNotify)hikae_found_free);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) failure = NULL;
  const gboolean kept =
      hikae_case_add_prints_finish (HIKAE_CASE (source), result, &failure);
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (task);

  /* The search is done all the same; the next one decodes again. */
  search->found->not_kept = !kept;
  return_found (task);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  const gboolean done = g_task_propagate_boolean (G_TASK (result), &error);
  HikaeFinder *self = HIKAE_FINDER (source);
  g_autoptr (GTask) task = user_data;
  Search *search = g_task_get_task_data (G_TASK (result));
  g_autoptr (GHashTable) fresh = learn (self, search);

  if (!done) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (g_hash_table_size (fresh) == 0 || hikae_case_get_damaged (self->open_case) ||
      hikae_case_get_read_only (self->open_case)) {
    return_found (task);
    return;
  }
  hikae_case_add_prints_async (self->open_case,
                               fresh,
                               HIKAE_PRINTS_FORM,
                               g_task_get_cancellable (task),
                               kept_cb,
                               g_object_ref (task));
}

/* The thread has a task of its own over the same search: when it is done there is still
 * something to keep. */
static void
start_thread (HikaeFinder *self, GTask *task)
{
  Search *search = g_task_get_task_data (task);
  const guint count = g_list_model_get_n_items (hikae_case_get_items (self->open_case));
  g_autoptr (GTask) inner =
      g_task_new (self, g_task_get_cancellable (task), searched_cb, g_object_ref (task));

  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeItem) item = hikae_case_dup_item (
        self->open_case, hikae_case_glance (self->open_case, i).number);

    add_candidate (self, search, item);
  }
  hikae_progress_set_total (search->progress, search->candidates->len);
  g_task_set_task_data (inner, search, NULL);
  g_task_run_in_thread (inner, search_thread);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) kept =
      hikae_case_load_prints_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;
  HikaeFinder *self = g_task_get_source_object (task);
  GHashTableIter iter;
  gpointer number = NULL;
  gpointer bytes = NULL;

  /* A damaged table only costs time. */
  if (kept == NULL && !g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  self->loaded = TRUE;
  if (kept != NULL)
    g_hash_table_iter_init (&iter, kept);
  while (kept != NULL && g_hash_table_iter_next (&iter, &number, &bytes)) {
    HikaePrints *prints = hikae_prints_parse (bytes);

    if (prints != NULL)
      g_hash_table_replace (self->prints, number, prints);
  }
  start_thread (self, task);
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
  Search *search = g_new0 (Search, 1);

  g_task_set_source_tag (task, hikae_finder_search_async);
  search->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify)candidate_free);
  search->number = number;
  search->fd = number == 0 ? fcntl (fd, F_DUPFD_CLOEXEC, 3) : -1;
  search->distance = distance;
  search->progress = progress != NULL ? hikae_progress_ref (progress) : NULL;
  g_task_set_task_data (task, search, (GDestroyNotify)search_free);
  if (self->loaded)
    start_thread (self, task);
  else
    hikae_case_load_prints_async (self->open_case,
                                  HIKAE_PRINTS_FORM,
                                  cancellable,
                                  loaded_cb,
                                  g_steal_pointer (&task));
}

HikaeFound *
hikae_finder_search_finish (HikaeFinder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
