/* hikae-queue-page.c: what waits for the network: since when, why, try now, stop
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-queue-page.h"

#include "hikae-chosen-run.h"
#include "hikae-dialogs.h"
#include "hikae-queue.h"
#include "hikae-row-group.h"
#include "hikae-settings.h"
#include "hikae-stamp-start.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* More rows than that say no more. */
#define ROWS_SHOWN 100

struct _HikaeQueuePage {
  HikaePage parent_instance;

  GArray *addresses; /* (owned): of guint: items whose address did not answer */
  gboolean asking;   /* the stamps are asked for now, from here */

  HikaeRowGroup *stamps;
  GtkWidget *try_button;
  GtkWidget *stop_button;
  HikaeRowGroup *places;
  GtkWidget *ask_button;
  GtkWidget *empty;
};

G_DEFINE_FINAL_TYPE (HikaeQueuePage, hikae_queue_page, HIKAE_TYPE_PAGE)

static const char *
describe_reason (HikaeQueueReason reason)
{
  switch (reason) {
  case HIKAE_QUEUE_NOT_ASKED:
    return _ ("It was not asked yet.");
  case HIKAE_QUEUE_UNREACHABLE:
    return _ ("It could not be reached.");
  case HIKAE_QUEUE_TURNED_AWAY:
    return _ ("It could be reached, and could not answer just then.");
  case HIKAE_QUEUE_NO_PROOF:
    return _ ("Its answer does not prove the time.");
  }
  g_assert_not_reached ();
}

/* (transfer full): how many, since when, when it was tried and why it waits. */
static char *
describe (HikaeQueuePage *self, const HikaeQueueEntry *entry)
{
  g_autofree char *since = hikae_wording_day (entry->since);
  /* Translators: %s is a date and time. */
  g_autofree char *waits = g_strdup_printf (_ ("Waits since %s"), since);
  g_autofree char *tried = entry->tried != 0 ? hikae_wording_day (entry->tried) : NULL;
  const char *why = self->asking && entry->kind == HIKAE_QUEUE_STAMP
                        ? _ ("It is being asked now…")
                        : describe_reason (entry->reason);

  if (tried == NULL)
    return g_strdup_printf ("%s\n%s", waits, why);
  /* Translators: first "Waits since…", then when it was tried, then why it waits. */
  return g_strdup_printf (_ ("%s\nTried last %s. %s"), waits, tried, why);
}

static const char *
find_name (HikaeQueuePage *self, const char *id)
{
  GPtrArray *authorities =
      hikae_session_get_authorities (hikae_page_get_session (HIKAE_PAGE (self)), NULL);

  for (guint i = 0; authorities != NULL && i < authorities->len; i++) {
    const HikaeAuthority *authority = g_ptr_array_index (authorities, i);

    if (g_strcmp0 (authority->id, id) == 0)
      return authority->name;
  }
  return id;
}

static void
add_row (HikaeQueuePage *self, HikaeCase *open_case, const HikaeQueueEntry *entry)
{
  g_autofree char *text = describe (self, entry);
  g_autofree char *title = NULL;
  g_autofree char *target = g_strdup_printf ("case:%u", entry->number);
  HikaeItem *item = NULL;

  switch (entry->kind) {
  case HIKAE_QUEUE_UNSEALED:
    title = g_strdup_printf (
        ngettext ("%u item in no list yet", "%u items in no list yet", entry->items),
        entry->items);
    break;
  case HIKAE_QUEUE_STAMP:
    /* Translators: an authority's name, the number of a seal list. */
    title = g_strdup_printf (
        _ ("%s, for list %u"), find_name (self, entry->authority), entry->number);
    break;
  case HIKAE_QUEUE_ADDRESS:
    item = hikae_case_find_item (open_case, entry->number);
    title = item != NULL ? hikae_wording_item_title (item, 200) : g_strdup ("");
    hikae_row_group_add_link (
        self->places, "network-offline-symbolic", title, text, "win.go", target);
    g_array_append_val (self->addresses, entry->number);
    return;
  }
  hikae_row_group_add_text (
      self->stamps, "preferences-system-time-symbolic", title, text);
}

