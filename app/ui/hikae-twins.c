/* hikae-twins.c: items that were kept although their very bytes were in the case
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-twins.h"

#include <glib/gi18n.h>

typedef struct {
  guint number;
  guint same;
} Twin;

struct _HikaeTwins {
  HikaeCase *open_case; /* (owned) */
  GArray *twins;        /* (owned): of Twin */
};

HikaeTwins *
hikae_twins_new (HikaeCase *open_case)
{
  HikaeTwins *self = g_new0 (HikaeTwins, 1);

  self->open_case = g_object_ref (open_case);
  self->twins = g_array_new (FALSE, FALSE, sizeof (Twin));
  return self;
}

void
hikae_twins_free (HikaeTwins *self)
{
  g_clear_object (&self->open_case);
  g_array_unref (self->twins);
  g_free (self);
}

static void
free_twins (gpointer data)
{
  hikae_twins_free (data);
}

void
hikae_twins_add (HikaeTwins *self, guint number, guint same)
{
  const Twin twin = {number, same};

  g_array_append_val (self->twins, twin);
}

static void
taken_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HikaeSession) session = HIKAE_SESSION (user_data);
  g_autoptr (GError) error = NULL;
  const gboolean done =
      hikae_case_delete_item_finish (HIKAE_CASE (source), result, &error);

  if (!done && hikae_session_is_current (session, HIKAE_CASE (source)))
    hikae_session_fail (session, error);
}

/* What was there before stays, and must be there still: nobody may lose both of two
 * copies. That the second was there, and went, is in the log. */
static void
take_out (HikaeSession *session, gpointer data)
{
  const HikaeTwins *self = data;
  guint done = 0;

  if (!hikae_session_is_current (session, self->open_case))
    return;
  for (guint i = 0; i < self->twins->len; i++) {
    const Twin twin = g_array_index (self->twins, Twin, i);
    HikaeItem *same = hikae_case_find_item (self->open_case, twin.same);

    if (same == NULL || hikae_item_get_deleted (same))
      continue;
    hikae_case_delete_item_async (self->open_case,
                                  twin.number,
                                  "the same file was in the case before",
                                  NULL,
                                  taken_out_cb,
                                  g_object_ref (session));
    done++;
  }
  if (done > 0)
    hikae_session_say (session, _ ("The content is in the case once, as before"));
}

void
hikae_twins_tell (HikaeTwins *self, HikaeSession *session, guint kept)
{
  const guint count = self->twins->len;
  const Twin first = g_array_index (self->twins, Twin, 0);
  g_autofree char *text =
      kept == 1
          /* Translators: numbers of two items. Short: it is one line that passes. */
          ? g_strdup_printf (_ ("Kept as item %1$u; item %2$u is this very file"),
                             first.number,
                             first.same)
          : g_strdup_printf (ngettext ("%1$u items kept; %2$u was there before",
                                       "%1$u items kept; %2$u were there before",
                                       count),
                             kept,
                             count);

  hikae_session_offer_undo (session, text, take_out, self, free_twins);
}
