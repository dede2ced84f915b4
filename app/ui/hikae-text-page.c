/* hikae-text-page.c: write a note or keep an address
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-text-page.h"

#include "hikae-accessible-name.h"
#include "hikae-adder.h"
#include "hikae-capture.h"
#include "hikae-error.h"

#include <glib/gi18n.h>

struct _HikaeTextPage {
  HikaePage parent_instance;

  gboolean is_link;

  GtkBox *parts;
  GtkLabel *intro;
  AdwPreferencesGroup *url_group;
  GtkEditable *url_row;
  GtkWidget *text_part;
  GtkLabel *text_label;
  GtkTextView *text_view;
  GtkWidget *keep_button;
};

G_DEFINE_FINAL_TYPE (HikaeTextPage, hikae_text_page, HIKAE_TYPE_PAGE)

static char *
dup_text (HikaeTextPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start = {0};
  GtkTextIter end = {0};

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
changed_cb (HikaeTextPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  const gboolean has_url = *gtk_editable_get_text (self->url_row) != '\0';
  const gboolean has_text = gtk_text_buffer_get_char_count (buffer) > 0;

  gtk_widget_set_sensitive (self->keep_button, self->is_link ? has_url : has_text);
}

static void
clear (HikaeTextPage *self)
{
  gtk_editable_set_text (self->url_row, "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), "", 0);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeTextPage) self = HIKAE_TEXT_PAGE (user_data);
  HikaeSession *session = HIKAE_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_adder_keep_finish (result, &error);

  if (hikae_session_get_case (session) == NULL)
    return;
  if (item == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  clear (self);
  g_autofree char *number = g_strdup_printf ("%u", hikae_item_get_number (item));
  hikae_session_say (session, _ ("It is in the case now"));
  hikae_session_go (session, "case", number);
}

static void
tell_why (HikaeTextPage *self, const GError *error)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));

  if (*gtk_editable_get_text (self->url_row) == '\0' ||
      !g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED)) {
    hikae_session_fail (session, error);
    return;
  }
  hikae_session_explain (
      session,
      _ ("This is not the address of a web page."),
      _ ("It begins with https:// or http://. Copy it from your browser, in full."));
  gtk_widget_grab_focus (GTK_WIDGET (self->url_row));
}

static void
keep_cb (HikaeTextPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autofree char *text = dup_text (self);
  const char *url = gtk_editable_get_text (self->url_row);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeDraft) draft =
      self->is_link ? hikae_capture_link (url, *text != '\0' ? text : NULL, &error)
                    : hikae_capture_note (text, *url != '\0' ? url : NULL, &error);

  if (draft == NULL) {
    tell_why (self, error);
    return;
  }
  hikae_adder_keep_async (session, draft, kept_cb, g_object_ref (self));
}

/* First what the page is for: the address of a link, the words of a note. */
static void
order_parts (HikaeTextPage *self)
{
  GtkWidget *url = GTK_WIDGET (self->url_group);

  gtk_box_reorder_child_after (
      self->parts, self->is_link ? url : self->text_part, GTK_WIDGET (self->intro));
  gtk_box_reorder_child_after (self->parts,
                               self->is_link ? self->text_part : url,
                               self->is_link ? url : self->text_part);
  adw_preferences_group_set_description (
      self->url_group,
      self->is_link
          ? NULL
          : _ ("If it is about a page or an account, its address. Not required."));
}

static void
hikae_text_page_enter (HikaePage *page, const char *argument)
{
  HikaeTextPage *self = HIKAE_TEXT_PAGE (page);

  self->is_link = g_strcmp0 (argument, "link") == 0;
  gtk_label_set_text (
      self->intro,
      self->is_link
          ? _ ("Keeps the address and your words, with the time, sealed. Nothing is "
               "opened "
               "or downloaded. This alone is often enough for a request.")
          : _ ("A call, a message, a threat, what you saw and when: write it in your own "
               "words. It is sealed with the time; it cannot be changed later, only "
               "added to."));
  const char *label = self->is_link ? _ ("What is there, in your words (not required)")
                                    : _ ("What you want to write down");
  order_parts (self);
  gtk_label_set_text (self->text_label, label);
  hikae_accessible_name_set (GTK_WIDGET (self->text_view), label);
  changed_cb (self);
  gtk_widget_grab_focus (self->is_link ? GTK_WIDGET (self->url_row)
                                       : GTK_WIDGET (self->text_view));
}

static void
hikae_text_page_leave (HikaePage *page, gboolean locking)
{
  if (locking)
    clear (HIKAE_TEXT_PAGE (page));
}

static void
hikae_text_page_class_init (HikaeTextPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HIKAE_PAGE_CLASS (klass)->enter = hikae_text_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_text_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-text-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, parts);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, intro);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, url_group);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, url_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, text_part);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, text_label);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, text_view);
  gtk_widget_class_bind_template_child (widget_class, HikaeTextPage, keep_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
}

static void
hikae_text_page_init (HikaeTextPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->text_view),
                           "changed",
                           G_CALLBACK (changed_cb),
                           self,
                           G_CONNECT_SWAPPED);
}
