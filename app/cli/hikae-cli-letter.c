/* hikae-cli-letter.c: letter: the asking, its drafts, and the letter that follows
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-kept-letter.h"
#include "hikae-workflow.h"

#include <string.h>

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
  gboolean draft;
  int next;
  int continues;
  int request;
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

/* What the letter is made of, after options and earlier letter were put together. */
typedef struct {
  HikaeLawPack *pack;
  HikaeRequest *earlier; /* (nullable) */
  JsonObject *answers;
  GPtrArray *items;
  char *basis;
  char *recipient;
  char *lang;
} Making;

static void
making_clear (Making *making)
{
  g_clear_pointer (&making->pack, hikae_law_pack_free);
  g_clear_object (&making->earlier);
  g_clear_pointer (&making->answers, json_object_unref);
  g_clear_pointer (&making->items, g_ptr_array_unref);
  g_clear_pointer (&making->basis, g_free);
  g_clear_pointer (&making->recipient, g_free);
  g_clear_pointer (&making->lang, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Making, making_clear)

/* Values of @from go over those of @to. */
static void
lay_over (JsonObject *to, JsonObject *from)
{
  JsonObjectIter iter;
  const char *member = NULL;
  JsonNode *value = NULL;

  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &member, &value))
    json_object_set_member (to, member, json_node_copy (value));
}

/* (transfer full) (nullable): the basis that was named, else the first letter that can
 * follow. */
static char *
dup_next_basis (const Making *making, const char *named, GError **error)
{
  JsonObject *record = hikae_request_get_record_object (making->earlier);
  g_autoptr (GPtrArray) ways = hikae_letter_list_ways (
      making->pack, record, hikae_request_get_state (making->earlier), "en");

  if (named != NULL)
    return g_strdup (named);
  for (guint i = 0; i < ways->len; i++) {
    const HikaeLetterWay *way = g_ptr_array_index (ways, i);

    if (way->has_letter)
      return g_strdup (way->id);
  }
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_NOT_FOUND,
                       "no letter follows this one; hikae-cli request CASE next NUMBER "
                       "lists the other ways");
  return NULL;
}

static gboolean
read_next (Making *making, HikaeCase *open_case, const char *basis, GError **error)
{
  JsonObject *record = hikae_request_get_record_object (making->earlier);
  const HikaeLetterPast past = hikae_kept_letter_look (open_case, making->earlier);

  making->basis = dup_next_basis (making, basis, error);
  if (making->basis == NULL)
    return FALSE;
  making->lang = g_strdup (hikae_letter_guess_language (making->pack, making->basis));
  making->recipient =
      g_strdup (hikae_letter_find_next_recipient (making->pack, record, making->basis));
  making->answers = hikae_letter_prepare_next (making->pack, record, &past, making->lang);
  return TRUE;
}

static void
read_draft (Making *making)
{
  JsonObject *record = hikae_request_get_record_object (making->earlier);
  JsonObject *answers = hikae_json_get_object (record, "answers");

  making->basis = g_strdup (hikae_request_get_field (making->earlier, "basis"));
  making->recipient = g_strdup (hikae_request_get_field (making->earlier, "recipient"));
  making->lang = g_strdup (hikae_request_get_field (making->earlier, "lang"));
  making->answers = json_object_new ();
  if (answers != NULL)
    lay_over (making->answers, answers);
}

static void
replace (char **text, const char *given)
{
  if (given == NULL)
    return;
  g_free (*text);
  *text = g_strdup (given);
}

static gboolean
read_earlier (Making *making,
              HikaeCase *open_case,
              const LetterOptions *options,
              GError **error)
{
  const guint number =
      (guint)MAX (MAX (options->next, options->continues), options->request);

  if (number == 0)
    return TRUE;
  making->earlier = hikae_kept_letter_dup_request (open_case, number);
  if (making->earlier == NULL) {
    g_set_error (
        error, HIKAE_ERROR, HIKAE_ERROR_NOT_FOUND, "there is no request %u", number);
    return FALSE;
  }
  if (options->next > 0)
    return read_next (making, open_case, options->basis, error);
  read_draft (making);
  return TRUE;
}

