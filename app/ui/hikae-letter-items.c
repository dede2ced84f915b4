/* hikae-letter-items.c: which items a letter is about
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-items.h"

#include "hikae-foreign-names.h"
#include "hikae-item-finder.h"
#include "hikae-item-part.h"
#include "hikae-law-fit.h"
#include "hikae-law-host.h"
#include "hikae-wording.h"

#include <glib/gi18n.h>

/* Looked at in one turn of the main loop; a case may hold tens of thousands. */
#define STEP 250
/* Rows made before somebody asks for more, and in one turn of the main loop. */
#define ROWS 50
#define ROWS_A_TURN 4
/* Shown of what a search finds. */
#define MATCHES 20
/* Chosen by themselves; nobody reads a letter about more. */
#define CHOSEN_MAX 200

struct _HikaeLetterItems {
  HikaeRowGroup *group; /* (unowned): the page's */
  HikaeLetterItemsFunc changed;
  gpointer data;
  GArray *chosen; /* (owned) (element-type guint): numbers */
  char *site;     /* (owned) (nullable): domain, when the recipient is any site */
  gboolean filling;

  HikaeItemFinder *finder; /* (owned) */
  HikaeSession
      *session;         /* (owned) (nullable): the rest is for looking through its case */
  HikaeCase *open_case; /* (owned) (nullable) */
  HikaeLawPack *pack;   /* (unowned) (nullable): the session's */
  JsonObject *basis;    /* (unowned) (nullable): of @pack */
  char *recipient;      /* (owned) (nullable) */
  JsonArray *wanted;    /* (owned) (nullable) */
  GArray *others;       /* (owned) (element-type guint): numbers of what is not chosen */
  GArray *order;        /* (owned) (element-type guint): numbers as the rows stand */
  guint looked;         /* positions looked at */
  guint left_out;       /* that would have been chosen too */
  guint shown;          /* of @order */
  guint end;            /* of @order: rows are made up to here */
  GtkWidget *more;      /* (unowned) (nullable): the row that shows more rows */
  GtkEditable *entry;   /* (unowned) (nullable): in the row that searches */
  GPtrArray *rows;      /* (owned) (element-type GtkWidget): of items, borrowed */
  guint source;
};

static void found_cb (GArray *numbers, gboolean more, gpointer data);

HikaeLetterItems *
hikae_letter_items_new (HikaeRowGroup *group, HikaeLetterItemsFunc changed, gpointer data)
{
  HikaeLetterItems *self = g_new0 (HikaeLetterItems, 1);

  self->group = group;
  self->changed = changed;
  self->data = data;
  self->chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  self->others = g_array_new (FALSE, FALSE, sizeof (guint));
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->rows = g_ptr_array_new ();
  self->finder = hikae_item_finder_new (found_cb, self);
  return self;
}

/* Forgets what was looked for and where. */
static void
stop_looking (HikaeLetterItems *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  hikae_item_finder_stop (self->finder);
  g_clear_object (&self->session);
  g_clear_object (&self->open_case);
  g_clear_pointer (&self->recipient, g_free);
  g_clear_pointer (&self->wanted, json_array_unref);
  g_array_set_size (self->others, 0);
  g_array_set_size (self->order, 0);
  self->looked = 0;
  self->left_out = 0;
  self->shown = 0;
  self->more = NULL;
  self->entry = NULL;
  g_ptr_array_set_size (self->rows, 0);
}

void
hikae_letter_items_free (HikaeLetterItems *self)
{
  stop_looking (self);
  g_clear_pointer (&self->chosen, g_array_unref);
  g_clear_pointer (&self->others, g_array_unref);
  g_clear_pointer (&self->order, g_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->finder);
  g_clear_pointer (&self->site, g_free);
  g_free (self);
}

static guint
find_chosen (HikaeLetterItems *self, guint number)
{
  for (guint i = 0; i < self->chosen->len; i++)
    if (g_array_index (self->chosen, guint, i) == number)
      return i;
  return G_MAXUINT;
}

