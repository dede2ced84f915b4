/* hikae-data.h: data compiled into the program, by name
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full): a file of `data/` as `core.gresource.xml` lists it
 * ("media/marks.json"). %HIKAE_ERROR_NOT_FOUND. Any thread. */
GBytes *hikae_data_load (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): names in a folder of it ("authorities"), in order; empty when none. */
char **hikae_data_list (const char *folder) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
