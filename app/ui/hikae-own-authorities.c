/* hikae-own-authorities.c: the person's own time-stamp authorities: add, check, remove
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-own-authorities.h"

#include "hikae-accessible-name.h"
#include "hikae-authority-own.h"
#include "hikae-dialogs.h"
#include "hikae-error-text.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-row-group.h"
#include "hikae-settings.h"
#include "hikae-text.h"
#include "hikae-wording.h"
#include "hikae-workflow.h"

#include <glib/gi18n.h>

/* Seconds: she waits for it. */
#define PATIENCE 15

struct _HikaeOwnAuthorities {
  AdwBin parent_instance;

  HikaeRowGroup *list;
  GtkEditable *address;
  AdwActionRow *certificate;
  GtkWidget *add_button;
  GtkLabel *status;

  GBytes *anchors;           /* (owned) (nullable): of the chosen file */
  GCancellable *cancellable; /* (owned): of a check under way */
};

G_DEFINE_FINAL_TYPE (HikaeOwnAuthorities, hikae_own_authorities, ADW_TYPE_BIN)

static guint changed_signal;

static void fill (HikaeOwnAuthorities *self);

static void
say (HikaeOwnAuthorities *self, const char *sentence)
{
  gtk_label_set_text (self->status, sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->status), *sentence != '\0');
}

/* What went wrong, in words of this place where the general ones would not help. */
static void
say_error (HikaeOwnAuthorities *self, const GError *error)
{
  HikaeErrorText text = hikae_error_text_find (error);
  g_autofree char *both = g_strdup_printf ("%s %s", text.sentence, text.next);

  if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_EXISTS))
    say (self,
         _ ("This authority is in the list already, or built in. Nothing changed."));
  else if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_OFFLINE))
    say (self,
         _ ("The authority did not answer. It stays in the list. Look at the address, "
            "and whether you are connected, and check it again."));
  else
    say (self, both);
}

static void
update_cb (HikaeOwnAuthorities *self)
{
  const char *url = gtk_editable_get_text (self->address);

  gtk_widget_set_sensitive (self->add_button, *url != '\0' && self->anchors != NULL);
  say (self, "");
}

static void
set_anchors (HikaeOwnAuthorities *self, GBytes *anchors, const char *name)
{
  g_autofree char *shown = name != NULL ? hikae_text_for_display (name, 200) : NULL;

  g_clear_pointer (&self->anchors, g_bytes_unref);
  self->anchors = anchors;
  adw_action_row_set_subtitle (self->certificate,
                               shown != NULL ? shown : _ ("None chosen"));
  update_cb (self);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) files = hikae_dialogs_open_finish (result, &error);
  g_autoptr (HikaeOwnAuthorities) self = HIKAE_OWN_AUTHORITIES (user_data);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;
  GBytes *bytes = NULL;

  if (files == NULL)
    return;
  file = g_list_model_get_item (files, 0);
  path = file != NULL ? g_file_get_path (file) : NULL;
  if (path == NULL)
    return;
  bytes = hikae_file_load (path, HIKAE_AUTHORITY_ANCHORS_MAX, &error);
  name = g_path_get_basename (path);
  if (bytes != NULL && hikae_authority_has_anchors (bytes)) {
    set_anchors (self, bytes, name);
    return;
  }
  set_anchors (self, NULL, NULL);
  if (bytes == NULL)
    say_error (self, error);
  else
    say (self,
         _ ("That file holds no certificate. It should be the one that the authority "
            "gives out as its root or CA certificate; its name often ends in .pem, .crt "
            "or .cer."));
  g_clear_pointer (&bytes, g_bytes_unref);
}

static void
choose_cb (HikaeOwnAuthorities *self)
{
  hikae_dialogs_open_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                            _ ("Choose a certificate"),
                            NULL,
                            FALSE,
                            chosen_cb,
                            g_object_ref (self));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeTsaVerdict) verdict = hikae_check_authority_finish (result, &error);
  g_autoptr (HikaeOwnAuthorities) self = HIKAE_OWN_AUTHORITIES (user_data);

  if (hikae_error_is_cancelled (error))
    return;
  if (verdict == NULL)
    say_error (self, error);
  else if (verdict->state == HIKAE_TSA_VALID)
    say (self, _ ("It answers, and its answer holds. It can be used."));
  else if (verdict->state == HIKAE_TSA_INDETERMINATE)
    say (self,
         _ ("It answers, but the certificate does not vouch for its answer. Remove it, "
            "and add it again with another certificate of the authority."));
  else
    say (self,
         _ ("What answers there gives no usable time stamp. Perhaps the address is not "
            "that of a time-stamp authority, or a page to log in came between."));
}

static void
check (HikaeOwnAuthorities *self, const HikaeAuthority *authority)
{
  g_autofree char *proxy = hikae_settings_dup_proxy ();

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  say (self, _ ("Asking it for the time of a random number…"));
  hikae_check_authority_async (authority,
                               *proxy != '\0' ? proxy : NULL,
                               PATIENCE,
                               self->cancellable,
                               checked_cb,
                               g_object_ref (self));
}

