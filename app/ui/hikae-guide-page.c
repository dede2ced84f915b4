/* hikae-guide-page.c: first steps and answers: an index and short pages
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-guide-page.h"

struct _HikaeGuidePage {
  HikaePage parent_instance;

  GtkScrolledWindow *scroller;
  GtkStack *topics;
};

G_DEFINE_FINAL_TYPE (HikaeGuidePage, hikae_guide_page, HIKAE_TYPE_PAGE)

/* @argument: the name of a topic; the index without one, or with one that is not there.
 */
static void
hikae_guide_page_enter (HikaePage *page, const char *argument)
{
  HikaeGuidePage *self = HIKAE_GUIDE_PAGE (page);
  const char *name = argument != NULL ? argument : "index";
  GtkWidget *topic = gtk_stack_get_child_by_name (self->topics, name);

  if (topic == NULL)
    topic = gtk_stack_get_child_by_name (self->topics, "index");
  gtk_stack_set_visible_child (self->topics, topic);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);

  /* Back leads from a topic to the index, from there out of the help. */
  g_object_set (self,
                "title",
                gtk_stack_page_get_title (gtk_stack_get_page (self->topics, topic)),
                "back",
                topic == gtk_widget_get_first_child (GTK_WIDGET (self->topics))
                    ? "welcome"
                    : "guide",
                NULL);
}

static void
hikae_guide_page_class_init (HikaeGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_guide_page_enter;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeGuidePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, HikaeGuidePage, topics);
}

static void
hikae_guide_page_init (HikaeGuidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
