/* hikae-cli-letter.c: bases, letter: what can be asked, and the asking
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

/* Largest file of answers. */
#define ANSWERS_MAX (1024 * 1024)

static JsonNode *
load_answers (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = hikae_file_load (path, ANSWERS_MAX, error);
  g_autoptr (JsonNode) node = NULL;

  if (bytes != NULL)
    node = hikae_json_parse (g_bytes_get_data (bytes, NULL),
                             (gssize)g_bytes_get_size (bytes),
                             ANSWERS_MAX,
                             error);
  if (node == NULL) {
    g_prefix_error_literal (error, "the answers: ");
    return NULL;
  }
  if (JSON_NODE_HOLDS_OBJECT (node))
    return g_steal_pointer (&node);
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "the answers: they must be one JSON object");
  return NULL;
}

static void
say_reply (HikaeCli *cli, JsonObject *reply)
{
  static const char *const groups[] = {"offered", "refused", "support"};

  for (guint i = 0; i < G_N_ELEMENTS (groups); i++) {
    JsonArray *array = hikae_json_get_array (reply, groups[i]);

    for (guint j = 0; array != NULL && j < json_array_get_length (array); j++) {
      JsonNode *node = json_array_get_element (array, j);
      JsonObject *entry =
          JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      const char *id = hikae_json_get_string (entry, "basis");
      const char *to = hikae_json_get_string (entry, "recipient");
      const char *why = hikae_json_get_string (entry, "why");

      if (id == NULL)
        id = hikae_json_get_string (entry, "id");
      if (why == NULL)
        why = hikae_json_get_string (entry, "name");
      hikae_cli_say (cli,
                     "%s: %s%s%s%s%s",
                     groups[i],
                     id != NULL ? id : "?",
                     to != NULL ? " to " : "",
                     to != NULL ? to : "",
                     why != NULL ? " — " : "",
                     why != NULL ? why : "");
    }
  }
}

