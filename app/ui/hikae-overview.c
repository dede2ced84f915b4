/* hikae-overview.c: what is secured, what is due, what is next
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-overview.h"

#include "hikae-clock.h"
#include "hikae-due.h"
#include "hikae-queue.h"
#include "hikae-row-group.h"
#include "hikae-stamp-outlook.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* More clocks than that are on the page of letters. */
#define DUE_SHOWN 5

/* Each of these looks through a log that may have tens of thousands of lines, which takes
 * as long as a frame may: one in a turn of the main loop, then the rows all at once. */
typedef enum {
  STEP_BACKUP,
  STEP_QUEUE,
  STEP_LAW,
  STEP_CLOCKS,
  STEP_ROWS,
} Step;

struct _HikaeOverview {
  AdwBin parent_instance;

  HikaeSession *session; /* (owned) (nullable): while it is looked for */
  guint source;
  Step step;
  HikaeBackupState backup;
  guint queued;
  GPtrArray *clocks; /* (owned) (nullable): of HikaeDue */

  GtkWidget *minor_label;
  HikaeRowGroup *secured;
  HikaeRowGroup *due;
  HikaeRowGroup *next;
};

G_DEFINE_FINAL_TYPE (HikaeOverview, hikae_overview, ADW_TYPE_BIN)

typedef struct {
  guint kept;
  guint stamped;
  gint64 newest; /* of the earliest stamps of each seal list */
} Counts;

/* (transfer full): of each seal list that has a valid stamp the earliest time. */
static GHashTable *
list_stamped (HikaeCase *open_case)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  const guint count = g_list_model_get_n_items (stamps);
  GHashTable *stamped = g_hash_table_new_full (NULL, NULL, NULL, g_free);

  for (guint i = 0; i < count; i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);
    const gpointer seal = GUINT_TO_POINTER (hikae_stamp_get_seal (stamp));
    const gint64 time = hikae_stamp_get_gen_time (stamp);
    gint64 *known = g_hash_table_lookup (stamped, seal);

    if (hikae_stamp_get_state (stamp) != HIKAE_STAMP_VALID)
      continue;
    if (known == NULL)
      g_hash_table_insert (stamped, seal, g_memdup2 (&time, sizeof time));
    else
      *known = MIN (*known, time);
  }
  return stamped;
}

/* Of a long case no object is made for it. */
static Counts
count_items (HikaeCase *open_case)
{
  const guint all = g_list_model_get_n_items (hikae_case_get_items (open_case));
  g_autoptr (GHashTable) stamped = list_stamped (open_case);
  Counts counts = {0};

  for (guint i = 0; i < all; i++) {
    const HikaeItemGlance glance = hikae_case_glance (open_case, i);
    const gint64 *time = g_hash_table_lookup (stamped, GUINT_TO_POINTER (glance.seal));

    if (glance.deleted)
      continue;
    counts.kept++;
    if (time == NULL)
      continue;
    counts.stamped++;
    counts.newest = MAX (counts.newest, *time);
  }
  return counts;
}

static void
show_secured (HikaeOverview *self, const Counts *counts)
{
  g_autofree char *kept = g_strdup_printf (
      ngettext ("%u item is in the case", "%u items are in the case", counts->kept),
      counts->kept);
  const guint waiting = counts->kept - counts->stamped;

  hikae_row_group_clear (self->secured);
  if (counts->kept == 0) {
    hikae_row_group_add_text (self->secured,
                              "system-lock-screen-symbolic",
                              _ ("The case is ready and encrypted"),
                              _ ("Whatever you add is kept as it is, with the time."));
    return;
  }
  hikae_row_group_add_text (
      self->secured,
      "system-lock-screen-symbolic",
      kept,
      _ ("Encrypted on this computer. Any later change would show."));
  if (counts->stamped > 0) {
    g_autofree char *stamped = g_strdup_printf (ngettext ("%u of them has outside time",
                                                          "%u of them have outside time",
                                                          counts->stamped),
                                                counts->stamped);
    g_autofree char *time = hikae_wording_time (counts->newest);
    /* Translators: %s is a date and time. */
    g_autofree char *until = g_strdup_printf (_ ("Newest: %s"), time);

    hikae_row_group_add_text (self->secured, "emblem-ok-symbolic", stamped, until);
  }
  if (waiting > 0) {
    g_autofree char *open = g_strdup_printf (
        ngettext ("%u has no outside time yet", "%u have no outside time yet", waiting),
        waiting);

    hikae_row_group_add_link (self->secured,
                              "preferences-system-time-symbolic",
                              open,
                              _ ("They are sealed on this computer. Get outside time to "
                                 "prove that they existed today."),
                              "win.stamp",
                              NULL);
  }
}

