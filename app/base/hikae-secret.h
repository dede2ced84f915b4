/* hikae-secret.h: secret bytes: locked in memory, left out of core files, wiped
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define HIKAE_TYPE_SECRET (hikae_secret_get_type ())
/* Longest secret we hold; longer input is a caller's bug or an attack. */
#define HIKAE_SECRET_MAX 65536

/**
 * HikaeSecret:
 *
 * Reference-counted secret bytes on pages of their own: mlock()ed when the system allows
 * it, excluded from core dumps, wiped when the last reference goes. Never put one into a
 * GObject property, GVariant, log line, error message or command line. Thread: any; the
 * reference count is atomic, the bytes are immutable after construction.
 */
typedef struct _HikaeSecret HikaeSecret;

GType hikae_secret_get_type (void);
HikaeSecret *hikae_secret_new (gsize size) G_GNUC_WARN_UNUSED_RESULT;
HikaeSecret *hikae_secret_new_copy (const void *bytes,
                                    gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* Copies @text without its terminator, in Unicode NFC when it is UTF-8 (so that the same
 * passphrase from another keyboard is the same bytes), and wipes @text. */
HikaeSecret *hikae_secret_new_take_text (char *text) G_GNUC_WARN_UNUSED_RESULT;
HikaeSecret *hikae_secret_ref (HikaeSecret *self);
void hikae_secret_unref (HikaeSecret *self);

gsize hikae_secret_get_size (const HikaeSecret *self);
/* (transfer none): always followed by one NUL byte that is not counted in the size. */
const guint8 *hikae_secret_get_bytes (const HikaeSecret *self);
/* Only for the code that fills a secret made with hikae_secret_new(). */
guint8 *hikae_secret_get_writable (HikaeSecret *self);
/* Constant time in the size of the shorter secret. */
gboolean hikae_secret_equal (const HikaeSecret *a, const HikaeSecret *b);
/* Wipes memory in a way the compiler may not remove. */
void hikae_wipe (void *bytes, gsize size);
/* Constant time. */
gboolean hikae_bytes_equal (const void *a, const void *b, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeSecret, hikae_secret_unref)

G_END_DECLS
