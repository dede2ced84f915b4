/* hikae-item-row.c: one item in the list, or the heading of a group
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-item-row.h"

#include "hikae-accessible-name.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

#define TITLE_MAX 120

/* Some two hundred rows are made at once, and moved to other items when somebody scrolls:
 * there are as few widgets as can be, the texts are GtkInscriptions, which are laid out
 * only where they are seen, and what few rows need is made for those. */
struct _HikaeItemRow {
  GtkWidget parent_instance;

  gboolean is_head;
  gboolean choosing;
  gboolean ticked;
  guint number;           /* of the item; 0: none yet */
  const char *icon_name;  /* (nullable): shown; a constant, as the next two are */
  const char *state_name; /* (nullable) */
  const char *words;      /* (nullable): of the state */

  GtkLabel *head;        /* (nullable): made when it is needed first */
  GtkCheckButton *check; /* (nullable): likewise */
  GtkImage *icon;
  GtkWidget *texts;
  GtkInscription *title;
  GtkInscription *subtitle;
  GtkImage *state;
};

enum {
  PROP_CHOOSING = 1,
  PROP_TICKED,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];
static guint ticked_by_hand;

G_DEFINE_FINAL_TYPE (HikaeItemRow, hikae_item_row, GTK_TYPE_WIDGET)

static void
name_check (HikaeItemRow *self)
{
  /* Translators: the box to tick before an item; its number. */
  g_autofree char *name = g_strdup_printf (_ ("Choose item %u"), self->number);

  if (self->check != NULL)
    hikae_accessible_name_set (GTK_WIDGET (self->check), name);
}

static void
toggled_cb (HikaeItemRow *self)
{
  const gboolean active = gtk_check_button_get_active (self->check);

  if (active != self->ticked)
    g_signal_emit (self, ticked_by_hand, 0, active);
}

static void
make_check (HikaeItemRow *self)
{
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_check_button_set_active (self->check, self->ticked);
  g_signal_connect_object (
      self->check, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_insert_after (GTK_WIDGET (self->check), GTK_WIDGET (self), NULL);
  name_check (self);
}

static void
update_check (HikaeItemRow *self)
{
  if (self->check != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->check), self->choosing && !self->is_head);
}

static void
hikae_item_row_set_property (GObject *object,
                             guint id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  HikaeItemRow *self = HIKAE_ITEM_ROW (object);

  switch (id) {
  case PROP_CHOOSING:
    self->choosing = g_value_get_boolean (value);
    if (self->check == NULL && self->choosing)
      make_check (self);
    update_check (self);
    break;
  case PROP_TICKED:
    self->ticked = g_value_get_boolean (value);
    if (self->check != NULL)
      gtk_check_button_set_active (self->check, self->ticked);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_item_row_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HikaeItemRow *self = HIKAE_ITEM_ROW (object);

  switch (id) {
  case PROP_CHOOSING:
    g_value_set_boolean (value, self->choosing);
    break;
  case PROP_TICKED:
    g_value_set_boolean (value, self->ticked);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_item_row_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_ITEM_ROW);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hikae_item_row_parent_class)->dispose (object);
}

