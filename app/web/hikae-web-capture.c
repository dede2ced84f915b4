/* hikae-web-capture.c: from a page on the screen to frames in a pipe
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One step after the other, each with its own end: load, settle, scroll, settle, read,
 * draw, archive. Nothing is written before the page's own site has answered. */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-frame.h"
#include "hikae-json.h"
#include "hikae-web-capture-private.h"
#include "hikae-web-facts.h"

#include <string.h>

#define POLL_MS 25
#define AGAIN_MAX 3
#define SCRIPT_SECONDS 20
/* For a page of no origin, which may have no clock. */
#define PULSE_SECONDS 3
#define COPY_MAX (64 * 1024 * 1024)
#define COPY_SECONDS 30

typedef HikaeWebCapture Capture;

static void
capture_free (gpointer data)
{
  Capture *self = data;

  g_clear_handle_id (&self->poll, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_object (&self->page);
  g_clear_object (&self->pipe);
  g_clear_object (&self->saving);
  g_clear_object (&self->budget.enough);
  g_clear_pointer (&self->facts, json_object_unref);
  g_clear_pointer (&self->copy, g_bytes_unref);
  g_clear_pointer (&self->recorder, hikae_recorder_free);
  g_clear_error (&self->error);
  g_free (self->url);
  g_free (self->text);
  g_free (self);
}

static void
send_thread (GTask *job, gpointer source, gpointer data, GCancellable *cancellable)
{
  hikae_web_send (data);
  g_task_return_boolean (job, TRUE);
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);

  (void)g_task_propagate_boolean (G_TASK (result), NULL);
  hikae_web_page_set_stage (self->page, HIKAE_WEB_STAGE_NONE);
  if (self->error != NULL)
    g_task_return_error (task, g_steal_pointer (&self->error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Takes @error (nullable): what the capture ends with. */
static void
finish (GTask *task, GError *error)
{
  Capture *self = g_task_get_task_data (task);
  g_autoptr (GTask) job = g_task_new (NULL, NULL, sent_cb, g_object_ref (task));
  g_autoptr (GError) renewing = NULL;

  g_clear_handle_id (&self->poll, g_source_remove);
  self->error = error;
  hikae_web_page_set_capturing (self->page, FALSE);
  if (error == NULL) {
    hikae_web_page_set_stage (self->page, HIKAE_WEB_STAGE_ARCHIVE);
    self->recorder = g_steal_pointer (&self->page->recorder);
    /* Without a new one nothing more is loaded; what was captured is kept all the same.
     */
    if (!hikae_web_page_renew_recorder (self->page, &renewing)) {
      g_debug ("no new recorder: %s", renewing->message);
      hikae_web_page_stop (self->page);
    }
  }
  g_task_set_task_data (job, self, NULL);
  g_task_run_in_thread (job, send_thread);
}

static void start_polling (GTask *task);

/* Whether the page has gone on to another one by itself since it had settled: then all
 * that was read of it is forgotten, and the new one is waited for. */
static gboolean
start_over (GTask *task)
{
  Capture *self = g_task_get_task_data (task);

  if (self->page->loads == self->loads || self->again >= AGAIN_MAX || self->page->died ||
      (self->page->failure != NULL && !self->page->committed) ||
      g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    return FALSE;
  self->again++;
  self->scrolled = FALSE;
  self->still = FALSE;
  json_object_unref (self->facts);
  self->facts = json_object_new ();
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->copy, g_bytes_unref);
  start_polling (task);
  return TRUE;
}

/* No script of ours ran in the page: what can be said of it without one, and why as
 * @fact. Takes @error. FALSE: the capture has ended, or begins anew. */
static gboolean
note_unread (GTask *task, const char *fact, GError *error)
{
  Capture *self = g_task_get_task_data (task);
  GError *other = NULL;

  if (start_over (task)) {
    g_error_free (error);
    return FALSE;
  }
  if (hikae_error_is_cancelled (error) ||
      !hikae_web_page_check_site (self->page, &other)) {
    finish (task, other != NULL ? other : error);
    g_clear_error (other != NULL ? &error : &other);
    return FALSE;
  }
  /* What was never shown was broken off by the site, not by us. */
  self->page->cut = self->page->committed;
  hikae_web_facts_add_own (self->page, self->facts);
  json_object_set_string_member (self->facts, fact, error->message);
  if (self->url != NULL)
    json_object_set_string_member (self->facts, "url", self->url);
  self->captured_at = hikae_clock_get_now ();
  if (self->page->text_only)
    self->text =
        g_strconcat (hikae_json_get_string (self->facts, "final_url"), "\n\n", NULL);
  g_error_free (error);
  return TRUE;
}

/* The page hangs, or its engine ended: no picture and no words, but what the recorder has
 * is the page as the site sent it. Takes @error. */
static void
finish_unread (GTask *task, GError *error)
{
  if (note_unread (task, "page_unread", error))
    finish (task, NULL);
}

static void
pictured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (hikae_web_picture_finish (result, &error)) {
    finish (task, NULL);
    return;
  }
  if (hikae_error_is_cancelled (error) || g_atomic_int_get (&self->picture_begun) != 0) {
    finish (task, error);
    return;
  }
  /* No byte of it has been written: the rest is worth keeping without it, also when the
   * engine's process has ended, for what arrived is with the recorder. */
  json_object_set_string_member (self->facts, "picture_failed", error->message);
  g_error_free (error);
  finish (task, NULL);
}

static gboolean
begin_picture_cb (gpointer data, const char *facts, GError **error)
{
  Capture *self = data;

  g_atomic_int_set (&self->picture_begun, 1);
  return hikae_frame_write (self->pipe, HIKAE_FRAME_FACTS, facts, strlen (facts), error);
}

static void
take_picture (GTask *task)
{
  Capture *self = g_task_get_task_data (task);
  g_autoptr (GOutputStream) sink = NULL;

  if (start_over (task))
    return;
  if (self->page->text_only) {
    finish (task, NULL);
    return;
  }
  sink = hikae_frame_sink_new (self->pipe, HIKAE_FRAME_PICTURE);
  hikae_web_page_set_stage (self->page, HIKAE_WEB_STAGE_PICTURE);
  hikae_web_picture_async (self->page,
                           self->facts,
                           &self->budget,
                           sink,
                           begin_picture_cb,
                           self,
                           g_task_get_cancellable (task),
                           pictured_cb,
                           g_object_ref (task));
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  GOutputStream *memory = G_OUTPUT_STREAM (source);

  g_clear_handle_id (&self->watch, g_source_remove);
  if (g_output_stream_splice_finish (memory, result, NULL) > 0 &&
      g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)) <= COPY_MAX)
    self->copy = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
  else
    json_object_set_int_member (self->facts, "copy_failed", 1);
  take_picture (task);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  g_autoptr (GInputStream) stream =
      webkit_web_view_save_finish (WEBKIT_WEB_VIEW (source), result, NULL);
  g_autoptr (GOutputStream) memory = NULL;

  if (stream == NULL) {
    g_clear_handle_id (&self->watch, g_source_remove);
    json_object_set_int_member (self->facts, "copy_failed", 1);
    take_picture (task);
    return;
  }
  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory,
                                stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT,
                                self->saving,
                                copied_cb,
                                g_object_ref (task));
}

