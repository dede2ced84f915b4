/* hikae-cli-similar.c: similar, redact: pictures found again, and changed copies
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-finder.h"
#include "hikae-look.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const form_names[HIKAE_PDQ_FORMS] = {
    "as-is",
    "turned-90",
    "turned-180",
    "turned-270",
    "top-bottom",
    "mirrored",
    "diagonal",
    "counter-diagonal",
};

static guint
parse_number (const char *text)
{
  char *end = NULL;
  guint64 number = g_ascii_strtoull (text, &end, 10);

  return end != text && *end == '\0' && number < G_MAXUINT32 ? (guint)number : 0;
}

static JsonObject *
format_similar (const HikaeSimilar *similar)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "item", similar->item);
  json_object_set_int_member (object, "distance", similar->distance);
  json_object_set_string_member (object, "form", form_names[similar->form]);
  json_object_set_int_member (object, "share", similar->share);
  json_object_set_int_member (object, "at_ms", similar->at);
  if (similar->address != NULL)
    json_object_set_string_member (object, "address", similar->address);
  json_object_set_boolean_member (object, "same_bytes", similar->same_bytes);
  json_object_set_boolean_member (object, "sure", similar->sure);
  return object;
}

static void
print_found (const HikaeFound *found)
{
  JsonObject *object = json_object_new ();
  JsonArray *similar = json_array_new ();
  JsonArray *unreadable = json_array_new ();

  for (guint i = 0; i < found->similar->len; i++)
    json_array_add_object_element (
        similar, format_similar (&g_array_index (found->similar, HikaeSimilar, i)));
  for (guint i = 0; i < found->unreadable->len; i++)
    json_array_add_int_element (unreadable, g_array_index (found->unreadable, guint, i));
  json_object_set_int_member (object, "quality", found->quality);
  json_object_set_int_member (object, "compared", found->compared);
  json_object_set_array_member (object, "similar", similar);
  json_object_set_array_member (object, "unreadable", unreadable);
  hikae_cli_print_json (object);
}

static void
say_similar (HikaeCli *cli, const HikaeSimilar *similar)
{
  if (similar->same_bytes)
    hikae_cli_say (cli, "Item %u: the same file.", similar->item);
  else
    hikae_cli_say (cli,
                   "Item %u: %s (%u of 256 bits differ%s%s).",
                   similar->item,
                   similar->sure ? "very likely the same picture"
                                 : "possibly the same; look yourself",
                   similar->distance,
                   similar->form != HIKAE_PDQ_AS_IS ? "; " : "",
                   similar->form != HIKAE_PDQ_AS_IS ? form_names[similar->form] : "");
  if (similar->address != NULL)
    hikae_cli_say (cli, "  In this web archive, at %s", similar->address);
  if (similar->share < 100 || similar->at > 0)
    hikae_cli_say (cli,
                   "  %u %% of the frames looked for; the nearest at %.1f s.",
                   similar->share,
                   (double)similar->at / 1000);
}

static void
say_found (HikaeCli *cli, const HikaeFound *found)
{
  for (guint i = 0; i < found->similar->len; i++)
    say_similar (cli, &g_array_index (found->similar, HikaeSimilar, i));
  if (found->similar->len == 0)
    hikae_cli_say (
        cli, "Nothing alike among %u pictures, films and web archives.", found->compared);
  if (found->quality < HIKAE_PDQ_LEAST_QUALITY)
    hikae_cli_say (cli,
                   "There is little to see in what was looked for (quality %u of 100): "
                   "no match of it is sure.",
                   found->quality);
  if (found->unreadable->len > 0)
    hikae_cli_say (cli,
                   "%u items could not be decoded, or not all of them, and were not "
                   "compared in full.",
                   found->unreadable->len);
  if (found->not_kept)
    hikae_cli_say (
        cli, "The fingerprints could not be kept; the next search makes them anew.");
  hikae_cli_say (cli,
                 "A part cut out, a border, a screenshot of a whole page or an edited "
                 "middle is not found this way; crop first (redact --crop).");
}

static int
search (HikaeCli *cli, const char *needle, int distance)
{
  g_autoptr (HikaeFinder) finder = hikae_finder_new (cli->open_case);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeFound) found = NULL;
  g_autoptr (GError) error = NULL;
  HikaeProgress *progress = NULL;
  GCancellable *cancellable = hikae_cli_begin_work (cli, &progress);
  guint number = parse_number (needle);
  int fd = number == 0 ? hikae_file_open_regular (needle, NULL, &error) : -1;

  if (number == 0 && fd < 0)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_finder_search_async (finder,
                             number,
                             fd,
                             (guint)distance,
                             progress,
                             cancellable,
                             hikae_cli_ready_cb,
                             &result);
  if (fd >= 0)
    close (fd);
  found = hikae_finder_search_finish (finder, hikae_cli_wait (&result), &error);
  if (found == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  if (cli->json)
    print_found (found);
  else
    say_found (cli, found);
  return HIKAE_EXIT_DONE;
}

int
hikae_cli_similar (HikaeCli *cli, int argc, char **argv)
{
  int distance = HIKAE_PDQ_MATCH;
  const GOptionEntry entries[] = {
      {"distance",
       0,
       0,
       G_OPTION_ARG_INT,
       &distance,
       "Show what differs in at most N of 256 bits (31; up to about 80 is possible)",
       "N"},
      {NULL},
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE ITEM|FILE", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (distance < 0 || distance > 256)
    return hikae_cli_usage (cli, "similar: --distance is a number from 0 to 256");
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return search (cli, rest[1], distance);
}

/* "X,Y,WIDTH,HEIGHT" as one step; FALSE: it is not. */
static gboolean
add_step (JsonArray *steps, const char *what, const char *text)
{
  static const char *const members[] = {"x", "y", "width", "height"};
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  JsonObject *step = NULL;

  if (g_strv_length (parts) != G_N_ELEMENTS (members))
    return FALSE;
  step = json_object_new ();
  json_object_set_string_member (step, "do", what);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++) {
    gint64 value = 0;

    if (!g_ascii_string_to_signed (parts[i], 10, 0, G_MAXINT32, &value, NULL)) {
      json_object_unref (step);
      return FALSE;
    }
    json_object_set_int_member (step, members[i], value);
  }
  json_array_add_object_element (steps, step);
  return TRUE;
}