static void
show_renewals (HikaeOverview *self, HikaeCase *open_case)
{
  guint seals = 0;
  g_autoptr (GPtrArray) lines =
      hikae_stamp_list_due (open_case, hikae_clock_get_now (), &seals);

  if (lines->len > 0)
    hikae_row_group_add_link (
        self->due,
        "alarm-symbolic",
        _ ("Time stamps to renew"),
        _ ("Their certificates near their end. Get outside time again: a new stamp then "
           "covers the old ones, and the proof goes on."),
        "win.stamp",
        NULL);
}

/* What was asked for and did not come. What was never asked stands above already. */
static guint
count_queue (HikaeCase *open_case, GPtrArray *authorities)
{
  g_autoptr (GPtrArray) entries = hikae_queue_list (open_case, authorities);
  guint count = 0;

  for (guint i = 0; i < entries->len; i++)
    count += ((const HikaeQueueEntry *)g_ptr_array_index (entries, i))->tried != 0;
  return count;
}

static void
show_queue (HikaeOverview *self)
{
  if (self->queued == 0)
    return;
  g_autofree char *title = g_strdup_printf (ngettext ("%u thing waits for the network",
                                                      "%u things wait for the network",
                                                      self->queued),
                                            self->queued);
  hikae_row_group_add_link (self->due,
                            "network-offline-symbolic",
                            title,
                            _ ("It was asked for and did not come. Nothing is lost."),
                            "win.queue",
                            NULL);
}

/* What cannot be changed now, and why. */
static void
show_limits (HikaeOverview *self, HikaeCase *open_case)
{
  if (hikae_case_get_damaged (open_case))
    hikae_row_group_add_link (self->secured,
                              "dialog-information-symbolic",
                              _ ("A part of this case cannot be read"),
                              _ ("Nothing is added to it. See what is damaged, and save "
                                 "what can be read into a "
                                 "new case, or use a backup."),
                              "win.verify",
                              NULL);
  else if (hikae_case_get_read_only (open_case))
    hikae_row_group_add_text (
        self->secured,
        "dialog-information-symbolic",
        _ ("This case is opened for reading"),
        _ ("It lies where nothing can be written. You can look, hand over and check; to "
           "add something, copy the file to this computer first."));
}

static void
show_backup (HikaeOverview *self, HikaeCase *open_case, const Counts *counts)
{
  const HikaeBackupState state = self->backup;
  g_autofree char *text = NULL;

  /* First something to lose; the menu has it all the same. */
  if (counts->kept == 0 && state.last == 0)
    return;
  if (hikae_case_get_damaged (open_case) || hikae_case_get_read_only (open_case))
    return;
  if (state.due && state.last == 0) {
    text =
        g_strdup (_ ("There is only this one file so far. A copy in a second place, on "
                     "a USB stick for instance, keeps it safe."));
  } else if (state.last != 0) {
    g_autofree char *time = hikae_wording_time (state.last);

    /* Translators: %s is a date and time. */
    text = g_strdup_printf (_ ("Newest: %s"), time);
  } else {
    text = g_strdup (_ ("A copy of the whole case in a second place, still encrypted."));
  }
  hikae_row_group_add_link (self->secured,
                            "drive-removable-media-symbolic",
                            state.due ? _ ("A backup would be good now")
                            : state.last != 0 && state.since == 0
                                ? _ ("Everything is in a backup")
                                : _ ("Make a backup"),
                            text,
                            "win.back-up",
                            NULL);
}

