/* hikae-media-inspect.c: asks the helper process what a file says of itself
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-inspect.h"

#include "hikae-buffer.h"
#include "hikae-error.h"
#include "hikae-media-container.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define HEAD_SIZE 256
#define ANSWER_LINE_MAX HIKAE_MEDIA_REPORT_MAX

/* Kills the helper when its time is over or the caller gives up. */
typedef struct {
  GSubprocess *helper;
  GCancellable *cancellable;
  gint64 deadline;
  GMutex mutex;
  GCond changed;
  gboolean finished;
} Watch;

static gpointer
watch_thread (gpointer data)
{
  Watch *watch = data;

  g_mutex_lock (&watch->mutex);
  while (!watch->finished) {
    const gint64 now = g_get_monotonic_time ();

    if (now > watch->deadline || g_cancellable_is_cancelled (watch->cancellable)) {
      g_subprocess_force_exit (watch->helper);
      break;
    }
    (void)g_cond_wait_until (
        &watch->changed, &watch->mutex, now + 20 * G_TIME_SPAN_MILLISECOND);
  }
  g_mutex_unlock (&watch->mutex);
  return NULL;
}

/* The helper beside this program while it is not installed yet, else the installed one.
 */
static char *
find_helper (const char *name)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = self != NULL ? g_path_get_dirname (self) : NULL;
  char *beside = NULL;

  if (folder == NULL)
    return g_build_filename (HIKAE_LIBEXECDIR, name, NULL);
#ifdef HIKAE_BUILD_HELPERS
  if (g_str_has_prefix (folder, HIKAE_BUILD_ROOT))
    return g_build_filename (HIKAE_BUILD_HELPERS, name, NULL);
#endif
  beside = g_build_filename (folder, "..", "libexec", name, NULL);
  if (g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return beside;
  g_free (beside);
  return g_build_filename (HIKAE_LIBEXECDIR, name, NULL);
}

/* By the first bytes: who can read it. */
static const char *
choose_helper (int fd)
{
  guint8 head[HEAD_SIZE];
  gssize size = pread (fd, head, sizeof head, 0);

  switch (hikae_media_format_detect (head, (gsize)MAX (size, 0))) {
  case HIKAE_MEDIA_AVIF:
  case HIKAE_MEDIA_HEIC:
  case HIKAE_MEDIA_MP4:
  case HIKAE_MEDIA_WEBM:
    return "hikae-film-helper";
  default:
    return "hikae-media-helper";
  }
}

static GSubprocess *
start_helper (int fd, const char *const *words, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_autoptr (GPtrArray) arguments = g_ptr_array_new_with_free_func (g_free);
  char *environment[] = {(char *)"LC_ALL=C.UTF-8", NULL};
  int copy = fcntl (fd, F_DUPFD_CLOEXEC, 3);
  g_autoptr (GError) inner = NULL;
  GSubprocess *helper = NULL;

  if (copy < 0) {
    hikae_error_set_from_errno (error, errno, "handing the file to the helper");
    return NULL;
  }
  g_ptr_array_add (arguments, find_helper (choose_helper (fd)));
  for (; *words != NULL; words++)
    g_ptr_array_add (arguments, g_strdup (*words));
  g_ptr_array_add (arguments, NULL);
  g_subprocess_launcher_take_stdin_fd (launcher, copy);
  g_subprocess_launcher_set_environ (launcher, environment);
  helper = g_subprocess_launcher_spawnv (
      launcher, (const char *const *)arguments->pdata, &inner);
  if (helper == NULL)
    g_set_error (error,
                 HIKAE_ERROR,
                 HIKAE_ERROR_UNSUPPORTED,
                 "the helper that looks into media files did not start: %s",
                 inner->message);
  return helper;
}

static GBytes *
read_all (GInputStream *stream, gsize max, GError **error)
{
  g_autoptr (HikaeBuffer) buffer = hikae_buffer_new (max);
  guint8 chunk[65536];
  gssize got = 0;

  while ((got = g_input_stream_read (stream, chunk, sizeof chunk, NULL, NULL)) > 0)
    if (!hikae_buffer_append (buffer, chunk, (gsize)got, error))
      return NULL;
  return hikae_buffer_steal (g_steal_pointer (&buffer));
}