static gboolean
add_steps (JsonArray *steps, const char *what, char **texts)
{
  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    if (!add_step (steps, what, texts[i]))
      return FALSE;
  return TRUE;
}

static int
change (HikaeCli *cli, guint number, JsonArray *steps)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeItem) item = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  JsonObject *object = NULL;

  json_node_set_array (node, steps);
  text = json_to_string (node, FALSE);
  hikae_change_async (cli->open_case, number, text, NULL, hikae_cli_ready_cb, &result);
  item = hikae_change_finish (cli->open_case, hikae_cli_wait (&result), &error);
  if (item == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli,
                 "Kept as item %u, made from item %u. The original stays as it is.",
                 hikae_item_get_number (item),
                 number);
  if (cli->json) {
    object = json_object_new ();
    json_object_set_int_member (object, "item", hikae_item_get_number (item));
    json_object_set_int_member (object, "derived_from", number);
    hikae_cli_print_json (object);
  }
  return HIKAE_EXIT_DONE;
}

int
hikae_cli_redact (HikaeCli *cli, int argc, char **argv)
{
  g_auto (GStrv) boxes = NULL;
  g_auto (GStrv) blurs = NULL;
  g_autofree char *crop = NULL;
  gboolean grey = FALSE;
  const GOptionEntry entries[] = {
      {"box",
       0,
       0,
       G_OPTION_ARG_STRING_ARRAY,
       &boxes,
       "Cover this part with black, in pixels (may be repeated)",
       "X,Y,WIDTH,HEIGHT"},
      {"blur",
       0,
       0,
       G_OPTION_ARG_STRING_ARRAY,
       &blurs,
       "Make this part coarse beyond recognition (may be repeated)",
       "X,Y,WIDTH,HEIGHT"},
      {"crop",
       0,
       0,
       G_OPTION_ARG_STRING,
       &crop,
       "Keep only this part",
       "X,Y,WIDTH,HEIGHT"},
      {"grey", 0, 0, G_OPTION_ARG_NONE, &grey, "Take the colours out", NULL},
      {NULL},
  };
  g_autoptr (JsonArray) steps = json_array_new ();
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE ITEM", 2, 2, &rest))
    return HIKAE_EXIT_USAGE;
  if (!add_steps (steps, "box", boxes) || !add_steps (steps, "blur", blurs) ||
      (crop != NULL && !add_step (steps, "crop", crop)))
    return hikae_cli_usage (cli, "redact: an area is X,Y,WIDTH,HEIGHT in pixels");
  if (grey) {
    JsonObject *step = json_object_new ();

    json_object_set_string_member (step, "do", "grey");
    json_array_add_object_element (steps, step);
  }
  if (json_array_get_length (steps) == 0)
    return hikae_cli_usage (cli, "redact: give --box, --blur, --crop or --grey");
  if (parse_number (rest[1]) == 0)
    return hikae_cli_usage (cli, "redact: ITEM is a number");
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return change (cli, parse_number (rest[1]), steps);
}
