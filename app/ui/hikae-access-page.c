/* hikae-access-page.c: passphrase, recovery code and helpers of the open case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-access-page.h"

#include "hikae-accessible-name.h"
#include "hikae-dialogs.h"
#include "hikae-passphrase.h"
#include "hikae-row-group.h"
#include "hikae-strength.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

struct _HikaeAccessPage {
  HikaePage parent_instance;

  guint passphrase_slot; /* index of the person's own slot */
  guint taken_back;      /* index of the slot that is to go */
  gboolean busy;
  gboolean for_sheet; /* she came to make a new recovery sheet */

  HikaeRowGroup *slots;
  GtkEditable *now_row;
  GtkEditable *new_row;
  GtkEditable *again_row;
  GtkWidget *change_button;
  GtkEditable *helper_name_row;
  GtkEditable *helper_row;
  GtkEditable *helper_again_row;
  GtkWidget *add_button;
};

typedef void (*Change) (HikaeAccessPage *self, HikaeCase *open_case);

/* A change whose owner is asked for first. */
typedef struct {
  HikaeAccessPage *self; /* (owned) */
  Change change;
} Asked;

G_DEFINE_FINAL_TYPE (HikaeAccessPage, hikae_access_page, HIKAE_TYPE_PAGE)

static void load (HikaeAccessPage *self);

static gboolean
is_long_enough (GtkEditable *row)
{
  return g_utf8_strlen (gtk_editable_get_text (row), -1) >= HIKAE_STRENGTH_LEAST_CHARS;
}

static gboolean
is_same (GtkEditable *row, GtkEditable *again)
{
  return strcmp (gtk_editable_get_text (row), gtk_editable_get_text (again)) == 0;
}

static void
changed_cb (HikaeAccessPage *self)
{
  const gboolean named = *gtk_editable_get_text (self->helper_name_row) != '\0';

  gtk_widget_set_sensitive (self->change_button,
                            !self->busy && is_long_enough (self->new_row) &&
                                is_same (self->new_row, self->again_row));
  gtk_widget_set_sensitive (self->add_button,
                            !self->busy && named && is_long_enough (self->helper_row) &&
                                is_same (self->helper_row, self->helper_again_row));
}

static const char *
describe_kind (HikaeSlotKind kind)
{
  switch (kind) {
  case HIKAE_SLOT_RECOVERY:
    return _ ("Recovery sheet");
  case HIKAE_SLOT_HELPER:
    return _ ("Helper");
  case HIKAE_SLOT_PASSPHRASE:
  default:
    return _ ("Your passphrase");
  }
}

static char *
describe_since (HikaeAccessPage *self, const HikaeSlotInfo *slot)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  g_autofree char *since = hikae_wording_time (slot->created_at);

  if (slot->kind != HIKAE_SLOT_RECOVERY || open_case == NULL ||
      !hikae_case_get_recovery_waits (open_case))
    return g_steal_pointer (&since);
  /* Translators: %s is a date and time: since when there is this recovery sheet. */
  return g_strdup_printf (_ ("%s, never confirmed"), since);
}

static void
add_slot (HikaeAccessPage *self, const HikaeSlotInfo *slot)
{
  g_autofree char *since = describe_since (self, slot);
  g_autofree char *title =
      slot->kind == HIKAE_SLOT_HELPER && slot->label[0] != '\0'
          ? g_strdup_printf ("%s: %s", describe_kind (slot->kind), slot->label)
          : g_strdup (describe_kind (slot->kind));
  AdwActionRow *row =
      hikae_row_group_add_text (self->slots, "dialog-password-symbolic", title, since);

  if (slot->kind == HIKAE_SLOT_PASSPHRASE)
    self->passphrase_slot = slot->index;
  if (slot->kind != HIKAE_SLOT_HELPER)
    return;
  GtkWidget *button = gtk_button_new_with_label (_ ("Take back"));
  g_autofree char *safe = hikae_text_for_display (slot->label, 64);
  /* Translators: %s is the name of a helper. */
  g_autofree char *name = g_strdup_printf (_ ("Take back the access of %s"), safe);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", slot->index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "page.remove");
  hikae_accessible_name_set (button, name);
  adw_action_row_add_suffix (row, button);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeAccessPage) self = HIKAE_ACCESS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) slots =
      hikae_case_list_slots_finish (HIKAE_CASE (source), result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (session == NULL || !hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  hikae_row_group_clear (self->slots);
  for (guint i = 0; slots != NULL && i < slots->len; i++)
    add_slot (self, &g_array_index (slots, HikaeSlotInfo, i));
  hikae_session_fail (session, error);
}

static void
load (HikaeAccessPage *self)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  if (open_case != NULL)
    hikae_case_list_slots_async (open_case, listed_cb, g_object_ref (self));
}

