/* hikae-page.c: a page of the window: has a title, knows where back leads, gets the
 * session
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-page.h"

#include "hikae-foreign-names.h"

typedef struct {
  HikaeSession *session; /* (owned) */
  char *title;           /* (owned) (nullable) */
  char *back;            /* (owned) (nullable) */
} HikaePagePrivate;

enum {
  PROP_TITLE = 1,
  PROP_BACK,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HikaePage, hikae_page, ADW_TYPE_BIN)

static HikaePagePrivate *
get_private (HikaePage *self)
{
  return hikae_page_get_instance_private (self);
}

static void
hikae_page_set_property (GObject *object,
                         guint id,
                         const GValue *value,
                         GParamSpec *pspec)
{
  HikaePagePrivate *priv = get_private (HIKAE_PAGE (object));

  switch (id) {
  case PROP_TITLE:
    g_free (priv->title);
    priv->title = g_value_dup_string (value);
    break;
  case PROP_BACK:
    g_free (priv->back);
    priv->back = g_value_dup_string (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HikaePagePrivate *priv = get_private (HIKAE_PAGE (object));

  switch (id) {
  case PROP_TITLE:
    g_value_set_string (value, priv->title);
    break;
  case PROP_BACK:
    g_value_set_string (value, priv->back);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hikae_page_dispose (GObject *object)
{
  HikaePagePrivate *priv = get_private (HIKAE_PAGE (object));

  g_clear_object (&priv->session);
  gtk_widget_dispose_template (GTK_WIDGET (object), G_OBJECT_TYPE (object));
  G_OBJECT_CLASS (hikae_page_parent_class)->dispose (object);
}

static void
hikae_page_finalize (GObject *object)
{
  HikaePagePrivate *priv = get_private (HIKAE_PAGE (object));

  g_clear_pointer (&priv->title, g_free);
  g_clear_pointer (&priv->back, g_free);
  G_OBJECT_CLASS (hikae_page_parent_class)->finalize (object);
}

static void
hikae_page_class_init (HikaePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  object_class->dispose = hikae_page_dispose;
  object_class->finalize = hikae_page_finalize;
  object_class->set_property = hikae_page_set_property;
  object_class->get_property = hikae_page_get_property;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_BACK] = g_param_spec_string ("back", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
}

static void
hikae_page_init (HikaePage *self)
{
}

/* What scrolls can have the focus, before there is a row in it for instance: it is called
 * like the page then. A group, as GTK 4.18 keeps no name of what has no role. */
static void
name_scrolled (HikaePage *self)
{
  const char *title = get_private (self)->title;
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (!GTK_IS_SCROLLED_WINDOW (child) || title == NULL)
    return;
  g_object_set (child, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

void
hikae_page_set_session (HikaePage *self, HikaeSession *session)
{
  g_return_if_fail (HIKAE_IS_PAGE (self));

  if (!g_set_object (&get_private (self)->session, session))
    return;
  if (HIKAE_PAGE_GET_CLASS (self)->set_up != NULL)
    HIKAE_PAGE_GET_CLASS (self)->set_up (self, session);
  hikae_foreign_names_give (GTK_WIDGET (self));
  name_scrolled (self);
}

HikaeSession *
hikae_page_get_session (HikaePage *self)
{
  g_return_val_if_fail (HIKAE_IS_PAGE (self), NULL);
  return get_private (self)->session;
}

HikaeCase *
hikae_page_get_case (HikaePage *self)
{
  g_return_val_if_fail (HIKAE_IS_PAGE (self), NULL);

  HikaeSession *session = get_private (self)->session;
  return session != NULL ? hikae_session_get_case (session) : NULL;
}

const char *
hikae_page_get_title (HikaePage *self)
{
  g_return_val_if_fail (HIKAE_IS_PAGE (self), NULL);
  return get_private (self)->title;
}

const char *
hikae_page_get_back (HikaePage *self)
{
  g_return_val_if_fail (HIKAE_IS_PAGE (self), NULL);
  return get_private (self)->back;
}

void
hikae_page_enter (HikaePage *self, const char *argument)
{
  g_return_if_fail (HIKAE_IS_PAGE (self));

  if (HIKAE_PAGE_GET_CLASS (self)->enter != NULL)
    HIKAE_PAGE_GET_CLASS (self)->enter (self, argument);
}

void
hikae_page_leave (HikaePage *self, gboolean locking)
{
  g_return_if_fail (HIKAE_IS_PAGE (self));

  if (HIKAE_PAGE_GET_CLASS (self)->leave != NULL)
    HIKAE_PAGE_GET_CLASS (self)->leave (self, locking);
}

static gboolean
lead_cb (gpointer user_data)
{
  g_autoptr (GtkWidget) answer = GTK_WIDGET (user_data);

  if (gtk_widget_get_mapped (answer))
    (void)gtk_widget_child_focus (answer, GTK_DIR_TAB_FORWARD);
  return G_SOURCE_REMOVE;
}

void
hikae_page_lead_to (GtkWidget *answer)
{
  g_return_if_fail (GTK_IS_WIDGET (answer));

  g_idle_add_full (G_PRIORITY_LOW, lead_cb, g_object_ref (answer), NULL);
}

void
hikae_page_forget_focus (GtkWidget *holder)
{
  g_return_if_fail (GTK_IS_WIDGET (holder));

  while (holder != NULL) {
    GtkWidget *inner = gtk_widget_get_focus_child (holder);

    gtk_widget_set_focus_child (holder, NULL);
    holder = inner;
  }
}