static gboolean
saving_late_cb (gpointer data)
{
  Capture *self = data;

  self->watch = 0;
  g_cancellable_cancel (self->saving);
  return G_SOURCE_REMOVE;
}

/* A copy for reading, then the picture. */
static void
save_copy (GTask *task)
{
  Capture *self = g_task_get_task_data (task);

  self->watch = g_timeout_add_seconds (COPY_SECONDS, saving_late_cb, self);
  webkit_web_view_save (self->page->view,
                        WEBKIT_SAVE_MODE_MHTML,
                        self->saving,
                        saved_cb,
                        g_object_ref (task));
}

static void
read_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  GError *error = NULL;

  g_autofree char *text = hikae_web_script_finish (result, &error);

  if (text == NULL) {
    finish_unread (task, error);
    return;
  }
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  /* In minor mode it becomes a link: the address, an empty line, the words. */
  self->text =
      self->page->text_only
          ? g_strconcat (
                hikae_json_get_string (self->facts, "final_url"), "\n\n", valid, NULL)
          : g_steal_pointer (&valid);
  if (self->page->text_only) {
    take_picture (task);
    return;
  }
  /* The engine's process ends over a frame that has not come to its end: rather no copy
   * for reading than no picture. */
  if (self->page->cut) {
    json_object_set_int_member (self->facts, "copy_failed", 1);
    take_picture (task);
    return;
  }
  save_copy (task);
}

