/* hikae-filling.c: a long list gets its rows some in each frame
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-filling.h"

#define ROWS_A_FRAME 10
/* As many as GtkListView makes. */
#define ROWS_MADE 200

static const char filling_key[] = "hikae-filling";

typedef struct {
  GtkWidget *list;          /* (unowned): it owns this */
  GtkSliceListModel *slice; /* (owned) */
  guint tick;
  HikaeFillingFilled filled; /* (nullable) */
  gpointer user_data;        /* (unowned): its */
} Filling;

static void
filling_free (gpointer data)
{
  Filling *self = data;

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->list, self->tick);
  g_object_unref (self->slice);
  g_rc_box_release (self);
}

static gboolean
grow_cb (GtkWidget *list, GdkFrameClock *clock, gpointer user_data)
{
  Filling *self = user_data;
  const guint size = gtk_slice_list_model_get_size (self->slice) + ROWS_A_FRAME;
  const HikaeFillingFilled filled = self->filled;
  gpointer its_data = self->user_data;

  if (size < ROWS_MADE) {
    gtk_slice_list_model_set_size (self->slice, size);
    return G_SOURCE_CONTINUE;
  }
  hikae_filling_finish (list);
  if (filled != NULL)
    filled (its_data);
  return G_SOURCE_CONTINUE;
}

/* With the widget, or by our own hand. */
static void
ticked_out_cb (gpointer user_data)
{
  ((Filling *)user_data)->tick = 0;
  g_rc_box_release (user_data);
}

GListModel *
hikae_filling_start (GtkWidget *list,
                     GListModel *model,
                     HikaeFillingFilled filled,
                     gpointer user_data)
{
  Filling *self = g_rc_box_new0 (Filling);

  self->list = list;
  self->filled = filled;
  self->user_data = user_data;
  self->slice = gtk_slice_list_model_new (model, 0, ROWS_A_FRAME);
  /* GTK may let go of the callback after we have let go of the rest. */
  self->tick = gtk_widget_add_tick_callback (
      list, grow_cb, g_rc_box_acquire (self), ticked_out_cb);
  /* What was under way ends here. */
  g_object_set_data_full (G_OBJECT (list), filling_key, self, filling_free);
  return g_object_ref (G_LIST_MODEL (self->slice));
}

void
hikae_filling_finish (GtkWidget *list)
{
  Filling *self = g_object_get_data (G_OBJECT (list), filling_key);
  g_autoptr (GtkSliceListModel) slice = NULL;

  if (self == NULL)
    return;
  slice = g_object_ref (self->slice);
  hikae_filling_stop (list);
  gtk_slice_list_model_set_size (slice, G_MAXUINT);
}

void
hikae_filling_stop (GtkWidget *list)
{
  g_object_set_data (G_OBJECT (list), filling_key, NULL);
}
