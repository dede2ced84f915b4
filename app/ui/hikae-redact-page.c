/* hikae-redact-page.c: a changed copy: cover, coarsen, keep only a part
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-redact-page.h"

#include "hikae-accessible-name.h"
#include "hikae-look.h"
#include "hikae-picture-view.h"
#include "hikae-row-group.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdlib.h>

#define SIDE 1600
#define LEAST_SIDE 4

typedef enum {
  KIND_BOX,
  KIND_BLUR,
  KIND_CROP,
} Kind;

/* In pixels of the picture. */
typedef struct {
  Kind kind;
  int x;
  int y;
  int width;
  int height;
} Area;

struct _HikaeRedactPage {
  HikaePage parent_instance;

  guint number;
  guint source_width; /* 0: not known yet */
  guint source_height;
  GArray *areas;             /* (element-type Area) */
  Area drawn;                /* width 0: none */
  GCancellable *cancellable; /* (owned) (nullable) */

  AdwComboRow *kind_row;
  AdwComboRow *view_row;
  GtkPicture *picture;
  GtkDrawingArea *areas_drawing;
  GtkGesture *drag;
  GtkEditable *area_row;
  HikaeRowGroup *steps;
  GtkSwitch *grey_switch;
  GtkWidget *keep_button;
};

G_DEFINE_FINAL_TYPE (HikaeRedactPage, hikae_redact_page, HIKAE_TYPE_PAGE)

/* Where the picture lies in the drawing, and how much smaller it is. */
typedef struct {
  double x;
  double y;
  double scale;
} Place;

static Place
find_place (HikaeRedactPage *self)
{
  const double width = gtk_widget_get_width (GTK_WIDGET (self->areas_drawing));
  const double height = gtk_widget_get_height (GTK_WIDGET (self->areas_drawing));
  Place place = {0, 0, 1};

  if (self->source_width == 0 || width <= 0 || height <= 0)
    return place;
  place.scale = MIN (width / self->source_width, height / self->source_height);
  place.x = (width - self->source_width * place.scale) / 2;
  place.y = (height - self->source_height * place.scale) / 2;
  return place;
}

static void
draw_area (cairo_t *cairo, const Place *place, const Area *area)
{
  cairo_rectangle (cairo,
                   place->x + area->x * place->scale,
                   place->y + area->y * place->scale,
                   area->width * place->scale,
                   area->height * place->scale);
  if (area->kind != KIND_CROP) {
    cairo_set_source_rgba (cairo, 0, 0, 0, area->kind == KIND_BOX ? 0.85 : 0.5);
    cairo_fill_preserve (cairo);
  }
  /* Two lines, so that one of them stands out from any picture. */
  cairo_set_source_rgb (cairo, 0, 0, 0);
  cairo_set_line_width (cairo, 4);
  cairo_stroke_preserve (cairo);
  cairo_set_source_rgb (cairo, 1, 1, 1);
  cairo_set_line_width (cairo, 2);
  cairo_stroke (cairo);
}

static void
draw_cb (GtkDrawingArea *drawing, cairo_t *cairo, int width, int height, gpointer data)
{
  HikaeRedactPage *self = HIKAE_REDACT_PAGE (data);
  const Place place = find_place (self);

  for (guint i = 0; i < self->areas->len; i++)
    draw_area (cairo, &place, &g_array_index (self->areas, Area, i));
  if (self->drawn.width > 0)
    draw_area (cairo, &place, &self->drawn);
}

static void
update (HikaeRedactPage *self)
{
  const gboolean any = self->areas->len > 0 || gtk_switch_get_active (self->grey_switch);

  gtk_widget_set_sensitive (self->keep_button, any && self->number != 0);
  gtk_widget_set_visible (GTK_WIDGET (self->steps), self->areas->len > 0);
  gtk_widget_queue_draw (GTK_WIDGET (self->areas_drawing));
}

static void
update_cb (HikaeRedactPage *self)
{
  update (self);
}

