/* test-screenshot.c: every way a portal may answer, over a private bus
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-capture.h"
#include "hikae-test-portal.h"
#include "hikae-test.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#define PNG_START "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\5\0\0\0\3\x20 the rest"
#define PNG_SIZE (sizeof PNG_START - 1)

static GTestDBus *bus;

/**
 * Scene:
 * @path, @uri: where the portal will say that its picture lies
 */
typedef struct {
  HikaeTestPortal *portal;
  char *folder;
  char *path;
  char *uri;
} Scene;

static void
scene_set_up (Scene *scene, gconstpointer data)
{
  scene->portal = hikae_test_portal_new (g_test_dbus_get_bus_address (bus), data == NULL);
  scene->folder = hikae_test_make_folder ();
  scene->path = g_build_filename (scene->folder, "made by portal.png", NULL);
  scene->uri = g_filename_to_uri (scene->path, NULL, NULL);
  g_file_set_contents (scene->path, PNG_START, PNG_SIZE, NULL);
}

static void
scene_tear_down (Scene *scene, gconstpointer data)
{
  hikae_test_portal_free (scene->portal);
  hikae_test_remove_folder (scene->folder);
  g_free (scene->path);
  g_free (scene->uri);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **)user_data = g_object_ref (result);
}

static HikaeDraft *
take (GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  hikae_capture_screenshot_async ("x11:1", TRUE, cancellable, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return hikae_capture_screenshot_finish (result, error);
}

static void
assert_taken (Scene *scene, const HikaeTestPortalAnswer *answer, gboolean left)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  char bytes[PNG_SIZE + 1] = {0};
  gsize size = 0;
  JsonObject *facts = NULL;

  hikae_test_portal_set_answer (scene->portal, answer);
  draft = take (NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hikae_draft_get_kind (draft), ==, HIKAE_ITEM_SCREENSHOT);
  g_assert_cmpstr (hikae_draft_get_media_type (draft), ==, "image/png");
  g_assert_true (g_str_has_prefix (hikae_draft_get_name (draft), "screenshot-20"));
  g_assert_true (g_str_has_suffix (hikae_draft_get_name (draft), "Z.png"));
  g_assert_true (g_input_stream_read_all (
      hikae_draft_get_payload (draft), bytes, sizeof bytes, &size, NULL, &error));
  g_assert_cmpmem (bytes, size, PNG_START, PNG_SIZE);
  facts = hikae_draft_get_facts (draft);
  g_assert_cmpint (hikae_json_get_int (facts, "width", 0), ==, 1280);
  g_assert_cmpint (hikae_json_get_int (facts, "height", 0), ==, 800);
  g_assert_cmpint (hikae_json_get_int (facts, "removed_source", -1), ==, !left);
  g_assert_cmpstr (
      hikae_json_get_string (facts, "source_left_at"), ==, left ? scene->path : NULL);
  g_assert_cmpint (g_file_test (scene->path, G_FILE_TEST_EXISTS), ==, left);
}

static void
assert_fails (Scene *scene,
              const HikaeTestPortalAnswer *answer,
              GQuark domain,
              int code,
              gboolean left)
{
  g_autoptr (GError) error = NULL;

  if (answer != NULL)
    hikae_test_portal_set_answer (scene->portal, answer);
  g_assert_null (take (NULL, &error));
  g_assert_error (error, domain, code);
  g_assert_cmpint (g_file_test (scene->path, G_FILE_TEST_EXISTS), ==, left);
}

static void
test_taken (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri};

  assert_taken (scene, &answer, FALSE);
  g_assert_cmpstr (hikae_test_portal_get_question (scene->portal), ==, "x11:1 1 1");
}

static void
test_own_handle (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri, .own_handle = TRUE, .delay_ms = 50};

  assert_taken (scene, &answer, FALSE);
}

/* The answer is not in a hurry: a person may be choosing an area. */
static void
test_slow (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri, .delay_ms = 1500};

  assert_taken (scene, &answer, FALSE);
}

