/* hikae-letter-checklist.c: what a letter has and what it still needs
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-letter-checklist.h"

#include "hikae-json.h"
#include "hikae-letter-words.h"

#include <glib/gi18n.h>

#define ROWS_A_FRAME 3

/* Who writes for herself needs nobody's authority. */
gboolean
hikae_letter_checklist_concerns (const HikaeLetterElement *element, JsonObject *answers)
{
  return g_strcmp0 (element->field, "authority") != 0 ||
         g_strcmp0 (hikae_json_get_string (answers, "acting"), "agent") == 0;
}

static void
show_element (HikaeRowGroup *group, guint place, const HikaeLetterElement *element)
{
  /* This one is filled in by no field. */
  const gboolean is_place = g_strcmp0 (element->field, "urls") == 0;
  g_autofree char *fault =
      element->faulty ? hikae_letter_words_dup_fault (element) : NULL;
  const char *state = element->present ? _ ("There")
                      : fault != NULL  ? fault
                      : is_place
                          ? _ ("Still needed: tick an item above that has an address")
                      : element->lacking ? _ ("Still needed")
                                         : _ ("Would help");

  hikae_row_group_show_text (group,
                             place,
                             element->present ? "object-select-symbolic"
                                              : "list-remove-symbolic",
                             element->label,
                             state);
}

gboolean
hikae_letter_checklist_show_more (HikaeRowGroup *group,
                                  GPtrArray *elements,
                                  JsonObject *answers,
                                  guint *next)
{
  guint place = 0;

  for (guint i = 0; i < elements->len; i++) {
    const HikaeLetterElement *element = g_ptr_array_index (elements, i);

    if (!hikae_letter_checklist_concerns (element, answers))
      continue;
    if (place >= *next + ROWS_A_FRAME) {
      *next = place;
      return FALSE;
    }
    if (place >= *next)
      show_element (group, place, element);
    place++;
  }
  hikae_row_group_shrink (group, place);
  return TRUE;
}

void
hikae_letter_checklist_count (GtkLabel *label, GPtrArray *elements)
{
  guint lacking = 0;

  for (guint i = 0; elements != NULL && i < elements->len; i++)
    lacking += ((const HikaeLetterElement *)g_ptr_array_index (elements, i))->lacking;
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u thing is still needed; the checklist names it. Until then you can "
                "keep a draft.",
                "%u things are still needed; the checklist names them. Until then you "
                "can keep a draft.",
                lacking),
      lacking);
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), lacking > 0);
}
