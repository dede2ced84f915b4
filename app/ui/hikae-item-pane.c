/* hikae-item-pane.c: one item: what it is, where it was, what is proven, its history
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-pane.h"

#include "hikae-clock.h"
#include "hikae-dialogs.h"
#include "hikae-item-part.h"
#include "hikae-media-pane.h"
#include "hikae-outlook-words.h"
#include "hikae-recheck-item.h"
#include "hikae-row-group.h"
#include "hikae-save-copy.h"
#include "hikae-steps.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* So that no frame takes long, however long the log is. */
#define EVENTS_A_FRAME 5000
#define ROWS_A_FRAME 2

struct _HikaeItemPane {
  AdwBin parent_instance;

  HikaeSession *session; /* (owned) (nullable) */
  HikaeItem *item;       /* (owned) (nullable) */
  guint looked_through;  /* events of the log, for the history */
  guint run;             /* how often it was filled */

  GtkScrolledWindow *scroller;
  GtkImage *tile;
  GtkLabel *heading;
  GtkLabel *summary;
  HikaeMediaPane *media;
  HikaeRowGroup *stamps;
  HikaeRowGroup *facts;
  HikaeRowGroup *places;
  HikaeRowGroup *digests;
  HikaeRowGroup *history;
  GtkWidget *recheck_button;
  GtkWidget *extract_button;
  GtkWidget *remove_button;
};

/* A question of one run. */
typedef struct {
  HikaeItemPane *self; /* (owned) */
  guint run;
} Asked;

G_DEFINE_FINAL_TYPE (HikaeItemPane, hikae_item_pane, ADW_TYPE_BIN)

static void
clear (HikaeItemPane *self)
{
  hikae_row_group_clear (self->stamps);
  hikae_row_group_clear (self->facts);
  hikae_row_group_clear (self->places);
  hikae_row_group_clear (self->digests);
  hikae_row_group_clear (self->history);
  gtk_label_set_text (self->heading, "");
  gtk_label_set_text (self->summary, "");
}

/* What it proves and what not; how strong; until when, and what is due. */
static char *
describe_valid (HikaeCase *open_case, HikaeStamp *stamp, const HikaeAuthority *authority)
{
  HikaeStampOutlook outlook = {0};
  g_autofree char *proves = hikae_wording_stamp (stamp);
  g_autofree char *until = NULL;

  hikae_stamp_outlook_compute (open_case, stamp, &outlook);
  until = hikae_wording_outlook (&outlook, hikae_clock_get_now ());
  return g_strdup_printf ("%s\n%s\n%s",
                          proves,
                          authority != NULL
                              ? hikae_wording_authority_class (authority->legal_class)
                              : _ ("An authority that you named yourself"),
                          until);
}

/* Of one that is not in the list its address, which says more than the name we gave it.
 */
static const char *
find_authority_name (HikaeStamp *stamp, const HikaeAuthority *authority)
{
  const char *url = hikae_stamp_get_url (stamp);

  if (authority != NULL)
    return authority->name;
  return url != NULL && *url != '\0' ? url : hikae_stamp_get_authority (stamp);
}

static void
add_stamp (HikaeItemPane *self, HikaeCase *open_case, HikaeStamp *stamp)
{
  const HikaeAuthority *authority =
      hikae_session_find_authority (self->session, hikae_stamp_get_authority (stamp));
  const gboolean valid = hikae_stamp_get_state (stamp) == HIKAE_STAMP_VALID;
  g_autofree char *text =
      valid ? describe_valid (open_case, stamp, authority) : hikae_wording_stamp (stamp);

  hikae_row_group_add_text (self->stamps,
                            valid ? "emblem-ok-symbolic"
                                  : "preferences-system-time-symbolic",
                            find_authority_name (stamp, authority),
                            text);
}

static void
show_stamps (HikaeItemPane *self, HikaeCase *open_case)
{
  GListModel *stamps = hikae_case_get_stamps (open_case);
  const guint seal = hikae_item_get_seal (self->item);

  for (guint i = 0; seal != 0 && i < g_list_model_get_n_items (stamps); i++) {
    g_autoptr (HikaeStamp) stamp = g_list_model_get_item (stamps, i);

    if (hikae_stamp_get_seal (stamp) == seal)
      add_stamp (self, open_case, stamp);
  }
  if (hikae_row_group_get_count (self->stamps) == 0)
    hikae_row_group_add_link (self->stamps,
                              "preferences-system-time-symbolic",
                              seal != 0 ? _ ("Sealed locally, no outside time yet")
                                        : _ ("Kept, no outside time yet"),
                              _ ("Get outside time to prove that it existed today."),
                              "win.stamp",
                              NULL);
}