static void
test_codes (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer one = {.code = 1};
  HikaeTestPortalAnswer two = {.code = 2};
  HikaeTestPortalAnswer odd = {.code = 77, .uri = scene->uri};

  assert_fails (scene, &one, G_IO_ERROR, G_IO_ERROR_CANCELLED, TRUE);
  assert_fails (scene, &two, G_IO_ERROR, G_IO_ERROR_CANCELLED, TRUE);
  assert_fails (scene, &odd, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
}

static void
test_bad_answers (Scene *scene, gconstpointer data)
{
  static const char *const uris[] = {
      NULL,
      "",
      "https://example.org/x.png",
      "file://elsewhere/tmp/x.png",
      "file:///a%00b",
  };
  HikaeTestPortalAnswer malformed = {.malformed = TRUE};
  HikaeTestPortalAnswer leaving = {.leave = TRUE};

  for (guint i = 0; i < G_N_ELEMENTS (uris); i++) {
    HikaeTestPortalAnswer answer = {.uri = uris[i]};

    assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
  }
  assert_fails (scene, &malformed, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
  assert_fails (scene, &leaving, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
}

static void
test_call_errors (Scene *scene, gconstpointer data)
{
  static const struct {
    const char *name;
    HikaeError code;
  } cases[] = {
      {"org.freedesktop.DBus.Error.UnknownMethod", HIKAE_ERROR_UNSUPPORTED},
      {"org.freedesktop.DBus.Error.ServiceUnknown", HIKAE_ERROR_UNSUPPORTED},
      {"org.freedesktop.DBus.Error.Spawn.ChildExited", HIKAE_ERROR_UNSUPPORTED},
      {"org.freedesktop.DBus.Error.AccessDenied", HIKAE_ERROR_DENIED},
      {"org.freedesktop.portal.Error.NotAllowed", HIKAE_ERROR_DENIED},
      {"org.freedesktop.portal.Error.Failed", HIKAE_ERROR_FAILED},
      {"org.freedesktop.DBus.Error.NoReply", HIKAE_ERROR_FAILED},
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    HikaeTestPortalAnswer answer = {.error_name = cases[i].name};

    assert_fails (scene, &answer, HIKAE_ERROR, cases[i].code, TRUE);
  }
}

static void
test_no_backend (Scene *scene, gconstpointer data)
{
  assert_fails (scene, NULL, HIKAE_ERROR, HIKAE_ERROR_UNSUPPORTED, TRUE);
}

static void
test_no_portal (Scene *scene, gconstpointer data)
{
  g_clear_pointer (&scene->portal, hikae_test_portal_free);
  assert_fails (scene, NULL, HIKAE_ERROR, HIKAE_ERROR_UNSUPPORTED, TRUE);
}

static void
test_vanished (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri};

  g_assert_cmpint (g_unlink (scene->path), ==, 0);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, FALSE);
}

static void
test_not_a_picture (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri};

  g_file_set_contents (scene->path, "ssh-rsa AAAA", -1, NULL);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
  g_file_set_contents (scene->path, "", 0, NULL);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
}

/* A picture of hers that was there before is neither taken nor removed. */
static void
test_stale (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri};
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  struct utimbuf times = {now - 60, now - 60};

  g_assert_cmpint (utime (scene->path, &times), ==, 0);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_FAILED, TRUE);
}

static void
test_symlink (Scene *scene, gconstpointer data)
{
  g_autofree char *target = g_build_filename (scene->folder, "hers.png", NULL);
  HikaeTestPortalAnswer answer = {.uri = scene->uri};

  g_assert_cmpint (g_rename (scene->path, target), ==, 0);
  g_assert_cmpint (symlink (target, scene->path), ==, 0);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_REJECTED, TRUE);
  g_assert_true (g_file_test (target, G_FILE_TEST_EXISTS));
}

static void
test_folder (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri};

  g_assert_cmpint (g_unlink (scene->path), ==, 0);
  g_assert_cmpint (g_mkdir (scene->path, 0700), ==, 0);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_REJECTED, TRUE);
}

static void
test_huge (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri};
  gint64 size = (gint64)HIKAE_CAPTURE_SCREENSHOT_MAX + 1;

  g_assert_cmpint (truncate (scene->path, size), ==, 0);
  assert_fails (scene, &answer, HIKAE_ERROR, HIKAE_ERROR_REJECTED, TRUE);
}