/* (transfer full) (nullable): the one whose row @button is in. */
static HikaeAuthority *
find_authority (GtkWidget *button)
{
  const char *id = g_object_get_data (G_OBJECT (button), "authority");
  g_autoptr (GPtrArray) own = hikae_authority_list_own ();

  for (guint i = 0; i < own->len; i++)
    if (g_strcmp0 (((HikaeAuthority *)own->pdata[i])->id, id) == 0)
      return hikae_authority_copy (own->pdata[i]);
  return NULL;
}

static void
check_cb (HikaeOwnAuthorities *self, GtkWidget *button)
{
  g_autoptr (HikaeAuthority) authority = find_authority (button);

  if (authority != NULL)
    check (self, authority);
}

static void
remove_cb (HikaeOwnAuthorities *self, GtkWidget *button)
{
  g_autoptr (HikaeAuthority) authority = find_authority (button);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (self->cancellable);
  if (authority != NULL && !hikae_authority_remove_own (authority->id, &error)) {
    say_error (self, error);
    return;
  }
  fill (self);
  say (self, _ ("It is no longer asked. Stamps that it gave stay in their cases."));
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
  g_signal_emit (self, changed_signal, 0);
}

static void
add_button (HikaeOwnAuthorities *self,
            AdwActionRow *row,
            const HikaeAuthority *authority,
            const char *label,
            const char *name,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, name);
  hikae_accessible_name_set (button, name);
  g_object_set_data_full (
      G_OBJECT (button), "authority", g_strdup (authority->id), g_free);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (row, button);
}

static void
fill (HikaeOwnAuthorities *self)
{
  g_autoptr (GPtrArray) own = hikae_authority_list_own ();

  hikae_row_group_clear (self->list);
  for (guint i = 0; i < own->len; i++) {
    const HikaeAuthority *authority = own->pdata[i];
    gboolean readable = g_bytes_get_size (authority->anchors) > 0;
    /* Translators: %s is the address of a time-stamp authority. */
    g_autofree char *check_name = g_strdup_printf (_ ("Check %s"), authority->name);
    /* Translators: %s is the address of a time-stamp authority. */
    g_autofree char *remove_name = g_strdup_printf (_ ("Remove %s"), authority->name);
    AdwActionRow *row = hikae_row_group_add_text (
        self->list,
        "network-server-symbolic",
        authority->name,
        readable ? hikae_wording_authority_class (authority->legal_class)
                 : _ ("Cannot be read, so it is not asked. Remove it and add it again."));

    if (readable)
      add_button (self, row, authority, _ ("Check"), check_name, G_CALLBACK (check_cb));
    add_button (self, row, authority, _ ("Remove"), remove_name, G_CALLBACK (remove_cb));
  }
}

static void
add_cb (HikaeOwnAuthorities *self)
{
  g_autofree char *url = g_strstrip (g_strdup (gtk_editable_get_text (self->address)));
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeAuthority) added = NULL;

  if (self->anchors == NULL)
    return;
  added = hikae_authority_add_own (url, self->anchors, &error);
  if (added == NULL) {
    if (g_error_matches (error, HIKAE_ERROR, HIKAE_ERROR_REJECTED))
      say (
          self,
          _ ("That address cannot be asked. It should begin with https:// or http:// and "
             "stand in what the authority gave you."));
    else
      say_error (self, error);
    return;
  }
  gtk_editable_set_text (self->address, "");
  set_anchors (self, NULL, NULL);
  fill (self);
  g_signal_emit (self, changed_signal, 0);
  check (self, added);
}

static void
hikae_own_authorities_dispose (GObject *object)
{
  g_cancellable_cancel (HIKAE_OWN_AUTHORITIES (object)->cancellable);
  G_OBJECT_CLASS (hikae_own_authorities_parent_class)->dispose (object);
}

static void
hikae_own_authorities_finalize (GObject *object)
{
  HikaeOwnAuthorities *self = HIKAE_OWN_AUTHORITIES (object);

  g_clear_pointer (&self->anchors, g_bytes_unref);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (hikae_own_authorities_parent_class)->finalize (object);
}

static void
hikae_own_authorities_class_init (HikaeOwnAuthoritiesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = hikae_own_authorities_dispose;
  object_class->finalize = hikae_own_authorities_finalize;
  changed_signal = g_signal_new ("changed",
                                 HIKAE_TYPE_OWN_AUTHORITIES,
                                 G_SIGNAL_RUN_LAST,
                                 0,
                                 NULL,
                                 NULL,
                                 NULL,
                                 G_TYPE_NONE,
                                 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-own-authorities.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeOwnAuthorities, list);
  gtk_widget_class_bind_template_child (widget_class, HikaeOwnAuthorities, address);
  gtk_widget_class_bind_template_child (widget_class, HikaeOwnAuthorities, certificate);
  gtk_widget_class_bind_template_child (widget_class, HikaeOwnAuthorities, add_button);
  gtk_widget_class_bind_template_child (widget_class, HikaeOwnAuthorities, status);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_cb);
}

static void
hikae_own_authorities_init (HikaeOwnAuthorities *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  fill (self);
}
