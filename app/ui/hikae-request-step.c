/* hikae-request-step.c: a letter is marked as sent, answered and so on
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-step.h"

#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* Where the letter stood before the step. */
typedef struct {
  HikaeSession *session; /* (owned) */
  guint number;
  HikaeRequestState before;
} Step;

static void
step_free (gpointer data)
{
  Step *step = data;

  g_object_unref (step->session);
  g_free (step);
}

static void
taken_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request =
      hikae_change_request_finish (HIKAE_CASE (source), result, &error);

  if (request == NULL && hikae_session_get_case (session) != NULL)
    hikae_session_fail (session, error);
}

/* The log keeps both: that it was marked, and that it was taken back. */
static void
take_back (HikaeSession *session, gpointer data)
{
  const Step *step = data;
  HikaeCase *open_case = hikae_session_get_case (session);

  if (open_case != NULL)
    hikae_change_request_async (open_case,
                                step->number,
                                step->before,
                                _ ("Marked by mistake"),
                                0,
                                NULL,
                                taken_back_cb,
                                g_object_ref (session));
}

static void
changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Step *step = user_data;
  HikaeSession *session = step->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRequest) request =
      hikae_change_request_finish (HIKAE_CASE (source), result, &error);

  if (request == NULL || !hikae_session_is_current (session, HIKAE_CASE (source))) {
    if (hikae_session_get_case (session) != NULL)
      hikae_session_fail (session, error);
    step_free (step);
    return;
  }
  /* Translators: where a letter stands now, for example "Sent". */
  g_autofree char *text =
      g_strdup_printf (_ ("Marked as: %s"),
                       hikae_wording_request_state (hikae_request_get_state (request)));
  hikae_session_offer_undo (session, text, take_back, step, step_free);
}

void
hikae_request_step_take (HikaeSession *session,
                         HikaeRequest *request,
                         HikaeRequestState state,
                         const char *note,
                         guint proof)
{
  g_return_if_fail (HIKAE_IS_SESSION (session));
  g_return_if_fail (HIKAE_IS_REQUEST (request));

  HikaeCase *open_case = hikae_session_get_case (session);
  Step *step = NULL;

  if (open_case == NULL)
    return;
  step = g_new0 (Step, 1);
  step->session = g_object_ref (session);
  step->number = hikae_request_get_number (request);
  step->before = hikae_request_get_state (request);
  hikae_change_request_async (
      open_case, step->number, state, note, proof, NULL, changed_cb, step);
}