int
hikae_cli_bases (HikaeCli *cli, int argc, char **argv)
{
  g_autofree char *answers_path = NULL;
  g_autofree char *lang = NULL;
  const GOptionEntry entries[] = {
      {"answers", 0, 0, G_OPTION_ARG_FILENAME, &answers_path, "JSON answers", "FILE"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &lang, "en or ja", "LANG"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  g_autoptr (HikaeLawPack) pack = NULL;
  g_autoptr (JsonNode) answers = NULL;
  g_autoptr (JsonNode) reply = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE --answers FILE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (answers_path == NULL)
    return hikae_cli_usage (cli, "bases needs --answers FILE");
  answers = load_answers (answers_path, &error);
  if (answers != NULL)
    open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case != NULL)
    pack = hikae_law_pack_load_used (&error);
  if (pack == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  /* What the case knows overrides what the answers say. */
  if (hikae_case_get_minor (open_case))
    json_object_set_string_member (json_node_get_object (answers), "adult", "no");
  reply = hikae_law_pack_evaluate (pack,
                                   json_node_get_object (answers),
                                   lang != NULL ? lang : "en",
                                   hikae_clock_get_now (),
                                   &error);
  if (reply == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  say_reply (cli, json_node_get_object (reply));
  if (cli->json)
    hikae_cli_print_json (json_node_dup_object (reply));
  return HIKAE_EXIT_DONE;
}

/* "1,3,4" to items; every number must be there. */
static GPtrArray *
parse_items (HikaeCase *open_case, const char *text, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; parts[i] != NULL; i++) {
    guint64 number = 0;
    HikaeItem *item = NULL;

    if (g_ascii_string_to_unsigned (parts[i], 10, 1, G_MAXUINT, &number, NULL))
      item = hikae_case_find_item (open_case, (guint)number);
    if (item == NULL) {
      g_set_error (error,
                   HIKAE_ERROR,
                   HIKAE_ERROR_NOT_FOUND,
                   "there is no such item in this case; see hikae-cli list");
      return NULL;
    }
    g_ptr_array_add (items, g_object_ref (item));
  }
  return g_steal_pointer (&items);
}

typedef struct {
  char *basis;
  char *recipient;
  char *items;
  char *lang;
  char *answers;
  char *output;
} LetterOptions;

static void
letter_options_clear (LetterOptions *options)
{
  g_free (options->basis);
  g_free (options->recipient);
  g_free (options->items);
  g_free (options->lang);
  g_free (options->answers);
  g_free (options->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LetterOptions, letter_options_clear)

/* The file first: a letter that could not be written must not be in the tracker. */
static gboolean
write_letter (HikaeCase *open_case,
              const LetterOptions *options,
              HikaeLetterFormat format,
              guint *number,
              GError **error)
{
  g_autoptr (JsonNode) answers = load_answers (options->answers, error);
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (HikaeNewFile) file = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeRequest) request = NULL;
  g_autoptr (HikaeLetter) letter = NULL;
  g_autoptr (GBytes) rendered = NULL;

  if (answers != NULL)
    items = parse_items (open_case, options->items, error);
  if (items != NULL)
    file = hikae_new_file_create (options->output, FALSE, error);
  if (file == NULL)
    return FALSE;
  hikae_write_letter_async (open_case,
                            options->basis,
                            options->recipient,
                            options->lang != NULL ? options->lang : "en",
                            json_node_get_object (answers),
                            items,
                            FALSE,
                            NULL,
                            hikae_cli_ready_cb,
                            &result);
  request =
      hikae_write_letter_finish (open_case, hikae_cli_wait (&result), &letter, error);
  if (request == NULL)
    return FALSE;
  *number = hikae_request_get_number (request);
  rendered = hikae_letter_render (letter, format, error);
  return rendered != NULL &&
         hikae_new_file_write (file,
                               g_bytes_get_data (rendered, NULL),
                               g_bytes_get_size (rendered),
                               error) &&
         hikae_new_file_commit (file, error);
}

int
hikae_cli_letter (HikaeCli *cli, int argc, char **argv)
{
  g_auto (LetterOptions) options = {NULL};
  const GOptionEntry entries[] = {
      {"basis", 0, 0, G_OPTION_ARG_STRING, &options.basis, "Legal basis", "ID"},
      {"recipient", 0, 0, G_OPTION_ARG_STRING, &options.recipient, "Recipient", "ID"},
      {"items", 0, 0, G_OPTION_ARG_STRING, &options.items, "Item numbers", "N,…"},
      {"lang",
       0,
       0,
       G_OPTION_ARG_STRING,
       &options.lang,
       "Language of the letter",
       "LANG"},
      {"answers", 0, 0, G_OPTION_ARG_FILENAME, &options.answers, "JSON answers", "FILE"},
      {"output",
       'o',
       0,
       G_OPTION_ARG_FILENAME,
       &options.output,
       "A new .pdf, .odt, .txt or .eml file",
       "FILE"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  HikaeLetterFormat format = HIKAE_LETTER_PDF;
  guint number = 0;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  if (options.basis == NULL || options.recipient == NULL || options.items == NULL ||
      options.answers == NULL || options.output == NULL)
    return hikae_cli_usage (
        cli, "letter needs --basis, --recipient, --items, --answers and -o FILE");
  if (!hikae_letter_format_parse (options.output, &format))
    return hikae_cli_usage (cli,
                            "the letter's file must end in .pdf, .odt, .txt or .eml");
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL || !write_letter (open_case, &options, format, &number, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  hikae_cli_say (cli,
                 "Request %u is ready and its letter is written. Nothing was sent: read "
                 "it, then send it yourself.",
                 number);
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "request", number);
    json_object_set_string_member (object, "output", options.output);
    hikae_cli_print_json (object);
  }
  return HIKAE_EXIT_DONE;
}
