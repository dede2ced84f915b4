/* hikae-write-letter.c: a complete letter becomes a request of the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-kept-letter.h"
#include "hikae-workflow.h"

/* Holds the letter until the caller takes it. */
typedef struct {
  HikaeLetter *letter;
  HikaeRequest *request; /* (owned) (nullable): once it is kept */
  guint continues;
} Written;

static void
written_free (Written *written)
{
  g_clear_pointer (&written->letter, hikae_letter_free);
  g_clear_object (&written->request);
  g_free (written);
}

static void
draft_closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  g_autoptr (HikaeRequest) closed =
      hikae_case_change_request_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;
  Written *written = g_task_get_task_data (task);

  if (closed == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&written->request), g_object_unref);
}

static void
letter_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;
  HikaeRequest *request =
      hikae_case_add_request_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (GTask) task = user_data;
  Written *written = g_task_get_task_data (task);
  g_autofree char *note = NULL;

  if (request == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (written->continues == 0) {
    g_task_return_pointer (task, request, g_object_unref);
    return;
  }
  written->request = request;
  /* A mark for the log, like the names of states; it is not translated. */
  note = g_strdup_printf ("→ %u", hikae_request_get_number (request));
  hikae_case_change_request_async (HIKAE_CASE (source),
                                   written->continues,
                                   HIKAE_REQUEST_CLOSED,
                                   note,
                                   g_task_get_cancellable (task),
                                   draft_closed_cb,
                                   g_object_ref (task));
}

/* Names what is missing, so that the person can fill it in. */
static GError *
make_incomplete_error (HikaeLetter *letter)
{
  g_autoptr (GPtrArray) elements = hikae_letter_list_elements (letter, "en");
  g_autoptr (GString) missing = g_string_new (NULL);

  for (guint i = 0; i < elements->len; i++) {
    const HikaeLetterElement *element = elements->pdata[i];
    g_autofree char *want = hikae_letter_element_dup_want (element);

    if (element->lacking)
      g_string_append_printf (missing, "%s%s", missing->len > 0 ? ", " : "", want);
  }
  return g_error_new (HIKAE_ERROR,
                      HIKAE_ERROR_REJECTED,
                      "the letter lacks what the basis requires: %s",
                      missing->str);
}

static gboolean
check_choice (HikaeCase *open_case, const HikaeLetterChoice *choice, GError **error)
{
  g_autoptr (HikaeRequest) draft = NULL;

  if (hikae_case_get_minor (open_case)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DENIED,
                         "this case is about a person under 18: letters are left to "
                         "the hotlines");
    return FALSE;
  }
  if (choice->continues == 0)
    return TRUE;
  draft = hikae_kept_letter_dup_request (open_case, choice->continues);
  if (draft != NULL && hikae_request_get_state (draft) == HIKAE_REQUEST_DRAFTED)
    return TRUE;
  g_set_error (error,
               HIKAE_ERROR,
               HIKAE_ERROR_NOT_FOUND,
               "request %u is not a draft of this case",
               choice->continues);
  return FALSE;
}

void
hikae_write_letter_async (HikaeCase *open_case,
                          const HikaeLetterChoice *choice,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (open_case, cancellable, callback, user_data);
  g_autoptr (HikaeLawPack) own = NULL;
  HikaeLawPack *pack = NULL;
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (GBytes) record = NULL;
  Written *written = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, hikae_write_letter_async);
  if (check_choice (open_case, choice, &error))
    pack =
        choice->pack != NULL ? choice->pack : (own = hikae_law_pack_load_used (&error));
  if (pack != NULL)
    letter = hikae_letter_compose (pack,
                                   choice->basis,
                                   choice->recipient,
                                   choice->lang,
                                   choice->answers,
                                   choice->items,
                                   hikae_clock_get_now (),
                                   &error);
  if (letter == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (!choice->as_draft && !hikae_letter_is_complete (letter)) {
    g_task_return_error (task, make_incomplete_error (letter));
    return;
  }
  record = hikae_letter_format_record (letter);
  written = g_new0 (Written, 1);
  written->letter = g_steal_pointer (&letter);
  written->continues = choice->continues;
  g_task_set_task_data (task, written, (GDestroyNotify)written_free);
  hikae_case_add_request_async (open_case,
                                record,
                                hikae_letter_is_complete (written->letter)
                                    ? HIKAE_REQUEST_READY
                                    : HIKAE_REQUEST_DRAFTED,
                                cancellable,
                                letter_kept_cb,
                                g_steal_pointer (&task));
}

HikaeRequest *
hikae_write_letter_finish (HikaeCase *open_case,
                           GAsyncResult *result,
                           HikaeLetter **letter,
                           GError **error)
{
  Written *written = NULL;
  HikaeRequest *request = NULL;

  g_return_val_if_fail (g_task_is_valid (result, open_case), NULL);
  written = g_task_get_task_data (G_TASK (result));
  request = g_task_propagate_pointer (G_TASK (result), error);
  if (letter != NULL)
    *letter = request != NULL ? g_steal_pointer (&written->letter) : NULL;
  return request;
}
