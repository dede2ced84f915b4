/* hikae-place-row.c: a row that shows where a file will be written and lets it be changed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-place-row.h"

#include "hikae-dialogs.h"
#include "hikae-row-group.h"
#include "hikae-sandbox.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

struct _HikaePlaceRow {
  AdwActionRow parent_instance;

  char *path; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (HikaePlaceRow, hikae_place_row, ADW_TYPE_ACTION_ROW)

static void
set_path (HikaePlaceRow *self, const char *path)
{
  char *copy = g_strdup (path);
  g_autofree char *shown = hikae_wording_place (path);

  g_free (self->path);
  self->path = copy;
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), shown);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaePlaceRow) self = HIKAE_PLACE_ROW (user_data);
  g_autofree char *path = hikae_dialogs_save_finish (result, NULL);

  if (path != NULL)
    set_path (self, path);
}

static void
change_cb (HikaePlaceRow *self)
{
  hikae_dialogs_save_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _ ("Choose a place"),
                            self->path,
                            saved_cb,
                            g_object_ref (self));
}

static void
hikae_place_row_finalize (GObject *object)
{
  HikaePlaceRow *self = HIKAE_PLACE_ROW (object);

  g_clear_pointer (&self->path, g_free);
  G_OBJECT_CLASS (hikae_place_row_parent_class)->finalize (object);
}

static void
hikae_place_row_class_init (HikaePlaceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hikae_place_row_finalize;
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/hikae/Hikae/ui/hikae-place-row.ui");
  gtk_widget_class_bind_template_callback (GTK_WIDGET_CLASS (klass), change_cb);
}

static void
hikae_place_row_init (HikaePlaceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hikae_row_group_forbid_hyphens (GTK_WIDGET (self));
}

const char *
hikae_place_row_get_path (HikaePlaceRow *self)
{
  g_return_val_if_fail (HIKAE_IS_PLACE_ROW (self), NULL);
  return self->path;
}

void
hikae_place_row_set_file_name (HikaePlaceRow *self, const char *name)
{
  g_return_if_fail (HIKAE_IS_PLACE_ROW (self));

  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);
  g_autofree char *own = hikae_sandbox_dup_folder ();
  const char *start = own != NULL ? own
                      : documents != NULL && g_file_test (documents, G_FILE_TEST_IS_DIR)
                          ? documents
                          : g_get_home_dir ();
  g_autofree char *folder = self->path != NULL && !hikae_sandbox_lends (self->path)
                                ? g_path_get_dirname (self->path)
                                : g_strdup (start);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  set_path (self, path);
}
