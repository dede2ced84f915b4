/* hikae-save-copy.c: the content of one item as a file outside the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-save-copy.h"

#include "hikae-dialogs.h"
#include "hikae-error.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSession *session; /* (owned) */
  GtkWindow *parent;     /* (owned) */
  HikaeItem *item;       /* (owned) */
  HikaeCase *open_case;  /* (owned): of the item; it may be locked meanwhile */
  char *path;
} SaveCopy;

static void
save_copy_free (SaveCopy *self)
{
  g_clear_object (&self->session);
  g_clear_object (&self->parent);
  g_clear_object (&self->item);
  g_clear_object (&self->open_case);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SaveCopy, save_copy_free)

static gboolean
begin (SaveCopy *self, HikaeProgress **progress, GCancellable **cancellable)
{
  return hikae_session_is_current (self->session, self->open_case) &&
         hikae_session_begin_work (
             self->session, _ ("Writing the copy…"), progress, cancellable);
}

static void
rest_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SaveCopy) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_whole = FALSE;
  const gboolean done =
      hikae_extract_damaged_item_finish (HIKAE_CASE (source), result, &is_whole, &error);

  hikae_session_end_work (self->session);
  if (!hikae_session_is_current (self->session, self->open_case))
    return;
  if (!done)
    hikae_session_fail (self->session, error);
  else if (is_whole)
    hikae_session_say (self->session, _ ("The copy is written. It is not encrypted."));
  else
    hikae_session_say (self->session,
                       _ ("What is left is written. It is not what was kept, and it is "
                          "not encrypted."));
}

static void
rest_agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SaveCopy) self = user_data;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (!hikae_dialogs_ask_finish (result, NULL) || !begin (self, &progress, &cancellable))
    return;
  HikaeCase *open_case = self->open_case;
  const char *path = self->path;
  const guint number = hikae_item_get_number (self->item);

  hikae_extract_damaged_item_async (open_case,
                                    number,
                                    path,
                                    progress,
                                    cancellable,
                                    rest_written_cb,
                                    g_steal_pointer (&self));
}

static void
offer_rest (SaveCopy *self)
{
  GtkWindow *parent = self->parent;

  hikae_dialogs_ask_async (parent,
                           _ ("Save what is left of this item?"),
                           _ ("A part of its content is damaged. The copy would have "
                              "zeros where something is missing, and its digest would "
                              "not be the one in the log."),
                           _ ("_Save what is left"),
                           rest_agreed_cb,
                           self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SaveCopy) self = user_data;
  g_autoptr (GError) error = NULL;
  const gboolean done = hikae_extract_item_finish (HIKAE_CASE (source), result, &error);

  hikae_session_end_work (self->session);
  if (!hikae_session_is_current (self->session, self->open_case))
    return;
  if (done)
    hikae_session_say (self->session, _ ("The copy is written. It is not encrypted."));
  else if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DAMAGED))
    offer_rest (g_steal_pointer (&self));
  else
    hikae_session_fail (self->session, error);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SaveCopy) self = user_data;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  self->path = hikae_dialogs_save_finish (result, NULL);
  if (self->path == NULL || !begin (self, &progress, &cancellable))
    return;
  HikaeCase *open_case = self->open_case;
  const char *path = self->path;
  const guint number = hikae_item_get_number (self->item);

  hikae_extract_item_async (open_case,
                            number,
                            path,
                            progress,
                            cancellable,
                            written_cb,
                            g_steal_pointer (&self));
}

void
hikae_save_copy_start (HikaeSession *session, GtkWindow *parent, HikaeItem *item)
{
  /* A number and an ending only: an original name may say too much in a folder. */
  g_autofree char *ending = hikae_text_dup_extension (hikae_item_get_path (item));
  g_autofree char *name =
      g_strdup_printf ("%06u%s", hikae_item_get_number (item), ending);
  g_autofree char *path = g_build_filename (g_get_home_dir (), name, NULL);
  SaveCopy *self = g_new0 (SaveCopy, 1);

  self->session = g_object_ref (session);
  self->parent = g_object_ref (parent);
  self->item = g_object_ref (item);
  self->open_case = g_object_ref (hikae_session_get_case (session));
  hikae_dialogs_save_async (parent, _ ("Save a copy"), path, place_chosen_cb, self);
}
