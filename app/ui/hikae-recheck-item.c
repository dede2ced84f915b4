/* hikae-recheck-item.c: whether the address of one item still answers
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-recheck-item.h"

#include "hikae-dialogs.h"
#include "hikae-kept-letter.h"
#include "hikae-settings.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSession *session; /* (owned) */
  GtkWindow *parent;     /* (owned) */
  HikaeCase *open_case;  /* (unowned) (nullable): a question does not hold its keys */
  guint item;
} Rechecking;

static void
rechecking_free (Rechecking *run)
{
  g_object_unref (run->session);
  g_object_unref (run->parent);
  g_clear_weak_pointer (&run->open_case);
  g_free (run);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rechecking, rechecking_free)

/* The number of a letter that a re-check of @item says something about; 0: none. */
static guint
find_advised (HikaeCase *open_case, guint item)
{
  GListModel *requests = hikae_case_get_requests (open_case);

  for (guint i = g_list_model_get_n_items (requests); i > 0; i--) {
    g_autoptr (HikaeRequest) request = g_list_model_get_item (requests, i - 1);
    HikaeRecheckAdvice advice = {0};

    if (hikae_kept_letter_is_about (request, item) &&
        hikae_kept_letter_advise (open_case, request, &advice))
      return hikae_request_get_number (request);
  }
  return 0;
}

static void
letter_wanted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rechecking) run = user_data;
  const gboolean wanted = hikae_dialogs_ask_finish (result, NULL);
  g_autofree char *target = NULL;

  if (!wanted || !hikae_session_is_current (run->session, run->open_case))
    return;
  target = g_strdup_printf ("%u", find_advised (run->open_case, run->item));
  hikae_session_go (run->session, "request", target);
}

static void
rechecked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rechecking) run = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) answer =
      hikae_recheck_finish (HIKAE_CASE (source), result, &error);
  const char *words = NULL;

  hikae_session_end_work (run->session);
  if (!hikae_session_is_current (run->session, run->open_case))
    return;
  if (answer == NULL) {
    hikae_session_fail (run->session, error);
    return;
  }
  words = hikae_wording_recheck (hikae_json_get_string (answer, "answer"));
  if (find_advised (run->open_case, run->item) == 0) {
    hikae_session_say (run->session, words);
    return;
  }
  /* What was answered, and where the letter about it can be marked. */
  GtkWindow *parent = run->parent;
  hikae_dialogs_ask_async (parent,
                           words,
                           _ ("A letter asks about this address. You can note it there."),
                           _ ("Show the letter"),
                           letter_wanted_cb,
                           g_steal_pointer (&run));
}

static void
agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rechecking) run = user_data;
  g_autofree char *proxy = hikae_settings_dup_proxy ();
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (!hikae_dialogs_ask_finish (result, NULL) ||
      !hikae_session_is_current (run->session, run->open_case) ||
      !hikae_session_begin_work (
          run->session, _ ("Asking the address…"), &progress, &cancellable))
    return;
  HikaeCase *open_case = run->open_case;
  const guint item = run->item;

  hikae_recheck_async (
      open_case, item, proxy, cancellable, rechecked_cb, g_steal_pointer (&run));
}

void
hikae_recheck_item_start (HikaeSession *session, GtkWindow *parent, HikaeItem *item)
{
  g_return_if_fail (HIKAE_IS_SESSION (session));
  g_return_if_fail (hikae_session_get_case (session) != NULL);

  g_autofree char *proxy = hikae_settings_dup_proxy ();
  Rechecking *run = g_new0 (Rechecking, 1);

  run->session = g_object_ref (session);
  run->parent = g_object_ref (parent);
  g_set_weak_pointer (&run->open_case, hikae_session_get_case (session));
  run->item = hikae_item_get_number (item);
  hikae_dialogs_ask_async (
      parent,
      _ ("Ask the address whether it is still there?"),
      *proxy != '\0' ? _ ("The site is asked once, through your proxy. Nothing is shown; "
                          "the answer goes into the log.")
                     : _ ("The site is asked once, and sees your network address as on "
                          "any visit. Nothing is shown; the answer goes into the log."),
      _ ("_Ask"),
      agreed_cb,
      run);
}
