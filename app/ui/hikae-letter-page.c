/* hikae-letter-page.c: fill a letter in: fields, live checklist, text
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-page.h"

#include "hikae-clock.h"
#include "hikae-kept-letter.h"
#include "hikae-letter-checklist.h"
#include "hikae-letter-field.h"
#include "hikae-letter-items.h"
#include "hikae-letter-words.h"
#include "hikae-row-group.h"
#include "hikae-settings.h"
#include "hikae-steps.h"
#include "hikae-text.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* The letter is composed again when typing rests for so long. */
#define REST_MS 250

struct _HikaeLetterPage {
  HikaePage parent_instance;

  char *basis;          /* (owned) (nullable) */
  char *recipient;      /* (owned) (nullable) */
  GPtrArray *languages; /* (owned) (nullable) (element-type utf8): as in the drop-down */
  guint continues;      /* number of the draft that is written on; 0: none */
  guint rest_timer;
  gboolean filling;

  HikaeLetter *letter; /* (owned) (nullable): as the fields have it */
  GPtrArray *elements; /* (owned) (nullable) (element-type HikaeLetterElement): its */
  guint asked;         /* elements that were asked for by now, if they need a field */
  guint listed;        /* rows of the checklist that say what is */

  GtkLabel *intro;
  AdwPreferencesGroup *language_group;
  AdwComboRow *language;
  HikaeRowGroup *items;
  HikaeLetterItems *chosen; /* (owned) */
  HikaeRowGroup *fields;
  HikaeRowGroup *checklist;
  GtkFlowBox *texts;
  GtkTextView *preview;
  GtkTextView *translation;
  GtkWidget *translation_box;
  GtkWidget *one_each;
  GtkLabel *notice;
  GtkLabel *still;
  GtkWidget *keep_button;
  GtkWidget *draft_button;
  GArray *waiting; /* (owned) (element-type guint): items whose own letter comes next */
};

G_DEFINE_FINAL_TYPE (HikaeLetterPage, hikae_letter_page, HIKAE_TYPE_PAGE)

static const char *
get_language (HikaeLetterPage *self)
{
  const guint selected = adw_combo_row_get_selected (self->language);

  return self->languages != NULL && selected < self->languages->len
             ? g_ptr_array_index (self->languages, selected)
             : "en";
}

/* Only what is written for this basis is offered. */
static void
fill_languages (HikaeLetterPage *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  g_clear_pointer (&self->languages, g_ptr_array_unref);
  self->languages = hikae_letter_list_languages (self->basis);
  for (guint i = 0; i < self->languages->len; i++)
    gtk_string_list_append (
        names, hikae_letter_words_name_language (g_ptr_array_index (self->languages, i)));
  adw_combo_row_set_model (self->language, G_LIST_MODEL (names));
}

static JsonObject *
get_answers (HikaeLetterPage *self)
{
  return hikae_session_get_answers (hikae_page_get_session (HIKAE_PAGE (self)));
}

/* Some forms take one address a report: each item then gets a letter of its own. */
static gboolean
takes_one (HikaeLetterPage *self)
{
  HikaeLawPack *pack =
      hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL);

  return pack != NULL &&
         hikae_letter_takes_one (pack, self->basis, self->recipient, get_answers (self));
}

static HikaeLetter *
compose (HikaeLetterPage *self, const char *lang, GError **error)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeLawPack *pack = hikae_session_get_law_pack (session, error);
  g_autoptr (GPtrArray) items =
      hikae_letter_items_list (self->chosen, hikae_page_get_case (HIKAE_PAGE (self)));

  if (pack == NULL)
    return NULL;
  if (items->len > 1 && takes_one (self))
    g_ptr_array_set_size (items, 1);
  return hikae_letter_compose (pack,
                               self->basis,
                               self->recipient,
                               lang,
                               get_answers (self),
                               items,
                               hikae_clock_get_now (),
                               error);
}

static void update_letter (HikaeLetterPage *self);

static gboolean
rest_cb (gpointer user_data)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (user_data);

  self->rest_timer = 0;
  if (hikae_page_get_case (HIKAE_PAGE (self)) != NULL)
    update_letter (self);
  return G_SOURCE_REMOVE;
}

static void
field_changed_cb (gpointer data)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (data);

  if (self->filling)
    return;
  g_clear_handle_id (&self->rest_timer, g_source_remove);
  self->rest_timer = g_timeout_add (REST_MS, rest_cb, self);
}

/* ---- filled from the top, a part in each frame ---- */

