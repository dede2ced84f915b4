/* hikae-help-page.c: people who help, by country, offline
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-help-page.h"

#include "hikae-row-group.h"

#include <glib/gi18n.h>
#include <stdio.h>

struct _HikaeHelpPage {
  HikaePage parent_instance;

  GPtrArray *codes; /* (owned) (element-type utf8): country codes, as in the drop-down */

  AdwComboRow *country;
  HikaeRowGroup *services;
  GtkLabel *warning;
};

G_DEFINE_FINAL_TYPE (HikaeHelpPage, hikae_help_page, HIKAE_TYPE_PAGE)

static const char *
find_country_name (const char *code)
{
  static const char *const names[][2] = {
      {"AU", N_ ("Australia")},      {"BR", N_ ("Brazil")},
      {"CA", N_ ("Canada")},         {"DE", N_ ("Germany")},
      {"EU", N_ ("European Union")}, {"FR", N_ ("France")},
      {"GB", N_ ("United Kingdom")}, {"IE", N_ ("Ireland")},
      {"IN", N_ ("India")},          {"JP", N_ ("Japan")},
      {"KR", N_ ("South Korea")},    {"MY", N_ ("Malaysia")},
      {"NL", N_ ("Netherlands")},    {"NZ", N_ ("New Zealand")},
      {"SG", N_ ("Singapore")},      {"TW", N_ ("Taiwan")},
      {"US", N_ ("United States")},  {"XX", N_ ("Everywhere")},
      {"ZA", N_ ("South Africa")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i][0], code))
      return _ (names[i][1]);
  return code;
}

static JsonArray *
get_support (HikaeHelpPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeLawPack *pack =
      session != NULL ? hikae_session_get_law_pack (session, NULL) : NULL;

  return pack != NULL ? hikae_law_pack_list_support (pack) : NULL;
}

