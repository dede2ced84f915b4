/* hikae-letter-field.c: one thing a letter needs, as a row to fill in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-field.h"

#include "hikae-text.h"

#include <glib/gi18n.h>

typedef enum {
  KIND_LINE,
  KIND_LONG,
  KIND_STATEMENT,
  KIND_NOTHING,
} Kind;

typedef struct {
  char *name;          /* (owned) */
  JsonObject *answers; /* (owned) */
  HikaeLetterFieldFunc changed;
  gpointer data;
} Field;

static void
field_free (gpointer data, GClosure *closure)
{
  Field *field = data;

  g_clear_pointer (&field->name, g_free);
  g_clear_pointer (&field->answers, json_object_unref);
  g_free (field);
}

static Kind
find_kind (const char *name)
{
  static const char *const nothing[] = {"urls", "date", "none", "recipient_name", NULL};
  static const char *const longer[] = {"reason",
                                       "why_illegal",
                                       "content_description",
                                       "work_identification",
                                       "right_infringed",
                                       "identity_proof",
                                       NULL};
  static const char *const plain_yes[] = {
      "authority", "declaration_subject", "disclose_name_choice", NULL};

  if (name == NULL || *name == '\0' || g_strv_contains (nothing, name))
    return KIND_NOTHING;
  if (g_strv_contains (longer, name))
    return KIND_LONG;
  if (g_str_has_suffix (name, "_statement") || g_strv_contains (plain_yes, name))
    return KIND_STATEMENT;
  return KIND_LINE;
}

static void
store (Field *field, const char *text)
{
  if (*text != '\0')
    json_object_set_string_member (field->answers, field->name, text);
  else
    json_object_remove_member (field->answers, field->name);
  field->changed (field->data);
}

static void
line_changed_cb (GtkEditable *editable, gpointer user_data)
{
  store (user_data, gtk_editable_get_text (editable));
}

static void
long_changed_cb (GtkTextBuffer *buffer, gpointer user_data)
{
  GtkTextIter start = {0};
  GtkTextIter end = {0};

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  store (user_data, text);
}

static void
statement_changed_cb (GtkSwitch *control, GParamSpec *pspec, gpointer user_data)
{
  Field *field = user_data;

  if (gtk_switch_get_active (control))
    json_object_set_boolean_member (field->answers, field->name, TRUE);
  else
    json_object_remove_member (field->answers, field->name);
  field->changed (field->data);
}

static const char *
describe_poster (const char *reaches_poster)
{
  if (g_strcmp0 (reaches_poster, "yes") == 0)
    return _ ("The poster will get to read this");
  if (g_strcmp0 (reaches_poster, "may") == 0)
    return _ ("The poster may get to read this");
  return NULL;
}

/* A sentence below what is to be filled in. */
static GtkWidget *
new_small (const char *words, const char *css_class)
{
  GtkWidget *label = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_mark (const char *words)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_append (GTK_BOX (box), gtk_image_new_from_icon_name ("view-reveal-symbolic"));
  gtk_box_append (GTK_BOX (box), new_small (words, "poster-mark"));
  return box;
}

static GtkWidget *
new_entry (Field *field, const char *value)
{
  GtkWidget *entry = gtk_entry_new ();

  if (g_str_equal (field->name, "email"))
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_EMAIL);
  else if (g_str_equal (field->name, "phone"))
    gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_PHONE);
  gtk_editable_set_text (GTK_EDITABLE (entry), value != NULL ? value : "");
  g_signal_connect_data (
      entry, "changed", G_CALLBACK (line_changed_cb), field, field_free, 0);
  return entry;
}

static GtkWidget *
new_view (Field *field, const char *value)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, 72);
  gtk_text_buffer_set_text (buffer, value != NULL ? value : "", -1);
  g_signal_connect_data (
      buffer, "changed", G_CALLBACK (long_changed_cb), field, field_free, 0);
  return view;
}

/* The whole of the label and of the hint can be read whatever the size of the text: an
 * entry row of libadwaita would cut the one and has no place for the other. */
static GtkWidget *
new_typed (GtkWidget *input, const char *label, const char *hint, const char *poster)
{
  GtkWidget *row = g_object_new (
      ADW_TYPE_PREFERENCES_ROW, "activatable", FALSE, "focusable", FALSE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (label);
  g_autofree char *said =
      poster != NULL ? g_strdup_printf ("%s\n%s", hint, poster) : g_strdup (hint);

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (title), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (box, "letter-field");
  gtk_accessible_update_property (GTK_ACCESSIBLE (input),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  said,
                                  -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), input);
  gtk_box_append (GTK_BOX (box), new_small (hint, "dim-label"));
  if (poster != NULL)
    gtk_box_append (GTK_BOX (box), new_mark (poster));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static GtkWidget *
new_statement (Field *field, const char *label, const char *hint, const char *poster)
{
  g_autofree char *subtitle =
      poster != NULL ? g_strdup_printf ("%s\n%s", hint, poster) : g_strdup (hint);
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", label, NULL);
  GtkWidget *control = gtk_switch_new ();

  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (control),
                         hikae_json_get_boolean (field->answers, field->name, FALSE));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, subtitle, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  g_signal_connect_data (
      control, "notify::active", G_CALLBACK (statement_changed_cb), field, field_free, 0);
  return row;
}

/* Whether it may stay as it is. */
static const char *
describe_need (const HikaeLetterElement *element, Kind kind)
{
  /* Either answer to this one is an answer. */
  if (g_str_equal (element->field, "disclose_name_choice"))
    return "";
  if (element->needed)
    return _ ("Needed for this letter.");
  if (kind == KIND_STATEMENT)
    return _ ("It may stay off.");
  if (g_strcmp0 (element->required, "advised") == 0)
    return _ ("It may stay empty, but it helps.");
  return _ ("It may stay empty.");
}

GtkWidget *
hikae_letter_field_new (const HikaeLetterElement *element,
                        const char *hint,
                        JsonObject *answers,
                        HikaeLetterFieldFunc changed,
                        gpointer data)
{
  const Kind kind = find_kind (element->field);

  if (kind == KIND_NOTHING)
    return NULL;

  g_autofree char *label = hikae_text_for_display (element->label, 300);
  const char *need = describe_need (element, kind);
  /* Translators: what to write into a field of a letter, then whether it is needed; in
   * Japanese no space stands between the two sentences. */
  g_autofree char *said =
      hint != NULL ? g_strdup_printf (C_ ("hint", "%s %s"), hint, need) : g_strdup (need);
  g_autofree char *words = hikae_text_for_display (g_strchomp (said), 1000);
  const char *value = hikae_json_get_string (answers, element->field);
  const char *poster = describe_poster (element->reaches_poster);
  Field *field = g_new0 (Field, 1);

  field->name = g_strdup (element->field);
  field->answers = json_object_ref (answers);
  field->changed = changed;
  field->data = data;
  if (kind == KIND_STATEMENT)
    return new_statement (field, label, words, poster);
  return new_typed (kind == KIND_LONG ? new_view (field, value)
                                      : new_entry (field, value),
                    label,
                    words,
                    poster);
}
