/* hikae-media-inspect.c: asks the helper process what a file says of itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-inspect.h"

#include "hikae-buffer.h"
#include "hikae-error.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

/* Kills the helper when its time is over or the caller gives up. */
typedef struct {
  GSubprocess *helper;
  GCancellable *cancellable;
  gint64 deadline;
  gint finished;
} Watch;

static gpointer
watch_thread (gpointer data)
{
  Watch *watch = data;

  while (!g_atomic_int_get (&watch->finished)) {
    if (g_get_monotonic_time () > watch->deadline ||
        g_cancellable_is_cancelled (watch->cancellable)) {
      g_subprocess_force_exit (watch->helper);
      break;
    }
    g_usleep (5000);
  }
  return NULL;
}

/* The helper beside this program while it is not installed yet, else the installed one.
 */
static char *
find_helper (void)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  char *beside = NULL;

  if (folder == NULL)
    return g_strdup (HIKAE_LIBEXECDIR "/hikae-media-helper");
#ifdef HIKAE_BUILD_HELPER
  if (g_str_has_prefix (folder, HIKAE_BUILD_ROOT))
    return g_strdup (HIKAE_BUILD_HELPER);
#endif
  beside = g_build_filename (folder, "..", "libexec", "hikae-media-helper", NULL);
  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return beside;
  g_free (beside);
  return g_strdup (HIKAE_LIBEXECDIR "/hikae-media-helper");
}

static GSubprocess *
start_helper (int fd, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autofree char *path = find_helper ();
  char *environment[] = {(char *)"LC_ALL=C.UTF-8", NULL};
  int copy = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  g_autoptr (GError) inner = NULL;
  GSubprocess *helper = NULL;

  if (copy < 0) {
    hikae_error_set_from_errno (error, errno, "handing the file to the helper");
    return NULL;
  }
  g_subprocess_launcher_take_stdin_fd (launcher, copy);
  g_subprocess_launcher_set_environ (launcher, environment);
  helper = g_subprocess_launcher_spawn (launcher, &inner, path, NULL);
  if (helper == NULL)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_UNSUPPORTED,
                 "the helper that looks into media files did not start: %s",
                 inner->message);
  return helper;
}

static GBytes *
read_all (GInputStream *stream, GError **error)
{
  g_autoptr (HikaeBuffer) buffer = hikae_buffer_new (HIKAE_MEDIA_REPORT_MAX);
  guint8 chunk[16384];
  gssize got = 0;

  while ((got = g_input_stream_read (stream, chunk, sizeof chunk, NULL, NULL)) > 0)
    if (!hikae_buffer_append (buffer, chunk, (gsize)got, error))
      return NULL;
  return hikae_buffer_steal (g_steal_pointer (&buffer));
}

static JsonObject *
parse_report (GBytes *bytes, GError **error)
{
  g_autoptr (JsonNode) node = hikae_json_parse (g_bytes_get_data (bytes, NULL),
                                                (gssize)g_bytes_get_size (bytes),
                                                HIKAE_MEDIA_REPORT_MAX,
                                                error);

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    g_clear_error (error);
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the file could not be read safely: it was kept, but nothing is "
                         "known of its inside");
    return NULL;
  }
  return json_node_dup_object (node);
}

JsonObject *
hikae_media_inspect (int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GSubprocess) helper = start_helper (fd, error);
  Watch watch = {.helper = helper, .cancellable = cancellable};
  GThread *thread = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (helper == NULL)
    return NULL;
  watch.deadline = g_get_monotonic_time () + HIKAE_MEDIA_SECONDS_MAX * G_TIME_SPAN_SECOND;
  thread = g_thread_new ("hikae-media-watch", watch_thread, &watch);
  bytes = read_all (g_subprocess_get_stdout_pipe (helper), error);
  if (bytes == NULL)
    g_subprocess_force_exit (helper);
  (void)g_subprocess_wait (helper, NULL, NULL);
  g_atomic_int_set (&watch.finished, 1);
  g_thread_join (thread);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (bytes == NULL)
    return NULL;
  return parse_report (bytes, error);
}
