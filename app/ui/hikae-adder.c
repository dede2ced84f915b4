/* hikae-adder.c: what the person brings goes into the case: files, screen, clipboard,
 * words
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-adder.h"

#include "hikae-capture.h"
#include "hikae-error-text.h"
#include "hikae-error.h"
#include "hikae-memory.h"
#include "hikae-text.h"
#include "hikae-twins.h"
#include "hikae-window-handle.h"
#include "hikae-x11-shot.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

/* The largest picture or text taken from the clipboard. */
#define CLIPBOARD_MAX (256 * 1024 * 1024)

/* Of files that could not be added: so many names, and so much of each. */
#define NAMES_SHOWN 3
#define NAME_SHOWN 60

/* One run: several drafts into one case, one after the other. */
typedef struct {
  HikaeSession *session; /* (owned) */
  HikaeCase *open_case;  /* (owned) */
  GListModel *files;     /* (owned) */
  guint next;
  guint kept;
  HikaeTwins *twins;         /* (owned) (nullable): those that were in the case before */
  GError *error;             /* (owned) (nullable): why the first was not kept */
  GPtrArray *left;           /* (owned): names of the files that were not kept */
  HikaeProgress *progress;   /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Run;

static void
run_free (Run *run)
{
  g_clear_object (&run->session);
  g_clear_object (&run->open_case);
  g_clear_object (&run->files);
  g_clear_error (&run->error);
  g_clear_pointer (&run->left, g_ptr_array_unref);
  g_clear_pointer (&run->twins, hikae_twins_free);
  g_clear_pointer (&run->progress, hikae_progress_unref);
  g_clear_object (&run->cancellable);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void keep_next (Run *run);

/* Which files are not in the case: of twenty she must not believe that all are. */
static void
tell_left (Run *run)
{
  const HikaeErrorText text = hikae_error_text_find (run->error);
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < run->left->len && i < NAMES_SHOWN; i++) {
    g_autofree char *name =
        hikae_text_for_display (g_ptr_array_index (run->left, i), NAME_SHOWN);

    g_string_append_printf (names, "%s%s", i > 0 ? _ (", ") : "", name);
  }
  if (run->left->len > NAMES_SHOWN)
    g_string_append (names, "…");
  /* Translators: %2$s are names of files. */
  g_autofree char *sentence =
      g_strdup_printf (ngettext ("%1$u file is not in the case: %2$s",
                                 "%1$u files are not in the case: %2$s",
                                 run->left->len),
                       run->left->len,
                       names->str);
  g_autofree char *next =
      g_strdup_printf (C_ ("hint", "%s %s"), text.sentence, text.next);

  hikae_session_explain (run->session, sentence, next);
}

static void
note_left (Run *run, guint index)
{
  g_autoptr (GFile) file = g_list_model_get_item (run->files, index);

  g_ptr_array_add (run->left, g_file_get_basename (file));
}

static void
finish_run (Run *run)
{
  g_autoptr (Run) owned = run;

  hikae_session_end_work (run->session);
  if (!hikae_session_is_current (run->session, run->open_case))
    return;
  if (run->twins != NULL) {
    hikae_twins_tell (g_steal_pointer (&run->twins), run->session, run->kept);
  } else if (run->kept > 0) {
    g_autofree char *text = g_strdup_printf (ngettext ("%u item is in the case now",
                                                       "%u items are in the case now",
                                                       run->kept),
                                             run->kept);

    hikae_session_say (run->session, text);
  }
  if (run->left->len > 0 && !hikae_error_is_cancelled (run->error))
    tell_left (run);
}

static void
file_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item =
      hikae_case_keep_finish (HIKAE_CASE (source), result, &error);
  const guint same = hikae_case_keep_get_same (result);

  if (item != NULL)
    run->kept++;
  if (item != NULL && same != 0 && run->twins == NULL)
    run->twins = hikae_twins_new (run->open_case);
  if (item != NULL && same != 0)
    hikae_twins_add (run->twins, hikae_item_get_number (item), same);
  if (item == NULL)
    note_left (run, run->next - 1);
  if (item == NULL && run->error == NULL)
    run->error = g_steal_pointer (&error);
  keep_next (run);
}

