/* hikae-passphrase.c: from a password entry into locked memory, at once
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-passphrase.h"

HikaeSecret *
hikae_passphrase_take (GtkEditable *entry)
{
  const char *text = gtk_editable_get_text (entry);
  HikaeSecret *secret = hikae_secret_new_copy (text, strlen (text));

  hikae_passphrase_clear (entry);
  return secret;
}

void
hikae_passphrase_clear (GtkEditable *entry)
{
  gtk_editable_set_text (entry, "");
}
