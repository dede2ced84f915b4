/* hikae-welcome-page.c: three ways in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-welcome-page.h"

struct _HikaeWelcomePage {
  HikaePage parent_instance;
};

G_DEFINE_FINAL_TYPE (HikaeWelcomePage, hikae_welcome_page, HIKAE_TYPE_PAGE)

static void
hikae_welcome_page_class_init (HikaeWelcomePageClass *klass)
{
  gtk_widget_class_set_template_from_resource (
      GTK_WIDGET_CLASS (klass), "/io/github/hikae/Hikae/ui/hikae-welcome-page.ui");
}

static void
hikae_welcome_page_init (HikaeWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