/* First of all facts, because nothing else on the page tells it. */
static void
show_holes (HikaeItemPane *self, HikaeCase *open_case)
{
  g_autoptr (GPtrArray) holes =
      hikae_case_find_holes (open_case, hikae_item_get_number (self->item));

  if (holes->len > 0)
    hikae_row_group_add_text (self->facts,
                              "dialog-warning-symbolic",
                              _ ("A part of the content is missing"),
                              _ ("The case was damaged and then rescued. Record, digests "
                                 "and times are those of the whole content."));
}

static void
show_names (HikaeItemPane *self)
{
  const char *name = hikae_item_get_name (self->item);
  const char *note = hikae_item_get_claim (self->item, "note");

  if (note != NULL)
    hikae_row_group_add_text (self->facts, NULL, _ ("In your words"), note);
  if (name != NULL)
    hikae_row_group_add_text (self->facts, NULL, _ ("Name of the file"), name);
}

static void
show_facts (HikaeItemPane *self)
{
  const char *type = hikae_item_get_media_type (self->item);
  g_autofree char *size = hikae_wording_size (hikae_item_get_size (self->item));
  g_autofree char *time = hikae_wording_time (hikae_item_get_captured_at (self->item));
  g_autofree char *what =
      type != NULL ? g_strdup_printf ("%s · %s", size, type) : g_strdup (size);

  hikae_row_group_add_text (self->facts, NULL, _ ("Size and kind"), what);
  hikae_row_group_add_text (
      self->facts, NULL, _ ("Kept, by this computer's clock"), time);
}

static void
show_places (HikaeItemPane *self)
{
  static const struct {
    const char *claim;
    const char *label;
  } claims[] = {
      {"url", N_ ("Address")},
      {"final_url", N_ ("Where the address led")},
      {"account", N_ ("Account")},
      {"account_id", N_ ("Number of the account")},
      {"posted_at", N_ ("Posted at")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (claims); i++) {
    const char *value = hikae_item_get_claim (self->item, claims[i].claim);

    if (value != NULL)
      hikae_row_group_add_copyable (self->places, _ (claims[i].label), value, FALSE);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->places),
                          hikae_row_group_get_count (self->places) > 0);
}

static gboolean
concerns (HikaeEvent *event, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  const guint seal = hikae_item_get_seal (item);
  JsonObject *body = hikae_event_get_body (event);
  const char *kind = hikae_event_get_kind (event);

  if (g_str_equal (kind, "recheck.done"))
    return hikae_json_get_int (body, "item", -1) == number;
  if (g_str_has_prefix (kind, "item."))
    return hikae_json_get_int (body, "number", -1) == number ||
           hikae_json_get_int (body, "item", -1) == number;
  if (g_str_has_prefix (kind, "seal."))
    return seal != 0 && (hikae_json_get_int (body, "number", -1) == seal ||
                         hikae_json_get_int (body, "seal", -1) == seal);
  return g_str_has_prefix (kind, "stamp.") && seal != 0 &&
         hikae_json_get_int (body, "seal", -1) == seal;
}

/* The next event with that member. In a line it ends with one of two signs: "item":1 is
 * not "item":12. */
static guint
find_member (HikaeCase *open_case,
             const char *name,
             guint number,
             guint from,
             guint until)
{
  g_autofree char *inner = g_strdup_printf ("\"%s\":%u,", name, number);
  g_autofree char *last = g_strdup_printf ("\"%s\":%u}", name, number);
  const guint found = hikae_case_find_event (open_case, inner, from, until);

  return MIN (found, hikae_case_find_event (open_case, last, from, MIN (found, until)));
}

/* The next event that may concern the item; %G_MAXUINT: none before @until. */
static guint
find_event (HikaeItemPane *self, HikaeCase *open_case, guint until)
{
  const guint from = self->looked_through;
  const guint seal = hikae_item_get_seal (self->item);
  const guint found =
      find_member (open_case, "item", hikae_item_get_number (self->item), from, until);

  if (seal == 0)
    return found;
  return MIN (found, find_member (open_case, "seal", seal, from, MIN (found, until)));
}

