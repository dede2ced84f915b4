/* hikae-cli-contacts.c: contacts: to whom a request about an address can go
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-file.h"
#include "hikae-text.h"
#include "hikae-workflow.h"

/* Largest file of recorded headers. */
#define HEADERS_MAX (256 * 1024)

typedef struct {
  char *case_path;
  char *headers;
  char *proxy;
  char *rdap;
  char *lang;
  gboolean ask;
  gboolean again;
} ContactsOptions;

static void
contacts_options_clear (ContactsOptions *options)
{
  g_free (options->case_path);
  g_free (options->headers);
  g_free (options->proxy);
  g_free (options->rdap);
  g_free (options->lang);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ContactsOptions, contacts_options_clear)

static void
say_channels (HikaeCli *cli, JsonObject *reply)
{
  JsonArray *channels = hikae_json_get_array (reply, "channels");

  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++) {
    JsonObject *channel = json_array_get_object_element (channels, i);
    const char *address = hikae_json_get_string (channel, "address");
    const char *path = hikae_json_get_string (channel, "menu_path");

    hikae_cli_say (cli,
                   "  %s: %s%s%s%s",
                   hikae_json_get_string (channel, "purpose"),
                   address != NULL ? address : "",
                   address != NULL && path != NULL ? " — " : "",
                   path != NULL ? path : "",
                   hikae_json_get_boolean (channel, "checked", FALSE)
                       ? ""
                       : " (not reviewed: check it yourself)");
  }
}

static void
say_found (HikaeCli *cli, JsonObject *reply, const char *member, const char *title)
{
  JsonObject *found = hikae_json_get_object (reply, member);
  JsonArray *contacts = hikae_json_get_array (found, "contacts");
  const char *name = hikae_json_get_string (found, "registrar");

  if (found == NULL)
    return;
  if (name == NULL)
    name = hikae_json_get_string (found, "network");
  hikae_cli_say (cli, "%s: %s", title, name != NULL ? name : "no name given");
  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++) {
    JsonObject *contact = json_array_get_object_element (contacts, i);
    const char *email = hikae_json_get_string (contact, "email");
    const char *phone = hikae_json_get_string (contact, "phone");

    hikae_cli_say (cli,
                   "  abuse contact: %s%s%s",
                   email != NULL ? email : "",
                   email != NULL && phone != NULL ? ", " : "",
                   phone != NULL ? phone : "");
  }
}

static void
say_problems (HikaeCli *cli, JsonObject *reply)
{
  JsonArray *problems = hikae_json_get_array (reply, "problems");

  for (guint i = 0; problems != NULL && i < json_array_get_length (problems); i++) {
    JsonObject *problem = json_array_get_object_element (problems, i);
    g_autofree char *text =
        hikae_text_for_display (hikae_json_get_string (problem, "text"), 300);

    hikae_cli_say (cli, "Note (%s): %s.", hikae_json_get_string (problem, "about"), text);
  }
}

static void
say_cdn (HikaeCli *cli, JsonObject *cdn)
{
  const gint64 item = hikae_json_get_int (cdn, "item", 0);
  g_autofree char *where =
      item > 0 ? g_strdup_printf (" of item %" G_GINT64_FORMAT, item) : g_strdup ("");

  hikae_cli_say (cli,
                 "Behind %s (told by its %s%s): its form names the real host.",
                 hikae_json_get_string (cdn, "name"),
                 hikae_json_get_string (cdn, "by"),
                 where);
  say_channels (cli, cdn);
}

static void
say_reply (HikaeCli *cli, JsonObject *reply, gboolean asked)
{
  JsonObject *cdn = hikae_json_get_object (reply, "cdn");
  const char *fallback = hikae_json_get_string (reply, "fallback");

  if (hikae_json_get_string (reply, "shown") != NULL)
    hikae_cli_say (cli, "%s", hikae_json_get_string (reply, "shown"));
  if (json_object_has_member (reply, "recipient")) {
    hikae_cli_say (cli,
                   "%s (%s). Its ways in:",
                   hikae_json_get_string (reply, "recipient_name"),
                   hikae_json_get_string (reply, "recipient"));
    say_channels (cli, reply);
    return;
  }
  if (cdn != NULL)
    say_cdn (cli, cdn);
  say_found (cli, reply, "network", "Host (network)");
  say_found (cli,
             reply,
             "registrar",
             "Registrar (write there last: it can only suspend "
             "the whole name)");
  say_problems (cli, reply);
  if (fallback != NULL)
    hikae_cli_say (
        cli, "First the site's own form; otherwise try %s (RFC 2142).", fallback);
  if (!asked && !json_object_has_member (reply, "asked_at"))
    hikae_cli_say (cli,
                   "No registry was asked. With --ask they are; that shows them your "
                   "address, and the name lookup may reach the site itself.");
}

static JsonObject *
find_contacts (HikaeCli *cli,
               const ContactsOptions *options,
               const char *url,
               GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (HikaeLawPack) pack = hikae_law_pack_load_used (error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *headers = NULL;
  HikaeCase *open_case = NULL;
  HikaeContactsQuery query = {
      .url = url,
      .lang = options->lang != NULL ? options->lang : "en",
      .proxy = options->proxy,
      .rdap = options->rdap,
      .ask = options->ask,
      .again = options->again,
  };

  if (pack == NULL)
    return NULL;
  if (options->headers != NULL) {
    bytes = hikae_file_load (options->headers, HEADERS_MAX, error);
    if (bytes == NULL)
      return NULL;
    headers = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    query.headers = headers;
  }
  if (options->case_path != NULL) {
    open_case = hikae_cli_open_case (cli, options->case_path, error);
    if (open_case == NULL)
      return NULL;
  }
  hikae_find_contacts_async (open_case, pack, &query, NULL, hikae_cli_ready_cb, &result);
  g_clear_object (&open_case);
  return hikae_find_contacts_finish (hikae_cli_wait (&result), error);
}

int
hikae_cli_contacts (HikaeCli *cli, int argc, char **argv)
{
  g_auto (ContactsOptions) options = {NULL};
  const GOptionEntry entries[] = {
      {"ask", 0, 0, G_OPTION_ARG_NONE, &options.ask, "Ask registries now", NULL},
      {"again", 0, 0, G_OPTION_ARG_NONE, &options.again, "Even if asked before", NULL},
      {"case", 0, 0, G_OPTION_ARG_FILENAME, &options.case_path, "Keep it there", "CASE"},
      {"headers",
       0,
       0,
       G_OPTION_ARG_FILENAME,
       &options.headers,
       "Recorded response headers",
       "FILE"},
      {"proxy", 0, 0, G_OPTION_ARG_STRING, &options.proxy, "socks5h://…", "URI"},
      {"rdap", 0, 0, G_OPTION_ARG_STRING, &options.rdap, "Server to ask instead", "URL"},
      {"lang", 0, 0, G_OPTION_ARG_STRING, &options.lang, "en or ja", "LANG"},
      G_OPTION_ENTRY_NULL,
  };
  g_auto (GStrv) rest = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) reply = NULL;

  if (!hikae_cli_parse (cli, argc, argv, entries, "URL", 1, 1, &rest))
    return HIKAE_EXIT_USAGE;
  reply = find_contacts (cli, &options, rest[0], &error);
  if (reply == NULL)
    return hikae_cli_fail (cli, g_steal_pointer (&error));
  say_reply (cli, reply, options.ask);
  if (cli->json)
    hikae_cli_print_json (g_steal_pointer (&reply));
  return HIKAE_EXIT_DONE;
}
