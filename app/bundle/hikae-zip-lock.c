/* hikae-zip-lock.c: an archive inside one AES-256 entry of another
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libzip pulls an entry's bytes when it closes the archive; our archive is pushed. A
 * thread pushes into one end of a socket pair and libzip pulls from the other. libzip is
 * given the descriptor itself as its output, because left alone it would make a
 * temporary file and rename it over the target. */
#include "config.h"

#include "hikae-zip-lock.h"

#include "hikae-bundle-plan.h"
#include "hikae-error.h"
#include "hikae-file.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

/* The only translator of libzip's errors. */
static void
set_zip_error (GError **error, zip_error_t *zip_error, const char *what)
{
  int code = zip_error_code_zip (zip_error);
  int system = zip_error_system_type (zip_error) == ZIP_ET_SYS
                   ? zip_error_code_system (zip_error)
                   : 0;

  if (code == ZIP_ER_WRONGPASSWD || code == ZIP_ER_NOPASSWD)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_WRONG_SECRET,
                 "%s: the passphrase does not open it",
                 what);
  else if (system != 0)
    hikae_error_set_from_errno (error, system, what);
  else if (code == ZIP_ER_CRC || code == ZIP_ER_EOF || code == ZIP_ER_INCONS)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_DAMAGED,
                 "%s: it was changed, or the passphrase is wrong",
                 what);
  else
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_REJECTED,
                 "%s: %s",
                 what,
                 zip_error_strerror (zip_error));
}

/* The descriptor as an archive that libzip reads and writes in place. */
typedef struct {
  int fd;
  off_t read_at;
  off_t write_at;
  zip_error_t error;
} Target;

static zip_int64_t
fail_target (Target *self, int zip_code, int system_code)
{
  zip_error_set (&self->error, zip_code, system_code);
  return -1;
}

static zip_int64_t
stat_target (Target *self, void *data)
{
  struct stat facts = {0};
  zip_stat_t *stat = data;

  if (fstat (self->fd, &facts) != 0)
    return fail_target (self, ZIP_ER_READ, errno);
  zip_stat_init (stat);
  stat->size = (zip_uint64_t)facts.st_size;
  stat->valid |= ZIP_STAT_SIZE;
  return sizeof *stat;
}

static zip_int64_t
seek_target (Target *self, off_t *at, void *data, zip_uint64_t size)
{
  struct stat facts = {0};
  zip_int64_t offset = -1;

  if (fstat (self->fd, &facts) == 0)
    offset = zip_source_seek_compute_offset (
        (zip_uint64_t)*at, (zip_uint64_t)facts.st_size, data, size, &self->error);
  if (offset < 0)
    return -1;
  *at = offset;
  return 0;
}

static zip_int64_t
write_target (Target *self, const void *data, zip_uint64_t size)
{
  gssize done = 0;

  do
    done = pwrite (self->fd, data, size, self->write_at);
  while (done < 0 && errno == EINTR);
  if (done < 0)
    return fail_target (self, ZIP_ER_WRITE, errno);
  self->write_at += done;
  return done;
}

static zip_int64_t
read_target (Target *self, void *data, zip_uint64_t size)
{
  gssize got = 0;

  do
    got = pread (self->fd, data, size, self->read_at);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    return fail_target (self, ZIP_ER_READ, errno);
  self->read_at += got;
  return got;
}

static zip_int64_t
target_cb (void *user_data, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
  Target *self = user_data;

  switch (command) {
  case ZIP_SOURCE_OPEN:
    self->read_at = 0;
    return 0;
  case ZIP_SOURCE_READ:
    return read_target (self, data, size);
  case ZIP_SOURCE_CLOSE:
  case ZIP_SOURCE_COMMIT_WRITE:
  case ZIP_SOURCE_ROLLBACK_WRITE:
  case ZIP_SOURCE_REMOVE:
  case ZIP_SOURCE_FREE:
    return 0;
  case ZIP_SOURCE_STAT:
    return stat_target (self, data);
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data (&self->error, data, size);
  case ZIP_SOURCE_SEEK:
    return seek_target (self, &self->read_at, data, size);
  case ZIP_SOURCE_TELL:
    return self->read_at;
  case ZIP_SOURCE_BEGIN_WRITE:
    self->write_at = 0;
    return 0;
  case ZIP_SOURCE_WRITE:
    return write_target (self, data, size);
  case ZIP_SOURCE_SEEK_WRITE:
    return seek_target (self, &self->write_at, data, size);
  case ZIP_SOURCE_TELL_WRITE:
    return self->write_at;
  case ZIP_SOURCE_SUPPORTS:
    return ZIP_SOURCE_SUPPORTS_WRITABLE;
  default:
    return fail_target (self, ZIP_ER_OPNOTSUPP, 0);
  }
}