/* The earlier letter first, then what the options say. */
static gboolean
read_making (Making *making,
             HikaeCase *open_case,
             const LetterOptions *options,
             GError **error)
{
  g_autoptr (JsonNode) given = NULL;

  if (options->answers != NULL) {
    given = hikae_cli_load_answers (options->answers, error);
    if (given == NULL)
      return FALSE;
  }
  making->pack = hikae_law_pack_load_used (error);
  if (making->pack == NULL || !read_earlier (making, open_case, options, error))
    return FALSE;
  if (making->answers == NULL)
    making->answers = json_object_new ();
  if (given != NULL)
    lay_over (making->answers, json_node_get_object (given));
  replace (&making->basis, options->basis);
  replace (&making->recipient, options->recipient);
  replace (&making->lang, options->lang);
  if (options->items != NULL)
    making->items = parse_items (open_case, options->items, error);
  else if (making->earlier != NULL)
    making->items = hikae_kept_letter_list_items (open_case, making->earlier);
  else
    making->items = g_ptr_array_new_with_free_func (g_object_unref);
  return making->items != NULL;
}

static gboolean
write_file (HikaeNewFile *file,
            HikaeLetter *letter,
            HikaeLetterFormat format,
            GError **error)
{
  g_autoptr (GBytes) rendered = hikae_letter_render (letter, format, error);

  return rendered != NULL &&
         hikae_new_file_write (file,
                               g_bytes_get_data (rendered, NULL),
                               g_bytes_get_size (rendered),
                               error) &&
         hikae_new_file_commit (file, error);
}

static HikaeNewFile *
create_file (const char *output, HikaeLetterFormat *format, GError **error)
{
  if (!hikae_letter_format_parse (output, format)) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "the letter's file must end in .pdf, .odt, .txt or .eml");
    return NULL;
  }
  return hikae_new_file_create (output, FALSE, error);
}

/* Says what the letter still lacks. (transfer full): the names of the answers; to @faulty
 * (transfer none) those that were given, and are none. */
static JsonArray *
say_missing (HikaeCli *cli, HikaeLetter *letter, JsonArray *faulty)
{
  g_autoptr (GPtrArray) elements = hikae_letter_list_elements (letter, "en");
  JsonArray *missing = json_array_new ();

  for (guint i = 0; i < elements->len; i++) {
    const HikaeLetterElement *element = g_ptr_array_index (elements, i);
    g_autofree char *want = hikae_letter_element_dup_want (element);

    if (!element->lacking)
      continue;
    json_array_add_string_element (missing, element->field);
    if (element->faulty)
      json_array_add_string_element (faulty, element->field);
    hikae_cli_say (cli, "  %s", want);
  }
  return missing;
}

static void
say_written (HikaeCli *cli,
             HikaeRequest *request,
             HikaeLetter *letter,
             const char *output)
{
  const guint number = hikae_request_get_number (request);
  g_autoptr (JsonArray) missing = NULL;
  g_autoptr (JsonArray) faulty = json_array_new ();
  g_autofree char *notice = hikae_letter_dup_notice (letter, "en");
  JsonObject *object = NULL;

  if (hikae_letter_is_complete (letter))
    hikae_cli_say (cli,
                   "Request %u is ready%s. Nothing was sent: read it, then send it "
                   "yourself.",
                   number,
                   output != NULL ? " and its letter is written" : "");
  else
    hikae_cli_say (cli, "Request %u is kept as a draft. It still lacks:", number);
  missing = say_missing (cli, letter, faulty);
  if (notice != NULL)
    hikae_cli_say (cli, "%s", notice);
  if (!cli->json)
    return;
  object = json_object_new ();
  json_object_set_int_member (object, "request", number);
  if (notice != NULL)
    json_object_set_string_member (object, "notice", notice);
  json_object_set_string_member (
      object, "state", hikae_request_state_get_name (hikae_request_get_state (request)));
  json_object_set_string_member (
      object, "basis", hikae_request_get_field (request, "basis"));
  json_object_set_string_member (
      object, "recipient", hikae_request_get_field (request, "recipient"));
  if (output != NULL && hikae_letter_is_complete (letter))
    json_object_set_string_member (object, "output", output);
  if (json_array_get_length (faulty) > 0)
    json_object_set_array_member (object, "faulty", g_steal_pointer (&faulty));
  json_object_set_array_member (object, "missing", g_steal_pointer (&missing));
  hikae_cli_print_json (object);
}

