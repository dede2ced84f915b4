/* hikae-bases-page.c: the legal bases that fit, with what each cannot do
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bases-page.h"

#include "hikae-clock.h"
#include "hikae-row-group.h"

#include <glib/gi18n.h>

struct _HikaeBasesPage {
  HikaePage parent_instance;

  GtkLabel *intro;
  GtkBox *offers;
  HikaeRowGroup *refused;
  HikaeRowGroup *support;
  GtkLabel *warnings;
};

G_DEFINE_FINAL_TYPE (HikaeBasesPage, hikae_bases_page, HIKAE_TYPE_PAGE)

static const char *
pick_name (JsonObject *entry, const char *id)
{
  const char *name = entry != NULL
                         ? hikae_law_pack_pick (hikae_json_get_object (entry, "name"),
                                                hikae_session_get_language ())
                         : NULL;

  return name != NULL ? name : id;
}

/* The channel @id of a recipient's entry. */
static JsonObject *
find_channel (JsonObject *recipient, const char *id)
{
  JsonArray *channels =
      recipient != NULL ? hikae_json_get_array (recipient, "channels") : NULL;

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++) {
    JsonObject *channel = json_array_get_object_element (channels, i);

    if (g_strcmp0 (hikae_json_get_string (channel, "id"), id) == 0)
      return channel;
  }
  return NULL;
}

static const char *
describe_readers (JsonObject *channel)
{
  const char *poster =
      channel != NULL ? hikae_json_get_string (channel, "forwards_to_poster") : NULL;

  if (g_strcmp0 (poster, "no") == 0)
    return _ ("The recipient. It says that it does not pass your words on.");
  if (g_strcmp0 (poster, "yes") == 0 || g_strcmp0 (poster, "may") == 0)
    return _ ("The recipient, and it may pass your words on to the poster.");
  return _ ("The recipient. Whether the poster gets to read it is not known.");
}

static void
add_warnings (HikaeRowGroup *group, JsonObject *basis)
{
  JsonArray *warnings = basis != NULL ? hikae_json_get_array (basis, "warnings") : NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; warnings != NULL && i < json_array_get_length (warnings); i++) {
    JsonNode *node = json_array_get_element (warnings, i);
    const char *warning = JSON_NODE_HOLDS_OBJECT (node)
                              ? hikae_law_pack_pick (json_node_get_object (node),
                                                     hikae_session_get_language ())
                              : NULL;

    if (warning != NULL)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", warning);
  }
  g_string_append_printf (text,
                          "%s%s",
                          text->len > 0 ? "\n" : "",
                          _ ("It cannot force anybody by itself, and it cannot reach "
                             "copies elsewhere."));
  hikae_row_group_add_text (group, NULL, _ ("What it cannot do"), text->str);
}

static gboolean
is_reviewed (JsonObject *basis)
{
  JsonObject *review = basis != NULL ? hikae_json_get_object (basis, "review") : NULL;

  return review != NULL && hikae_json_get_string (review, "reviewed") != NULL;
}

static void
add_offer (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *offer)
{
  const char *basis_id = hikae_json_get_string (offer, "basis");
  const char *recipient_id = hikae_json_get_string (offer, "recipient");
  const char *why = hikae_json_get_string (offer, "why");

  if (basis_id == NULL)
    return;
  JsonObject *basis = hikae_law_pack_find_basis (pack, basis_id);
  JsonObject *recipient =
      recipient_id != NULL ? hikae_law_pack_find_recipient (pack, recipient_id) : NULL;
  JsonObject *channel =
      find_channel (recipient, hikae_json_get_string (offer, "channel"));
  HikaeRowGroup *group = g_object_new (HIKAE_TYPE_ROW_GROUP, NULL);
  g_autofree char *target = g_strdup_printf (
      "letter:%s|%s", basis_id, recipient_id != NULL ? recipient_id : "");
  g_autofree char *to = g_strdup_printf (
      _ ("To %s"),
      recipient_id != NULL ? pick_name (recipient, recipient_id) : _ ("the recipient"));

  AdwActionRow *head = hikae_row_group_add_text (
      group, "document-edit-symbolic", pick_name (basis, basis_id), to);
  gtk_widget_add_css_class (GTK_WIDGET (head), "offer");
  if (why != NULL)
    hikae_row_group_add_text (group, NULL, _ ("Why it fits"), why);
  add_warnings (group, basis);
  hikae_row_group_add_text (
      group, NULL, _ ("Who will read what you write"), describe_readers (channel));
  if (!is_reviewed (basis))
    hikae_row_group_add_text (group,
                              NULL,
                              _ ("Not reviewed by a lawyer"),
                              _ ("Taken from public sources by the makers of Hikae."));
  AdwActionRow *write = hikae_row_group_add_link (
      group, "go-next-symbolic", _ ("Write this letter"), NULL, "win.go", target);
  gtk_widget_add_css_class (GTK_WIDGET (write), "accent");
  gtk_box_append (self->offers, GTK_WIDGET (group));
}

