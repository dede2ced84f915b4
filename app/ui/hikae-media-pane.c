/* hikae-media-pane.c: what there is to a picture or film beside its being an item
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-pane.h"

#include "hikae-finder.h"
#include "hikae-look.h"
#include "hikae-picture-view.h"
#include "hikae-row-group.h"
#include "hikae-text.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* Larger files are looked into when asked. */
#define ADDRESS_SHOWN 120
#define LOOK_AT_ONCE_MAX (32 * 1024 * 1024)

struct _HikaeMediaPane {
  AdwBin parent_instance;

  HikaeSession *session;     /* (owned) (nullable) */
  HikaeItem *item;           /* (owned) (nullable) */
  HikaeFinder *finder;       /* (owned) (nullable): of the open case */
  HikaeCase *finder_case;    /* (not owned): whose it is; compared only */
  GCancellable *cancellable; /* (owned) (nullable): of the look that runs */
  GHashTable *looks;         /* (element-type guint JsonObject): what was read */

  HikaePictureView *view;
  HikaeRowGroup *origin;
  HikaeRowGroup *similar;
  HikaeRowGroup *copies;
};

G_DEFINE_FINAL_TYPE (HikaeMediaPane, hikae_media_pane, ADW_TYPE_BIN)

static void
forget (HikaeMediaPane *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->finder);
  self->finder_case = NULL;
  g_hash_table_remove_all (self->looks);
}

static HikaeCase *
get_case (HikaeMediaPane *self)
{
  return self->session != NULL ? hikae_session_get_case (self->session) : NULL;
}

static gboolean
is_shown (HikaeMediaPane *self, guint number)
{
  return self->item != NULL && get_case (self) != NULL &&
         hikae_item_get_number (self->item) == number;
}

static const char *
name_strength (const char *strength)
{
  if (g_strcmp0 (strength, "signed") == 0)
    return _ ("Sealed statement");
  if (g_strcmp0 (strength, "marker") == 0)
    return _ ("Mark");
  if (g_strcmp0 (strength, "text") == 0)
    return _ ("Unsealed text");
  return g_strcmp0 (strength, "fact") == 0 ? _ ("About the seal") : _ ("To keep in mind");
}

static void
show_findings (HikaeMediaPane *self, JsonObject *report)
{
  JsonArray *findings = hikae_json_get_array (report, "findings");

  hikae_row_group_clear (self->origin);
  for (guint i = 0; findings != NULL && i < json_array_get_length (findings); i++) {
    JsonNode *node = json_array_get_element (findings, i);
    JsonObject *finding =
        JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

    hikae_row_group_add_text (
        self->origin,
        NULL,
        name_strength (hikae_json_get_string (finding, "strength")),
        hikae_json_get_string (finding, hikae_session_get_language ()));
  }
  if (hikae_row_group_get_count (self->origin) == 0)
    hikae_row_group_add_text (self->origin,
                              NULL,
                              _ ("To keep in mind"),
                              hikae_json_get_string (report, "error"));
}

static void
show_failure (HikaeMediaPane *self, const GError *error)
{
  hikae_row_group_clear (self->origin);
  hikae_row_group_add_text (self->origin,
                            NULL,
                            _ ("The file could not be read safely"),
                            _ ("It is kept as it is; nothing is known of its inside."));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) report = hikae_look_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (HikaeMediaPane) self = HIKAE_MEDIA_PANE (user_data);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
      get_case (self) != HIKAE_CASE (source) || self->item == NULL)
    return;
  if (report == NULL) {
    show_failure (self, error);
    return;
  }
  g_hash_table_replace (self->looks,
                        GUINT_TO_POINTER (hikae_item_get_number (self->item)),
                        json_object_ref (report));
  show_findings (self, report);
}

/* A look at another item is given up first, so that an answer always belongs to the item
 * on the screen. */
static void
look (HikaeMediaPane *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  hikae_row_group_clear (self->origin);
  hikae_row_group_add_text (self->origin, NULL, _ ("Reading…"), NULL);
  hikae_look_async (get_case (self),
                    hikae_item_get_number (self->item),
                    self->cancellable,
                    looked_cb,
                    g_object_ref (self));
}

