/* fuzz-rdap-seeds.c: writes small registry answers of every shape into a folder
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib.h>

static const char *const values[] = {
    "\"abuse@site.example\"",
    "\"mailto:abuse@site.example\"",
    "\"a\\r\\nb@c.example\"",
    "[\"abuse@site.example\"]",
    "null",
    "7",
    "\"\\u202e@x.example\"",
    "\"\"",
};
static const char *const roles[] = {"[\"abuse\"]",
                                    "[\"registrar\",\"abuse\"]",
                                    "\"abuse\"",
                                    "[null]"};

int
main (int argc, char **argv)
{
  guint count = 0;

  if (argc != 2 || g_mkdir_with_parents (argv[1], 0755) != 0)
    return 2;
  for (guint v = 0; v < G_N_ELEMENTS (values); v++) {
    for (guint r = 0; r < G_N_ELEMENTS (roles); r++) {
      g_autofree char *name = g_strdup_printf ("%s/seed-%02u.json", argv[1], count++);
      g_autofree char *text = g_strdup_printf (
          "{\"objectClassName\":\"domain\",\"ldhName\":\"site.example\",\"links\":[{"
          "\"rel\":\"related\",\"type\":\"application/rdap+json\",\"href\":\"https://"
          "r.example/domain/site.example\"}],\"entities\":[{\"roles\":[\"registrant\"],"
          "\"entities\":[{\"roles\":%s,\"vcardArray\":[\"vcard\",[[\"fn\",{},\"text\","
          "\"Desk\"],[\"tel\",{},\"uri\",\"tel:+81-3-0000-0000\"],[\"email\",{},\"text\","
          "%s]]]}]}]}",
          roles[r],
          values[v]);

      if (!g_file_set_contents (name, text, -1, NULL))
        return 1;
    }
  }
  return 0;
}
