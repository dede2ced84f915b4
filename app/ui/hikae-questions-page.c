/* hikae-questions-page.c: the short questions that find fitting legal bases
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-questions-page.h"

#include <glib/gi18n.h>

struct _HikaeQuestionsPage {
  HikaePage parent_instance;

  AdwPreferencesGroup *shows_group;
  AdwPreferencesGroup *adult_group;
  GtkCheckButton *shows_ai;
  GtkCheckButton *shows_real;
  GtkCheckButton *shows_edit;
  GtkCheckButton *shows_likeness;
  GtkCheckButton *shows_threat;
  GtkCheckButton *adult_yes;
  GtkCheckButton *adult_no;
  GtkCheckButton *adult_unsure;
  AdwComboRow *country;
  AdwComboRow *acting;
  GtkSwitch *own_work;
  GtkEditable *where_row;
  GtkLabel *still;
  GtkWidget *next_button;
};

G_DEFINE_FINAL_TYPE (HikaeQuestionsPage, hikae_questions_page, HIKAE_TYPE_PAGE)

/* In the order of the drop-down. */
static const char *const countries[] =
    {"JP", "US", "EU", "GB", "AU", "BR", "CA-BC", "CA", "IN", "KR", "MY", "SG", "XX"};

static const char *
find_shows (HikaeQuestionsPage *self)
{
  if (gtk_check_button_get_active (self->shows_real))
    return "real_nude_or_sexual";
  if (gtk_check_button_get_active (self->shows_edit))
    return "underwear_or_swimwear_edit";
  if (gtk_check_button_get_active (self->shows_likeness))
    return "non_intimate_likeness";
  if (gtk_check_button_get_active (self->shows_threat))
    return "threat_to_share";
  return "ai_nude_or_sexual";
}

static const char *
find_adult (HikaeQuestionsPage *self)
{
  if (gtk_check_button_get_active (self->adult_yes))
    return "yes";
  return gtk_check_button_get_active (self->adult_no) ? "no" : "unsure";
}

static GtkCheckButton *
find_shows_button (HikaeQuestionsPage *self, const char *shows)
{
  const struct {
    const char *name;
    GtkCheckButton *button;
  } buttons[] = {
      {"ai_nude_or_sexual", self->shows_ai},
      {"real_nude_or_sexual", self->shows_real},
      {"underwear_or_swimwear_edit", self->shows_edit},
      {"non_intimate_likeness", self->shows_likeness},
      {"threat_to_share", self->shows_threat},
  };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (g_strcmp0 (shows, buttons[i].name) == 0)
      return buttons[i].button;
  return NULL;
}

static gboolean
is_age_answered (HikaeQuestionsPage *self)
{
  return gtk_check_button_get_active (self->adult_yes) ||
         gtk_check_button_get_active (self->adult_no) ||
         gtk_check_button_get_active (self->adult_unsure);
}

/* Nothing is answered in her place, and nothing is asked twice. What it shows matters
 * only where letters are offered at all. */
static void
answered_cb (HikaeQuestionsPage *self)
{
  const gboolean shows = gtk_check_button_get_active (self->shows_ai) ||
                         gtk_check_button_get_active (self->shows_real) ||
                         gtk_check_button_get_active (self->shows_edit) ||
                         gtk_check_button_get_active (self->shows_likeness) ||
                         gtk_check_button_get_active (self->shows_threat);
  const gboolean support_only = gtk_check_button_get_active (self->adult_no) ||
                                gtk_check_button_get_active (self->adult_unsure);

  const gboolean adult = gtk_check_button_get_active (self->adult_yes);
  const char *still = support_only || (shows && adult) ? ""
                      : shows ? _ ("Still open: whether the person shown is an adult.")
                      : adult ? _ ("Still open: what it shows.")
                              : _ ("Please answer the first two questions.");

  gtk_label_set_text (self->still, still);
  gtk_widget_set_visible (GTK_WIDGET (self->still), *still != '\0');
  gtk_widget_set_sensitive (self->next_button, *still == '\0');
}

static void
next_cb (HikaeQuestionsPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  JsonObject *answers = hikae_session_get_answers (session);
  const guint country = adw_combo_row_get_selected (self->country);
  const guint acting = adw_combo_row_get_selected (self->acting);
  g_auto (GStrv) where =
      g_strsplit_set (gtk_editable_get_text (self->where_row), " \t\r\n", -1);
  g_autoptr (JsonArray) addresses = json_array_new ();

  for (guint i = 0; where[i] != NULL; i++)
    if (*where[i] != '\0')
      json_array_add_string_element (addresses, where[i]);
  json_object_set_string_member (
      answers, "country", countries[MIN (country, G_N_ELEMENTS (countries) - 1)]);
  json_object_set_string_member (answers, "adult", find_adult (self));
  json_object_set_string_member (answers, "shows", find_shows (self));
  json_object_set_boolean_member (
      answers, "own_work", gtk_switch_get_active (self->own_work));
  json_object_set_string_member (answers, "acting", acting == 1 ? "agent" : "self");
  json_object_set_array_member (answers, "where", g_steal_pointer (&addresses));
  hikae_session_go (session, "bases", NULL);
}

