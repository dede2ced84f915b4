/* hikae-web-script.c: a script of ours in the page, in a world of its own, for a while
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes back is the page's claim: bounded text, nothing more. */
#include "config.h"

#include "hikae-data.h"
#include "hikae-error.h"
#include "hikae-json.h"
#include "hikae-web-page-private.h"

#include <string.h>

#define RESULT_MAX (4 * 1024 * 1024)
#define OBJECT_MAX (256 * 1024)

/* A page that hangs never answers, and the engine does not give up: the caller is told
 * when the time is over, and the answer, should it still come, is dropped. */
typedef struct {
  guint timer;
  gulong link; /* 0 when there is nothing to cancel */
  gboolean told;
  const char *name; /* (not owned): a literal of the caller's */
} Run;

static void
stop_watching (GTask *task)
{
  Run *run = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  run->told = TRUE;
  g_clear_handle_id (&run->timer, g_source_remove);
  if (run->link != 0)
    g_signal_handler_disconnect (cancellable, run->link);
  run->link = 0;
}

static gboolean
late_cb (gpointer data)
{
  GTask *task = data;
  Run *run = g_task_get_task_data (task);

  run->timer = 0;
  stop_watching (task);
  g_task_return_new_error (
      task, HIKAE_ERROR, HIKAE_ERROR_FAILED, "the page does not answer");
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  GTask *task = data;

  stop_watching (task);
  (void)g_task_return_error_if_cancelled (task);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Run *run = g_task_get_task_data (task);
  g_autoptr (GError) own = NULL;
  g_autoptr (JSCValue) value = webkit_web_view_call_async_javascript_function_finish (
      WEBKIT_WEB_VIEW (source), result, &own);
  g_autofree char *text = value != NULL ? jsc_value_to_string (value) : NULL;

  if (run->told)
    return;
  stop_watching (task);
  if (own != NULL)
    g_debug ("%s failed: %s", run->name, own->message);
  if (text != NULL && strlen (text) <= RESULT_MAX)
    g_task_return_pointer (task, g_steal_pointer (&text), g_free);
  else if (g_error_matches (
               own, WEBKIT_JAVASCRIPT_ERROR, WEBKIT_JAVASCRIPT_ERROR_SCRIPT_FAILED))
    g_task_return_new_error (
        task, HIKAE_ERROR, HIKAE_ERROR_DENIED, "the page does not let itself be read");
  else
    g_task_return_new_error (
        task, HIKAE_ERROR, HIKAE_ERROR_FAILED, "the page does not let itself be read");
}

void
hikae_web_script_async (HikaeWebPage *self,
                        const char *name,
                        GVariant *arguments,
                        guint seconds,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autoptr (GVariant) sunk = arguments != NULL ? g_variant_ref_sink (arguments) : NULL;
  g_autofree char *path = g_strconcat ("web/", name, NULL);
  g_autoptr (GBytes) script = NULL;
  GError *error = NULL;
  Run *run = g_new0 (Run, 1);

  run->name = name;
  g_task_set_task_data (task, run, g_free);
  script = hikae_data_load (path, &error);
  if (script == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (g_task_return_error_if_cancelled (task))
    return;
  /* Borrowed: both are gone before the task is, which the engine holds. */
  if (cancellable != NULL)
    run->link =
        g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb), task);
  run->timer = g_timeout_add_seconds (seconds, late_cb, task);
  webkit_web_view_call_async_javascript_function (self->view,
                                                  g_bytes_get_data (script, NULL),
                                                  (gssize)g_bytes_get_size (script),
                                                  sunk,
                                                  "hikae",
                                                  NULL,
                                                  NULL,
                                                  done_cb,
                                                  g_steal_pointer (&task));
}

char *
hikae_web_script_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

JsonObject *
hikae_web_script_object_finish (GAsyncResult *result, GError **error)
{
  g_autofree char *text = hikae_web_script_finish (result, error);
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL)
    return NULL;
  node = hikae_json_parse (text, -1, OBJECT_MAX, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    return json_object_ref (json_node_get_object (node));
  g_set_error_literal (
      error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "the page does not let itself be read");
  return NULL;
}
