/* hikae-test-portal.h: a screenshot portal that answers as told
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HikaeTestPortalAnswer:
 * @error_name: (nullable): D-Bus error for the call itself; nothing else happens then
 * @code: response code
 * @uri: (nullable): "uri" of the results
 * @delay_ms: before the response, counted from the call
 * @own_handle: answers under a handle of the portal's choice, as old ones do
 * @malformed: the response has another signature
 * @leave: gives up its name instead of answering
 * @answer_closed: responds even after the request was closed
 */
typedef struct {
  const char *error_name;
  guint32 code;
  const char *uri;
  guint delay_ms;
  gboolean own_handle;
  gboolean malformed;
  gboolean leave;
  gboolean answer_closed;
} HikaeTestPortalAnswer;

/**
 * HikaeTestPortal:
 *
 * Owns org.freedesktop.portal.Desktop on the bus at @address, over a connection of its
 * own, in the caller's main context.
 */
typedef struct _HikaeTestPortal HikaeTestPortal;

/* @with_screenshots FALSE: the portal runs but has no backend for pictures. */
HikaeTestPortal *hikae_test_portal_new (const char *address, gboolean with_screenshots);
void hikae_test_portal_free (HikaeTestPortal *self);
/* @answer is borrowed until the next call. */
void hikae_test_portal_set_answer (HikaeTestPortal *self,
                                   const HikaeTestPortalAnswer *answer);
guint hikae_test_portal_get_closed (HikaeTestPortal *self);
/* (nullable): "PARENT INTERACTIVE MODAL" of the latest call. */
const char *hikae_test_portal_get_question (HikaeTestPortal *self);
gboolean hikae_test_portal_is_idle (HikaeTestPortal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeTestPortal, hikae_test_portal_free)

G_END_DECLS
