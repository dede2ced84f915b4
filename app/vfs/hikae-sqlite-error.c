/* hikae-sqlite-error.c: the only translator of SQLite's result codes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-sqlite-error.h"

#include "hikae-error.h"

#include <errno.h>

static HikaeError
code_from_io (int status, int system_errno)
{
  switch (status) {
  case SQLITE_IOERR_DATA:
  case SQLITE_IOERR_CORRUPTFS:
  case SQLITE_IOERR_SHORT_READ:
    return HIKAE_ERROR_DAMAGED;
  default:
    break;
  }
  switch (system_errno) {
  case ENOSPC:
  case EDQUOT:
  case EFBIG:
    return HIKAE_ERROR_NO_SPACE;
  case EACCES:
  case EPERM:
  case EROFS:
    return HIKAE_ERROR_DENIED;
  default:
    return HIKAE_ERROR_FAILED;
  }
}

static HikaeError
code_from_status (int status, int system_errno)
{
  switch (status & 0xff) {
  case SQLITE_IOERR:
    return code_from_io (status, system_errno);
  case SQLITE_FULL:
    return HIKAE_ERROR_NO_SPACE;
  case SQLITE_CORRUPT:
  case SQLITE_NOTADB:
    return HIKAE_ERROR_DAMAGED;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    return HIKAE_ERROR_LOCKED;
  case SQLITE_CANTOPEN:
    return system_errno == ENOENT || system_errno == ENOTDIR ? HIKAE_ERROR_NOT_FOUND
                                                             : HIKAE_ERROR_DENIED;
  case SQLITE_READONLY:
  case SQLITE_PERM:
  case SQLITE_AUTH:
    return HIKAE_ERROR_DENIED;
  case SQLITE_TOOBIG:
  case SQLITE_CONSTRAINT:
  case SQLITE_MISMATCH:
  case SQLITE_RANGE:
    return HIKAE_ERROR_REJECTED;
  case SQLITE_INTERRUPT:
    return HIKAE_ERROR_INTERRUPTED;
  case SQLITE_NOLFS:
    return HIKAE_ERROR_UNSUPPORTED;
  default:
    return HIKAE_ERROR_FAILED;
  }
}

/* The system's errno behind @status. The file remembers its own last one, which going
 * back after a failed commit does not overwrite. */
static int
find_errno (sqlite3 *db, int status)
{
  int last = 0;

  if (db == NULL)
    return 0;
  if ((status & 0xff) == SQLITE_IOERR &&
      sqlite3_file_control (db, "main", SQLITE_FCNTL_LAST_ERRNO, &last) == SQLITE_OK &&
      last != 0)
    return last;
  return sqlite3_system_errno (db);
}

void
hikae_sqlite_set_error (GError **error, sqlite3 *db, int status, const char *what)
{
  g_set_error (error,
               HIKAE_ERROR,
               code_from_status (status, find_errno (db, status)),
               "%s: %s",
               what,
               sqlite3_errstr (status));
}
