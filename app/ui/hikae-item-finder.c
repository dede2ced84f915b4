/* hikae-item-finder.c: a few items of a long case, by number or words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-finder.h"

#include "hikae-item-query.h"

/* Of what was found, some may have no content any more. */
#define SPARE 100
/* It is looked for when typing rests for so long. */
#define REST_MS 150

struct _HikaeItemFinder {
  GObject parent_instance;

  HikaeItemFinderFunc found;
  gpointer data;
  HikaeSession *session; /* (owned) (nullable): while there is something to look for */
  char *text;            /* (owned) (nullable) */
  guint most;
  guint timer;
  GCancellable *search; /* (owned) (nullable): while one runs */
};

G_DEFINE_FINAL_TYPE (HikaeItemFinder, hikae_item_finder, G_TYPE_OBJECT)

/* 0: the text is no number of an item with content. */
static guint
find_number (HikaeItemFinder *self, HikaeCase *open_case)
{
  g_autofree char *plain = g_utf8_normalize (self->text, -1, G_NORMALIZE_ALL_COMPOSE);
  guint64 number = 0;
  HikaeItem *item = NULL;

  if (plain == NULL ||
      !g_ascii_string_to_unsigned (g_strstrip (plain), 10, 1, G_MAXUINT, &number, NULL))
    return 0;
  item = hikae_case_find_item (open_case, (guint)number);
  return item != NULL && !hikae_item_get_deleted (item) ? (guint)number : 0;
}

/* FALSE: there is no room for it. */
static gboolean
take (HikaeItemFinder *self, GArray *numbers, guint number)
{
  for (guint i = 0; i < numbers->len; i++)
    if (g_array_index (numbers, guint, i) == number)
      return TRUE;
  if (numbers->len >= self->most)
    return FALSE;
  g_array_append_val (numbers, number);
  return TRUE;
}

static void
tell (HikaeItemFinder *self, GArray *numbers, gboolean more)
{
  hikae_item_finder_stop (self);
  self->found (numbers, more, self->data);
}

static void
tell_newest (HikaeItemFinder *self, HikaeCase *open_case)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  guint i = g_list_model_get_n_items (hikae_case_get_items (open_case));
  gboolean more = FALSE;

  for (; i > 0 && !more; i--) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i - 1);

    more = !glance.deleted && !take (self, numbers, glance.number);
  }
  tell (self, numbers, more);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItemFinder) self = HIKAE_ITEM_FINDER (user_data);
  g_autoptr (GListModel) found =
      hikae_case_search_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GArray) numbers = NULL;
  guint number = 0;
  guint count = 0;
  gboolean more = FALSE;

  /* Stopped, or replaced by a later search. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      self->session == NULL ||
      !hikae_session_is_current (self->session, HIKAE_CASE (source)))
    return;
  numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  number = find_number (self, HIKAE_CASE (source));
  if (number != 0)
    (void)take (self, numbers, number);
  if (found != NULL)
    count = g_list_model_get_n_items (found);
  else
    hikae_session_fail (self->session, error);
  more = count == self->most + SPARE;
  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (found, i);

    if (!hikae_item_get_deleted (item) &&
        !take (self, numbers, hikae_item_get_number (item))) {
      more = TRUE;
      break;
    }
  }
  tell (self, numbers, more);
}

static gboolean
rest_cb (gpointer user_data)
{
  HikaeItemFinder *self = HIKAE_ITEM_FINDER (user_data);
  const HikaeItemQuery query = {
      .text = self->text,
      .any_kind = TRUE,
      .order = HIKAE_ITEM_ORDER_NEWEST,
      .limit = self->most + SPARE,
  };
  HikaeCase *open_case = hikae_session_get_case (self->session);

  self->timer = 0;
  if (open_case == NULL)
    return G_SOURCE_REMOVE;
  self->search = g_cancellable_new ();
  hikae_case_search_async (
      open_case, &query, self->search, found_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

HikaeItemFinder *
hikae_item_finder_new (HikaeItemFinderFunc found, gpointer data)
{
  HikaeItemFinder *self = g_object_new (HIKAE_TYPE_ITEM_FINDER, NULL);

  self->found = found;
  self->data = data;
  return self;
}

void
hikae_item_finder_look (HikaeItemFinder *self,
                        HikaeSession *session,
                        const char *text,
                        guint most)
{
  g_return_if_fail (HIKAE_IS_ITEM_FINDER (self));

  hikae_item_finder_stop (self);
  if (hikae_session_get_case (session) == NULL)
    return;
  self->session = g_object_ref (session);
  self->text = g_strstrip (g_strdup (text));
  self->most = most;
  if (*self->text == '\0')
    tell_newest (self, hikae_session_get_case (session));
  else
    self->timer = g_timeout_add (REST_MS, rest_cb, self);
}

void
hikae_item_finder_stop (HikaeItemFinder *self)
{
  g_return_if_fail (HIKAE_IS_ITEM_FINDER (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->search != NULL)
    g_cancellable_cancel (self->search);
  g_clear_object (&self->search);
  g_clear_object (&self->session);
  g_clear_pointer (&self->text, g_free);
}

static void
hikae_item_finder_dispose (GObject *object)
{
  hikae_item_finder_stop (HIKAE_ITEM_FINDER (object));
  G_OBJECT_CLASS (hikae_item_finder_parent_class)->dispose (object);
}

static void
hikae_item_finder_class_init (HikaeItemFinderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = hikae_item_finder_dispose;
}

static void
hikae_item_finder_init (HikaeItemFinder *self)
{
}
