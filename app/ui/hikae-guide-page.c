/* hikae-guide-page.c: short explanations
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-guide-page.h"

#include "hikae-row-group.h"

#include <glib/gi18n.h>

struct _HikaeGuidePage {
  HikaePage parent_instance;

  HikaeRowGroup *keeping;
  HikaeRowGroup *proving;
  HikaeRowGroup *avoiding;
  HikaeRowGroup *limits;
};

G_DEFINE_FINAL_TYPE (HikaeGuidePage, hikae_guide_page, HIKAE_TYPE_PAGE)

static void
fill_first (HikaeGuidePage *self)
{
  hikae_row_group_add_text (
      self->keeping,
      NULL,
      _ ("Everything is in one file"),
      _ ("The case file is encrypted. Copying the closed file is a full backup. Without "
         "passphrase, recovery code or a helper's passphrase nobody can open it, neither "
         "can we."));
  hikae_row_group_add_text (self->keeping,
                            NULL,
                            _ ("You never have to look"),
                            _ ("Hikae shows facts, not pictures. Keeping, letters and "
                               "handing over work without "
                               "seeing anything again."));
  hikae_row_group_add_text (
      self->proving,
      NULL,
      _ ("What a seal is"),
      _ ("For each item Hikae notes a digest, who kept it and when, each note linked to "
         "the one before. A change or a gap would show."));
  hikae_row_group_add_text (
      self->proving,
      NULL,
      _ ("What outside time is"),
      _ ("An independent authority signs the digest with its own clock. It proves that "
         "the "
         "bytes existed by then. It does not prove that a site showed them."));
  hikae_row_group_add_text (
      self->proving,
      NULL,
      _ ("What a bundle is"),
      _ ("A ZIP file with the items, a report, the log and the stamps. Anybody can check "
         "it with ordinary tools; a page inside says how."));
}

static void
fill_second (HikaeGuidePage *self)
{
  hikae_row_group_add_text (
      self->avoiding,
      NULL,
      _ ("Keep first, ask for removal afterwards"),
      _ ("What is gone cannot be kept any more, and logs at the provider are deleted "
         "after weeks."));
  hikae_row_group_add_text (
      self->avoiding,
      NULL,
      _ ("Do not answer the poster"),
      _ ("Keep what they write. Answers are often used against you. Do not pay."));
  hikae_row_group_add_text (
      self->avoiding,
      NULL,
      _ ("Do not pass the pictures on"),
      _ ("Not even as proof to friends. Letters need only the address. If the person may "
         "be under 18, do not save pictures at all."));
  hikae_row_group_add_text (
      self->limits,
      NULL,
      _ ("It cannot remove anything by itself"),
      _ ("It writes, you send, and others decide. It keeps track of what they owe you."));
  hikae_row_group_add_text (self->limits,
                            NULL,
                            _ ("It is not a lawyer"),
                            _ ("Entries of law carry their sources and say whether a "
                               "lawyer has reviewed them."));
  hikae_row_group_add_text (
      self->limits,
      NULL,
      _ ("It cannot protect an unlocked computer"),
      _ ("Somebody who controls this computer while the case is open sees what you see. "
         "Lock with Ctrl+L, leave with Ctrl+Shift+Q."));
}

static void
hikae_guide_page_class_init (HikaeGuidePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-guide-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeGuidePage, keeping);
  gtk_widget_class_bind_template_child (widget_class, HikaeGuidePage, proving);
  gtk_widget_class_bind_template_child (widget_class, HikaeGuidePage, avoiding);
  gtk_widget_class_bind_template_child (widget_class, HikaeGuidePage, limits);
}

static void
hikae_guide_page_init (HikaeGuidePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_first (self);
  fill_second (self);
}