static void
end_work (HikaeAccessPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  self->busy = FALSE;
  if (session != NULL)
    hikae_session_end_work (session);
  changed_cb (self);
}

/* What every change ends with. */
static void
finish_change (HikaeAccessPage *self, GObject *source, gboolean done, const GError *error)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  end_work (self);
  if (session == NULL || !hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  if (done)
    hikae_session_say (session, _ ("Changed"));
  hikae_session_fail (session, error);
  load (self);
}

static void
owner_checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;
  g_autoptr (HikaeAccessPage) self = asked->self;
  g_autoptr (GError) error = NULL;
  const gboolean is_owner =
      hikae_case_check_owner_finish (HIKAE_CASE (source), result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  const gboolean is_current =
      session != NULL && hikae_session_is_current (session, HIKAE_CASE (source));

  if (is_owner && is_current) {
    asked->change (self, HIKAE_CASE (source));
    return;
  }
  end_work (self);
  if (!is_current)
    return;
  hikae_session_fail (session, error);
  gtk_widget_grab_focus (GTK_WIDGET (self->now_row));
}

/* Whoever finds the case open must not be able to lock its owner out: her passphrase, or
 * the recovery code, is asked for before each change. */
static void
ask_owner (HikaeAccessPage *self, Change change)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;
  Asked *asked = NULL;

  if (open_case == NULL)
    return;
  if (*gtk_editable_get_text (self->now_row) == '\0') {
    hikae_session_say (session, _ ("First the passphrase as it is now."));
    gtk_widget_grab_focus (GTK_WIDGET (self->now_row));
    return;
  }
  if (!hikae_session_begin_work (
          session, _ ("Changing who can open the case…"), &progress, &cancellable))
    return;
  g_autoptr (HikaeSecret) now = hikae_passphrase_take (self->now_row);

  self->busy = TRUE;
  changed_cb (self);
  asked = g_new0 (Asked, 1);
  asked->self = g_object_ref (self);
  asked->change = change;
  hikae_case_check_owner_async (open_case, now, cancellable, owner_checked_cb, asked);
}

static void
slot_changed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeAccessPage) self = HIKAE_ACCESS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  const gboolean done =
      hikae_case_change_slot_finish (HIKAE_CASE (source), result, &error);

  finish_change (self, source, done, error);
}

static void
change_passphrase (HikaeAccessPage *self, HikaeCase *open_case)
{
  g_autoptr (HikaeSecret) passphrase = hikae_passphrase_take (self->new_row);
  hikae_passphrase_clear (self->again_row);
  hikae_case_change_slot_async (open_case,
                                self->passphrase_slot,
                                passphrase,
                                HIKAE_KDF_COST_MEASURE,
                                slot_changed_cb,
                                g_object_ref (self));
}

static void
change_cb (HikaeAccessPage *self)
{
  ask_owner (self, change_passphrase);
}

static void
slot_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeAccessPage) self = HIKAE_ACCESS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  const gboolean done =
      hikae_case_add_slot_finish (HIKAE_CASE (source), result, NULL, &error);

  finish_change (self, source, done, error);
}

static void
add_helper (HikaeAccessPage *self, HikaeCase *open_case)
{
  g_autoptr (HikaeSecret) passphrase = hikae_passphrase_take (self->helper_row);

  hikae_passphrase_clear (self->helper_again_row);
  hikae_case_add_slot_async (open_case,
                             HIKAE_SLOT_HELPER,
                             gtk_editable_get_text (self->helper_name_row),
                             passphrase,
                             HIKAE_KDF_COST_MEASURE,
                             slot_added_cb,
                             g_object_ref (self));
  gtk_editable_set_text (self->helper_name_row, "");
}

