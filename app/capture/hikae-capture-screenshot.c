/* hikae-capture-screenshot.c: the screen as really seen, by the desktop's portal
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The portal leaves its picture as a plain file. It is read whole, and then removed: a
 * copy of the evidence outside the encrypted case is what the person came to us to avoid.
 * Only a picture made after the question is taken and removed; whatever else a portal
 * points at is left alone. */
#include "config.h"

#include "hikae-capture.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-magic.h"
#include "hikae-portal-request.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* File systems keep time more coarsely than the clock; older than this is another's. */
#define STALE_SLACK_US (5 * G_USEC_PER_SEC)

/**
 * Taking:
 * @asked_at: real time of the question, microseconds
 * @path: (nullable): where the portal left its picture
 */
typedef struct {
  gint64 asked_at;
  gboolean interactive;
  char *path;
} Taking;

static void
taking_free (gpointer data)
{
  Taking *self = data;

  g_free (self->path);
  g_free (self);
}

static char *
dup_path_from_results (GVariant *results, GError **error)
{
  const char *uri = NULL;
  g_autofree char *host = NULL;
  g_autofree char *path = NULL;

  if (g_variant_lookup (results, "uri", "&s", &uri))
    path = g_filename_from_uri (uri, &host, NULL);
  if (path == NULL || (host != NULL && !g_str_equal (host, "localhost"))) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_FAILED,
                         "taking a screenshot: the portal named no file");
    return NULL;
  }
  return g_steal_pointer (&path);
}

static gboolean
is_picture (GBytes *bytes)
{
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);

  return g_str_has_prefix (hikae_magic_get_media_type (data, size), "image/");
}

static gboolean
check_picture (const struct stat *facts, GBytes *bytes, gint64 asked_at, GError **error)
{
  const char *what = NULL;

  if (facts->st_mtim.tv_sec * G_USEC_PER_SEC + facts->st_mtim.tv_nsec / 1000 <
      asked_at - STALE_SLACK_US)
    what = "the portal named a file that is older than the question";
  else if (!is_picture (bytes))
    what = "what the portal made is not a picture";
  if (what == NULL)
    return TRUE;
  g_set_error (error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "taking a screenshot: %s", what);
  return FALSE;
}

static GBytes *
load_picture (const char *path, gint64 asked_at, struct stat *facts, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (lstat (path, facts) != 0) {
    hikae_error_set_from_errno (error, errno, "taking a screenshot: finding the picture");
    return NULL;
  }
  bytes = hikae_file_load (path, HIKAE_CAPTURE_SCREENSHOT_MAX, error);
  if (bytes == NULL) {
    g_prefix_error (error, "taking a screenshot: ");
    return NULL;
  }
  if (!check_picture (facts, bytes, asked_at, error))
    return NULL;
  return g_steal_pointer (&bytes);
}

/* Whether the file is gone. One that was replaced meanwhile is not ours to remove. */
static gboolean
remove_picture (const char *path, const struct stat *facts)
{
  struct stat now = {0};

  if (lstat (path, &now) != 0)
    return errno == ENOENT;
  if (now.st_dev != facts->st_dev || now.st_ino != facts->st_ino)
    return TRUE;
  return unlink (path) == 0 || errno == ENOENT;
}

static void
set_facts (HikaeDraft *draft, const Taking *taking, GBytes *bytes, gboolean removed)
{
  JsonObject *facts = hikae_draft_get_facts (draft);
  gsize size = 0;
  const void *data = g_bytes_get_data (bytes, &size);
  guint32 width = 0;
  guint32 height = 0;

  json_object_set_string_member (facts, "method", "portal");
  json_object_set_int_member (facts, "interactive", taking->interactive ? 1 : 0);
  json_object_set_int_member (facts, "removed_source", removed ? 1 : 0);
  if (!removed) {
    g_autofree char *valid = g_utf8_make_valid (taking->path, -1);

    json_object_set_string_member (facts, "source_left_at", valid);
  }
  if (hikae_magic_get_png_size (data, size, &width, &height)) {
    json_object_set_int_member (facts, "width", width);
    json_object_set_int_member (facts, "height", height);
  }
}