static void
read_facts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);
  GError *error = NULL;
  g_autoptr (JsonObject) found = hikae_web_script_object_finish (result, &error);

  if (found == NULL) {
    finish_unread (task, error);
    return;
  }
  hikae_web_facts_merge (self->facts, found);
  if (hikae_recorder_get_open (self->page->recorder) > 0)
    self->page->cut = TRUE;
  hikae_web_facts_add_own (self->page, self->facts);
  if (self->url != NULL)
    json_object_set_string_member (self->facts, "url", self->url);
  self->captured_at = hikae_clock_get_now ();
  g_variant_dict_insert (&arguments, "limit", "i", HIKAE_FRAME_MAX / 4);
  hikae_web_script_async (self->page,
                          "text.js",
                          g_variant_dict_end (&arguments),
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          read_text_cb,
                          g_object_ref (task));
}

static void
read_facts (GTask *task)
{
  Capture *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (GVariant) arguments = hikae_web_facts_arguments (&error);

  if (arguments == NULL) {
    finish (task, error);
    return;
  }
  hikae_web_script_async (self->page,
                          "facts.js",
                          arguments,
                          SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          read_facts_cb,
                          g_object_ref (task));
}

/* A script that needs no arguments. */
static void
run (GTask *task, const char *name, guint seconds, GAsyncReadyCallback callback)
{
  Capture *self = g_task_get_task_data (task);

  hikae_web_script_async (self->page,
                          name,
                          NULL,
                          seconds,
                          g_task_get_cancellable (task),
                          callback,
                          g_object_ref (task));
}

/* Where the site forbids scripts in its page (Content-Security-Policy: sandbox), engines
 * from WebKitGTK 2.52 on let ours run, but no clock: what would wait never ends. The page
 * is read as it stands; it is drawn as far as it is on the screen. */
static void
read_unmoved (GTask *task)
{
  Capture *self = g_task_get_task_data (task);

  self->page->mute = TRUE;
  json_object_set_string_member (
      self->facts, "page_unmoved", "no clock runs in the page");
  read_facts (task);
}

/* After a script did not come to its end: whether the page hangs, or only its clock. */
static void
pinged_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *answer = hikae_web_script_finish (result, &error);

  if (answer != NULL)
    read_unmoved (task);
  else
    finish_unread (task, error);
}

static void
scrolled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (JsonObject) seen = hikae_web_script_object_finish (result, &error);

  if (seen == NULL && g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_FAILED) &&
      !self->page->died) {
    g_error_free (error);
    run (task, "ping.js", SCRIPT_SECONDS, pinged_again_cb);
    return;
  }
  if (seen == NULL) {
    finish_unread (task, error);
    return;
  }
  self->still = hikae_json_get_int (seen, "page_still", 0) == 1;
  json_object_remove_member (seen, "page_still");
  hikae_web_facts_merge (self->facts, seen);
  self->scrolled = TRUE;
  self->wait_seconds = 0;
  start_polling (task);
}

/* The site forbids scripts in its page (Content-Security-Policy: sandbox), ours too. It
 * can be saved and drawn all the same, as far as it is on the screen. Takes @error. */
static void
finish_mute (GTask *task, GError *error)
{
  Capture *self = g_task_get_task_data (task);

  if (!note_unread (task, "page_mute", error))
    return;
  self->page->mute = TRUE;
  if (self->page->text_only)
    finish (task, NULL);
  else
    save_copy (task);
}

