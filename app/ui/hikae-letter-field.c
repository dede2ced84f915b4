/* hikae-letter-field.c: one thing a letter needs, as a row to fill in
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-field.h"

#include "hikae-accessible-name.h"
#include "hikae-foreign-names.h"
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

static GtkWidget *
new_mark (const char *words)
{
  GtkWidget *mark = gtk_label_new (words);

  gtk_label_set_wrap (GTK_LABEL (mark), TRUE);
  gtk_label_set_xalign (GTK_LABEL (mark), 0);
  gtk_widget_add_css_class (mark, "poster-mark");
  gtk_widget_add_css_class (mark, "caption");
  return mark;
}

static GtkWidget *
new_line (Field *field, const char *label, const char *value, const char *poster)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ENTRY_ROW, "use-markup", FALSE, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_editable_set_text (GTK_EDITABLE (row), value != NULL ? value : "");
  if (poster != NULL) {
    GtkWidget *mark = gtk_image_new_from_icon_name ("view-reveal-symbolic");

    gtk_widget_set_tooltip_text (mark, poster);
    hikae_accessible_name_set (mark, poster);
    adw_entry_row_add_suffix (ADW_ENTRY_ROW (row), mark);
  }
  g_signal_connect_data (
      row, "changed", G_CALLBACK (line_changed_cb), field, field_free, 0);
  hikae_foreign_names_give (row);
  return row;
}

static GtkWidget *
new_long (Field *field, const char *label, const char *value, const char *poster)
{
  GtkWidget *row = g_object_new (
      ADW_TYPE_PREFERENCES_ROW, "activatable", FALSE, "focusable", FALSE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (label);
  GtkWidget *view = gtk_text_view_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "caption");
  gtk_widget_add_css_class (title, "dim-label");
  gtk_widget_add_css_class (box, "long-field");
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_widget_set_size_request (view, -1, 72);
  hikae_accessible_name_set (view, label);
  gtk_text_buffer_set_text (buffer, value != NULL ? value : "", -1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), view);
  if (poster != NULL)
    gtk_box_append (GTK_BOX (box), new_mark (poster));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_signal_connect_data (
      buffer, "changed", G_CALLBACK (long_changed_cb), field, field_free, 0);
  return row;
}

static GtkWidget *
new_statement (Field *field, const char *label, const char *poster)
{
  GtkWidget *row =
      g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title", label, NULL);
  GtkWidget *control = gtk_switch_new ();

  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_switch_set_active (GTK_SWITCH (control),
                         hikae_json_get_boolean (field->answers, field->name, FALSE));
  if (poster != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), poster);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  g_signal_connect_data (
      control, "notify::active", G_CALLBACK (statement_changed_cb), field, field_free, 0);
  return row;
}

/* By the law, or by the recipient's form. */
static gboolean
is_required (const HikaeLetterElement *element)
{
  return element->lacking || g_strcmp0 (element->required, "statute") == 0 ||
         g_strcmp0 (element->required, "form") == 0;
}

GtkWidget *
hikae_letter_field_new (const HikaeLetterElement *element,
                        JsonObject *answers,
                        HikaeLetterFieldFunc changed,
                        gpointer data)
{
  const Kind kind = find_kind (element->field);

  if (kind == KIND_NOTHING)
    return NULL;

  g_autofree char *plain = hikae_text_for_display (element->label, 300);
  /* Translators: %s is the name of a field of a letter. */
  g_autofree char *optional = g_strdup_printf (_ ("%s (not required)"), plain);
  const char *label = is_required (element) ? plain : optional;
  const char *value = hikae_json_get_string (answers, element->field);
  const char *poster = describe_poster (element->reaches_poster);
  Field *field = g_new0 (Field, 1);

  field->name = g_strdup (element->field);
  field->answers = json_object_ref (answers);
  field->changed = changed;
  field->data = data;
  if (kind == KIND_STATEMENT)
    return new_statement (field, label, poster);
  return kind == KIND_LONG ? new_long (field, label, value, poster)
                           : new_line (field, label, value, poster);
}
