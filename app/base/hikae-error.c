/* hikae-error.c: the error domain and its two translators (errno, GIO)
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"

#include <errno.h>
#include <gio/gio.h>

G_DEFINE_QUARK (hikae - error - quark, hikae_error)

static const char *const names[] = {
    "failed",
    "wrong-secret",
    "damaged",
    "too-new",
    "locked",
    "no-space",
    "not-found",
    "exists",
    "rejected",
    "untrusted",
    "offline",
    "remote",
    "denied",
    "unsupported",
    "interrupted",
};

const char *
hikae_error_get_name (int code)
{
  g_return_val_if_fail (code >= 0 && code < (int)G_N_ELEMENTS (names), "failed");
  return names[code];
}

static HikaeError
code_from_errno (int saved_errno)
{
  switch (saved_errno) {
  case ENOENT:
  case ENOTDIR:
  case ESTALE:
    return HIKAE_ERROR_NOT_FOUND;
  case EEXIST:
    return HIKAE_ERROR_EXISTS;
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return HIKAE_ERROR_NO_SPACE;
  case EACCES:
  case EPERM:
  case EROFS:
    return HIKAE_ERROR_DENIED;
  case ELOOP:
  case ENAMETOOLONG:
  case EISDIR:
    return HIKAE_ERROR_REJECTED;
  case EINTR:
    return HIKAE_ERROR_INTERRUPTED;
  default:
    return HIKAE_ERROR_FAILED;
  }
}

void
hikae_error_set_from_errno (GError **error, int saved_errno, const char *what)
{
  g_set_error (error,
               HIKAE_ERROR,
               code_from_errno (saved_errno),
               "%s: %s",
               what,
               /* Links are not followed; the system's own words speak of circles. */
               saved_errno == ELOOP ? "it is a link; choose the file that it leads to"
                                    : g_strerror (saved_errno));
}

static HikaeError
code_from_io (int io_code)
{
  switch (io_code) {
  case G_IO_ERROR_NOT_FOUND:
  case G_IO_ERROR_NOT_DIRECTORY:
    return HIKAE_ERROR_NOT_FOUND;
  case G_IO_ERROR_EXISTS:
    return HIKAE_ERROR_EXISTS;
  case G_IO_ERROR_NO_SPACE:
    return HIKAE_ERROR_NO_SPACE;
  case G_IO_ERROR_PERMISSION_DENIED:
  case G_IO_ERROR_READ_ONLY:
    return HIKAE_ERROR_DENIED;
  case G_IO_ERROR_IS_DIRECTORY:
  case G_IO_ERROR_NOT_REGULAR_FILE:
  case G_IO_ERROR_TOO_MANY_LINKS:
  case G_IO_ERROR_FILENAME_TOO_LONG:
  case G_IO_ERROR_INVALID_FILENAME:
  case G_IO_ERROR_INVALID_DATA:
  case G_IO_ERROR_INVALID_ARGUMENT:
    return HIKAE_ERROR_REJECTED;
  case G_IO_ERROR_NOT_SUPPORTED:
    return HIKAE_ERROR_UNSUPPORTED;
  case G_IO_ERROR_HOST_NOT_FOUND:
  case G_IO_ERROR_HOST_UNREACHABLE:
  case G_IO_ERROR_NETWORK_UNREACHABLE:
  case G_IO_ERROR_CONNECTION_REFUSED:
  case G_IO_ERROR_TIMED_OUT:
    return HIKAE_ERROR_OFFLINE;
  default:
    return HIKAE_ERROR_FAILED;
  }
}

void
hikae_error_take_from_io (GError **error, GError *io_error, const char *what)
{
  g_return_if_fail (io_error != NULL);
  if (io_error->domain == HIKAE_ERROR || hikae_error_is_cancelled (io_error)) {
    g_propagate_error (error, io_error);
    return;
  }
  g_set_error (error,
               HIKAE_ERROR,
               io_error->domain == G_IO_ERROR ? code_from_io (io_error->code)
                                              : HIKAE_ERROR_FAILED,
               "%s: %s",
               what,
               io_error->message);
  g_error_free (io_error);
}

gboolean
hikae_error_is_cancelled (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}