static void
add_event (HikaeItemPane *self, HikaeEvent *event)
{
  g_autofree char *what = hikae_wording_event (event);
  g_autofree char *time = hikae_wording_time (hikae_event_get_time (event));

  hikae_row_group_add_text (self->history, NULL, what, time);
}

/* Of a long log only the few lines that name the item or its seal are read. */
static gboolean
show_history (HikaeItemPane *self, HikaeCase *open_case)
{
  GListModel *events = hikae_case_get_events (open_case);
  const guint count = g_list_model_get_n_items (events);
  const guint until = MIN (self->looked_through + EVENTS_A_FRAME, count);

  for (guint rows = 0; rows < ROWS_A_FRAME && self->looked_through < until;) {
    const guint place = find_event (self, open_case, until);
    g_autoptr (HikaeEvent) event = g_list_model_get_item (events, place);

    self->looked_through = MIN (place, until - 1) + 1;
    if (event == NULL || !concerns (event, self->item))
      continue;
    add_event (self, event);
    rows++;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->history),
                          hikae_row_group_get_count (self->history) > 0);
  return self->looked_through >= count;
}

static gboolean
has_web_address (HikaeItem *item)
{
  const char *url = hikae_item_get_claim (item, "url");

  return url != NULL && (g_ascii_strncasecmp (url, "https://", 8) == 0 ||
                         g_ascii_strncasecmp (url, "http://", 7) == 0);
}

/* ---- filled from the top, a part in each frame ---- */

static gboolean
fill_stamps (GtkWidget *widget)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (widget);
  HikaeCase *open_case = hikae_session_get_case (self->session);

  hikae_row_group_clear (self->stamps);
  if (open_case != NULL)
    show_stamps (self, open_case);
  return TRUE;
}

static gboolean
fill_facts (GtkWidget *widget)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (widget);
  HikaeCase *open_case = hikae_session_get_case (self->session);

  hikae_row_group_clear (self->facts);
  if (open_case != NULL)
    show_holes (self, open_case);
  show_names (self);
  return TRUE;
}

static gboolean
fill_more_facts (GtkWidget *widget)
{
  show_facts (HIKAE_ITEM_PANE (widget));
  return TRUE;
}

static gboolean
fill_places (GtkWidget *widget)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (widget);

  hikae_row_group_clear (self->places);
  show_places (self);
  return TRUE;
}

static gboolean
fill_digest (GtkWidget *widget)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (widget);

  hikae_row_group_clear (self->digests);
  hikae_row_group_add_copyable (
      self->digests, "SHA-256", hikae_item_get_sha256 (self->item), TRUE);
  return TRUE;
}

/* Only a help: where it cannot be told, as in a damaged case, nothing is said. */
static void
same_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Asked *asked = user_data;
  g_autoptr (HikaeItemPane) self = asked->self;
  guint same = 0;
  const gboolean found =
      hikae_case_find_same_finish (HIKAE_CASE (source), result, &same, NULL);

  if (!found || same == 0 || self->item == NULL || self->session == NULL ||
      !hikae_session_is_current (self->session, HIKAE_CASE (source)) ||
      asked->run != self->run)
    return;
  g_autofree char *title = g_strdup_printf (_ ("Item %u has the same bytes"), same);
  g_autofree char *target = g_strdup_printf ("case:%u", same);

  hikae_row_group_add_link (self->digests,
                            "edit-copy-symbolic",
                            title,
                            _ ("It was kept twice."),
                            "win.go",
                            target);
}

static gboolean
fill_long_digest (GtkWidget *widget)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (widget);
  HikaeCase *open_case = hikae_session_get_case (self->session);
  Asked *asked = NULL;

  hikae_row_group_add_copyable (
      self->digests, "SHA-512", hikae_item_get_sha512 (self->item), TRUE);
  if (open_case == NULL)
    return TRUE;
  asked = g_new0 (Asked, 1);
  asked->self = g_object_ref (self);
  asked->run = self->run;
  hikae_case_find_same_async (
      open_case, hikae_item_get_number (self->item), NULL, same_cb, asked);
  return TRUE;
}

static gboolean
fill_history (GtkWidget *widget)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (widget);
  HikaeCase *open_case = hikae_session_get_case (self->session);

  if (self->looked_through == 0)
    hikae_row_group_clear (self->history);
  return open_case == NULL || show_history (self, open_case);
}