static void
show_due (HikaeOverview *self, HikaeCase *open_case)
{
  hikae_row_group_clear (self->due);
  show_renewals (self, open_case);
  show_queue (self);
  for (guint i = 0; self->clocks != NULL && i < self->clocks->len && i < DUE_SHOWN; i++) {
    const HikaeDue *clock = g_ptr_array_index (self->clocks, i);

    /* Those with a date come first; the others are with the letters. */
    if (clock->time == 0)
      break;
    g_autofree char *number = clock->request != 0
                                  ? g_strdup_printf ("request:%u", clock->request)
                                  : g_strdup ("letters");

    hikae_row_group_add_link (self->due,
                              clock->is_past ? "task-past-due-symbolic"
                                             : "alarm-symbolic",
                              clock->title,
                              clock->text,
                              "win.go",
                              number);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->due),
                          hikae_row_group_get_count (self->due) > 0);
}

static void
show_next (HikaeOverview *self, HikaeCase *open_case, const Counts *counts)
{
  const gboolean is_minor = hikae_case_get_minor (open_case);

  hikae_row_group_clear (self->next);
  if (hikae_case_get_by_code (open_case) && !hikae_case_get_read_only (open_case))
    hikae_row_group_add_link (self->next,
                              "dialog-password-symbolic",
                              _ ("Choose a new passphrase"),
                              _ ("The recovery code opened this case. It stays good."),
                              "win.access",
                              NULL);
  if (hikae_case_get_recovery_waits (open_case) && !hikae_case_get_damaged (open_case) &&
      !hikae_case_get_read_only (open_case))
    hikae_row_group_add_link (self->next,
                              "document-print-symbolic",
                              _ ("The recovery sheet was never confirmed"),
                              _ ("If you do not have its code, make a new sheet here. "
                                 "If you have it, open the case with it once, and this "
                                 "line goes."),
                              "win.go",
                              "access:recovery");
  if (!is_minor && counts->kept == 0)
    hikae_row_group_add_link (self->next,
                              "camera-photo-symbolic",
                              _ ("Take a screenshot"),
                              _ ("Begin with what may vanish first."),
                              "win.add-screenshot",
                              NULL);
#ifdef HIKAE_HAVE_WEB
  if (!is_minor)
    hikae_row_group_add_link (self->next,
                              "web-browser-symbolic",
                              _ ("Keep a web page"),
                              _ ("As the site sends it, also behind a log-in. Pictures "
                                 "stay hidden."),
                              "win.add-page",
                              NULL);
#endif
  if (!is_minor)
    hikae_row_group_add_link (self->next,
                              "text-x-generic-symbolic",
                              _ ("Add files"),
                              _ ("You can also drop them on this window. The originals "
                                 "stay where they are."),
                              "win.add-file",
                              NULL);
  hikae_row_group_add_link (self->next,
                            "user-bookmarks-symbolic",
                            _ ("Keep an address only"),
                            _ ("Without looking at anything."),
                            "win.add-link",
                            NULL);
  if (is_minor || counts->kept == 0)
    hikae_row_group_add_link (self->next,
                              "call-start-symbolic",
                              _ ("Get help now"),
                              _ ("People you can call or write to, by country."),
                              "win.help-now",
                              NULL);
  if (counts->kept == 0)
    return;
  hikae_row_group_add_link (self->next,
                            "document-edit-symbolic",
                            _ ("Ask for removal"),
                            _ ("A few questions, then a letter you can send."),
                            "win.letter",
                            NULL);
  hikae_row_group_add_link (self->next,
                            "document-send-symbolic",
                            _ ("Hand over"),
                            _ ("For a lawyer, the police or a helper."),
                            "win.hand-over",
                            NULL);
}

