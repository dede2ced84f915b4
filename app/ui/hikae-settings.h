/* hikae-settings.h: the few settings, with defaults that hold when nothing is installed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Minutes without a key press or movement until the case locks. */
guint hikae_settings_get_lock_minutes (void);
void hikae_settings_set_lock_minutes (guint minutes);
/* (transfer full): "auto", "en" or "ja". */
char *hikae_settings_dup_letter_language (void) G_GNUC_WARN_UNUSED_RESULT;
void hikae_settings_set_letter_language (const char *language);
/* (transfer full): "" for none, otherwise as libcurl takes it:
 * "socks5h://127.0.0.1:9050". */
char *hikae_settings_dup_proxy (void) G_GNUC_WARN_UNUSED_RESULT;
void hikae_settings_set_proxy (const char *proxy);

G_END_DECLS
