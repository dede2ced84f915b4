/* hikae-web-filter.c: in minor mode the engine does not even ask for media
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The engine takes rules only from a store in a folder. The folder is private, holds the
 * rules as they are shipped and nothing of any page or case, and is removed at once: the
 * engine keeps what it has mapped. */
#include "config.h"

#include "hikae-data.h"
#include "hikae-web-page-private.h"

#include <errno.h>
#include <glib/gstdio.h>

#define NAME "minor"

typedef struct {
  HikaeWebPage *page; /* (owned) */
  WebKitUserContentFilterStore *store;
  GCancellable *cancellable;
  char *folder;
} Making;

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    (void)g_unlink (path);
  }
  if (g_rmdir (folder) != 0)
    g_debug ("the folder of the filter stays: %s", g_strerror (errno));
}

static void
making_free (Making *self)
{
  remove_folder (self->folder);
  g_object_unref (self->store);
  g_object_unref (self->cancellable);
  g_object_unref (self->page);
  g_free (self->folder);
  g_free (self);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Making *making = user_data;
  HikaeWebPage *self = making->page;
  g_autoptr (GError) error = NULL;
  WebKitUserContentFilter *filter = webkit_user_content_filter_store_save_finish (
      WEBKIT_USER_CONTENT_FILTER_STORE (source), result, &error);

  if (!g_cancellable_is_cancelled (making->cancellable)) {
    g_clear_object (&self->filtering);
    if (filter != NULL)
      webkit_user_content_manager_add_filter (self->content, filter);
    else
      g_debug ("no filter: %s", error->message);
    hikae_web_page_go (self);
  }
  g_clear_pointer (&filter, webkit_user_content_filter_unref);
  making_free (making);
}

void
hikae_web_page_begin_filter (HikaeWebPage *self)
{
  g_autofree char *folder =
      g_build_filename (g_get_user_runtime_dir (), "hikae-web-XXXXXX", NULL);
  g_autoptr (GBytes) rules = hikae_data_load ("web/filter.json", NULL);
  Making *making = NULL;

  (void)g_mkdir_with_parents (g_get_user_runtime_dir (), 0700);
  if (rules == NULL || g_mkdtemp (folder) == NULL) {
    g_debug ("no filter: %s", g_strerror (errno));
    return;
  }
  self->filtering = g_cancellable_new ();
  making = g_new0 (Making, 1);
  making->page = g_object_ref (self);
  making->store = webkit_user_content_filter_store_new (folder);
  making->cancellable = g_object_ref (self->filtering);
  making->folder = g_steal_pointer (&folder);
  webkit_user_content_filter_store_save (
      making->store, NAME, rules, making->cancellable, made_cb, making);
}
