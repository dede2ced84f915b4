/* hikae-bases-page.c: the legal bases that fit, with what each cannot do
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bases-page.h"

#include "hikae-clock.h"
#include "hikae-contact-rows.h"
#include "hikae-dialogs.h"
#include "hikae-due.h"
#include "hikae-row-group.h"
#include "hikae-settings.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

struct _HikaeBasesPage {
  HikaePage parent_instance;

  char *unknown_url; /* (owned) (nullable): at a site that the pack does not know */

  GtkLabel *intro;
  GtkBox *offers;
  HikaeRowGroup *problems;
  HikaeRowGroup *contacts;
  HikaeRowGroup *routes;
  HikaeRowGroup *own;
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

static void
add_clocks (HikaeRowGroup *group, JsonObject *offer)
{
  JsonArray *clocks = hikae_json_get_array (offer, "clocks");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);
    const char *what = hikae_json_get_string (clock, "what");
    g_autofree char *length = hikae_due_describe_clock (clock);

    if (text->len > 0)
      g_string_append_c (text, '\n');
    /* Translators: what has to be done, and how long for it. */
    g_string_append_printf (
        text, _ ("%s: %s"), what != NULL ? what : _ ("An answer"), length);
  }
  if (text->len > 0)
    hikae_row_group_add_text (group, NULL, _ ("Time limits"), text->str);
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
  const char *sees = hikae_json_get_string (offer, "who_sees");
  const char *cannot = hikae_json_get_string (offer, "cannot");
  HikaeRowGroup *group = g_object_new (HIKAE_TYPE_ROW_GROUP, NULL);
  g_autofree char *target = g_strdup_printf (
      "letter:%s|%s", basis_id, recipient_id != NULL ? recipient_id : "");
  const char *name = hikae_json_get_string (offer, "recipient_name");
  g_autofree char *to =
      g_strdup_printf (_ ("To %s"), name != NULL ? name : _ ("the recipient"));

  AdwActionRow *head = hikae_row_group_add_text (
      group, "document-edit-symbolic", pick_name (basis, basis_id), to);
  gtk_widget_add_css_class (GTK_WIDGET (head), "offer");
  if (why != NULL)
    hikae_row_group_add_text (group, NULL, _ ("Why it fits"), why);
  add_clocks (group, offer);
  if (cannot != NULL)
    hikae_row_group_add_text (group, NULL, _ ("What it cannot do"), cannot);
  if (sees != NULL)
    hikae_row_group_add_text (group, NULL, _ ("Who will read what you write"), sees);
  if (!is_reviewed (basis))
    hikae_row_group_add_text (group,
                              NULL,
                              _ ("Not reviewed by a lawyer"),
                              _ ("Taken from public sources by the makers of Hikae."));
  if (hikae_json_get_boolean (offer, "letter", FALSE)) {
    AdwActionRow *write = hikae_row_group_add_link (
        group, "document-edit-symbolic", _ ("Write this letter"), NULL, "win.go", target);

    gtk_widget_add_css_class (GTK_WIDGET (write), "accent");
  }
  gtk_box_append (self->offers, GTK_WIDGET (group));
}

static void
clear (HikaeBasesPage *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->offers))) != NULL)
    gtk_box_remove (self->offers, child);
  hikae_row_group_clear (self->problems);
  hikae_row_group_clear (self->contacts);
  hikae_row_group_clear (self->routes);
  hikae_row_group_clear (self->own);
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

/* The recipient's own ways that rest on no law, and where to open them. */
static void
add_routes (HikaeBasesPage *self, JsonObject *answer)
{
  JsonArray *routes = hikae_json_get_array (answer, "routes");

  hikae_row_group_clear (self->routes);
  for (guint i = 0; routes != NULL && i < json_array_get_length (routes); i++) {
    JsonObject *route = json_array_get_object_element (routes, i);
    const char *name = hikae_json_get_string (route, "recipient_name");
    const char *address = hikae_json_get_string (route, "channel_address");
    const char *path = hikae_json_get_string (route, "menu_path");

    /* For any other site there is "Who runs this site". */
    if (g_strcmp0 (hikae_json_get_string (route, "channel_type"), "rdap_abuse") == 0)
      continue;
    if (address != NULL)
      hikae_row_group_add_copyable (self->routes, name, address, FALSE);
    if (path != NULL)
      hikae_row_group_add_text (self->routes, NULL, name, path);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->routes),
                          hikae_row_group_get_count (self->routes) > 0);
}

