/* hikae-module.h: the part of the program that shows web pages, loaded when it is needed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The type of the page with the engine in it. The engine is the largest library of all by
 * far, and most visits do not need it: it is loaded here, and stays.
 * %G_TYPE_INVALID with %HIKAE_ERROR_UNSUPPORTED when it cannot be. */
GType hikae_module_find_browser_page (GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
