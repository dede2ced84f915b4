/* hikae-asic-file.h: ASiC containers: read from anyone, ours written
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* All of a container is held in memory; those of time stamps are small. */
#define HIKAE_ASIC_FILE_MAX (64 * 1024 * 1024)

/* Whether @path begins like a ZIP, which neither a token nor a record does. */
gboolean hikae_asic_is_container (const char *path);
/* (transfer full) (element-type utf8 GBytes): every file of a container made by whatever
 * program, folders left out. @twice: (out): some name occurs twice. %HIKAE_ERROR_REJECTED
 * for what is no ZIP, is locked, has names that are not UTF-8 or more and larger files
 * than a container of time stamps, _DAMAGED for a file that does not fit its checksum. */
GHashTable *hikae_asic_load (const char *path,
                             gboolean *twice,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): ASiC-S (EN 319 162-1 §4.3): @data under @name with its bare
 * @token; the same input gives the same bytes. @name: plain ASCII without a folder.
 * @time: microseconds UTC, of the entries. NULL when @data is larger than
 * %HIKAE_ASIC_FILE_MAX. */
GBytes *hikae_asic_format (const char *name, GBytes *data, GBytes *token, gint64 time)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
