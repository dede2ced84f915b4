/* hikae-chosen-run.c: one thing after the other with several items
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-chosen-run.h"

#include "hikae-settings.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSession *session; /* (owned) */
  HikaeCase *open_case;  /* (owned) */
  HikaeChosenWork work;
  GArray *numbers; /* (owned): of guint */
  char *folder;    /* (owned) (nullable) */
  char *proxy;     /* (owned) */
  guint next;
  guint done;
  GError *error;             /* (owned) (nullable): the first */
  HikaeProgress *progress;   /* (owned) */
  GCancellable *cancellable; /* (owned) */
} Run;

static void
run_free (Run *run)
{
  g_clear_object (&run->session);
  g_clear_object (&run->open_case);
  g_array_unref (run->numbers);
  g_free (run->folder);
  g_free (run->proxy);
  g_clear_error (&run->error);
  g_clear_pointer (&run->progress, hikae_progress_unref);
  g_clear_object (&run->cancellable);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_free)

static void go_on (Run *run);

static char *
describe_done (const Run *run)
{
  switch (run->work) {
  case HIKAE_CHOSEN_SAVE:
    return g_strdup_printf (ngettext ("%u copy is written. It is not encrypted.",
                                      "%u copies are written. They are not encrypted.",
                                      run->done),
                            run->done);
  case HIKAE_CHOSEN_ASK:
    return g_strdup_printf (ngettext ("%u address was asked. The answer is in the log.",
                                      "%u addresses were asked. The answers are in the "
                                      "log.",
                                      run->done),
                            run->done);
  case HIKAE_CHOSEN_REMOVE:
    return g_strdup_printf (ngettext ("The content of %u item was removed",
                                      "The content of %u items was removed",
                                      run->done),
                            run->done);
  }
  g_assert_not_reached ();
}

static void
finish (Run *run)
{
  g_autoptr (Run) owned = run;
  g_autofree char *text = NULL;

  hikae_session_end_work (run->session);
  if (!hikae_session_is_current (run->session, run->open_case))
    return;
  text = describe_done (run);
  hikae_session_say (run->session, text);
  hikae_session_fail (run->session, run->error);
}

/* @error: (transfer full) (nullable). */
static void
step_done (Run *run, gboolean done, GError *error)
{
  run->done += done;
  if (run->error == NULL)
    run->error = g_steal_pointer (&error);
  g_clear_error (&error);
  if (run->work != HIKAE_CHOSEN_SAVE)
    hikae_progress_add (run->progress, 1);
  go_on (run);
}

static void
extracted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  const gboolean done = hikae_extract_item_finish (HIKAE_CASE (source), result, &error);

  step_done (user_data, done, error);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (JsonObject) answer =
      hikae_recheck_finish (HIKAE_CASE (source), result, &error);

  step_done (user_data, answer != NULL, error);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  const gboolean done =
      hikae_case_delete_item_finish (HIKAE_CASE (source), result, &error);

  step_done (user_data, done, error);
}

static void
save_one (Run *run, HikaeItem *item)
{
  /* A number and an ending only: an original name may say too much in a folder. */
  g_autofree char *ending = hikae_text_dup_extension (hikae_item_get_path (item));
  g_autofree char *name =
      g_strdup_printf ("%06u%s", hikae_item_get_number (item), ending);
  g_autofree char *path = g_build_filename (run->folder, name, NULL);

  hikae_extract_item_async (run->open_case,
                            hikae_item_get_number (item),
                            path,
                            run->progress,
                            run->cancellable,
                            extracted_cb,
                            run);
}

static gboolean
is_fit (const Run *run, HikaeItem *item)
{
  if (item == NULL)
    return FALSE;
  if (run->work == HIKAE_CHOSEN_ASK) {
    const char *url = hikae_item_get_claim (item, "url");

    return url != NULL && hikae_recheck_takes (url);
  }
  return !hikae_item_get_deleted (item);
}

static void
start_one (Run *run, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);

  switch (run->work) {
  case HIKAE_CHOSEN_SAVE:
    save_one (run, item);
    break;
  case HIKAE_CHOSEN_ASK:
    hikae_recheck_async (
        run->open_case, number, run->proxy, run->cancellable, asked_cb, run);
    break;
  case HIKAE_CHOSEN_REMOVE:
    hikae_case_delete_item_async (
        run->open_case, number, "", run->cancellable, removed_cb, run);
    break;
  }
}

static void
go_on (Run *run)
{
  while (run->next < run->numbers->len &&
         !g_cancellable_is_cancelled (run->cancellable)) {
    const guint number = g_array_index (run->numbers, guint, run->next++);
    HikaeItem *item = hikae_case_find_item (run->open_case, number);

    if (is_fit (run, item)) {
      start_one (run, item);
      return;
    }
  }
  finish (run);
}

static const char *
describe_work (HikaeChosenWork work)
{
  static const char *const labels[] = {
      [HIKAE_CHOSEN_SAVE] = N_ ("Writing the copies…"),
      [HIKAE_CHOSEN_ASK] = N_ ("Asking the addresses…"),
      [HIKAE_CHOSEN_REMOVE] = N_ ("Removing the content…"),
  };

  return _ (labels[work]);
}

static guint64
add_sizes (HikaeCase *open_case, GArray *numbers)
{
  guint64 total = 0;

  for (guint i = 0; i < numbers->len; i++) {
    HikaeItem *item = hikae_case_find_item (open_case, g_array_index (numbers, guint, i));

    if (item != NULL && !hikae_item_get_deleted (item))
      total += hikae_item_get_size (item);
  }
  return total;
}

void
hikae_chosen_run_start (HikaeSession *session,
                        HikaeChosenWork work,
                        GArray *numbers,
                        const char *folder)
{
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;
  Run *run = NULL;

  if (open_case == NULL ||
      !hikae_session_begin_work (session, describe_work (work), &progress, &cancellable))
    return;
  run = g_new0 (Run, 1);
  run->session = g_object_ref (session);
  run->open_case = g_object_ref (open_case);
  run->work = work;
  run->numbers = g_array_copy (numbers);
  run->folder = g_strdup (folder);
  run->proxy = hikae_settings_dup_proxy ();
  run->progress = hikae_progress_ref (progress);
  run->cancellable = g_object_ref (cancellable);
  hikae_progress_set_total (progress,
                            work == HIKAE_CHOSEN_SAVE ? add_sizes (open_case, numbers)
                                                      : numbers->len);
  go_on (run);
}

const char *
hikae_chosen_run_describe_asking (gboolean through_proxy)
{
  return through_proxy
             ? _ ("Each site is asked once, through your proxy. Nothing is shown; the "
                  "answers go into the log.")
             : _ ("Each site is asked once, and sees your network address as on any "
                  "visit. Nothing is shown; the answers go into the log.");
}
