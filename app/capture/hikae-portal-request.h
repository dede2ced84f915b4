/* hikae-portal-request.h: one question to the desktop portal, and its one answer
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_PORTAL_NAME "org.freedesktop.portal.Desktop"
#define HIKAE_PORTAL_PATH "/org/freedesktop/portal/desktop"

/* A good answer that came after the caller had cancelled: what the portal made for it
 * has no owner any more. At most this long after the cancelling. */
#define HIKAE_PORTAL_LATE_SECONDS 60
typedef void (*HikaePortalLate) (GVariant *results);

/**
 * hikae_portal_request_async:
 * @interface: "org.freedesktop.portal.Screenshot"
 * @method: a method `(s parent_window, a{sv} options) → (o handle)`
 * @parent: window handle, or ""
 * @options: (transfer none): a{sv}, sunk when floating; the handle_token is added here
 * @late: (nullable): see #HikaePortalLate
 *
 * The dance of org.freedesktop.portal.Request: listen first, call, wait for Response.
 * There is no time limit, because a person may be choosing; the portal leaving the bus
 * ends the wait. Thread: the caller's main context.
 */
void hikae_portal_request_async (const char *interface,
                                 const char *method,
                                 const char *parent,
                                 GVariant *options,
                                 HikaePortalLate late,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
/* (transfer full): the results a{sv}. %G_IO_ERROR_CANCELLED for response codes 1 and 2
 * too: portals differ in which of them means "the person said no".
 * %HIKAE_ERROR_UNSUPPORTED (no bus, no portal, no such interface), _DENIED, _FAILED. */
GVariant *hikae_portal_request_finish (GAsyncResult *result,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
