/* hikae-contact-rows.h: whom to write to at a site that is not known
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-row-group.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Fills the emptied @group with an answer of hikae_find_contacts_finish(). Rows of
 * addresses activate "page.use-contact". */
void hikae_contact_rows_show (HikaeRowGroup *group, JsonObject *reply);

G_END_DECLS
