/* hikae-back-up-case.c: a copy in a second place, and when one is due
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-error.h"
#include "hikae-workflow.h"

#include <string.h>

#define CASE_SUFFIX ".hikae"
#define DUE_AFTER (7 * G_TIME_SPAN_DAY)

/* (transfer full): "NAME-20260401-093000.hikae" in @folder for NAME.hikae. */
static char *
name_copy (const char *case_path, const char *folder)
{
  g_autofree char *base = g_path_get_basename (case_path);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autofree char *name = NULL;

  if (g_str_has_suffix (base, CASE_SUFFIX))
    base[strlen (base) - strlen (CASE_SUFFIX)] = '\0';
  name = g_strdup_printf ("%s-%s" CASE_SUFFIX, base, when);
  return g_build_filename (folder, name, NULL);
}

static void
backed_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (hikae_case_back_up_finish (HIKAE_CASE (source), result, &error))
    g_task_return_pointer (task, g_strdup (g_task_get_task_data (task)), g_free);
  else
    g_task_return_error (task, error);
}

void
hikae_back_up_case_async (HikaeCase *open_case,
                          const char *place,
                          HikaeProgress *progress,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  char *path = g_file_test (place, G_FILE_TEST_IS_DIR)
                   ? name_copy (hikae_case_get_path (open_case), place)
                   : g_strdup (place);

  g_task_set_source_tag (task, hikae_back_up_case_async);
  /* A copy that has its name is there, cancelled or not. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, path, g_free);
  hikae_case_back_up_async (
      open_case, path, progress, cancellable, backed_up_cb, g_steal_pointer (&task));
}

char *
hikae_back_up_case_finish (HikaeCase *open_case, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The first event from @from on that changed something; handing over changes nothing. */
static gint64
find_work_since (HikaeCase *open_case, guint from)
{
  GListModel *events = hikae_case_get_events (open_case);
  const guint count = g_list_model_get_n_items (events);

  for (guint i = from; i < count; i++) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i);

    if (!hikae_event_mentions (event, "\"bundle.exported\""))
      return hikae_event_get_time (event);
  }
  return 0;
}

HikaeBackupState
hikae_backup_look (HikaeCase *open_case, gint64 now)
{
  static const char kind[] = "\"case.backed-up\"";
  GListModel *events = hikae_case_get_events (open_case);
  HikaeBackupState state = {0};
  guint behind = 0;

  for (guint i = hikae_case_find_event (open_case, kind, 0, G_MAXUINT); i != G_MAXUINT;
       i = hikae_case_find_event (open_case, kind, i + 1, G_MAXUINT)) {
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, i);

    if (!g_str_equal (hikae_event_get_kind (event), "case.backed-up"))
      continue;
    state.last = hikae_event_get_time (event);
    behind = i + 1;
  }
  state.since = find_work_since (open_case, behind);
  state.due = state.since != 0 && now - state.since > DUE_AFTER;
  return state;
}