/* The file first: a letter that could not be written must not be in the tracker. */
static gboolean
make_letter (HikaeCli *cli,
             HikaeCase *open_case,
             const Making *making,
             const LetterOptions *options,
             GError **error)
{
  const HikaeLetterChoice choice = {
      .basis = making->basis,
      .recipient = making->recipient,
      .lang = making->lang != NULL ? making->lang : "en",
      .answers = making->answers,
      .items = making->items,
      .as_draft = options->draft,
      .continues = (guint)MAX (options->continues, 0),
  };
  HikaeLetterFormat format = HIKAE_LETTER_PDF;
  g_autoptr (HikaeNewFile) file =
      options->output != NULL ? create_file (options->output, &format, error) : NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeRequest) request = NULL;
  g_autoptr (HikaeLetter) letter = NULL;

  if (options->output != NULL && file == NULL)
    return FALSE;
  hikae_write_letter_async (open_case, &choice, NULL, hikae_cli_ready_cb, &result);
  request =
      hikae_write_letter_finish (open_case, hikae_cli_wait (&result), &letter, error);
  if (request == NULL)
    return FALSE;
  if (file != NULL && hikae_letter_is_complete (letter) &&
      !write_file (file, letter, format, error))
    return FALSE;
  say_written (cli, request, letter, options->output);
  return TRUE;
}

/* A letter as it was kept, or the sheet of a way that is no letter: nothing new is in the
 * tracker. */
static gboolean
make_file (HikaeCli *cli, HikaeLetter *letter, const char *output, GError **error)
{
  HikaeLetterFormat format = HIKAE_LETTER_PDF;
  g_autoptr (HikaeNewFile) file =
      letter != NULL ? create_file (output, &format, error) : NULL;

  if (file == NULL || !write_file (file, letter, format, error))
    return FALSE;
  hikae_cli_say (cli, "It is written.");
  if (cli->json) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "output", output);
    hikae_cli_print_json (object);
  }
  return TRUE;
}

static gboolean
has_no_letter (const Making *making)
{
  JsonObject *basis = hikae_law_pack_find_basis (making->pack, making->basis);

  return basis == NULL ? hikae_law_pack_find_support (making->pack, making->basis) != NULL
                       : !json_object_has_member (basis, "template");
}

static gboolean
run (HikaeCli *cli, HikaeCase *open_case, const LetterOptions *options, GError **error)
{
  g_auto (Making) making = {NULL};
  g_autoptr (HikaeLetter) again = NULL;

  if (!read_making (&making, open_case, options, error))
    return FALSE;
  if (options->request > 0)
    again = hikae_kept_letter_compose (open_case, making.earlier, making.pack, error);
  else if (options->next > 0 && options->output != NULL && has_no_letter (&making))
    again = hikae_kept_letter_compose_sheet (
        open_case,
        making.earlier,
        making.pack,
        making.basis,
        options->lang != NULL ? options->lang : hikae_workflow_get_language (),
        error);
  else
    return make_letter (cli, open_case, &making, options, error);
  return again != NULL && make_file (cli, again, options->output, error);
}

/* (nullable): what is missing or does not go together on the command line. */
static const char *
find_misuse (const LetterOptions *options)
{
  const int ways =
      (options->next > 0) + (options->continues > 0) + (options->request > 0);
  HikaeLetterFormat format = HIKAE_LETTER_PDF;

  if (options->next < 0 || options->continues < 0 || options->request < 0)
    return "requests are given by their numbers";
  if (ways > 1)
    return "--next, --continue and --request go one at a time";
  if (ways == 0 && (options->basis == NULL || options->recipient == NULL ||
                    options->items == NULL || options->answers == NULL))
    return "letter needs --basis, --recipient, --items, --answers and -o FILE (or "
           "--draft); or --next, --continue or --request NUMBER";
  if (options->output == NULL && (options->request > 0 || !options->draft))
    return "letter needs -o FILE, or --draft to keep it without one";
  if (options->output != NULL && !hikae_letter_format_parse (options->output, &format))
    return "the letter's file must end in .pdf, .odt, .txt or .eml";
  return NULL;
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
      {"draft", 0, 0, G_OPTION_ARG_NONE, &options.draft, "Keep what is missing", NULL},
      {"next", 0, 0, G_OPTION_ARG_INT, &options.next, "Follow this request", "N"},
      {"continue", 0, 0, G_OPTION_ARG_INT, &options.continues, "Finish a draft", "N"},
      {"request", 0, 0, G_OPTION_ARG_INT, &options.request, "Its file again", "N"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeCase) open_case = NULL;
  const char *misuse = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "CASE", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  misuse = find_misuse (&options);
  if (misuse != NULL)
    return hikae_cli_usage (cli, misuse);
  open_case = hikae_cli_open_case (cli, rest[0], &error);
  if (open_case == NULL || !run (cli, open_case, &options, &error))
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  return HIKAE_EXIT_DONE;
}