static void
toggled_cb (GtkCheckButton *button, gpointer user_data)
{
  HikaeLetterItems *self = user_data;
  const guint number = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "number"));
  const guint place = find_chosen (self, number);

  if (self->filling)
    return;
  if (gtk_check_button_get_active (button) && place == G_MAXUINT)
    g_array_append_val (self->chosen, number);
  else if (!gtk_check_button_get_active (button) && place != G_MAXUINT)
    g_array_remove_index (self->chosen, place);
  self->changed (self->data);
}

/* Whether an address is at the one the letter goes to: what is elsewhere is nobody else's
 * business. An authority hears of all. */
static gboolean
belongs_here (HikaeLetterItems *self, const char *url)
{
  HikaeLawPack *pack = self->pack;
  const char *recipient_id = self->recipient;
  JsonObject *recipient = NULL;
  g_autofree char *host = hikae_law_dup_host (url);
  g_autofree char *site = hikae_law_dup_registrable (host);

  if (host == NULL)
    return FALSE;
  if (hikae_law_pack_is_to_authority (pack, self->basis))
    return TRUE;
  recipient = hikae_law_pack_match_recipient (pack, url);
  if (recipient != NULL)
    return g_strcmp0 (hikae_json_get_string (recipient, "id"), recipient_id) == 0;
  if (g_strcmp0 (hikae_json_get_string (hikae_law_pack_find_generic (pack), "id"),
                 recipient_id) != 0)
    return FALSE;
  /* Of several unknown sites the first one that is met. */
  if (self->site == NULL)
    self->site = g_strdup (site != NULL ? site : host);
  return g_strcmp0 (self->site, site != NULL ? site : host) == 0;
}

static void
add_item (HikaeLetterItems *self, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  const char *url = hikae_item_get_claim (item, "url");
  g_autofree char *title = hikae_wording_item_title (item, 120);
  /* What has no name of its own is named by its address. */
  const gboolean twice = url == NULL || g_str_equal (title, url);
  /* All that was kept of one page has its title and address. */
  g_autofree char *what =
      g_strdup_printf (_ ("%s · item %u"), hikae_item_part_get_name (item), number);
  g_autofree char *whole = g_strdup_printf ("%s\n%s", what, twice ? "" : url);
  AdwActionRow *row =
      hikae_row_group_add_text (self->group, NULL, title, twice ? what : whole);
  GtkWidget *check = gtk_check_button_new ();

  g_ptr_array_add (self->rows, row);
  g_object_set_data (G_OBJECT (check), "number", GUINT_TO_POINTER (number));
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  adw_action_row_add_prefix (row, check);
  adw_action_row_set_activatable_widget (row, check);
  /* The rows go with the page, and the page's list of them after. */
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               find_chosen (self, number) != G_MAXUINT);
}

static gboolean
holds (JsonArray *wanted, guint number)
{
  for (guint i = 0; i < json_array_get_length (wanted); i++)
    if (json_array_get_int_element (wanted, i) == (gint64)number)
      return TRUE;
  return FALSE;
}

static void show_rows (HikaeLetterItems *self);

static void
more_cb (HikaeLetterItems *self)
{
  hikae_row_group_drop_row (self->group, self->more);
  self->more = NULL;
  show_rows (self);
}

static void
offer_more (HikaeLetterItems *self)
{
  const guint rest = self->order->len - self->shown;
  g_autofree char *title = g_strdup_printf (
      ngettext ("Show more: %u item is left", "Show more: %u items are left", rest),
      rest);
  AdwActionRow *row =
      hikae_row_group_add_text (self->group, "view-more-symbolic", title, NULL);

  self->more = GTK_WIDGET (row);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_swapped (row, "activated", G_CALLBACK (more_cb), self);
}

