/* hikae-timeline-row.c: one line of the timeline
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-timeline-row.h"

#include "hikae-accessible-name.h"

/* One and a half times the usual size. */
#define LARGE_TEXT_DPI 144

struct _HikaeTimelineRow {
  AdwBin parent_instance;

  GtkLabel *time;
  GtkLabel *what;
  GtkInscription *subject;
};

G_DEFINE_FINAL_TYPE (HikaeTimelineRow, hikae_timeline_row, ADW_TYPE_BIN)

static void
hikae_timeline_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_TIMELINE_ROW);
  G_OBJECT_CLASS (hikae_timeline_row_parent_class)->dispose (object);
}

static void
hikae_timeline_row_class_init (HikaeTimelineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_timeline_row_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-timeline-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeTimelineRow, time);
  gtk_widget_class_bind_template_child (widget_class, HikaeTimelineRow, what);
  gtk_widget_class_bind_template_child (widget_class, HikaeTimelineRow, subject);
  /* From GTK 4.12 on a widget without a role has no name either. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
hikae_timeline_row_init (HikaeTimelineRow *self)
{
  GtkWidget *parts = NULL;
  int dpi = 0;

  gtk_widget_init_template (GTK_WIDGET (self));
  /* With large text the time stands above: beside it nothing would be left of a line. */
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);
  if (dpi < LARGE_TEXT_DPI * PANGO_SCALE)
    return;
  /* Not bound: GTK 4.18 takes a bound child out when it disposes of the template,
   * and the bin would do so once more. */
  parts = adw_bin_get_child (ADW_BIN (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (parts), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (parts), 2);
}

GtkWidget *
hikae_timeline_row_new (void)
{
  return g_object_new (HIKAE_TYPE_TIMELINE_ROW, NULL);
}

void
hikae_timeline_row_show (HikaeTimelineRow *self,
                         const char *time,
                         const char *what,
                         const char *subject)
{
  g_return_if_fail (HIKAE_IS_TIMELINE_ROW (self));

  g_autofree char *name =
      g_strjoin (", ", time, what, *subject != '\0' ? subject : NULL, NULL);

  gtk_label_set_text (self->time, time);
  gtk_label_set_text (self->what, what);
  gtk_inscription_set_text (self->subject, subject);
  gtk_widget_set_visible (GTK_WIDGET (self->subject), *subject != '\0');
  hikae_accessible_name_set_row (GTK_WIDGET (self), name);
}