/* A folder one may read but not change. Root may change any, so root steps down. */
static void
test_not_removable (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {0};
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = NULL;
  const char *left_at = NULL;

  if (geteuid () == 0) {
    g_assert_cmpint (g_chmod (scene->folder, 0555), ==, 0);
    g_assert_cmpint (chown (scene->path, 65534, 65534), ==, 0);
    g_assert_cmpint (seteuid (65534), ==, 0);
  } else {
    g_assert_cmpint (g_chmod (scene->folder, 0555), ==, 0);
  }
  answer.uri = scene->uri;
  hikae_test_portal_set_answer (scene->portal, &answer);
  draft = take (NULL, &error);
  if (getuid () == 0)
    g_assert_cmpint (seteuid (0), ==, 0);
  g_assert_cmpint (g_chmod (scene->folder, 0755), ==, 0);
  g_assert_no_error (error);
  left_at = hikae_json_get_string (hikae_draft_get_facts (draft), "source_left_at");
  g_assert_cmpstr (left_at, ==, scene->path);
  g_assert_true (g_file_test (scene->path, G_FILE_TEST_EXISTS));
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);
  return G_SOURCE_REMOVE;
}

static void
assert_cancelled (Scene *scene, guint after_ms)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  if (after_ms == 0)
    g_cancellable_cancel (cancellable);
  else
    g_timeout_add (after_ms, cancel_cb, cancellable);
  g_assert_null (take (cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {.uri = scene->uri, .delay_ms = 5000};

  hikae_test_portal_set_answer (scene->portal, &answer);
  assert_cancelled (scene, 100);
  while (hikae_test_portal_get_closed (scene->portal) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_file_test (scene->path, G_FILE_TEST_EXISTS));
  assert_cancelled (scene, 0);
}

/* Cancelled, but the portal made its picture all the same: it does not stay behind. */
static void
test_late (Scene *scene, gconstpointer data)
{
  HikaeTestPortalAnswer answer = {
      .uri = scene->uri, .delay_ms = 400, .answer_closed = TRUE};
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  hikae_test_portal_set_answer (scene->portal, &answer);
  assert_cancelled (scene, 50);
  g_assert_true (g_file_test (scene->path, G_FILE_TEST_EXISTS));
  while (g_file_test (scene->path, G_FILE_TEST_EXISTS) && g_get_monotonic_time () < end) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
  g_assert_false (g_file_test (scene->path, G_FILE_TEST_EXISTS));
}

#define ADD(name, function)                                                              \
  g_test_add (                                                                           \
      "/capture/screenshot/" name, Scene, NULL, scene_set_up, function, scene_tear_down)

int
main (int argc, char **argv)
{
  g_autoptr (GDBusConnection) held = NULL;
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  /* One connection for all: a new one made while root has stepped down is refused. */
  held = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_assert_nonnull (held);
  g_dbus_connection_set_exit_on_close (held, FALSE);
  ADD ("taken", test_taken);
  ADD ("own-handle", test_own_handle);
  ADD ("slow", test_slow);
  ADD ("codes", test_codes);
  ADD ("bad-answers", test_bad_answers);
  ADD ("call-errors", test_call_errors);
  ADD ("no-portal", test_no_portal);
  ADD ("vanished", test_vanished);
  ADD ("not-a-picture", test_not_a_picture);
  ADD ("stale", test_stale);
  ADD ("symlink", test_symlink);
  ADD ("folder", test_folder);
  ADD ("huge", test_huge);
  ADD ("not-removable", test_not_removable);
  ADD ("cancelled", test_cancelled);
  ADD ("late", test_late);
  g_test_add ("/capture/screenshot/no-backend",
              Scene,
              "no backend",
              scene_set_up,
              test_no_backend,
              scene_tear_down);
  status = g_test_run ();
  /* Only stopped: its destructor would wait for the session bus connection to go, which
   * GIO's worker may hold for as long as it likes. The process ends here. */
  g_test_dbus_stop (bus);
  return status;
}
