/* hikae-request-steps.c: buttons for what happened to a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-steps.h"

#include <glib/gi18n.h>

void
hikae_request_steps_show (GtkFlowBox *buttons, HikaeRequest *request)
{
  static const struct {
    const char *state;
    const char *label;
  } steps[] = {
      {"sent", N_ ("I sent it")},
      {"acknowledged", N_ ("They confirmed receipt")},
      {"answered", N_ ("They answered")},
      {"refused", N_ ("They refused")},
      {"gone", N_ ("It is gone")},
      {"back", N_ ("It is back")},
      {"closed", N_ ("Close this letter")},
  };
  const HikaeRequestState state = hikae_request_get_state (request);
  const char *now = hikae_request_state_get_name (state);
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (buttons))) != NULL)
    gtk_flow_box_remove (buttons, child);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    /* What was never sent can only be given up. */
    if (g_str_equal (steps[i].state, now) ||
        (state == HIKAE_REQUEST_DRAFTED && !g_str_equal (steps[i].state, "closed")))
      continue;
    GtkWidget *button = gtk_button_new_with_label (_ (steps[i].label));

    if (state == HIKAE_REQUEST_READY && i == 0)
      gtk_widget_add_css_class (button, "suggested-action");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", steps[i].state);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.step");
    gtk_flow_box_append (buttons, button);
    gtk_widget_set_focusable (gtk_widget_get_parent (button), FALSE);
  }
}