/* Time limits that run for the person herself. */
static void
add_own (HikaeBasesPage *self, JsonObject *answer)
{
  JsonArray *clocks = hikae_json_get_array (answer, "own_clocks");

  hikae_row_group_clear (self->own);
  for (guint i = 0; clocks != NULL && i < json_array_get_length (clocks); i++) {
    JsonObject *clock = json_array_get_object_element (clocks, i);
    const char *what = hikae_json_get_string (clock, "what");
    g_autofree char *text = hikae_due_describe_clock (clock);

    /* What begins with an answer or a silence comes with the letter. */
    if (g_strcmp0 (hikae_json_get_string (clock, "starts"), "recipient_silent") == 0 ||
        g_strcmp0 (hikae_json_get_string (clock, "starts"), "decision_received") == 0)
      continue;
    hikae_row_group_add_text (
        self->own, "alarm-symbolic", what != NULL ? what : _ ("A time limit"), text);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->own),
                          hikae_row_group_get_count (self->own) > 0);
}

/* Addresses that could not be used, each with its reason. */
static void
add_problems (HikaeBasesPage *self, JsonObject *answer)
{
  JsonArray *problems = hikae_json_get_array (answer, "problems");

  hikae_row_group_clear (self->problems);
  for (guint i = 0; problems != NULL && i < json_array_get_length (problems); i++) {
    JsonObject *problem = json_array_get_object_element (problems, i);
    const char *where = hikae_json_get_string (problem, "where");

    hikae_row_group_add_text (self->problems,
                              "dialog-information-symbolic",
                              where != NULL ? where : "",
                              hikae_json_get_string (problem, "why"));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->problems),
                          hikae_row_group_get_count (self->problems) > 0);
}

static void
add_refused (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *answer)
{
  JsonArray *refused = hikae_json_get_array (answer, "refused");
  guint elsewhere = 0;

  for (guint i = 0; refused != NULL && i < json_array_get_length (refused); i++) {
    JsonObject *entry = json_array_get_object_element (refused, i);
    const char *id = hikae_json_get_string (entry, "basis");

    if (hikae_json_get_boolean (entry, "elsewhere", FALSE))
      elsewhere++;
    else if (id != NULL)
      hikae_row_group_add_text (self->refused,
                                NULL,
                                pick_name (hikae_law_pack_find_basis (pack, id), id),
                                hikae_json_get_string (entry, "why"));
  }
  if (elsewhere > 0) {
    g_autofree char *text = g_strdup_printf (
        ngettext ("%u law of another country", "%u laws of other countries", elsewhere),
        elsewhere);

    hikae_row_group_add_text (self->refused,
                              NULL,
                              text,
                              _ ("No link to them is known for the place you chose."));
  }
  gtk_widget_set_visible (GTK_WIDGET (self->refused),
                          hikae_row_group_get_count (self->refused) > 0);
}

/* (transfer none) (nullable): an address at a site that the pack does not know. */
static const char *
find_unknown_url (JsonObject *answer, HikaeLawPack *pack)
{
  JsonArray *offered = hikae_json_get_array (answer, "offered");

  for (guint i = 0; offered != NULL && i < json_array_get_length (offered); i++) {
    JsonArray *where =
        hikae_json_get_array (json_array_get_object_element (offered, i), "where");

    for (guint k = 0; where != NULL && k < json_array_get_length (where); k++)
      if (hikae_law_pack_match_recipient (
              pack, json_array_get_string_element (where, k)) == NULL)
        return json_array_get_string_element (where, k);
  }
  return NULL;
}

