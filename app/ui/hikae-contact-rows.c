/* hikae-contact-rows.c: whom to write to at a site that is not known
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-contact-rows.h"

#include "hikae-json.h"

#include <glib/gi18n.h>

static void
add_mails (HikaeRowGroup *group, JsonArray *contacts, const char *owner)
{
  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++) {
    JsonObject *contact = json_array_get_object_element (contacts, i);
    const char *email = hikae_json_get_string (contact, "email");
    const char *phone = hikae_json_get_string (contact, "phone");

    if (email != NULL)
      hikae_row_group_add_link (group,
                                "mail-message-new-symbolic",
                                email,
                                _ ("Put this address into the letter"),
                                "page.use-contact",
                                email);
    if (phone != NULL)
      hikae_row_group_add_copyable_of (
          group, email != NULL ? email : owner, _ ("Telephone"), phone);
  }
}

static void
add_found (HikaeRowGroup *group,
           JsonObject *found,
           const char *member,
           const char *title,
           const char *note)
{
  const char *name = hikae_json_get_string (found, member);
  g_autofree char *text =
      name != NULL ? g_strdup_printf ("%s\n%s", name, note) : g_strdup (note);

  if (found == NULL)
    return;
  hikae_row_group_add_text (group, NULL, title, text);
  add_mails (
      group, hikae_json_get_array (found, "contacts"), name != NULL ? name : title);
}

static const char *
describe_problem (const char *code)
{
  static const struct {
    const char *code;
    const char *text;
  } texts[] = {
      {"unreachable", N_ ("The registry could not be reached.")},
      {"unknown", N_ ("The registry does not know it.")},
      {"refused", N_ ("The registry did not answer the question.")},
      {"unreadable", N_ ("The registry's answer could not be read.")},
      {"no-registry",
       N_ ("The registry of this name offers no such answers. For .jp, look "
           "at whois.jprs.jp.")},
      {"proxy",
       N_ ("With a proxy the name is not looked up, as that would go around it.")},
      {"no-address", N_ ("The name leads to no server now.")},
      {"private", N_ ("The name leads into a private network.")},
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_strcmp0 (texts[i].code, code) == 0)
      return _ (texts[i].text);
  return _ ("It did not work.");
}

static void
add_problems (HikaeRowGroup *group, JsonArray *problems)
{
  for (guint i = 0; problems != NULL && i < json_array_get_length (problems); i++) {
    JsonObject *problem = json_array_get_object_element (problems, i);
    const gboolean network =
        g_strcmp0 (hikae_json_get_string (problem, "about"), "network") == 0;

    hikae_row_group_add_text (group,
                              "dialog-information-symbolic",
                              network ? _ ("The network was not found")
                                      : _ ("The registrar was not found"),
                              describe_problem (hikae_json_get_string (problem, "code")));
  }
}

static void
add_cdn (HikaeRowGroup *group, JsonObject *cdn, const char *name)
{
  JsonArray *channels = hikae_json_get_array (cdn, "channels");
  const gint64 item = hikae_json_get_int (cdn, "item", 0);
  const char *text = _ ("It stands before the real host. Its own form tells who that is, "
                        "and may pass your words on to the site.");
  g_autofree char *told =
      item > 0 ? g_strdup_printf (_ ("Told by the page you kept as item %d."), (int)item)
               : NULL;
  g_autofree char *whole =
      told != NULL ? g_strdup_printf ("%s\n%s", text, told) : g_strdup (text);

  hikae_row_group_add_text (group, "dialog-information-symbolic", name, whole);
  for (guint i = 0; channels != NULL && i < json_array_get_length (channels); i++) {
    const char *address =
        hikae_json_get_string (json_array_get_object_element (channels, i), "address");

    if (address != NULL)
      hikae_row_group_add_copyable_of (group, name, _ ("Where to send it"), address);
  }
}

void
hikae_contact_rows_show (HikaeRowGroup *group, JsonObject *reply)
{
  JsonObject *cdn = hikae_json_get_object (reply, "cdn");
  const char *name = hikae_json_get_string (cdn, "name");
  const char *fallback = hikae_json_get_string (reply, "fallback");

  hikae_row_group_clear (group);
  if (name != NULL)
    add_cdn (group, cdn, name);
  add_found (group,
             hikae_json_get_object (reply, "network"),
             "network",
             _ ("The host"),
             _ ("The network the site runs in: write there first."));
  add_found (group,
             hikae_json_get_object (reply, "registrar"),
             "registrar",
             _ ("The registrar"),
             _ ("It can only suspend the whole name: write there last."));
  add_problems (group, hikae_json_get_array (reply, "problems"));
  if (fallback != NULL)
    hikae_row_group_add_link (group,
                              "mail-message-new-symbolic",
                              fallback,
                              _ ("The usual address for abuse at this name; nobody has "
                                 "checked that it is read."),
                              "page.use-contact",
                              fallback);
}