static void
show_queue (HikaeQueuePage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  g_autoptr (GPtrArray) entries = NULL;

  hikae_row_group_clear (self->stamps);
  hikae_row_group_clear (self->places);
  g_array_set_size (self->addresses, 0);
  if (open_case == NULL)
    return;
  entries = hikae_queue_list (open_case, hikae_session_get_authorities (session, NULL));
  for (guint i = 0; i < entries->len && i < ROWS_SHOWN; i++)
    add_row (self, open_case, g_ptr_array_index (entries, i));

  const gboolean any_stamps = hikae_row_group_get_count (self->stamps) > 0;
  gtk_widget_set_visible (GTK_WIDGET (self->stamps), any_stamps);
  gtk_widget_set_visible (self->try_button, any_stamps && !self->asking);
  gtk_widget_set_visible (self->stop_button, self->asking);
  gtk_widget_set_visible (GTK_WIDGET (self->places), self->addresses->len > 0);
  gtk_widget_set_visible (self->ask_button, self->addresses->len > 0);
  gtk_widget_set_visible (self->empty, entries->len == 0);
}

static void
stamped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeQueuePage) self = HIKAE_QUEUE_PAGE (user_data);
  HikaeCase *open_case = HIKAE_CASE (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeStampRun) run = hikae_stamp_case_finish (open_case, result, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  self->asking = FALSE;
  if (session == NULL)
    return;
  hikae_session_end_work (session);
  if (!hikae_session_is_current (session, open_case))
    return;
  hikae_session_fail (session, error);
  show_queue (self);
}

static void
try_cb (HikaeQueuePage *self)
{
  if (!hikae_stamp_start (
          hikae_page_get_session (HIKAE_PAGE (self)), stamped_cb, G_OBJECT (self)))
    return;
  self->asking = TRUE;
  show_queue (self);
}

static void
stop_cb (HikaeQueuePage *self)
{
  hikae_session_cancel_work (hikae_page_get_session (HIKAE_PAGE (self)));
}

static void
ask_agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeQueuePage) self = HIKAE_QUEUE_PAGE (user_data);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (hikae_dialogs_ask_finish (result, NULL) && session != NULL)
    hikae_chosen_run_start (session, HIKAE_CHOSEN_ASK, self->addresses, NULL);
}

static void
ask_cb (HikaeQueuePage *self)
{
  g_autofree char *proxy = hikae_settings_dup_proxy ();

  hikae_dialogs_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                           _ ("Ask the addresses whether it is still there?"),
                           hikae_chosen_run_describe_asking (*proxy != '\0'),
                           _ ("_Ask"),
                           ask_agreed_cb,
                           g_object_ref (self));
}

static void
content_changed_cb (HikaeQueuePage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_queue (self);
}

static void
hikae_queue_page_set_up (HikaePage *page, HikaeSession *session)
{
  g_signal_connect_object (session,
                           "content-changed",
                           G_CALLBACK (content_changed_cb),
                           page,
                           G_CONNECT_SWAPPED);
}

static void
hikae_queue_page_enter (HikaePage *page, const char *argument)
{
  show_queue (HIKAE_QUEUE_PAGE (page));
}

static void
hikae_queue_page_leave (HikaePage *page, gboolean locking)
{
  HikaeQueuePage *self = HIKAE_QUEUE_PAGE (page);

  hikae_row_group_clear (self->stamps);
  hikae_row_group_clear (self->places);
}

static void
hikae_queue_page_finalize (GObject *object)
{
  g_array_unref (HIKAE_QUEUE_PAGE (object)->addresses);
  G_OBJECT_CLASS (hikae_queue_page_parent_class)->finalize (object);
}

static void
hikae_queue_page_class_init (HikaeQueuePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_queue_page_finalize;
  HIKAE_PAGE_CLASS (klass)->set_up = hikae_queue_page_set_up;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_queue_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_queue_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-queue-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeQueuePage, stamps);
  gtk_widget_class_bind_template_child (widget_class, HikaeQueuePage, try_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeQueuePage, stop_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeQueuePage, places);
  gtk_widget_class_bind_template_child (widget_class, HikaeQueuePage, ask_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeQueuePage, empty);
  gtk_widget_class_bind_template_callback (widget_class, try_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_cb);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
}

static void
hikae_queue_page_init (HikaeQueuePage *self)
{
  self->addresses = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
}