static HikaeDraft *
open_next (Run *run)
{
  g_autoptr (GFile) file = g_list_model_get_item (run->files, run->next);
  g_autofree char *path = g_file_get_path (file);
  GError **slot = run->error == NULL ? &run->error : NULL;

  run->next++;
  if (path == NULL) {
    g_set_error_literal (
        slot, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "not a file of this computer");
    return NULL;
  }
  return hikae_capture_file (path, slot);
}

static void
keep_next (Run *run)
{
  while (run->next < g_list_model_get_n_items (run->files) &&
         !g_cancellable_is_cancelled (run->cancellable)) {
    g_autoptr (HikaeDraft) draft = open_next (run);

    if (draft == NULL) {
      note_left (run, run->next - 1);
      continue;
    }
    hikae_case_keep_async (
        run->open_case, draft, run->progress, run->cancellable, file_kept_cb, run);
    return;
  }
  finish_run (run);
}

static void
set_total (HikaeProgress *progress, GListModel *files)
{
  guint64 total = 0;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (files, i);
    const char *path = g_file_peek_path (file);
    GStatBuf facts = {0};

    if (path != NULL && g_stat (path, &facts) == 0)
      total += (guint64)facts.st_size;
  }
  hikae_progress_set_total (progress, total);
}

void
hikae_adder_add_files (HikaeSession *session, GListModel *files)
{
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;
  const guint count = g_list_model_get_n_items (files);

  if (open_case == NULL || count == 0)
    return;
  g_autofree char *label =
      g_strdup_printf (ngettext ("Keeping %u file…", "Keeping %u files…", count), count);
  if (!hikae_session_begin_work (session, label, &progress, &cancellable))
    return;

  Run *run = g_new0 (Run, 1);
  run->session = g_object_ref (session);
  run->open_case = g_object_ref (open_case);
  run->files = g_object_ref (files);
  run->left = g_ptr_array_new_with_free_func (g_free);
  run->progress = hikae_progress_ref (progress);
  run->cancellable = g_object_ref (cancellable);
  set_total (progress, files);
  keep_next (run);
}

static void
draft_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;
  HikaeSession *session = HIKAE_SESSION (g_task_get_source_object (task));
  HikaeItem *item = hikae_case_keep_finish (HIKAE_CASE (source), result, &error);

  hikae_session_end_work (session);
  g_task_set_task_data (task, GUINT_TO_POINTER (hikae_case_keep_get_same (result)), NULL);
  if (item != NULL)
    g_task_return_pointer (task, item, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
hikae_adder_keep_async (HikaeSession *session,
                        HikaeDraft *draft,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (session, NULL, callback, user_data);
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL ||
      !hikae_session_begin_work (session, _ ("Keeping…"), &progress, &cancellable)) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "not now");
    return;
  }
  hikae_progress_set_total (progress, hikae_draft_get_expected_size (draft));
  hikae_case_keep_async (
      open_case, draft, progress, cancellable, draft_kept_cb, g_steal_pointer (&task));
}

HikaeItem *
hikae_adder_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
one_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HikaeSession *session = HIKAE_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_adder_keep_finish (result, &error);
  const guint same = GPOINTER_TO_UINT (g_task_get_task_data (G_TASK (result)));
  HikaeTwins *twins = NULL;

  if (hikae_session_get_case (session) == NULL)
    return;
  if (item != NULL && same != 0) {
    twins = hikae_twins_new (hikae_session_get_case (session));
    hikae_twins_add (twins, hikae_item_get_number (item), same);
    hikae_twins_tell (twins, session, 1);
    return;
  }
  if (item != NULL)
    hikae_session_say (session, _ ("It is in the case now"));
  else
    hikae_session_fail (session, error);
}

typedef struct {
  HikaeSession *session; /* (owned) */
  GtkWidget *window;     /* (owned) */
} Shot;

static void
x11_shot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_x11_shot_take_finish (result, &error);

  if (hikae_session_get_case (session) == NULL)
    return;
  if (draft != NULL)
    hikae_adder_keep_async (session, draft, one_kept_cb, NULL);
  else
    hikae_session_fail (session, error);
}