typedef enum {
  FLOW_RUNNING,
  FLOW_DONE,
  FLOW_FAILED,
} FlowState;

/* What passes from the producing thread to libzip. */
typedef struct {
  int write_fd; /* of the producer */
  int read_fd;  /* of libzip */
  HikaeZipProducer producer;
  gpointer data;
  GError *error;    /* of the producer; read after the thread was joined */
  int state;        /* atomic FlowState */
  gboolean starved; /* libzip saw the producer fail; otherwise it failed itself */
  zip_error_t zip_error;
} Flow;

/* send() because a closed other end must be an error, not a signal. */
static gboolean
flow_sink (const void *bytes, gsize size, gpointer data, GError **error)
{
  const Flow *self = data;
  const guint8 *at = bytes;

  while (size > 0) {
    gssize done = send (self->write_fd, at, size, MSG_NOSIGNAL);

    if (done < 0 && errno == EINTR)
      continue;
    if (done < 0) {
      hikae_error_set_from_errno (error, errno, "passing the archive on");
      return FALSE;
    }
    at += done;
    size -= (gsize)done;
  }
  return TRUE;
}

static gpointer
produce_thread (gpointer data)
{
  Flow *self = data;
  gboolean done = self->producer (flow_sink, self, self->data, &self->error);

  g_atomic_int_set (&self->state, done ? FLOW_DONE : FLOW_FAILED);
  close (self->write_fd);
  return NULL;
}

static zip_int64_t
read_flow (Flow *self, void *data, zip_uint64_t size)
{
  gssize got = 0;

  do
    got = recv (self->read_fd, data, size, 0);
  while (got < 0 && errno == EINTR);
  /* The end of the stream means success only when the producer says so. */
  if (got < 0 || (got == 0 && g_atomic_int_get (&self->state) != FLOW_DONE)) {
    self->starved = got == 0;
    zip_error_set (&self->zip_error, ZIP_ER_READ, got < 0 ? errno : EIO);
    return -1;
  }
  return got;
}

static zip_int64_t
flow_cb (void *user_data, void *data, zip_uint64_t size, zip_source_cmd_t command)
{
  Flow *self = user_data;

  switch (command) {
  case ZIP_SOURCE_OPEN:
  case ZIP_SOURCE_CLOSE:
  case ZIP_SOURCE_FREE:
    return 0;
  case ZIP_SOURCE_READ:
    return read_flow (self, data, size);
  case ZIP_SOURCE_STAT:
    zip_stat_init (data);
    return sizeof (zip_stat_t);
  case ZIP_SOURCE_ERROR:
    return zip_error_to_data (&self->zip_error, data, size);
  case ZIP_SOURCE_SUPPORTS:
    return zip_source_make_command_bitmap (ZIP_SOURCE_OPEN,
                                           ZIP_SOURCE_READ,
                                           ZIP_SOURCE_CLOSE,
                                           ZIP_SOURCE_STAT,
                                           ZIP_SOURCE_ERROR,
                                           ZIP_SOURCE_FREE,
                                           -1);
  default:
    zip_error_set (&self->zip_error, ZIP_ER_OPNOTSUPP, 0);
    return -1;
  }
}

