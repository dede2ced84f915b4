/* hikae-settings-page.c: the few settings
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-settings-page.h"

#include "hikae-neutral.h"
#include "hikae-settings.h"

#include <glib/gi18n.h>

struct _HikaeSettingsPage {
  HikaePage parent_instance;

  AdwComboRow *lock;
  AdwActionRow *neutral_row;
  GtkSwitch *neutral;
  AdwComboRow *language;
  GtkEditable *proxy_row;
};

G_DEFINE_FINAL_TYPE (HikaeSettingsPage, hikae_settings_page, HIKAE_TYPE_PAGE)

/* In the order of the drop-downs. */
static const guint minutes[] = {1, 2, 5, 10, 30};
static const char *const languages[] = {"auto", "en", "ja"};

static void
lock_cb (HikaeSettingsPage *self)
{
  const guint selected = adw_combo_row_get_selected (self->lock);

  if (selected < G_N_ELEMENTS (minutes))
    hikae_settings_set_lock_minutes (minutes[selected]);
}

static void
language_cb (HikaeSettingsPage *self)
{
  const guint selected = adw_combo_row_get_selected (self->language);

  if (selected < G_N_ELEMENTS (languages))
    hikae_settings_set_letter_language (languages[selected]);
}

static void
proxy_cb (HikaeSettingsPage *self)
{
  hikae_settings_set_proxy (gtk_editable_get_text (self->proxy_row));
}

static const char *
describe_neutral (HikaeNeutralState state)
{
  switch (state) {
  case HIKAE_NEUTRAL_IN_SANDBOX:
    return _ ("Not possible here: a Flatpak cannot change how the desktop shows it.");
  case HIKAE_NEUTRAL_NOT_INSTALLED:
    return _ ("Not possible here: this Hikae is not installed in the system.");
  case HIKAE_NEUTRAL_OTHER:
    return _ ("Not possible here: you have a desktop entry of your own for Hikae.");
  case HIKAE_NEUTRAL_OFF:
  case HIKAE_NEUTRAL_ON:
  default:
    return _ ("From the next start your desktop calls it “Notebook”, in the list of "
              "programs and of windows. It is not hidden: whoever opens it, or looks at "
              "the installed programs, sees what it is.");
  }
}

static void
show_neutral (HikaeSettingsPage *self)
{
  const HikaeNeutralState state = hikae_neutral_get_state ();

  gtk_switch_set_active (self->neutral, state == HIKAE_NEUTRAL_ON);
  gtk_widget_set_sensitive (GTK_WIDGET (self->neutral_row),
                            state == HIKAE_NEUTRAL_ON || state == HIKAE_NEUTRAL_OFF);
  adw_action_row_set_subtitle (self->neutral_row, describe_neutral (state));
}

static void
neutral_cb (HikaeSettingsPage *self)
{
  g_autoptr (GError) error = NULL;

  if (gtk_switch_get_active (self->neutral) ==
      (hikae_neutral_get_state () == HIKAE_NEUTRAL_ON))
    return;
  if (!hikae_neutral_set (gtk_switch_get_active (self->neutral), &error))
    hikae_session_fail (hikae_page_get_session (HIKAE_PAGE (self)), error);
  show_neutral (self);
}

static void
authorities_cb (HikaeSettingsPage *self)
{
  hikae_session_forget_authorities (hikae_page_get_session (HIKAE_PAGE (self)));
}

static void
load (HikaeSettingsPage *self)
{
  g_autofree char *language = hikae_settings_dup_letter_language ();
  g_autofree char *proxy = hikae_settings_dup_proxy ();
  const guint lock = hikae_settings_get_lock_minutes ();

  for (guint i = G_N_ELEMENTS (minutes); i > 0; i--)
    if (lock <= minutes[i - 1])
      adw_combo_row_set_selected (self->lock, i - 1);
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    if (g_str_equal (languages[i], language))
      adw_combo_row_set_selected (self->language, i);
  gtk_editable_set_text (self->proxy_row, proxy);
  show_neutral (self);
}

static void
hikae_settings_page_class_init (HikaeSettingsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-settings-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeSettingsPage, lock);
  gtk_widget_class_bind_template_child (widget_class, HikaeSettingsPage, neutral_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeSettingsPage, neutral);
  gtk_widget_class_bind_template_child (widget_class, HikaeSettingsPage, language);
  gtk_widget_class_bind_template_child (widget_class, HikaeSettingsPage, proxy_row);
  gtk_widget_class_bind_template_callback (widget_class, authorities_cb);
}

static void
hikae_settings_page_init (HikaeSettingsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  load (self);
  /* Only now: filling the rows in is not a choice of the person's. */
  g_signal_connect_object (
      self->lock, "notify::selected", G_CALLBACK (lock_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->neutral, "notify::active", G_CALLBACK (neutral_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->language,
                           "notify::selected",
                           G_CALLBACK (language_cb),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (
      self->proxy_row, "changed", G_CALLBACK (proxy_cb), self, G_CONNECT_SWAPPED);
}