/* A row takes about a millisecond to make and to lay out. */
static gboolean
row_cb (gpointer user_data)
{
  HikaeLetterItems *self = user_data;
  const guint end = MIN (self->shown + ROWS_A_TURN, self->end);

  self->filling = TRUE;
  for (; self->shown < end; self->shown++) {
    HikaeItem *item = hikae_case_find_item (
        self->open_case, g_array_index (self->order, guint, self->shown));

    if (item != NULL)
      add_item (self, item);
  }
  self->filling = FALSE;
  if (self->shown < self->end)
    return G_SOURCE_CONTINUE;
  self->source = 0;
  if (self->shown < self->order->len)
    offer_more (self);
  return G_SOURCE_REMOVE;
}

/* What is chosen comes first. A person's next step waits for no row but the first few. */
static void
show_rows (HikaeLetterItems *self)
{
  self->end = MIN (self->shown + ROWS, self->order->len);
  if (row_cb (self) == G_SOURCE_CONTINUE)
    self->source = g_idle_add (row_cb, self);
}

static void
drop_rows (HikaeLetterItems *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  for (guint i = 0; i < self->rows->len; i++)
    hikae_row_group_drop_row (self->group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  if (self->more != NULL)
    hikae_row_group_drop_row (self->group, self->more);
  self->more = NULL;
}

static void
add_words (HikaeLetterItems *self, const char *words)
{
  g_ptr_array_add (self->rows, hikae_row_group_add_text (self->group, NULL, words, NULL));
}

/* What the words match, in place of the whole list. */
static void
found_cb (GArray *numbers, gboolean more, gpointer data)
{
  HikaeLetterItems *self = data;

  drop_rows (self);
  self->filling = TRUE;
  for (guint i = 0; i < numbers->len; i++) {
    HikaeItem *item =
        hikae_case_find_item (self->open_case, g_array_index (numbers, guint, i));

    if (item != NULL)
      add_item (self, item);
  }
  self->filling = FALSE;
  if (numbers->len == 0)
    add_words (self, _ ("No item has this in its name, address or note."));
  else if (more)
    add_words (self, _ ("There are more. Type a number or words to find one."));
}

/* What is chosen now comes first, what was chosen before next, so that nothing that
 * leaves the choice leaves the list. */
static void
show_all (HikaeLetterItems *self)
{
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint));
  g_autoptr (GHashTable) taken = g_hash_table_new (NULL, NULL);

  g_array_append_vals (order, self->chosen->data, self->chosen->len);
  for (guint i = 0; i < self->chosen->len; i++)
    (void)g_hash_table_add (taken,
                            GUINT_TO_POINTER (g_array_index (self->chosen, guint, i)));
  for (guint i = 0; i < self->order->len; i++) {
    const guint number = g_array_index (self->order, guint, i);

    if (!g_hash_table_contains (taken, GUINT_TO_POINTER (number)))
      g_array_append_val (order, number);
  }
  g_array_set_size (self->order, 0);
  g_array_append_vals (self->order, order->data, order->len);
  drop_rows (self);
  self->shown = 0;
  show_rows (self);
}

static void
search_cb (HikaeLetterItems *self)
{
  const char *text = gtk_editable_get_text (self->entry);

  if (*text != '\0') {
    hikae_item_finder_look (self->finder, self->session, text, MATCHES);
    return;
  }
  hikae_item_finder_stop (self->finder);
  show_all (self);
}

/* A list of a few rows needs none. */
static void
offer_search (HikaeLetterItems *self)
{
  GtkWidget *row = NULL;

  if (self->order->len <= ROWS)
    return;
  row =
      g_object_new (ADW_TYPE_ENTRY_ROW, "title", _ ("Number or words of an item"), NULL);
  self->entry = GTK_EDITABLE (row);
  hikae_foreign_names_give (row);
  g_signal_connect_swapped (row, "changed", G_CALLBACK (search_cb), self);
  hikae_row_group_add_row (self->group, row);
}