static void
clear (HikaeBasesPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->offers))) != NULL)
    gtk_box_remove (self->offers, child);
  hikae_row_group_clear (self->refused);
  hikae_row_group_clear (self->support);
}

static JsonObject *
find_support (HikaeLawPack *pack, const char *id)
{
  JsonArray *entries = hikae_law_pack_list_support (pack);

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);

    if (g_strcmp0 (hikae_json_get_string (entry, "id"), id) == 0)
      return entry;
  }
  return NULL;
}

static void
add_support (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *answer)
{
  JsonArray *support = hikae_json_get_array (answer, "support");

  for (guint i = 0; support != NULL && i < json_array_get_length (support); i++) {
    const char *id =
        hikae_json_get_string (json_array_get_object_element (support, i), "id");
    JsonObject *entry = id != NULL ? find_support (pack, id) : NULL;
    const char *does = entry != NULL
                           ? hikae_law_pack_pick (hikae_json_get_object (entry, "does"),
                                                  hikae_session_get_language ())
                           : NULL;

    if (entry != NULL)
      hikae_row_group_add_link (self->support,
                                "system-users-symbolic",
                                pick_name (entry, id),
                                does,
                                "win.help-now",
                                NULL);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->support),
                          hikae_row_group_get_count (self->support) > 0);
}

static void
add_refused (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *answer)
{
  JsonArray *refused = hikae_json_get_array (answer, "refused");

  for (guint i = 0; refused != NULL && i < json_array_get_length (refused); i++) {
    JsonObject *entry = json_array_get_object_element (refused, i);
    const char *id = hikae_json_get_string (entry, "basis");

    if (id != NULL)
      hikae_row_group_add_text (self->refused,
                                NULL,
                                pick_name (hikae_law_pack_find_basis (pack, id), id),
                                hikae_json_get_string (entry, "why"));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->refused),
                          hikae_row_group_get_count (self->refused) > 0);
}

static void
show (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *answer)
{
  JsonArray *offered = hikae_json_get_array (answer, "offered");
  const guint count = offered != NULL ? json_array_get_length (offered) : 0;

  for (guint i = 0; i < count; i++)
    add_offer (self, pack, json_array_get_object_element (offered, i));
  add_refused (self, pack, answer);
  add_support (self, pack, answer);
  gtk_label_set_text (
      self->intro,
      count > 0
          ? _ ("These fit your answers. You can use more than one.")
          : _ ("No letter of ours fits these answers. That does not mean that nothing "
               "can be done: the people below know more ways."));
}

static void
show_warnings (HikaeBasesPage *self, HikaeLawPack *pack)
{
  g_autoptr (GPtrArray) warnings = hikae_law_pack_list_warnings_in (
      pack, hikae_session_get_language (), hikae_clock_get_now ());

  g_ptr_array_insert (
      warnings, 0, g_strdup (_ ("Facts from public sources, not legal advice.")));
  g_ptr_array_add (warnings, NULL);
  g_autofree char *text = g_strjoinv ("\n", (char **)warnings->pdata);
  gtk_label_set_text (self->warnings, text);
}

static void
hikae_bases_page_enter (HikaePage *page, const char *argument)
{
  HikaeBasesPage *self = HIKAE_BASES_PAGE (page);
  HikaeSession *session = hikae_page_get_session (page);
  g_autoptr (GError) error = NULL;
  HikaeLawPack *pack = hikae_session_get_law_pack (session, &error);
  g_autoptr (JsonNode) answer =
      pack != NULL ? hikae_law_pack_evaluate (pack,
                                              hikae_session_get_answers (session),
                                              hikae_session_get_language (),
                                              hikae_clock_get_now (),
                                              &error)
                   : NULL;

  clear (self);
  if (pack != NULL)
    show_warnings (self, pack);
  if (answer != NULL && JSON_NODE_HOLDS_OBJECT (answer))
    show (self, pack, json_node_get_object (answer));
  else
    hikae_session_fail (session, error);
}

static void
hikae_bases_page_leave (HikaePage *page, gboolean locking)
{
  if (locking)
    clear (HIKAE_BASES_PAGE (page));
}

static void
hikae_bases_page_class_init (HikaeBasesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_bases_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_bases_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-bases-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, intro);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, offers);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, refused);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, support);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, warnings);
}

static void
hikae_bases_page_init (HikaeBasesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
