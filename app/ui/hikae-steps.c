/* hikae-steps.c: a page is filled in parts, one in each frame
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-steps.h"

static const char steps_key[] = "hikae-steps";

typedef struct {
  GtkWidget *page; /* (unowned): it owns this */
  const HikaeStep *next;
  guint tick;
} Steps;

static void
steps_free (gpointer data)
{
  Steps *self = data;

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (self->page, self->tick);
  g_rc_box_release (self);
}

static gboolean
step_cb (GtkWidget *page, GdkFrameClock *clock, gpointer user_data)
{
  Steps *self = user_data;
  const HikaeStep step = *self->next;

  /* Before the step: it may begin anew. */
  if (step != NULL && step (page) &&
      g_object_get_data (G_OBJECT (page), steps_key) == self)
    self->next++;
  if (*self->next != NULL)
    return G_SOURCE_CONTINUE;
  hikae_steps_stop (page);
  return G_SOURCE_CONTINUE;
}

/* With the widget, or by our own hand. */
static void
ticked_out_cb (gpointer user_data)
{
  ((Steps *)user_data)->tick = 0;
  g_rc_box_release (user_data);
}

void
hikae_steps_start (GtkWidget *page, const HikaeStep *steps)
{
  Steps *self = NULL;

  g_return_if_fail (GTK_IS_WIDGET (page));
  g_return_if_fail (steps != NULL && *steps != NULL);

  self = g_rc_box_new0 (Steps);
  self->page = page;
  self->next = steps;
  /* GTK may let go of the callback after we have let go of the rest. */
  self->tick = gtk_widget_add_tick_callback (
      page, step_cb, g_rc_box_acquire (self), ticked_out_cb);
  g_object_set_data_full (G_OBJECT (page), steps_key, self, steps_free);
}

void
hikae_steps_stop (GtkWidget *page)
{
  g_return_if_fail (GTK_IS_WIDGET (page));
  g_object_set_data (G_OBJECT (page), steps_key, NULL);
}
