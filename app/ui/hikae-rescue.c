/* hikae-rescue.c: a damaged case into a new one
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-backup.h"
#include "hikae-dialogs.h"
#include "hikae-lent-case.h"
#include "hikae-sandbox.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

typedef struct {
  HikaeSession *session; /* (owned) */
  GtkWindow *parent;     /* (owned) */
  char *old_path;
  char *new_path;
  HikaeSecret *secret;
  HikaeSecret *code;
} Rescue;

static void
rescue_free (Rescue *self)
{
  g_clear_object (&self->session);
  g_clear_object (&self->parent);
  g_clear_pointer (&self->secret, hikae_secret_unref);
  g_clear_pointer (&self->code, hikae_secret_unref);
  g_free (self->old_path);
  g_free (self->new_path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rescue, rescue_free)

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rescue) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = hikae_case_open_finish (result, &error);

  hikae_session_end_work (self->session);
  if (open_case == NULL) {
    hikae_session_fail (self->session, error);
    return;
  }
  hikae_session_set_path (self->session, self->new_path);
  hikae_session_set_case (self->session, open_case);
  hikae_session_take_recovery_code (self->session, g_steal_pointer (&self->code));
  hikae_session_go (self->session, "recovery", NULL);
}

/* Closed without an answer, or by locking: the new case waits as a file. */
static void
told_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rescue) self = user_data;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (!hikae_dialogs_ask_finish (result, NULL) ||
      !hikae_session_begin_work (
          self->session, _ ("Opening the case…"), &progress, &cancellable))
    return;
  const char *path = self->new_path;
  HikaeSecret *secret = self->secret;

  hikae_case_open_async (path, secret, cancellable, opened_cb, g_steal_pointer (&self));
}

static char *
describe (const HikaeRescueReport *report)
{
  const guint *counts = report->counts;
  const guint whole = counts[HIKAE_RESCUED_WHOLE] + counts[HIKAE_RESCUED_DELETED];
  const guint part = counts[HIKAE_RESCUED_PARTLY] + counts[HIKAE_RESCUED_REBUILT];
  const guint lost = counts[HIKAE_RESCUED_NO_PAYLOAD] + counts[HIKAE_RESCUED_LOST];
  g_autofree char *first = g_strdup_printf (
      ngettext ("%u item is whole.", "%u items are whole.", whole), whole);
  g_autofree char *second = g_strdup_printf (
      ngettext ("%u was saved in part.", "%u were saved in part.", part), part);
  g_autofree char *third = g_strdup_printf (
      ngettext ("%u could not be saved.", "%u could not be saved.", lost), lost);

  return g_strjoin ("\n",
                    first,
                    second,
                    third,
                    report->missing_events == NULL
                        ? _ ("The log of what was done is whole.")
                        : _ ("Parts of the log of what was done are missing."),
                    _ ("The damaged file was not changed. Please keep it."),
                    NULL);
}

static void
rescued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rescue) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeRescueReport) report =
      hikae_case_rescue_finish (result, &self->code, &error);
  GtkWindow *parent = self->parent;

  hikae_session_end_work (self->session);
  if (report == NULL) {
    hikae_session_fail (self->session, error);
    return;
  }
  g_autofree char *body = describe (report);

  hikae_dialogs_ask_async (parent,
                           _ ("What could be saved"),
                           body,
                           _ ("Go on"),
                           told_cb,
                           g_steal_pointer (&self));
}

static void
choose_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rescue) self = user_data;

  if (hikae_dialogs_ask_finish (result, NULL))
    hikae_rescue_start (self->session, self->parent, self->old_path, self->secret);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Rescue) self = user_data;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  self->new_path = hikae_dialogs_save_finish (result, NULL);
  if (self->new_path != NULL && hikae_sandbox_lends (self->new_path)) {
    GtkWindow *parent = self->parent;

    hikae_lent_case_explain (
        parent, _ ("Choose again"), choose_again_cb, g_steal_pointer (&self));
    return;
  }
  if (self->new_path == NULL ||
      !hikae_session_begin_work (
          self->session, _ ("Saving what can be read…"), &progress, &cancellable))
    return;
  hikae_case_rescue_async (self->old_path,
                           self->secret,
                           self->new_path,
                           self->secret,
                           HIKAE_KDF_COST_MEASURE,
                           progress,
                           cancellable,
                           rescued_cb,
                           self);
  g_steal_pointer (&self);
}

void
hikae_rescue_start (HikaeSession *session,
                    GtkWindow *parent,
                    const char *path,
                    HikaeSecret *secret)
{
  Rescue *self = g_new0 (Rescue, 1);
  g_autofree char *stem = g_str_has_suffix (path, ".hikae")
                              ? g_strndup (path, strlen (path) - strlen (".hikae"))
                              : g_strdup (path);
  g_autofree char *suggested = g_strconcat (stem, "-rescued.hikae", NULL);

  self->session = g_object_ref (session);
  self->parent = g_object_ref (parent);
  self->old_path = g_strdup (path);
  self->secret = hikae_secret_ref (secret);
  hikae_dialogs_save_async (
      parent, _ ("Choose a name for the new case"), suggested, named_cb, self);
}