static void
say_left_out (HikaeLetterItems *self)
{
  g_autofree char *title = NULL;

  if (self->left_out == 0)
    return;
  title = g_strdup_printf (ngettext ("%u more address is with this recipient",
                                     "%u more addresses are with this recipient",
                                     self->left_out),
                           self->left_out);
  (void)hikae_row_group_add_text (
      self->group,
      "dialog-information-symbolic",
      title,
      _ ("A letter about very many is seldom read. Write further letters for these."));
}

static void
finish_looking (HikaeLetterItems *self)
{
  hikae_row_group_clear (self->group);
  g_array_append_vals (self->order, self->chosen->data, self->chosen->len);
  g_array_append_vals (self->order, self->others->data, self->others->len);
  offer_search (self);
  say_left_out (self);
  show_rows (self);
}

static void
look_at (HikaeLetterItems *self, HikaeItem *item)
{
  const guint number = hikae_item_get_number (item);
  const char *url = NULL;
  gboolean fits = FALSE;

  if (self->wanted != NULL) {
    fits = holds (self->wanted, number);
  } else if (self->basis != NULL) {
    url = hikae_item_get_claim (item, "url");
    fits = url != NULL && belongs_here (self, url);
  }
  if (fits && self->wanted == NULL && self->chosen->len >= CHOSEN_MAX) {
    self->left_out++;
    fits = FALSE;
  }
  g_array_append_val (fits ? self->chosen : self->others, number);
}

/* TRUE: there is more. */
static gboolean
look_on (HikaeLetterItems *self)
{
  GListModel *items = hikae_case_get_items (self->open_case);
  const guint count = g_list_model_get_n_items (items);
  const guint end = MIN (self->looked + STEP, count);

  for (; self->looked < end; self->looked++) {
    g_autoptr (HikaeItem) item = NULL;

    if (hikae_case_glance (self->open_case, self->looked).deleted)
      continue;
    item = g_list_model_get_item (items, self->looked);
    look_at (self, item);
  }
  return self->looked < count;
}

static gboolean
look_cb (gpointer user_data)
{
  HikaeLetterItems *self = user_data;

  if (look_on (self))
    return G_SOURCE_CONTINUE;
  self->source = 0;
  finish_looking (self);
  self->changed (self->data);
  /* The rows that are left have a source of their own. */
  return G_SOURCE_REMOVE;
}

void
hikae_letter_items_clear (HikaeLetterItems *self)
{
  stop_looking (self);
  hikae_row_group_clear (self->group);
  g_array_set_size (self->chosen, 0);
  g_clear_pointer (&self->site, g_free);
}

void
hikae_letter_items_show (HikaeLetterItems *self,
                         HikaeSession *session,
                         const char *basis_id,
                         const char *recipient,
                         JsonArray *wanted)
{
  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeLawPack *pack = hikae_session_get_law_pack (session, NULL);

  hikae_letter_items_clear (self);
  if (open_case == NULL)
    return;
  self->session = g_object_ref (session);
  self->open_case = g_object_ref (open_case);
  self->pack = pack;
  self->basis = pack != NULL ? hikae_law_pack_find_basis (pack, basis_id) : NULL;
  self->recipient = g_strdup (recipient);
  self->wanted = wanted != NULL ? json_array_ref (wanted) : NULL;
  if (!look_on (self)) {
    finish_looking (self);
    return;
  }
  (void)hikae_row_group_add_text (
      self->group, "content-loading-symbolic", _ ("Looking through the items…"), NULL);
  self->source = g_idle_add (look_cb, self);
}

guint
hikae_letter_items_get_count (HikaeLetterItems *self)
{
  return self->chosen->len;
}

GPtrArray *
hikae_letter_items_list (HikaeLetterItems *self, HikaeCase *open_case)
{
  GPtrArray *items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; open_case != NULL && i < self->chosen->len; i++) {
    HikaeItem *item =
        hikae_case_find_item (open_case, g_array_index (self->chosen, guint, i));

    if (item != NULL && !hikae_item_get_deleted (item))
      g_ptr_array_add (items, g_object_ref (item));
  }
  return items;
}