/* TRUE: a row more. */
static gboolean
add_field (HikaeLetterPage *self, const HikaeLetterElement *element)
{
  if (element->field == NULL ||
      !hikae_letter_checklist_concerns (element, get_answers (self)))
    return FALSE;
  for (guint i = 0; i + 1 < self->asked; i++)
    if (g_strcmp0 (((const HikaeLetterElement *)self->elements->pdata[i])->field,
                   element->field) == 0)
      return FALSE;
  g_autofree char *hint =
      hikae_letter_dup_hint (self->letter, element, hikae_session_get_language ());
  GtkWidget *row =
      hikae_letter_field_new (element, hint, get_answers (self), field_changed_cb, self);

  if (row == NULL)
    return FALSE;
  hikae_row_group_add_row (self->fields, row);
  return TRUE;
}

static gboolean
fill_fields (GtkWidget *widget)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (widget);
  gboolean added = FALSE;

  while (!added && self->asked < self->elements->len) {
    self->asked++;
    added = add_field (self, self->elements->pdata[self->asked - 1]);
  }
  return self->asked >= self->elements->len;
}

static gboolean
fill_checklist (GtkWidget *widget)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (widget);

  return hikae_letter_checklist_show_more (
      self->checklist, self->elements, get_answers (self), &self->listed);
}

static void
show_text (GtkTextView *view, HikaeLetter *letter)
{
  g_autofree char *raw = letter != NULL ? hikae_letter_format_text (letter) : NULL;
  g_autofree char *text = raw != NULL ? hikae_wording_safe_lines (raw) : g_strdup ("");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (view), text, -1);
}

static gboolean
fill_preview (GtkWidget *widget)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (widget);

  show_text (self->preview, self->letter);
  return TRUE;
}

/* The same letter in the language of the screen, when it is written in another. */
static gboolean
fill_translation (GtkWidget *widget)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (widget);
  const char *own = hikae_session_get_language ();
  g_autoptr (HikaeLetter) letter =
      g_str_equal (own, get_language (self)) ? NULL : compose (self, own, NULL);

  show_text (self->translation, letter);
  gtk_widget_set_visible (self->translation_box, letter != NULL);
  gtk_flow_box_set_max_children_per_line (self->texts, letter != NULL ? 2 : 1);
  return TRUE;
}

static void
drop_letter (HikaeLetterPage *self)
{
  hikae_steps_stop (GTK_WIDGET (self));
  g_clear_pointer (&self->letter, hikae_letter_free);
  g_clear_pointer (&self->elements, g_ptr_array_unref);
  self->listed = 0;
}

static void
show_refusal (HikaeLetterPage *self, const GError *error)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autofree char *why =
      hikae_letter_words_dup_refusal (hikae_session_get_law_pack (session, NULL),
                                      self->basis,
                                      self->recipient,
                                      get_answers (self));

  gtk_text_buffer_set_text (
      gtk_text_view_get_buffer (self->preview), why != NULL ? why : "", -1);
  gtk_widget_set_visible (self->translation_box, FALSE);
  hikae_row_group_clear (self->checklist);
  if (why == NULL)
    hikae_session_fail (session, error);
}

static const HikaeStep steps[] = {
    fill_fields,
    fill_checklist,
    fill_preview,
    fill_translation,
    NULL,
};

/* Composes the letter and says at once whether it can be kept. What is shown already
 * stays until its part comes, so that the page does not jump. */
static void
update_letter (HikaeLetterPage *self)
{
  g_autoptr (GError) error = NULL;

  drop_letter (self);
  self->letter = compose (self, get_language (self), &error);
  const gboolean whole = self->letter != NULL && hikae_letter_is_complete (self->letter);
  gtk_widget_set_sensitive (self->keep_button, whole);
  gtk_widget_set_visible (self->draft_button, self->letter != NULL && !whole);
  gtk_widget_set_visible (self->one_each,
                          hikae_letter_items_get_count (self->chosen) > 1 &&
                              takes_one (self));
  if (self->letter != NULL)
    self->elements =
        hikae_letter_list_elements (self->letter, hikae_session_get_language ());
  hikae_letter_checklist_count (self->still, self->elements);
  hikae_letter_words_show_notice (self->notice, self->letter);
  if (self->letter == NULL) {
    show_refusal (self, error);
    return;
  }
  gtk_widget_set_visible (GTK_WIDGET (self->fields), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->checklist), TRUE);
  hikae_steps_start (GTK_WIDGET (self), steps);
}