static const char *
name_kind (Kind kind)
{
  switch (kind) {
  case KIND_BLUR:
    return _ ("Make coarse beyond recognition");
  case KIND_CROP:
    return _ ("Keep only this part");
  case KIND_BOX:
  default:
    return _ ("Cover with black");
  }
}

static void show_steps (HikaeRedactPage *self);

/* A step that was taken out, and how to put it back. */
typedef struct {
  HikaeRedactPage *page; /* (owned) */
  guint number;          /* of the item it belongs to */
  guint index;
  Area area;
} TakenOut;

static void
taken_out_free (gpointer data)
{
  TakenOut *taken = data;

  g_object_unref (taken->page);
  g_free (taken);
}

static void
put_back (HikaeSession *session, gpointer data)
{
  TakenOut *taken = data;
  HikaeRedactPage *self = taken->page;

  if (self->number != taken->number)
    return;
  g_array_insert_val (self->areas, MIN (taken->index, self->areas->len), taken->area);
  show_steps (self);
}

static void
remove_cb (GtkButton *button, gpointer user_data)
{
  HikaeRedactPage *self = HIKAE_REDACT_PAGE (
      gtk_widget_get_ancestor (GTK_WIDGET (button), HIKAE_TYPE_REDACT_PAGE));
  const guint index = GPOINTER_TO_UINT (user_data);
  TakenOut *taken = NULL;

  if (index >= self->areas->len)
    return;
  taken = g_new0 (TakenOut, 1);
  taken->page = g_object_ref (self);
  taken->number = self->number;
  taken->index = index;
  taken->area = g_array_index (self->areas, Area, index);
  g_array_remove_index (self->areas, index);
  show_steps (self);
  hikae_session_offer_undo (hikae_page_get_session (HIKAE_PAGE (self)),
                            _ ("The step was taken out"),
                            put_back,
                            taken,
                            taken_out_free);
}

static void
show_steps (HikaeRedactPage *self)
{
  hikae_row_group_clear (self->steps);
  for (guint i = 0; i < self->areas->len; i++) {
    const Area *area = &g_array_index (self->areas, Area, i);
    g_autofree char *text = g_strdup_printf (
        _ ("From %d, %d: %d × %d pixels"), area->x, area->y, area->width, area->height);
    AdwActionRow *row =
        hikae_row_group_add_text (self->steps, NULL, name_kind (area->kind), text);
    GtkWidget *button = gtk_button_new_from_icon_name ("user-trash-symbolic");
    g_autofree char *name = g_strdup_printf (_ ("Take out: %s"), text);

    gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
    gtk_widget_set_tooltip_text (button, _ ("Take this step out"));
    gtk_widget_add_css_class (button, "flat");
    hikae_accessible_name_set (button, name);
    g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), GUINT_TO_POINTER (i));
    adw_action_row_add_suffix (row, button);
  }
  update (self);
}

/* A part outside the picture is left away; one of almost nothing is no area. Only one
 * part can be all that is kept. */
static gboolean
add_area (HikaeRedactPage *self, Area area)
{
  const int right = MIN (area.x + area.width, (int)self->source_width);
  const int bottom = MIN (area.y + area.height, (int)self->source_height);

  area.x = MAX (area.x, 0);
  area.y = MAX (area.y, 0);
  area.width = right - area.x;
  area.height = bottom - area.y;
  if (area.width < LEAST_SIDE || area.height < LEAST_SIDE)
    return FALSE;
  for (guint i = self->areas->len; area.kind == KIND_CROP && i > 0; i--)
    if (g_array_index (self->areas, Area, i - 1).kind == KIND_CROP)
      g_array_remove_index (self->areas, i - 1);
  g_array_append_val (self->areas, area);
  show_steps (self);
  return TRUE;
}

static Kind
get_kind (HikaeRedactPage *self)
{
  const guint selected = adw_combo_row_get_selected (self->kind_row);

  return selected <= KIND_CROP ? (Kind)selected : KIND_BOX;
}