static void
look_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeMediaPane *self = HIKAE_MEDIA_PANE (widget);

  if (self->item != NULL && get_case (self) != NULL)
    look (self);
}

static const char *
name_form (HikaePdqForm form)
{
  switch (form) {
  case HIKAE_PDQ_AS_IS:
    return NULL;
  case HIKAE_PDQ_TURNED_90:
  case HIKAE_PDQ_TURNED_180:
  case HIKAE_PDQ_TURNED_270:
    return _ ("turned");
  case HIKAE_PDQ_TOP_BOTTOM:
  case HIKAE_PDQ_MIRRORED:
  case HIKAE_PDQ_DIAGONAL:
  case HIKAE_PDQ_COUNTER_DIAGONAL:
  default:
    return _ ("mirrored");
  }
}

static void
add_similar (HikaeMediaPane *self, const HikaeSimilar *similar)
{
  HikaeItem *item = hikae_case_find_item (get_case (self), similar->item);
  g_autofree char *title = item != NULL ? hikae_wording_item_title (item, 80) : NULL;
  g_autofree char *target = g_strdup_printf ("case:%u", similar->item);
  const char *form = name_form (similar->form);
  g_autofree char *near = NULL;
  g_autofree char *text = NULL;

  if (similar->same_bytes)
    near = g_strdup (_ ("The same file"));
  else if (similar->sure)
    near = g_strdup_printf (_ ("Very likely the same: %u of 256 points differ"),
                            similar->distance);
  else
    near =
        g_strdup_printf (_ ("Possibly the same, look yourself: %u of 256 points differ"),
                         similar->distance);
  text = form != NULL ? g_strdup_printf ("%s · %s", near, form) : g_strdup (near);
  if (similar->address != NULL) {
    g_autofree char *where = hikae_text_for_display (similar->address, ADDRESS_SHOWN);
    g_autofree char *without = g_steal_pointer (&text);

    /* Translators: what was found, then the address in a recording of a web page. */
    text = g_strdup_printf (_ ("%s · in the recording, at %s"), without, where);
  }
  hikae_row_group_add_link (self->similar, NULL, title, text, "win.go", target);
}

static void
show_found (HikaeMediaPane *self, const HikaeFound *found)
{
  hikae_row_group_clear (self->similar);
  for (guint i = 0; i < found->similar->len; i++)
    add_similar (self, &g_array_index (found->similar, HikaeSimilar, i));
  if (found->similar->len == 0) {
    g_autofree char *text = g_strdup_printf (
        ngettext ("%u other picture, film or recording was compared.",
                  "%u other pictures, films and recordings were compared.",
                  found->compared),
        found->compared);

    hikae_row_group_add_text (self->similar, NULL, _ ("Not found again"), text);
  }
  if (found->unreadable->len > 0) {
    g_autofree char *text = g_strdup_printf (
        ngettext ("%u item could not be read in full and was not compared in full.",
                  "%u items could not be read in full and were not compared in full.",
                  found->unreadable->len),
        found->unreadable->len);

    hikae_row_group_add_text (self->similar, NULL, _ ("Not compared"), text);
  }
  if (found->quality < HIKAE_PDQ_LEAST_QUALITY)
    hikae_row_group_add_text (
        self->similar,
        NULL,
        _ ("Little to see"),
        _ ("The picture has so few features that no match of it is sure."));
  hikae_row_group_add_text (
      self->similar,
      NULL,
      _ ("What is not found this way"),
      _ ("A part cut out, a border, a screenshot of a whole page, an edited middle. Make "
         "a copy with only the part you look for, and search with that."));
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeFound) found =
      hikae_finder_search_finish (HIKAE_FINDER (source), result, &error);
  g_autoptr (HikaeMediaPane) self = HIKAE_MEDIA_PANE (user_data);

  if (self->session == NULL)
    return;
  hikae_session_end_work (self->session);
  if (get_case (self) == NULL || self->finder != HIKAE_FINDER (source))
    return;
  if (found == NULL)
    hikae_session_fail (self->session, error);
  else if (self->item != NULL)
    show_found (self, found);
}