/* The examples beside the fields are in the language of the screen. */
static void
describe_fields (HikaeLetterPage *self)
{
  const char *marked = _ ("Fields that the poster may get to read are marked.");
  const char *lang = get_language (self);
  /* Translators: %s is the name of a language. */
  g_autofree char *language = g_strdup_printf (
      _ ("What you type goes into the letter as it is: write it in the letter's "
         "language, %s."),
      hikae_letter_words_name_language (lang));
  g_autofree char *both = g_strdup_printf (C_ ("hint", "%s %s"), marked, language);

  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self->fields),
      g_str_equal (lang, hikae_session_get_language ()) ? marked : both);
}

static void
show_letter (HikaeLetterPage *self)
{
  hikae_row_group_clear (self->fields);
  hikae_row_group_clear (self->checklist);
  show_text (self->preview, NULL);
  show_text (self->translation, NULL);
  self->asked = 0;
  describe_fields (self);
  gtk_widget_set_visible (GTK_WIDGET (self->fields), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->checklist), FALSE);
  update_letter (self);
}

static void
language_cb (HikaeLetterPage *self)
{
  const gboolean own =
      g_str_equal (get_language (self), "en") || g_str_equal (get_language (self), "ja");

  adw_preferences_group_set_description (
      self->language_group,
      own ? _ ("The language of the one who reads it")
          : _ ("Not reviewed by anybody who speaks it and knows the law"));
  if (self->filling || self->basis == NULL ||
      hikae_page_get_case (HIKAE_PAGE (self)) == NULL)
    return;
  show_letter (self);
}

static void keep_next (HikaeLetterPage *self, gboolean as_draft);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeLetterPage) self = HIKAE_LETTER_PAGE (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (HikaeRequest) request =
      hikae_write_letter_finish (HIKAE_CASE (source), result, &letter, &error);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (session == NULL || !hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  if (request == NULL) {
    g_array_set_size (self->waiting, 0);
    hikae_session_fail (session, error);
    return;
  }
  if (self->waiting->len > 0) {
    keep_next (self, !hikae_letter_is_complete (letter));
    return;
  }
  g_autofree char *number = g_strdup_printf ("%u", hikae_request_get_number (request));
  hikae_session_go (session, "request", number);
}

static void
keep (HikaeLetterPage *self, GPtrArray *items, gboolean as_draft)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));

  const HikaeLetterChoice choice = {
      .pack =
          hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL),
      .basis = self->basis,
      .recipient = self->recipient,
      .lang = get_language (self),
      .answers = get_answers (self),
      .items = items,
      .as_draft = as_draft,
      .continues = self->continues,
  };

  /* Of several letters for one draft the first takes its place. */
  self->continues = 0;
  if (open_case != NULL)
    hikae_write_letter_async (open_case, &choice, NULL, written_cb, g_object_ref (self));
}

static void
keep_next (HikaeLetterPage *self, gboolean as_draft)
{
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  const guint number = g_array_index (self->waiting, guint, 0);
  HikaeItem *item = open_case != NULL ? hikae_case_find_item (open_case, number) : NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  g_array_remove_index (self->waiting, 0);
  if (item != NULL)
    g_ptr_array_add (items, g_object_ref (item));
  keep (self, items, as_draft);
}

static void
keep_chosen (HikaeLetterPage *self, gboolean as_draft)
{
  g_autoptr (GPtrArray) items =
      hikae_letter_items_list (self->chosen, hikae_page_get_case (HIKAE_PAGE (self)));

  g_array_set_size (self->waiting, 0);
  if (items->len < 2 || !takes_one (self)) {
    keep (self, items, as_draft);
    return;
  }
  for (guint i = 0; i < items->len; i++) {
    const guint number = hikae_item_get_number (g_ptr_array_index (items, i));

    g_array_append_val (self->waiting, number);
  }
  keep_next (self, as_draft);
}

static void
keep_cb (HikaeLetterPage *self)
{
  keep_chosen (self, FALSE);
}

static void
draft_cb (HikaeLetterPage *self)
{
  keep_chosen (self, TRUE);
}