static void
add_cb (HikaeAccessPage *self)
{
  ask_owner (self, add_helper);
}

static void
slot_removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeAccessPage) self = HIKAE_ACCESS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  const gboolean done =
      hikae_case_remove_slot_finish (HIKAE_CASE (source), result, &error);

  finish_change (self, source, done, error);
}

static void
take_back (HikaeAccessPage *self, HikaeCase *open_case)
{
  hikae_case_remove_slot_async (
      open_case, self->taken_back, slot_removed_cb, g_object_ref (self));
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeAccessPage *self = HIKAE_ACCESS_PAGE (widget);

  if (self->busy)
    return;
  self->taken_back = g_variant_get_uint32 (parameter);
  ask_owner (self, take_back);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeAccessPage) self = HIKAE_ACCESS_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeSecret) code =
      hikae_case_renew_recovery_finish (HIKAE_CASE (source), result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  end_work (self);
  if (session == NULL || !hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  if (code == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  hikae_session_take_recovery_code (session, g_steal_pointer (&code));
  hikae_session_go (session, "recovery", NULL);
}

static void
renew (HikaeAccessPage *self, HikaeCase *open_case)
{
  hikae_case_renew_recovery_async (open_case, renewed_cb, g_object_ref (self));
}

static void
renew_agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeAccessPage) self = HIKAE_ACCESS_PAGE (user_data);

  if (hikae_dialogs_ask_finish (result, NULL))
    ask_owner (self, renew);
}

static void
renew_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeAccessPage *self = HIKAE_ACCESS_PAGE (widget);

  if (*gtk_editable_get_text (self->now_row) == '\0')
    ask_owner (self, renew);
  else
    hikae_dialogs_ask_async (
        GTK_WINDOW (gtk_widget_get_root (widget)),
        _ ("Make a new recovery sheet?"),
        _ ("The old code stops working at once. The new one is shown once: have paper or "
           "a printer at hand."),
        _ ("_Make it"),
        renew_agreed_cb,
        g_object_ref (self));
}

/* Enter behind the passphrase: of what the page can do, she chose one already. */
static void
now_entered_cb (HikaeAccessPage *self)
{
  if (self->for_sheet)
    gtk_widget_activate_action (GTK_WIDGET (self), "page.renew", NULL);
}

/* @argument: "recovery" when she comes to make a new recovery sheet. */
static void
hikae_access_page_enter (HikaePage *page, const char *argument)
{
  HikaeAccessPage *self = HIKAE_ACCESS_PAGE (page);

  changed_cb (self);
  load (self);
  self->for_sheet = g_strcmp0 (argument, "recovery") == 0;
  if (!self->for_sheet)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self->now_row));
  hikae_session_say (hikae_page_get_session (page),
                     _ ("For a new sheet: your passphrase, then Enter."));
}

static void
hikae_access_page_leave (HikaePage *page, gboolean locking)
{
  HikaeAccessPage *self = HIKAE_ACCESS_PAGE (page);

  hikae_row_group_clear (self->slots);
  hikae_passphrase_clear (self->now_row);
  hikae_passphrase_clear (self->new_row);
  hikae_passphrase_clear (self->again_row);
  hikae_passphrase_clear (self->helper_row);
  hikae_passphrase_clear (self->helper_again_row);
  gtk_editable_set_text (self->helper_name_row, "");
}

static void
hikae_access_page_class_init (HikaeAccessPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_access_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_access_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-access-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, slots);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, now_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, new_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, again_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, change_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, helper_name_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, helper_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, helper_again_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeAccessPage, add_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_cb);
  gtk_widget_class_bind_template_callback (widget_class, now_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
  gtk_widget_class_install_action (widget_class, "page.remove", "u", remove_action);
  gtk_widget_class_install_action (widget_class, "page.renew", NULL, renew_action);
}

static void
hikae_access_page_init (HikaeAccessPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