static Area
get_drag (HikaeRedactPage *self, double offset_x, double offset_y)
{
  const Place place = find_place (self);
  Area area = {.kind = get_kind (self)};
  double x = 0;
  double y = 0;

  (void)gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (self->drag), &x, &y);
  area.x = (int)floor ((MIN (x, x + offset_x) - place.x) / place.scale);
  area.y = (int)floor ((MIN (y, y + offset_y) - place.y) / place.scale);
  area.width = (int)ceil (fabs (offset_x) / place.scale);
  area.height = (int)ceil (fabs (offset_y) / place.scale);
  return area;
}

static void
drag_update_cb (HikaeRedactPage *self, double offset_x, double offset_y)
{
  if (self->source_width == 0)
    return;
  self->drawn = get_drag (self, offset_x, offset_y);
  gtk_widget_queue_draw (GTK_WIDGET (self->areas_drawing));
}

static void
drag_end_cb (HikaeRedactPage *self, double offset_x, double offset_y)
{
  self->drawn.width = 0;
  if (self->source_width != 0)
    (void)add_area (self, get_drag (self, offset_x, offset_y));
  gtk_widget_queue_draw (GTK_WIDGET (self->areas_drawing));
}

static void
typed_cb (HikaeRedactPage *self)
{
  g_auto (GStrv) parts =
      g_strsplit_set (gtk_editable_get_text (self->area_row), ",、，", -1);
  int numbers[4] = {0};
  guint count = 0;

  for (guint i = 0; parts[i] != NULL && count <= G_N_ELEMENTS (numbers); i++) {
    gint64 value = 0;

    if (*g_strstrip (parts[i]) == '\0')
      continue;
    if (count == G_N_ELEMENTS (numbers) ||
        !g_ascii_string_to_signed (parts[i], 10, 0, G_MAXINT16, &value, NULL)) {
      count = G_MAXUINT8;
      break;
    }
    numbers[count++] = (int)value;
  }
  if (count == G_N_ELEMENTS (numbers) &&
      add_area (
          self,
          (Area){get_kind (self), numbers[0], numbers[1], numbers[2], numbers[3]})) {
    gtk_editable_set_text (self->area_row, "");
    return;
  }
  g_autofree char *text =
      g_strdup_printf (_ ("Four numbers within %u × %u pixels: left, top, width, height"),
                       self->source_width,
                       self->source_height);
  hikae_session_say (hikae_page_get_session (HIKAE_PAGE (self)), text);
}

static void
shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeMediaPreview) preview =
      hikae_preview_finish (HIKAE_CASE (source), result, &error);
  g_autoptr (HikaeRedactPage) self = HIKAE_REDACT_PAGE (user_data);
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  g_autoptr (GdkTexture) texture = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || session == NULL ||
      !hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  if (preview == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  self->source_width = preview->source_width;
  self->source_height = preview->source_height;
  texture = hikae_picture_view_make_texture (preview);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  update (self);
}

static void
forget_picture (HikaeRedactPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_picture_set_paintable (self->picture, NULL);
}

static void
view_changed_cb (HikaeRedactPage *self)
{
  static const char *const kinds[] = {"outline", "grey", "full"};
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  const guint selected = adw_combo_row_get_selected (self->view_row);

  if (open_case == NULL || self->number == 0 || selected >= G_N_ELEMENTS (kinds))
    return;
  forget_picture (self);
  self->cancellable = g_cancellable_new ();
  hikae_preview_async (open_case,
                       self->number,
                       kinds[selected],
                       SIDE,
                       self->cancellable,
                       shown_cb,
                       g_object_ref (self));
}