static void
find_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HikaeMediaPane *self = HIKAE_MEDIA_PANE (widget);
  HikaeCase *open_case = get_case (self);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL || self->item == NULL ||
      !hikae_session_begin_work (
          self->session, _ ("Comparing pictures…"), &progress, &cancellable))
    return;
  if (self->finder == NULL || self->finder_case != open_case) {
    g_clear_object (&self->finder);
    self->finder = hikae_finder_new (open_case);
    self->finder_case = open_case;
  }
  hikae_finder_search_async (self->finder,
                             hikae_item_get_number (self->item),
                             -1,
                             HIKAE_PDQ_MATCH,
                             progress,
                             cancellable,
                             found_cb,
                             g_object_ref (self));
}

static void
show_item (HikaeMediaPane *self)
{
  const guint number = hikae_item_get_number (self->item);
  g_autofree char *target = g_strdup_printf ("redact:%u", number);
  JsonObject *known = g_hash_table_lookup (self->looks, GUINT_TO_POINTER (number));

  hikae_row_group_clear (self->similar);
  hikae_row_group_add_link (self->similar,
                            "system-search-symbolic",
                            _ ("Look for it among all items"),
                            _ ("Finds it again when it was saved anew, made smaller, "
                               "turned or mirrored."),
                            "media.find",
                            NULL);
  hikae_row_group_clear (self->copies);
  hikae_row_group_add_link (self->copies,
                            "edit-copy-symbolic",
                            _ ("Cover, coarsen or cut out a part…"),
                            _ ("Makes a new item; this one stays as it is."),
                            "win.go",
                            target);
  if (known != NULL) {
    show_findings (self, known);
  } else if (hikae_item_get_size (self->item) <= LOOK_AT_ONCE_MAX) {
    look (self);
  } else {
    hikae_row_group_clear (self->origin);
    hikae_row_group_add_link (self->origin,
                              "document-properties-symbolic",
                              _ ("Read what it says"),
                              _ ("A large file; it takes a few seconds."),
                              "media.look",
                              NULL);
  }
}

void
hikae_media_pane_show (HikaeMediaPane *self, HikaeSession *session, HikaeItem *item)
{
  const guint before = self->item != NULL ? hikae_item_get_number (self->item) : 0;
  HikaeCase *open_case = NULL;
  gboolean shown = FALSE;

  g_return_if_fail (HIKAE_IS_MEDIA_PANE (self));
  g_set_object (&self->session, session);
  open_case = get_case (self);
  shown = item != NULL && open_case != NULL && !hikae_case_get_minor (open_case) &&
          !hikae_item_get_deleted (item) && hikae_look_is_media (item);
  if (shown)
    g_set_object (&self->item, item);
  else
    g_clear_object (&self->item);
  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  hikae_picture_view_show (self->view, session, self->item);
  if (open_case == NULL || (self->finder_case != NULL && self->finder_case != open_case))
    forget (self);
  /* The pane is filled anew whenever a list changes; what is found here stays. */
  if (shown && !is_shown (self, before))
    show_item (self);
}

static void
hikae_media_pane_dispose (GObject *object)
{
  HikaeMediaPane *self = HIKAE_MEDIA_PANE (object);

  if (self->looks != NULL)
    forget (self);
  g_clear_pointer (&self->looks, g_hash_table_unref);
  g_clear_object (&self->session);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (object), HIKAE_TYPE_MEDIA_PANE);
  G_OBJECT_CLASS (hikae_media_pane_parent_class)->dispose (object);
}

static void
hikae_media_pane_class_init (HikaeMediaPaneClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hikae_media_pane_dispose;
  gtk_widget_class_install_action (widget_class, "media.look", NULL, look_action);
  gtk_widget_class_install_action (widget_class, "media.find", NULL, find_action);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-media-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeMediaPane, view);
  gtk_widget_class_bind_template_child (widget_class, HikaeMediaPane, origin);
  gtk_widget_class_bind_template_child (widget_class, HikaeMediaPane, similar);
  gtk_widget_class_bind_template_child (widget_class, HikaeMediaPane, copies);
}

static void
hikae_media_pane_init (HikaeMediaPane *self)
{
  self->looks = g_hash_table_new_full (
      g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)json_object_unref);
  gtk_widget_init_template (GTK_WIDGET (self));
}