static char *
dup_name (const char *media_type)
{
  g_autofree char *when =
      hikae_clock_format_utc (hikae_clock_get_now () / G_USEC_PER_SEC * G_USEC_PER_SEC);
  const char *extension = g_str_equal (media_type, "image/jpeg") ? "jpg" : "png";

  /* Colons are no part of a file name in other systems. */
  g_strdelimit (when, ":", '-');
  return g_strdup_printf ("screenshot-%s.%s", when, extension);
}

static void
load_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Taking *taking = task_data;
  struct stat facts = {0};
  GError *error = NULL;
  g_autoptr (GBytes) bytes =
      load_picture (taking->path, taking->asked_at, &facts, &error);
  g_autoptr (HikaeDraft) draft = NULL;
  g_autofree char *name = NULL;
  const char *media_type = NULL;
  gboolean removed = FALSE;

  if (bytes == NULL) {
    g_task_return_error (task, error);
    return;
  }
  removed = remove_picture (taking->path, &facts);
  media_type = hikae_magic_get_media_type (g_bytes_get_data (bytes, NULL),
                                           g_bytes_get_size (bytes));
  name = dup_name (media_type);
  draft = hikae_capture_bytes (HIKAE_ITEM_SCREENSHOT, name, media_type, bytes);
  set_facts (draft, taking, bytes, removed);
  g_task_return_pointer (task, g_steal_pointer (&draft), g_object_unref);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Taking *taking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) results = hikae_portal_request_finish (result, &error);

  if (results != NULL)
    taking->path = dup_path_from_results (results, &error);
  if (taking->path == NULL) {
    g_task_return_error (task, error);
    return;
  }
  g_task_run_in_thread (task, load_thread);
}

static void
remove_thread (GTask *task,
               gpointer source,
               gpointer task_data,
               GCancellable *cancellable)
{
  Taking *taking = task_data;
  struct stat facts = {0};
  g_autoptr (GBytes) bytes = load_picture (taking->path, taking->asked_at, &facts, NULL);

  if (bytes != NULL && !remove_picture (taking->path, &facts))
    g_info ("a picture that came too late could not be removed");
  g_task_return_boolean (task, TRUE);
}

/* The question was cancelled and the portal made the picture all the same. Freshness is
 * judged from when the latest cancelled question can have been asked. */
static void
late_cb (GVariant *results)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Taking *taking = g_new0 (Taking, 1);

  g_task_set_task_data (task, taking, taking_free);
  taking->asked_at = g_get_real_time () - HIKAE_PORTAL_LATE_SECONDS * G_USEC_PER_SEC;
  taking->path = dup_path_from_results (results, NULL);
  if (taking->path != NULL)
    g_task_run_in_thread (task, remove_thread);
  else
    g_task_return_boolean (task, FALSE);
}

void
hikae_capture_screenshot_async (const char *parent,
                                gboolean interactive,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);
  Taking *taking = g_new0 (Taking, 1);

  g_task_set_source_tag (task, hikae_capture_screenshot_async);
  /* A picture that has been read and removed from the disk exists only in the draft; a
   * cancelling at that moment must not lose it. */
  g_task_set_check_cancellable (task, FALSE);
  taking->asked_at = g_get_real_time ();
  taking->interactive = interactive;
  g_task_set_task_data (task, taking, taking_free);
  g_variant_dict_insert (&options, "interactive", "b", interactive);
  g_variant_dict_insert (&options, "modal", "b", TRUE);
  hikae_portal_request_async ("org.freedesktop.portal.Screenshot",
                              "Screenshot",
                              parent != NULL ? parent : "",
                              g_variant_dict_end (&options),
                              late_cb,
                              cancellable,
                              asked_cb,
                              g_steal_pointer (&task));
}

HikaeDraft *
hikae_capture_screenshot_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
