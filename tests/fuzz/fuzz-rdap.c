/* fuzz-rdap.c: any bytes as a registry's answer, jCards among them
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is taken must be small, plain and, where it is called an address, one. */
#include "config.h"

#include "hikae-fuzz.h"
#include "hikae-rdap.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  const char *text = size > 0 ? g_bytes_get_data (bytes, NULL) : "";
  g_autoptr (JsonObject) reply = hikae_rdap_read (text, (gssize)size, NULL);
  JsonArray *contacts = hikae_json_get_array (reply, "contacts");

  for (guint i = 0; contacts != NULL && i < json_array_get_length (contacts); i++) {
    JsonObject *contact = json_array_get_object_element (contacts, i);
    const char *email = hikae_json_get_string (contact, "email");
    const char *name = hikae_json_get_string (contact, "name");

    g_assert_true (email == NULL || hikae_rdap_is_mail (email));
    g_assert_true (name == NULL || strpbrk (name, "\r\n") == NULL);
  }
  g_assert_true (contacts == NULL || json_array_get_length (contacts) <= 16);
  return 0;
}