static void
hikae_item_row_class_init (HikaeItemRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->set_property = hikae_item_row_set_property;
  object_class->get_property = hikae_item_row_get_property;
  object_class->dispose = hikae_item_row_dispose;
  properties[PROP_CHOOSING] = g_param_spec_boolean ("choosing", NULL, NULL, FALSE, flags);
  properties[PROP_TICKED] = g_param_spec_boolean ("ticked", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  ticked_by_hand = g_signal_new ("ticked-by-hand",
                                 HIKAE_TYPE_ITEM_ROW,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 1,
                                 G_TYPE_BOOLEAN);
  /* From GTK 4.12 on a widget without a role of its own has no name either. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-item-row.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, icon);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, texts);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, title);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, HikaeItemRow, state);
}

static void
hikae_item_row_init (HikaeItemRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
hikae_item_row_new (void)
{
  return g_object_new (HIKAE_TYPE_ITEM_ROW, NULL);
}

static void
set_is_head (HikaeItemRow *self, gboolean is_head)
{
  if (is_head && self->head == NULL) {
    self->head = GTK_LABEL (gtk_label_new (NULL));
    gtk_label_set_xalign (self->head, 0);
    gtk_widget_set_hexpand (GTK_WIDGET (self->head), TRUE);
    gtk_label_set_ellipsize (self->head, PANGO_ELLIPSIZE_END);
    gtk_widget_add_css_class (GTK_WIDGET (self->head), "heading");
    gtk_widget_add_css_class (GTK_WIDGET (self->head), "group-head");
    gtk_widget_insert_after (GTK_WIDGET (self->head), GTK_WIDGET (self), NULL);
  }
  if (self->is_head == is_head)
    return;
  self->is_head = is_head;
  gtk_widget_set_visible (GTK_WIDGET (self->head), is_head);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), !is_head);
  gtk_widget_set_visible (self->texts, !is_head);
  gtk_widget_set_visible (GTK_WIDGET (self->state), !is_head);
  update_check (self);
}

/* GTK would lay the row out anew for the same icon too. */
static void
show_icon (GtkImage *image, const char **shown, const char *name)
{
  if (name != *shown)
    gtk_image_set_from_icon_name (image, name);
  *shown = name;
}

void
hikae_item_row_show (HikaeItemRow *self, HikaeItem *item, GListModel *stamps)
{
  g_return_if_fail (HIKAE_IS_ITEM_ROW (self));

  const HikaeItemKind kind = hikae_item_get_kind (item);
  const HikaeSealState state =
      stamps != NULL
          ? hikae_wording_find_seal_state (hikae_item_get_seal (item), stamps, NULL)
          : HIKAE_SEAL_STATE_OPEN;
  const char *words = hikae_item_get_deleted (item) ? _ ("Content removed")
                                                    : hikae_wording_seal_state (state);
  g_autofree char *title = hikae_wording_item_title (item, TITLE_MAX);
  g_autofree char *day = hikae_wording_moment (hikae_item_get_captured_at (item));
  g_autofree char *subtitle =
      g_strdup_printf ("%u · %s", hikae_item_get_number (item), day);
  g_autofree char *name = g_strdup_printf (
      "%s, %s, %s, %s", title, hikae_wording_item_kind (kind), subtitle, words);

  set_is_head (self, FALSE);
  show_icon (self->icon, &self->icon_name, hikae_wording_item_icon (kind));
  gtk_inscription_set_text (self->title, title);
  gtk_inscription_set_text (self->subtitle, subtitle);
  show_icon (self->state,
             &self->state_name,
             state == HIKAE_SEAL_STATE_STAMPED ? "emblem-ok-symbolic"
                                               : "preferences-system-time-symbolic");
  if (words != self->words)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self->state), words);
  self->words = words;
  self->number = hikae_item_get_number (item);
  name_check (self);
  hikae_accessible_name_set_row (GTK_WIDGET (self), name);
}

/* (transfer full): the site or account that the items of a group share. */
static char *
dup_group_name (HikaeItem *item, gboolean by_site)
{
  g_autofree char *site = NULL;
  const char *account = NULL;

  if (item != NULL && by_site)
    site = hikae_item_dup_site (item);
  else if (item != NULL)
    account = hikae_item_get_claim (item, "account");
  if (item != NULL && !by_site && account == NULL)
    account = hikae_item_get_claim (item, "account_id");
  if (by_site)
    return site != NULL && *site != '\0' ? hikae_text_for_display (site, TITLE_MAX)
                                         : g_strdup (_ ("Without a site"));
  return account != NULL && *account != '\0' ? hikae_text_for_display (account, TITLE_MAX)
                                             : g_strdup (_ ("Without an account"));
}

void
hikae_item_row_show_head (HikaeItemRow *self, HikaeGroupHead *head, gboolean by_site)
{
  g_return_if_fail (HIKAE_IS_ITEM_ROW (self));

  g_autofree char *name = dup_group_name (hikae_group_head_get_first (head), by_site);
  /* Translators: the heading of a group in the list: a site or account, how many. */
  g_autofree char *text =
      g_strdup_printf (_ ("%s · %u"), name, hikae_group_head_get_count (head));

  set_is_head (self, TRUE);
  gtk_label_set_text (self->head, text);
  hikae_accessible_name_set_row (GTK_WIDGET (self), text);
}