static void
add_ask (HikaeBasesPage *self)
{
  hikae_row_group_add_link (self->contacts,
                            "system-search-symbolic",
                            _ ("Find out whom to write to"),
                            _ ("First look for the site's own form or contact page. "
                               "Registries can name its host."),
                            "page.contacts",
                            NULL);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeBasesPage) self = HIKAE_BASES_PAGE (user_data);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) reply = hikae_find_contacts_finish (result, &error);

  if (session == NULL || hikae_session_get_case (session) == NULL)
    return;
  if (reply == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  hikae_contact_rows_show (self->contacts, reply);
  if (!json_object_has_member (reply, "asked_at"))
    add_ask (self);
}

static void
find_contacts (HikaeBasesPage *self, const char *url, gboolean ask)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeLawPack *pack = hikae_session_get_law_pack (session, NULL);
  g_autofree char *proxy = hikae_settings_dup_proxy ();
  const HikaeContactsQuery query = {
      .url = url,
      .lang = hikae_session_get_language (),
      .proxy = proxy != NULL && *proxy != '\0' ? proxy : NULL,
      .ask = ask,
      .again = ask,
  };

  if (pack != NULL)
    hikae_find_contacts_async (hikae_session_get_case (session),
                               pack,
                               &query,
                               NULL,
                               found_cb,
                               g_object_ref (self));
}

static void
agreed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeBasesPage) self = HIKAE_BASES_PAGE (user_data);

  if (hikae_dialogs_ask_finish (result, NULL) && self->unknown_url != NULL)
    find_contacts (self, self->unknown_url, TRUE);
}

/* "page.contacts": registries are asked only after a plain yes. */
static void
contacts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hikae_dialogs_ask_async (
      GTK_WINDOW (gtk_widget_get_root (widget)),
      _ ("Ask who runs this site?"),
      _ ("Public registries are asked over the network, through your proxy if one is "
         "set. "
         "They see the name and your address. Looking up the name may also reach the "
         "site's own server. The answer is kept in the case."),
      _ ("Ask"),
      agreed_cb,
      g_object_ref (widget));
}

/* "page.use-contact" with a mail address. */
static void
use_contact_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (widget));

  json_object_set_string_member (hikae_session_get_answers (session),
                                 "recipient_email",
                                 g_variant_get_string (parameter, NULL));
  hikae_session_say (session, _ ("The e-mail draft will carry this address."));
}

static void
show_contacts (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *answer)
{
  const char *url = find_unknown_url (answer, pack);

  g_free (self->unknown_url);
  self->unknown_url = g_strdup (url);
  hikae_row_group_clear (self->contacts);
  gtk_widget_set_visible (GTK_WIDGET (self->contacts), url != NULL);
  if (url == NULL)
    return;
  /* What the case knows already: nobody is asked. */
  find_contacts (self, url, FALSE);
}

static void
show (HikaeBasesPage *self, HikaeLawPack *pack, JsonObject *answer)
{
  JsonArray *offered = hikae_json_get_array (answer, "offered");
  const guint count = offered != NULL ? json_array_get_length (offered) : 0;

  for (guint i = 0; i < count; i++)
    add_offer (self, pack, json_array_get_object_element (offered, i));
  add_problems (self, answer);
  show_contacts (self, pack, answer);
  add_routes (self, answer);
  add_own (self, answer);
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

  /* A letter from here follows no other. */
  if (json_object_has_member (hikae_session_get_answers (session), "follows"))
    json_object_remove_member (hikae_session_get_answers (session), "follows");
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
hikae_bases_page_finalize (GObject *object)
{
  g_clear_pointer (&HIKAE_BASES_PAGE (object)->unknown_url, g_free);
  G_OBJECT_CLASS (hikae_bases_page_parent_class)->finalize (object);
}

static void
hikae_bases_page_class_init (HikaeBasesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_bases_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_bases_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_bases_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-bases-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, intro);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, offers);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, problems);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, contacts);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, routes);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, own);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, refused);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, support);
  gtk_widget_class_bind_template_child (widget_class, HikaeBasesPage, warnings);
  gtk_widget_class_install_action (widget_class, "page.contacts", NULL, contacts_action);
  gtk_widget_class_install_action (
      widget_class, "page.use-contact", "s", use_contact_action);
}

static void
hikae_bases_page_init (HikaeBasesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
