/* hikae-window-private.h: what the window and its actions share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-window.h"

G_BEGIN_DECLS

/**
 * HikaeWindowAction:
 * @label: untranslated, marked for translation; for the shortcuts page
 * @needs_case: disabled while locked
 * @media: disabled in minor mode too
 */
typedef struct {
  const char *name;
  const char *parameter_type;
  void (*activate) (HikaeWindow *self, GVariant *parameter);
  const char *keys[2]; /* NULL-terminated */
  const char *label;
  gboolean needs_case;
  gboolean media;
} HikaeWindowAction;

/* All of them; ends with a NULL name. */
const HikaeWindowAction *hikae_window_list_actions (void);
void hikae_window_add_actions (HikaeWindow *self);
/* An action that only the page on the screen has; nothing when it has none of that name.
 */
void hikae_window_activate_on_page (HikaeWindow *self,
                                    const char *action,
                                    GVariant *parameter);
/* The last step is taken back, and no line offers it any more. */
void hikae_window_undo (HikaeWindow *self);
/* Enabled or not, by what is open and what runs. */
void hikae_window_update_actions (HikaeWindow *self);

G_END_DECLS