static const char *
find_newest_url (HikaeCase *open_case)
{
  GListModel *items = hikae_case_get_items (open_case);

  /* No object is made of a long case without any. */
  if (hikae_case_find_record (open_case, "\"url\"", 0) == G_MAXUINT)
    return NULL;
  for (guint i = g_list_model_get_n_items (items); i > 0; i--) {
    g_autoptr (HikaeItem) item = g_list_model_get_item (items, i - 1);
    const char *url = hikae_item_get_claim (item, "url");

    if (url != NULL)
      return url;
  }
  return NULL;
}

/* @button: (nullable): what is known; marked as such, and free to be changed. */
static void
take_over (AdwPreferencesGroup *group, GtkCheckButton *button)
{
  if (button == NULL)
    return;
  gtk_check_button_set_active (button, TRUE);
  adw_preferences_group_set_description (
      group, _ ("As you answered before. Change it here if it is not so."));
}

/* The age was asked when the case was made, in words: a case that keeps pictures is about
 * an adult. The rest stands in an earlier letter, if there is one. */
static void
take_over_known (HikaeQuestionsPage *self, HikaeCase *open_case)
{
  JsonObject *answers =
      hikae_session_get_answers (hikae_page_get_session (HIKAE_PAGE (self)));
  const char *adult = hikae_json_get_string (answers, "adult");
  const char *country = hikae_json_get_string (answers, "country");

  if (hikae_case_get_minor (open_case))
    take_over (self->adult_group, self->adult_no);
  else if (g_strcmp0 (adult, "no") != 0 && g_strcmp0 (adult, "unsure") != 0)
    take_over (self->adult_group, self->adult_yes);
  take_over (self->shows_group,
             find_shows_button (self, hikae_json_get_string (answers, "shows")));
  for (guint i = 0; i < G_N_ELEMENTS (countries); i++)
    if (g_strcmp0 (country, countries[i]) == 0)
      adw_combo_row_set_selected (self->country, i);
  if (json_object_has_member (answers, "acting"))
    adw_combo_row_set_selected (
        self->acting,
        g_strcmp0 (hikae_json_get_string (answers, "acting"), "agent") == 0);
  gtk_switch_set_active (self->own_work,
                         hikae_json_get_boolean (answers, "own_work", FALSE));
}

/* (transfer full): the addresses of the items @numbers ("1,2"), each once. */
static char *
join_addresses (HikaeCase *open_case, const char *numbers)
{
  g_auto (GStrv) parts = g_strsplit (numbers, ",", -1);
  g_autoptr (GPtrArray) urls = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; parts[i] != NULL; i++) {
    HikaeItem *item =
        hikae_case_find_item (open_case, (guint)g_ascii_strtoull (parts[i], NULL, 10));
    const char *url = item != NULL ? hikae_item_get_claim (item, "url") : NULL;

    if (url != NULL && !g_ptr_array_find_with_equal_func (urls, url, g_str_equal, NULL))
      g_ptr_array_add (urls, g_strdup (url));
  }
  g_ptr_array_add (urls, NULL);
  return g_strjoinv (" ", (char **)urls->pdata);
}

static void
hikae_questions_page_enter (HikaePage *page, const char *argument)
{
  HikaeQuestionsPage *self = HIKAE_QUESTIONS_PAGE (page);
  HikaeCase *open_case = hikae_page_get_case (page);
  const char *url = open_case != NULL ? find_newest_url (open_case) : NULL;

  if (open_case != NULL && argument != NULL && *argument != '\0') {
    g_autofree char *urls = join_addresses (open_case, argument);

    gtk_editable_set_text (self->where_row, urls);
  } else if (url != NULL && *gtk_editable_get_text (self->where_row) == '\0')
    gtk_editable_set_text (self->where_row, url);
  if (open_case != NULL && !is_age_answered (self))
    take_over_known (self, open_case);
}

static void
hikae_questions_page_leave (HikaePage *page, gboolean locking)
{
  HikaeQuestionsPage *self = HIKAE_QUESTIONS_PAGE (page);

  if (!locking)
    return;
  gtk_editable_set_text (self->where_row, "");
  gtk_check_button_set_active (self->shows_ai, FALSE);
  gtk_check_button_set_active (self->shows_real, FALSE);
  gtk_check_button_set_active (self->shows_edit, FALSE);
  gtk_check_button_set_active (self->shows_likeness, FALSE);
  gtk_check_button_set_active (self->shows_threat, FALSE);
  gtk_check_button_set_active (self->adult_unsure, FALSE);
  gtk_check_button_set_active (self->adult_no, FALSE);
  gtk_check_button_set_active (self->adult_yes, FALSE);
  gtk_switch_set_active (self->own_work, FALSE);
  adw_combo_row_set_selected (self->acting, 0);
  adw_preferences_group_set_description (self->shows_group, NULL);
  adw_preferences_group_set_description (self->adult_group, NULL);
}

static void
hikae_questions_page_class_init (HikaeQuestionsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_questions_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_questions_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-questions-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, shows_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, adult_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, shows_ai);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, shows_real);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, shows_edit);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, shows_likeness);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, shows_threat);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, adult_yes);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, adult_no);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, adult_unsure);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, country);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, acting);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, own_work);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, where_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, still);
  gtk_widget_class_bind_template_child (widget_class, HikaeQuestionsPage, next_button);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
}

static void
hikae_questions_page_init (HikaeQuestionsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  answered_cb (self);
  adw_combo_row_set_selected (self->country,
                              g_str_equal (hikae_session_get_language (), "ja") ? 0 : 1);
}