static void
screenshot_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Shot *shot = user_data;
  g_autoptr (HikaeSession) session = g_steal_pointer (&shot->session);
  g_autoptr (GtkWidget) window = g_steal_pointer (&shot->window);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft = hikae_capture_screenshot_finish (result, &error);

  g_free (shot);
  hikae_memory_close ();
  hikae_window_handle_unexport (window);
  hikae_session_end_work (session);
  if (hikae_session_get_case (session) == NULL)
    return;
  /* A session without a portal that lets every program see the screen anyway. */
  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_UNSUPPORTED) &&
      hikae_x11_shot_is_possible (gtk_widget_get_display (window))) {
    hikae_x11_shot_take_async (
        gtk_widget_get_display (window), x11_shot_cb, g_steal_pointer (&session));
    return;
  }
  if (draft == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  if (json_object_has_member (hikae_draft_get_facts (draft), "source_left_at"))
    hikae_session_say (session,
                       _ ("Your system kept a copy of the screenshot that could not be "
                          "deleted. The item says where it is."));
  hikae_adder_keep_async (session, draft, one_kept_cb, NULL);
}

static void
handle_cb (const char *handle, gpointer data)
{
  Shot *shot = data;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (!hikae_session_begin_work (
          shot->session, _ ("Waiting for the screenshot…"), &progress, &cancellable)) {
    g_object_unref (shot->session);
    g_object_unref (shot->window);
    g_free (shot);
    return;
  }
  hikae_memory_open ();
  hikae_capture_screenshot_async (handle, TRUE, cancellable, screenshot_cb, shot);
}

void
hikae_adder_add_screenshot (HikaeSession *session, GtkWidget *window)
{
  if (hikae_session_get_case (session) == NULL)
    return;

  Shot *shot = g_new0 (Shot, 1);
  shot->session = g_object_ref (session);
  shot->window = g_object_ref (window);
  hikae_window_handle_export (window, handle_cb, shot);
}

static void
bytes_spliced_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  const gssize size =
      g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error);

  if (hikae_session_get_case (session) == NULL)
    return;
  if (size < 0 || size > CLIPBOARD_MAX) {
    hikae_session_fail (session, error);
    return;
  }
  const char *media_type = g_object_get_data (source, "media-type");
  const gboolean is_text = g_str_has_prefix (media_type, "text/");
  g_autoptr (GBytes) bytes =
      g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  g_autoptr (HikaeDraft) draft =
      hikae_capture_bytes (HIKAE_ITEM_CLIPBOARD,
                           is_text ? "clipboard.txt" : "clipboard.png",
                           is_text ? "text/plain" : media_type,
                           bytes);

  hikae_adder_keep_async (session, draft, one_kept_cb, NULL);
}

static void
clipboard_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  const char *media_type = NULL;
  g_autoptr (GInputStream) stream =
      gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, &media_type, &error);

  if (stream == NULL) {
    hikae_session_say (session,
                       _ ("There is no picture, file or text on the clipboard."));
    return;
  }
  g_autoptr (GOutputStream) sink = g_memory_output_stream_new_resizable ();
  g_object_set_data_full (G_OBJECT (sink), "media-type", g_strdup (media_type), g_free);
  g_output_stream_splice_async (sink,
                                stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                    G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT,
                                NULL,
                                bytes_spliced_cb,
                                g_steal_pointer (&session));
}

static void
clipboard_files_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  const GValue *value =
      gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
  GSList *chosen = value != NULL && G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)
                       ? g_value_get_boxed (value)
                       : NULL;

  for (GSList *link = chosen; link != NULL; link = link->next)
    g_list_store_append (files, link->data);
  hikae_adder_add_files (session, G_LIST_MODEL (files));
}

void
hikae_adder_add_clipboard (HikaeSession *session, GdkClipboard *clipboard)
{
  static const char *media_types[] = {"image/png",
                                      "image/jpeg",
                                      "image/webp",
                                      "text/plain;charset=utf-8",
                                      "text/plain",
                                      NULL};
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (hikae_session_get_case (session) == NULL)
    return;
  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST)) {
    gdk_clipboard_read_value_async (clipboard,
                                    GDK_TYPE_FILE_LIST,
                                    G_PRIORITY_DEFAULT,
                                    NULL,
                                    clipboard_files_cb,
                                    g_object_ref (session));
    return;
  }
  gdk_clipboard_read_async (clipboard,
                            media_types,
                            G_PRIORITY_DEFAULT,
                            NULL,
                            clipboard_read_cb,
                            g_object_ref (session));
}
