/* hikae-test-archive.h: a web archive opened for looking through
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (transfer full): every gzip member opened, and everything else as it stands. */
GString *hikae_test_unpack (const guint8 *bytes, gsize size) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