static gboolean
add_locked_entry (zip_t *zip, Flow *flow, gint64 time, HikaeSecret *passphrase)
{
  zip_source_t *source = zip_source_function (zip, flow_cb, flow);
  zip_int64_t index = -1;
  const char *text = (const char *)hikae_secret_get_bytes (passphrase);

  if (source == NULL)
    return FALSE;
  index = zip_file_add (zip, HIKAE_BUNDLE_CONTENTS, source, ZIP_FL_ENC_UTF_8);
  if (index < 0) {
    zip_source_free (source);
    return FALSE;
  }
  return zip_set_file_compression (zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0 &&
         zip_file_set_mtime (zip, (zip_uint64_t)index, time / G_USEC_PER_SEC, 0) == 0 &&
         zip_file_set_encryption (zip, (zip_uint64_t)index, ZIP_EM_AES_256, text) == 0;
}

static gboolean
close_archive (zip_t *zip, Flow *flow, GError **error)
{
  GThread *thread = g_thread_new ("bundle", produce_thread, flow);
  gboolean done = zip_close (zip) == 0;

  /* Closed first, so that a producer that still writes fails and ends. */
  close (flow->read_fd);
  g_thread_join (thread);
  if (!done && flow->starved && flow->error != NULL)
    g_propagate_error (error, g_steal_pointer (&flow->error));
  else if (!done)
    set_zip_error (error, zip_get_error (zip), "writing the archive");
  g_clear_error (&flow->error);
  if (!done)
    zip_discard (zip);
  return done;
}

static gboolean
check_passphrase (HikaeSecret *passphrase, GError **error)
{
  gsize size = hikae_secret_get_size (passphrase);

  if (size > 0 && size < G_MAXUINT16 &&
      memchr (hikae_secret_get_bytes (passphrase), '\0', size) == NULL)
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the bundle's passphrase is empty or cannot be typed");
  return FALSE;
}

gboolean
hikae_zip_lock_write (int fd,
                      gint64 time,
                      HikaeSecret *passphrase,
                      HikaeZipProducer producer,
                      gpointer data,
                      GError **error)
{
  Target target = {fd, 0, 0, {0}};
  int pair[2] = {-1, -1};
  Flow flow = {-1, -1, producer, data, NULL, FLOW_RUNNING, FALSE, {0}};
  zip_error_t zip_error = {0};
  zip_source_t *source = NULL;
  zip_t *zip = NULL;

  if (!check_passphrase (passphrase, error))
    return FALSE;
  source = zip_source_function_create (target_cb, &target, &zip_error);
  if (source != NULL)
    zip = zip_open_from_source (source, ZIP_CREATE | ZIP_TRUNCATE, &zip_error);
  if (zip == NULL) {
    zip_source_free (source);
    set_zip_error (error, &zip_error, "writing the archive");
    return FALSE;
  }
  if (!add_locked_entry (zip, &flow, time, passphrase)) {
    set_zip_error (error, zip_get_error (zip), "writing the archive");
    zip_discard (zip);
    return FALSE;
  }
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
    hikae_error_set_from_errno (error, errno, "writing the archive");
    zip_discard (zip);
    return FALSE;
  }
  flow.write_fd = pair[0];
  flow.read_fd = pair[1];
  return close_archive (zip, &flow, error);
}

struct _HikaeZipLockReader {
  Target target;
  zip_t *zip;
  zip_file_t *file;
};

void
hikae_zip_lock_reader_free (HikaeZipLockReader *self)
{
  if (self == NULL)
    return;
  if (self->file != NULL)
    zip_fclose (self->file);
  if (self->zip != NULL)
    zip_discard (self->zip);
  g_free (self);
}

static gboolean
is_locked_entry (HikaeZipLockReader *self, guint64 *size)
{
  zip_stat_t stat = {0};

  zip_stat_init (&stat);
  if (zip_get_num_entries (self->zip, 0) != 1 ||
      zip_stat_index (self->zip, 0, 0, &stat) != 0)
    return FALSE;
  *size = stat.size;
  return g_strcmp0 (stat.name, HIKAE_BUNDLE_CONTENTS) == 0 &&
         stat.encryption_method == ZIP_EM_AES_256 && stat.comp_method == ZIP_CM_STORE;
}

HikaeZipLockReader *
hikae_zip_lock_reader_new (int fd, HikaeSecret *passphrase, guint64 *size, GError **error)
{
  g_autoptr (HikaeZipLockReader) self = g_new0 (HikaeZipLockReader, 1);
  zip_error_t zip_error = {0};
  zip_source_t *source = NULL;

  if (!check_passphrase (passphrase, error))
    return NULL;
  self->target.fd = fd;
  source = zip_source_function_create (target_cb, &self->target, &zip_error);
  if (source != NULL)
    self->zip = zip_open_from_source (source, ZIP_RDONLY | ZIP_CHECKCONS, &zip_error);
  if (self->zip == NULL) {
    zip_source_free (source);
    set_zip_error (error, &zip_error, "opening the archive");
    return NULL;
  }
  if (!is_locked_entry (self, size)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "opening the archive: it is not a locked bundle");
    return NULL;
  }
  self->file = zip_fopen_index_encrypted (
      self->zip, 0, 0, (const char *)hikae_secret_get_bytes (passphrase));
  if (self->file == NULL) {
    set_zip_error (error, zip_get_error (self->zip), "opening the archive");
    return NULL;
  }
  return g_steal_pointer (&self);
}

gssize
hikae_zip_lock_reader_read (HikaeZipLockReader *self,
                            void *bytes,
                            gsize size,
                            GError **error)
{
  zip_int64_t got = zip_fread (self->file, bytes, size);

  if (got < 0)
    set_zip_error (error, zip_file_get_error (self->file), "reading the archive");
  return (gssize)got;
}