/* All that the helper says, at most @max bytes. */
static GBytes *
run_helper (int fd,
            const char *const *words,
            gsize max,
            GCancellable *cancellable,
            GError **error)
{
  g_autoptr (GSubprocess) helper = start_helper (fd, words, error);
  Watch watch = {.helper = helper, .cancellable = cancellable};
  GThread *thread = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (helper == NULL)
    return NULL;
  watch.deadline = g_get_monotonic_time () + HIKAE_MEDIA_SECONDS_MAX * G_TIME_SPAN_SECOND;
  g_mutex_init (&watch.mutex);
  g_cond_init (&watch.changed);
  thread = g_thread_new ("hikae-media-watch", watch_thread, &watch);
  bytes = read_all (g_subprocess_get_stdout_pipe (helper), max, error);
  if (bytes == NULL)
    g_subprocess_force_exit (helper);
  (void)g_subprocess_wait (helper, NULL, NULL);
  g_mutex_lock (&watch.mutex);
  watch.finished = TRUE;
  g_cond_signal (&watch.changed);
  g_mutex_unlock (&watch.mutex);
  g_thread_join (thread);
  g_mutex_clear (&watch.mutex);
  g_cond_clear (&watch.changed);
  if (bytes == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

/* The line of JSON at the start of an answer; @rest: (out): where what follows begins. A
 * helper that died, or was ended, left none or half of one. */
static JsonObject *
parse_answer (GBytes *bytes, gsize *rest, GError **error)
{
  gsize size = 0;
  const char *text = g_bytes_get_data (bytes, &size);
  const char *end = size > 0 ? memchr (text, '\n', MIN (size, ANSWER_LINE_MAX)) : NULL;
  g_autoptr (JsonNode) node =
      end != NULL ? hikae_json_parse (text, end - text, ANSWER_LINE_MAX, NULL) : NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the file could not be read safely: nothing is known of its "
                         "inside");
    return NULL;
  }
  *rest = (gsize)(end - text) + 1;
  return json_node_dup_object (node);
}

JsonObject *
hikae_media_inspect (int fd, GCancellable *cancellable, GError **error)
{
  static const char *const words[] = {"report", NULL};
  g_autoptr (GBytes) bytes =
      run_helper (fd, words, HIKAE_MEDIA_REPORT_MAX, cancellable, error);
  gsize rest = 0;

  return bytes != NULL ? parse_answer (bytes, &rest, error) : NULL;
}

/* What was made, and in @facts (out) the line before it. */
static GBytes *
make (int fd,
      const char *const *words,
      gsize max,
      JsonObject **facts,
      GCancellable *cancellable,
      GError **error)
{
  g_autoptr (GBytes) bytes = run_helper (fd, words, max, cancellable, error);
  g_autoptr (JsonObject) object = NULL;
  gsize rest = 0;

  if (bytes == NULL || (object = parse_answer (bytes, &rest, error)) == NULL)
    return NULL;
  if (hikae_json_get_string (object, "error") != NULL) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         hikae_json_get_string (object, "error"));
    return NULL;
  }
  *facts = g_steal_pointer (&object);
  return g_bytes_new_from_bytes (bytes, rest, g_bytes_get_size (bytes) - rest);
}

HikaeMediaPreview *
hikae_media_make_preview (int fd,
                          const char *kind,
                          guint side,
                          GCancellable *cancellable,
                          GError **error)
{
  g_autofree char *longest = g_strdup_printf ("%u", side);
  const char *const words[] = {"preview", kind, longest, NULL};
  g_autoptr (JsonObject) facts = NULL;
  g_autoptr (GBytes) pixels =
      make (fd, words, HIKAE_MEDIA_PREVIEW_MAX, &facts, cancellable, error);
  HikaeMediaPreview *self = NULL;

  if (pixels == NULL)
    return NULL;
  self = g_new0 (HikaeMediaPreview, 1);
  self->width = (guint)hikae_json_get_int (facts, "width", 0);
  self->height = (guint)hikae_json_get_int (facts, "height", 0);
  self->channels = (guint)hikae_json_get_int (facts, "channels", 0);
  self->source_width = (guint)hikae_json_get_int (facts, "source_width", 0);
  self->source_height = (guint)hikae_json_get_int (facts, "source_height", 0);
  self->pixels = g_steal_pointer (&pixels);
  /* The helper may have been taken over: what it says must fit what it sent. */
  if (self->width > 0 && self->width <= HIKAE_MEDIA_PREVIEW_LONGEST && self->height > 0 &&
      self->height <= HIKAE_MEDIA_PREVIEW_LONGEST &&
      (self->channels == 1 || self->channels == 3) &&
      g_bytes_get_size (self->pixels) ==
          (gsize)self->width * self->height * self->channels)
    return self;
  hikae_media_preview_free (self);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the helper answered with something that is no picture");
  return NULL;
}

void
hikae_media_preview_free (HikaeMediaPreview *self)
{
  if (self == NULL)
    return;
  g_bytes_unref (self->pixels);
  g_free (self);
}

GBytes *
hikae_media_make_change (int fd,
                         const char *steps,
                         JsonObject **facts,
                         GCancellable *cancellable,
                         GError **error)
{
  const char *const words[] = {"change", steps, NULL};

  return make (fd, words, HIKAE_MEDIA_CHANGED_MAX, facts, cancellable, error);
}