/* The letter speaks the recipient's language unless the person chose otherwise. */
static guint
find_language (HikaeLetterPage *self, HikaeRequest *draft)
{
  HikaeLawPack *pack =
      hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL);
  g_autofree char *chosen = hikae_settings_dup_letter_language ();
  const char *wanted = chosen;

  if (draft != NULL)
    wanted = hikae_request_get_field (draft, "lang");
  else if (g_str_equal (chosen, "auto") && pack != NULL)
    wanted = hikae_letter_guess_language (pack, self->basis);
  for (guint i = 0; i < self->languages->len; i++)
    if (g_strcmp0 (g_ptr_array_index (self->languages, i), wanted) == 0)
      return i;
  return 0;
}

/* @draft: (nullable): its items are chosen again. */
static void
show_items (HikaeLetterPage *self, HikaeRequest *draft)
{
  hikae_letter_items_show (
      self->chosen,
      hikae_page_get_session (HIKAE_PAGE (self)),
      self->basis,
      self->recipient,
      draft != NULL
          ? hikae_json_get_array (hikae_request_get_record_object (draft), "items")
          : NULL);
}

static void
show_intro (HikaeLetterPage *self)
{
  HikaeLawPack *pack =
      hikae_session_get_law_pack (hikae_page_get_session (HIKAE_PAGE (self)), NULL);
  JsonObject *basis = pack != NULL ? hikae_law_pack_find_basis (pack, self->basis) : NULL;
  const char *name = basis != NULL
                         ? hikae_law_pack_pick (hikae_json_get_object (basis, "name"),
                                                hikae_session_get_language ())
                         : self->basis;
  g_autofree char *shown = hikae_text_for_display (name, 300);

  gtk_label_set_text (self->intro, shown);
}

static void
hikae_letter_page_enter (HikaePage *page, const char *argument)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (page);
  g_auto (GStrv) parts = argument != NULL ? g_strsplit (argument, "|", 3) : NULL;
  g_autoptr (HikaeRequest) draft = NULL;

  if (parts == NULL || parts[0] == NULL)
    return;
  g_free (self->basis);
  g_free (self->recipient);
  self->basis = g_strdup (parts[0]);
  self->recipient = g_strdup (parts[1] != NULL ? parts[1] : "");
  show_intro (self);
  self->continues = parts[1] != NULL && parts[2] != NULL
                        ? (guint)g_ascii_strtoull (parts[2], NULL, 10)
                        : 0;
  draft =
      self->continues != 0 && hikae_page_get_case (page) != NULL
          ? hikae_kept_letter_dup_request (hikae_page_get_case (page), self->continues)
          : NULL;
  self->filling = TRUE;
  show_items (self, draft);
  fill_languages (self);
  adw_combo_row_set_selected (self->language, find_language (self, draft));
  self->filling = FALSE;
  show_letter (self);
}

static void
hikae_letter_page_leave (HikaePage *page, gboolean locking)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (page);

  g_clear_handle_id (&self->rest_timer, g_source_remove);
  if (!locking)
    return;
  drop_letter (self);
  hikae_letter_items_clear (self->chosen);
  hikae_row_group_clear (self->fields);
  hikae_row_group_clear (self->checklist);
  hikae_letter_words_show_notice (self->notice, NULL);
  show_text (self->preview, NULL);
  show_text (self->translation, NULL);
}

static void
hikae_letter_page_dispose (GObject *object)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (object);

  g_clear_handle_id (&self->rest_timer, g_source_remove);
  drop_letter (self);
  G_OBJECT_CLASS (hikae_letter_page_parent_class)->dispose (object);
}

static void
hikae_letter_page_finalize (GObject *object)
{
  HikaeLetterPage *self = HIKAE_LETTER_PAGE (object);

  g_clear_pointer (&self->basis, g_free);
  g_clear_pointer (&self->recipient, g_free);
  g_clear_pointer (&self->languages, g_ptr_array_unref);
  g_clear_pointer (&self->chosen, hikae_letter_items_free);
  g_clear_pointer (&self->waiting, g_array_unref);
  G_OBJECT_CLASS (hikae_letter_page_parent_class)->finalize (object);
}

static void
hikae_letter_page_class_init (HikaeLetterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_letter_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = hikae_letter_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_letter_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_letter_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-letter-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, intro);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, language_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, language);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, items);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, fields);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, checklist);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, texts);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, preview);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, translation);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, translation_box);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, one_each);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, notice);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, still);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, keep_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeLetterPage, draft_button);
  gtk_widget_class_bind_template_callback (widget_class, language_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, draft_cb);
}

static void
hikae_letter_page_init (HikaeLetterPage *self)
{
  self->waiting = g_array_new (FALSE, FALSE, sizeof (guint));
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chosen = hikae_letter_items_new (self->items, field_changed_cb, self);
}