/* (transfer full) (nullable): the title of the row that has the focus, "" when nothing
 * has it; NULL when it is elsewhere. */
static char *
dup_focused (HikaeOverview *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = NULL;

  if (root == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return NULL;
  if (focus == NULL)
    return g_strdup ("");
  if (!gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return NULL;
  row = gtk_widget_get_ancestor (focus, ADW_TYPE_PREFERENCES_ROW);
  return g_strdup (row != NULL ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row))
                               : "");
}

/* The rows were made anew: the focus is where it was, or at the first. */
static void
focus_again (HikaeOverview *self, const char *title)
{
  if (title != NULL && !hikae_row_group_focus (self->secured, title) &&
      !hikae_row_group_focus (self->due, title) &&
      !hikae_row_group_focus (self->next, title))
    (void)gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
show_rows (HikaeOverview *self, HikaeCase *open_case)
{
  const Counts counts = count_items (open_case);
  g_autofree char *focused = dup_focused (self);

  gtk_widget_set_visible (self->minor_label, hikae_case_get_minor (open_case));
  show_secured (self, &counts);
  show_limits (self, open_case);
  show_backup (self, open_case, &counts);
  show_due (self, open_case);
  show_next (self, open_case, &counts);
  focus_again (self, focused);
}

static void
stop_looking (HikaeOverview *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_object (&self->session);
  g_clear_pointer (&self->clocks, g_ptr_array_unref);
}

static void
take_step (HikaeOverview *self, HikaeCase *open_case)
{
  const HikaeLawPack *pack = NULL;

  switch (self->step) {
  case STEP_BACKUP:
    self->backup = hikae_backup_look (open_case, hikae_clock_get_now ());
    break;
  case STEP_QUEUE:
    self->queued =
        count_queue (open_case, hikae_session_get_authorities (self->session, NULL));
    break;
  case STEP_LAW:
    /* Read once, and kept by the session. */
    pack = hikae_session_get_law_pack (self->session, NULL);
    break;
  case STEP_CLOCKS:
    pack = hikae_session_get_law_pack (self->session, NULL);
    if (pack != NULL)
      self->clocks = hikae_due_list (open_case, pack);
    break;
  case STEP_ROWS:
  default:
    show_rows (self, open_case);
  }
}

static gboolean
step_cb (gpointer user_data)
{
  HikaeOverview *self = HIKAE_OVERVIEW (user_data);
  HikaeCase *open_case = hikae_session_get_case (self->session);

  if (open_case != NULL)
    take_step (self, open_case);
  if (open_case != NULL && self->step++ < STEP_ROWS)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  stop_looking (self);
  return G_SOURCE_REMOVE;
}

void
hikae_overview_show (HikaeOverview *self, HikaeSession *session)
{
  g_return_if_fail (HIKAE_IS_OVERVIEW (self));

  stop_looking (self);
  if (hikae_session_get_case (session) == NULL) {
    hikae_row_group_clear (self->secured);
    hikae_row_group_clear (self->due);
    hikae_row_group_clear (self->next);
    return;
  }
  self->session = g_object_ref (session);
  self->step = STEP_BACKUP;
  self->source = g_idle_add (step_cb, self);
}

static void
hikae_overview_dispose (GObject *object)
{
  stop_looking (HIKAE_OVERVIEW (object));
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_OVERVIEW);
  G_OBJECT_CLASS (hikae_overview_parent_class)->dispose (object);
}

static void
hikae_overview_class_init (HikaeOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_overview_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-overview.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeOverview, minor_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeOverview, secured);
  gtk_widget_class_bind_template_child (widget_class, HikaeOverview, due);
  gtk_widget_class_bind_template_child (widget_class, HikaeOverview, next);
}

static void
hikae_overview_init (HikaeOverview *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