static void
go_through (GTask *task)
{
  Capture *self = g_task_get_task_data (task);
  GVariantDict arguments = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&arguments, "limit", "i", HIKAE_WEB_SCROLL_STEPS);
  g_variant_dict_insert (&arguments, "seconds", "i", HIKAE_WEB_SCROLL_SECONDS);
  hikae_web_script_async (self->page,
                          "scroll.js",
                          g_variant_dict_end (&arguments),
                          HIKAE_WEB_SCROLL_SECONDS + SCRIPT_SECONDS,
                          g_task_get_cancellable (task),
                          scrolled_cb,
                          g_object_ref (task));
}

static void
pulsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = hikae_web_script_finish (result, &error);

  if (answer != NULL || hikae_error_is_cancelled (error))
    go_through (task);
  else
    run (task, "ping.js", SCRIPT_SECONDS, pinged_again_cb);
}

static void
pinged_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Capture *self = g_task_get_task_data (task);
  GError *error = NULL;
  g_autofree char *answer = hikae_web_script_finish (result, &error);

  if (answer == NULL && g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_DENIED) &&
      !self->page->died)
    finish_mute (task, error);
  else if (answer == NULL)
    finish_unread (task, error);
  else if (g_str_equal (answer, "alone"))
    run (task, "pulse.js", PULSE_SECONDS, pulsed_cb);
  else
    go_through (task);
}

/* A page that hangs is found out before the long way through it. */
static void
scroll (GTask *task)
{
  Capture *self = g_task_get_task_data (task);

  hikae_web_page_set_stage (self->page, HIKAE_WEB_STAGE_SCROLLING);
  run (task, "ping.js", SCRIPT_SECONDS, pinged_cb);
}

static gboolean
poll_cb (gpointer data)
{
  g_autoptr (GTask) task = g_object_ref (data);
  Capture *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task), &error) &&
      hikae_web_settle (self, g_get_monotonic_time (), &error))
    return G_SOURCE_CONTINUE;
  self->poll = 0;
  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_INTERRUPTED))
    finish_unread (task, error);
  else if (error != NULL)
    finish (task, error);
  else if (!self->scrolled)
    scroll (task);
  else
    read_facts (task);
  return G_SOURCE_REMOVE;
}

static void
start_polling (GTask *task)
{
  Capture *self = g_task_get_task_data (task);

  hikae_web_page_set_stage (self->page, HIKAE_WEB_STAGE_LOADING);
  self->quiet_since = g_get_monotonic_time ();
  self->poll = g_timeout_add_full (
      G_PRIORITY_DEFAULT, POLL_MS, poll_cb, g_object_ref (task), g_object_unref);
}

void
hikae_web_page_capture_async (HikaeWebPage *self,
                              const HikaeWebCaptureChoice *choice,
                              GOutputStream *pipe,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Capture *capture = g_new0 (Capture, 1);
  GError *error = NULL;

  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, capture, capture_free);
  capture->page = g_object_ref (self);
  capture->pipe = g_object_ref (pipe);
  capture->wait_seconds = choice->wait_seconds;
  capture->load_seconds =
      choice->load_seconds > 0 ? choice->load_seconds : HIKAE_WEB_LOAD_SECONDS;
  capture->budget.whole_bytes = choice->picture_bytes;
  capture->budget.seconds = choice->picture_seconds;
  capture->budget.file_bytes = choice->picture_file_bytes;
  g_set_object (&capture->budget.enough, choice->enough);
  capture->facts = json_object_new ();
  capture->saving = g_cancellable_new ();
  capture->began = g_get_monotonic_time ();
  capture->url =
      g_strdup (choice->url != NULL ? choice->url : webkit_web_view_get_uri (self->view));
  hikae_web_page_set_capturing (self, TRUE);
  if (choice->url != NULL && !hikae_web_policy_is_web (choice->url))
    g_set_error_literal (&error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "only http and https pages can be captured");
  if (error == NULL && choice->url != NULL)
    hikae_web_page_enter (self, choice->url);
  if (error != NULL || !hikae_web_page_renew_recorder (self, &error)) {
    finish (task, error);
    return;
  }
  hikae_web_page_begin_load (self, choice->url);
  start_polling (task);
}

gboolean
hikae_web_page_capture_finish (HikaeWebPage *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