static char *
format_steps (HikaeRedactPage *self)
{
  static const char *const names[] = {"box", "blur", "crop"};
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *steps = json_array_new ();

  for (guint i = 0; i < self->areas->len; i++) {
    const Area *area = &g_array_index (self->areas, Area, i);
    JsonObject *step = json_object_new ();

    json_object_set_string_member (step, "do", names[area->kind]);
    json_object_set_int_member (step, "x", area->x);
    json_object_set_int_member (step, "y", area->y);
    json_object_set_int_member (step, "width", area->width);
    json_object_set_int_member (step, "height", area->height);
    json_array_add_object_element (steps, step);
  }
  if (gtk_switch_get_active (self->grey_switch)) {
    JsonObject *step = json_object_new ();

    json_object_set_string_member (step, "do", "grey");
    json_array_add_object_element (steps, step);
  }
  json_node_take_array (node, steps);
  return json_to_string (node, FALSE);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_change_finish (HIKAE_CASE (source), result, &error);
  g_autofree char *number = NULL;

  hikae_session_end_work (session);
  if (!hikae_session_is_current (session, HIKAE_CASE (source)))
    return;
  if (item == NULL) {
    hikae_session_fail (session, error);
    return;
  }
  number = g_strdup_printf ("%u", hikae_item_get_number (item));
  hikae_session_say (session, _ ("The copy is in the case now"));
  hikae_session_go (session, "case", number);
}

static void
keep_cb (HikaeRedactPage *self)
{
  HikaeSession *session = hikae_page_get_session (HIKAE_PAGE (self));
  HikaeCase *open_case = hikae_page_get_case (HIKAE_PAGE (self));
  g_autofree char *steps = format_steps (self);
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = NULL;

  if (open_case == NULL || !hikae_session_begin_work (
                               session, _ ("Making the copy…"), &progress, &cancellable))
    return;
  hikae_change_async (
      open_case, self->number, steps, cancellable, kept_cb, g_object_ref (session));
}

static void
clear (HikaeRedactPage *self)
{
  forget_picture (self);
  self->number = 0;
  self->source_width = 0;
  self->source_height = 0;
  self->drawn.width = 0;
  g_array_set_size (self->areas, 0);
  gtk_editable_set_text (self->area_row, "");
  gtk_switch_set_active (self->grey_switch, FALSE);
  adw_combo_row_set_selected (self->kind_row, KIND_BOX);
  adw_combo_row_set_selected (self->view_row, 0);
  show_steps (self);
}

static void
hikae_redact_page_enter (HikaePage *page, const char *argument)
{
  HikaeRedactPage *self = HIKAE_REDACT_PAGE (page);
  guint64 number = 0;

  clear (self);
  if (argument == NULL ||
      !g_ascii_string_to_unsigned (argument, 10, 1, G_MAXUINT32, &number, NULL))
    return;
  self->number = (guint)number;
  view_changed_cb (self);
}

static void
hikae_redact_page_leave (HikaePage *page, gboolean locking)
{
  clear (HIKAE_REDACT_PAGE (page));
}

static void
hikae_redact_page_finalize (GObject *object)
{
  HikaeRedactPage *self = HIKAE_REDACT_PAGE (object);

  g_array_unref (self->areas);
  g_clear_object (&self->cancellable);
  G_OBJECT_CLASS (hikae_redact_page_parent_class)->finalize (object);
}

static void
hikae_redact_page_class_init (HikaeRedactPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = hikae_redact_page_finalize;
  HIKAE_PAGE_CLASS (klass)->enter = hikae_redact_page_enter;
  HIKAE_PAGE_CLASS (klass)->leave = hikae_redact_page_leave;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/hikae/Hikae/ui/hikae-redact-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, kind_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, view_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, picture);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, areas_drawing);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, drag);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, area_row);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, steps);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, grey_switch);
  gtk_widget_class_bind_template_child (widget_class, HikaeRedactPage, keep_button);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_update_cb);
  gtk_widget_class_bind_template_callback (widget_class, drag_end_cb);
  gtk_widget_class_bind_template_callback (widget_class, typed_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
}

static void
hikae_redact_page_init (HikaeRedactPage *self)
{
  self->areas = g_array_new (FALSE, FALSE, sizeof (Area));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->areas_drawing, draw_cb, self, NULL);
}
