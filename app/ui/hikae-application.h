/* hikae-application.h: the one instance: options, application actions, the window
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_APPLICATION (hikae_application_get_type ())
G_DECLARE_FINAL_TYPE (HikaeApplication,
                      hikae_application,
                      HIKAE,
                      APPLICATION,
                      AdwApplication)

HikaeApplication *hikae_application_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
