/* hikae-error.h: one error domain, by what the person can do next
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_ERROR (hikae_error_quark ())

/**
 * HikaeError:
 * @HIKAE_ERROR_FAILED: nothing better is known; nothing was lost; try again or report it
 * @HIKAE_ERROR_WRONG_SECRET: the passphrase does not open the case, or the header was
 *   altered (the two cannot be told apart); type it again or use the recovery code
 * @HIKAE_ERROR_DAMAGED: what was read is not what was written; use a backup or rescue
 * @HIKAE_ERROR_TOO_NEW: made by a newer Hikae; update; the file was not touched
 * @HIKAE_ERROR_LOCKED: another program has it open; close it there
 * @HIKAE_ERROR_NO_SPACE: the disk is full; free space and repeat
 * @HIKAE_ERROR_NOT_FOUND: there is no such file, item, authority; check the name
 * @HIKAE_ERROR_EXISTS: it would overwrite something; choose another name
 * @HIKAE_ERROR_REJECTED: the input breaks a limit or a grammar; change the input
 * @HIKAE_ERROR_UNTRUSTED: the answer arrived but does not prove what it must
 * @HIKAE_ERROR_OFFLINE: no connection; it stays queued and can be repeated
 * @HIKAE_ERROR_REMOTE: the other side answered with a failure; later, or elsewhere
 * @HIKAE_ERROR_DENIED: the system or the person refused; allow it or use another way
 * @HIKAE_ERROR_UNSUPPORTED: this system or build lacks it; use another way
 * @HIKAE_ERROR_INTERRUPTED: stopped half way with nothing lost; repeat
 *
 * Chosen by what the person can do next. %G_IO_ERROR_CANCELLED is never translated:
 * it is passed on untouched.
 */
typedef enum {
  HIKAE_ERROR_FAILED,
  HIKAE_ERROR_WRONG_SECRET,
  HIKAE_ERROR_DAMAGED,
  HIKAE_ERROR_TOO_NEW,
  HIKAE_ERROR_LOCKED,
  HIKAE_ERROR_NO_SPACE,
  HIKAE_ERROR_NOT_FOUND,
  HIKAE_ERROR_EXISTS,
  HIKAE_ERROR_REJECTED,
  HIKAE_ERROR_UNTRUSTED,
  HIKAE_ERROR_OFFLINE,
  HIKAE_ERROR_REMOTE,
  HIKAE_ERROR_DENIED,
  HIKAE_ERROR_UNSUPPORTED,
  HIKAE_ERROR_INTERRUPTED,
} HikaeError;

GQuark hikae_error_quark (void);
const char *hikae_error_get_name (int code);

/* The only translator of errno. @what: lower-case phrase without evidence text. */
void hikae_error_set_from_errno (GError **error, int saved_errno, const char *what);
/* The only translator of GIO's own errors; %G_IO_ERROR_CANCELLED stays as it is.
 * Takes @io_error (transfer full); sets @error. */
void hikae_error_take_from_io (GError **error, GError *io_error, const char *what);
gboolean hikae_error_is_cancelled (const GError *error);

G_END_DECLS
