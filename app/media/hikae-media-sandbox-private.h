/* hikae-media-sandbox-private.h: what a helper process may no longer do
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_MEDIA_MEMORY_MAX (1024 * 1024 * 1024)
#define HIKAE_MEDIA_CPU_SECONDS_MAX 10

/* Memory, processor time, descriptors, core, no new privileges. */
gboolean hikae_media_sandbox_limit (void);
/* From here on only memory, reading and writing what is open, and leaving are possible;
 * with @threads also threads of this process. Everything else fails with EPERM. */
gboolean hikae_media_sandbox_shut (gboolean threads);
/* For tests: tries @what and says how it went: "denied", "possible" or "unknown". */
const char *hikae_media_sandbox_attempt (const char *what);

G_END_DECLS