static JsonObject *
get_entry (JsonArray *entries, guint index)
{
  JsonNode *node = json_array_get_element (entries, index);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* @name: of the service. Of several numbers each names itself. */
static void
add_phones (HikaeHelpPage *self, JsonObject *entry, const char *name)
{
  JsonArray *phones = hikae_json_get_array (entry, "phone");
  const guint count = phones != NULL ? json_array_get_length (phones) : 0;

  for (guint i = 0; i < count; i++) {
    const char *phone = json_array_get_string_element (phones, i);
    g_autofree char *both = g_strdup_printf ("%s, %s", name, phone);

    hikae_row_group_add_copyable_of (
        self->services, count > 1 ? both : name, _ ("Telephone"), phone);
  }
}

static void
add_service (HikaeHelpPage *self, JsonObject *entry)
{
  const char *lang = hikae_session_get_language ();
  const char *native = hikae_json_get_string (entry, "native_name");
  const char *name = hikae_law_pack_pick (hikae_json_get_object (entry, "name"), lang);
  const char *does = hikae_law_pack_pick (hikae_json_get_object (entry, "does"), lang);
  const char *does_not =
      hikae_law_pack_pick (hikae_json_get_object (entry, "does_not"), lang);
  const char *hours = hikae_law_pack_pick (hikae_json_get_object (entry, "hours"), lang);
  const char *url = hikae_json_get_string (entry, "url");
  g_autoptr (GString) text = g_string_new (does);

  if (g_str_equal (lang, "ja") && native != NULL)
    name = native;
  if (name == NULL)
    name = "";
  if (does_not != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", does_not);
  if (hours != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", hours);
  if (!hikae_law_pack_is_sourced (entry))
    g_string_append_printf (
        text,
        "%s%s",
        text->len > 0 ? "\n" : "",
        _ ("Not verified: check the number or the page before you rely on it."));
  AdwActionRow *row =
      hikae_row_group_add_text (self->services, "system-users-symbolic", name, text->str);
  gtk_widget_add_css_class (GTK_WIDGET (row), "service");
  add_phones (self, entry, name);
  if (url != NULL)
    hikae_row_group_add_copyable_of (self->services, name, _ ("Web site"), url);
}

static void
country_cb (HikaeHelpPage *self)
{
  JsonArray *support = get_support (self);
  const guint selected = adw_combo_row_get_selected (self->country);

  if (self->services == NULL || self->codes == NULL)
    return;
  hikae_row_group_clear (self->services);
  if (support == NULL || selected >= self->codes->len)
    return;
  const char *code = g_ptr_array_index (self->codes, selected);
  for (guint i = 0; i < json_array_get_length (support); i++) {
    JsonObject *entry = get_entry (support, i);

    if (entry != NULL &&
        g_strcmp0 (hikae_json_get_string (entry, "jurisdiction"), code) == 0)
      add_service (self, entry);
  }
}

/* The country of the person's language settings, "JP" of "ja_JP.UTF-8"; a language alone
 * says Japan for Japanese. */
static const char *
guess_country (void)
{
  static char country[3];
  const char *const *languages = g_get_language_names ();

  for (guint i = 0; languages[i] != NULL; i++) {
    const char *mark = strchr (languages[i], '_');

    if (mark != NULL && g_ascii_isupper (mark[1]) && g_ascii_isupper (mark[2])) {
      country[0] = mark[1];
      country[1] = mark[2];
      return country;
    }
  }
  return g_str_equal (hikae_session_get_language (), "ja") ? "JP" : "US";
}

static int
compare_codes_cb (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (find_country_name (*(const char *const *)a),
                         find_country_name (*(const char *const *)b));
}

static void
fill_countries (HikaeHelpPage *self, JsonArray *support)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const char *here = guess_country ();
  guint selected = 0;

  g_ptr_array_set_size (self->codes, 0);
  for (guint i = 0; i < json_array_get_length (support); i++) {
    JsonObject *entry = get_entry (support, i);
    const char *code =
        entry != NULL ? hikae_json_get_string (entry, "jurisdiction") : NULL;

    if (code != NULL &&
        !g_ptr_array_find_with_equal_func (self->codes, code, g_str_equal, NULL))
      g_ptr_array_add (self->codes, g_strdup (code));
  }
  g_ptr_array_sort (self->codes, compare_codes_cb);
  for (guint i = 0; i < self->codes->len; i++) {
    const char *code = g_ptr_array_index (self->codes, i);

    if (g_str_equal (code, here))
      selected = i;
    gtk_string_list_append (names, find_country_name (code));
  }
  adw_combo_row_set_model (self->country, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->country, selected);
}

/* (transfer full): "2026.11.25.1" as a date; as it stands where it is none. */
static char *
dup_date (const char *version)
{
  guint year = 0;
  guint month = 0;
  guint day = 0;

  if (sscanf (version, "%4u.%2u.%2u", &year, &month, &day) == 3) {
    g_autoptr (GDateTime) date =
        g_date_time_new_utc ((int)year, (int)month, (int)day, 0, 0, 0);

    /* Translators: a date, for g_date_time_format(). */
    if (date != NULL)
      return g_date_time_format (date, _ ("%-d %B %Y"));
  }
  return g_strdup (version);
}

static void
show_version (HikaeHelpPage *self)
{
  HikaeLawPack *pack =
      hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL);
  g_autofree char *date = dup_date (hikae_law_pack_get_version (pack));
  /* Translators: %s is the date of the list. */
  g_autofree char *text =
      g_strdup_printf (_ ("List of %s. Numbers and hours may have changed since."), date);

  gtk_label_set_text (self->warning, text);
}

static void
hikae_help_page_enter (HikaePage *page, const char *argument)
{
  HikaeHelpPage *self = HIKAE_HELP_PAGE (page);
  JsonArray *support = get_support (self);

  if (support == NULL) {
    hikae_row_group_clear (self->services);
    hikae_row_group_add_text (
        self->services,
        "dialog-information-symbolic",
        _ ("The list could not be read"),
        _ ("In an emergency call the police or the emergency number of your country."));
    return;
  }
  if (self->codes->len == 0)
    fill_countries (self, support);
  country_cb (self);
  show_version (self);
}

static void
hikae_help_page_finalize (GObject *object)
{
  HikaeHelpPage *self = HIKAE_HELP_PAGE (object);

  g_clear_pointer (&self->codes, g_ptr_array_unref);
  G_OBJECT_CLASS (hikae_help_page_parent_class)->finalize (object);
}

static void
hikae_help_page_class_init (HikaeHelpPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_help_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_help_page_enter;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-help-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeHelpPage, country);
  gtk_widget_class_bind_template_child (widget_class, HikaeHelpPage, services);
  gtk_widget_class_bind_template_child (widget_class, HikaeHelpPage, warning);
  gtk_widget_class_bind_template_callback (widget_class, country_cb);
}

static void
hikae_help_page_init (HikaeHelpPage *self)
{
  self->codes = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}