static const HikaeStep steps[] = {
    fill_stamps,
    fill_facts,
    fill_more_facts,
    fill_places,
    fill_digest,
    fill_long_digest,
    fill_history,
    NULL,
};

void
hikae_item_pane_show (HikaeItemPane *self, HikaeSession *session, HikaeItem *item)
{
  g_return_if_fail (HIKAE_IS_ITEM_PANE (self));

  hikae_steps_stop (GTK_WIDGET (self));
  self->run++;
  g_set_object (&self->session, session);
  /* What is shown already stays until its part comes, so that the page does not jump. */
  if (item == NULL || self->item == NULL ||
      hikae_item_get_number (item) != hikae_item_get_number (self->item)) {
    clear (self);
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  }
  g_set_object (&self->item, item);
  hikae_media_pane_show (self->media, session, item);
  HikaeCase *open_case = session != NULL ? hikae_session_get_case (session) : NULL;
  if (item == NULL || open_case == NULL)
    return;

  const gboolean gone = hikae_item_get_deleted (item);
  g_autofree char *title = hikae_wording_item_title (item, 300);
  g_autofree char *summary = g_strdup_printf (
      gone ? _ ("%s · item %u · content removed, its record stays") : _ ("%s · item %u"),
      hikae_item_part_get_name (item),
      hikae_item_get_number (item));

  gtk_image_set_from_icon_name (self->tile,
                                hikae_wording_item_icon (hikae_item_get_kind (item)));
  gtk_label_set_text (self->heading, title);
  gtk_label_set_text (self->summary, summary);
  gtk_widget_set_visible (self->recheck_button, has_web_address (item));
  gtk_widget_set_visible (self->extract_button, !gone);
  gtk_widget_set_visible (self->remove_button, !gone);
  self->looked_through = 0;
  hikae_steps_start (GTK_WIDGET (self), steps);
}

static void
recheck_cb (HikaeItemPane *self)
{
  if (self->item == NULL || self->session == NULL ||
      hikae_session_get_case (self->session) == NULL)
    return;
  hikae_recheck_item_start (
      self->session, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->item);
}

static void
extract_cb (HikaeItemPane *self)
{
  if (self->item == NULL || self->session == NULL ||
      hikae_session_get_case (self->session) == NULL)
    return;
  hikae_save_copy_start (
      self->session, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->item);
}

static void
removed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;

  if (!hikae_case_delete_item_finish (HIKAE_CASE (source), result, &error) &&
      hikae_session_get_case (session) != NULL)
    hikae_session_fail (session, error);
}

static void
remove_agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeItemPane) self = HIKAE_ITEM_PANE (user_data);
  const gboolean agreed = hikae_dialogs_ask_finish (result, NULL);
  HikaeCase *open_case =
      self->session != NULL ? hikae_session_get_case (self->session) : NULL;

  if (!agreed || open_case == NULL || self->item == NULL)
    return;
  hikae_case_delete_item_async (open_case,
                                hikae_item_get_number (self->item),
                                "",
                                NULL,
                                removed_cb,
                                g_object_ref (self->session));
}

static void
remove_cb (HikaeItemPane *self)
{
  hikae_dialogs_ask_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                           _ ("Remove the content of this item?"),
                           _ ("The content cannot be brought back. Its record, digests "
                              "and times stay, and the "
                              "log says that it was removed."),
                           _ ("_Remove"),
                           remove_agreed_cb,
                           g_object_ref (self));
}

static void
hikae_item_pane_dispose (GObject *object)
{
  HikaeItemPane *self = HIKAE_ITEM_PANE (object);

  hikae_steps_stop (GTK_WIDGET (self));
  g_clear_object (&self->session);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_ITEM_PANE);
  G_OBJECT_CLASS (hikae_item_pane_parent_class)->dispose (object);
}

static void
hikae_item_pane_class_init (HikaeItemPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_item_pane_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-item-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, scroller);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, tile);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, heading);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, summary);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, media);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, stamps);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, facts);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, places);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, digests);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, history);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, recheck_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, extract_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemPane, remove_button);
  gtk_widget_class_bind_template_callback (widget_class, recheck_cb);
  gtk_widget_class_bind_template_callback (widget_class, extract_cb);
  gtk_widget_class_bind_template_callback (widget_class, remove_cb);
}

static void
hikae_item_pane_init (HikaeItemPane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
