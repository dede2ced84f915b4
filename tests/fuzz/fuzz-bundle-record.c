/* fuzz-bundle-record.c: any bytes as the record of an item and as a line of the log
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-bundle-plan.h"
#include "hikae-event.h"
#include "hikae-fuzz.h"
#include "hikae-item.h"

#include <string.h>

static void
try_item (GBytes *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeItem) item = hikae_item_new (bytes, 0, FALSE, &error);

  g_assert ((item == NULL) == (error != NULL));
  if (item == NULL)
    return;
  g_assert (hikae_item_get_number (item) > 0 && hikae_item_get_title (item) != NULL);
  g_assert (g_str_has_prefix (hikae_item_get_path (item), "items/"));
  g_assert (strchr (hikae_item_get_path (item) + strlen ("items/"), '/') == NULL);
  (void)hikae_bundle_may_hold_cookies (item);
  (void)hikae_item_get_derived_from (item);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t size)
{
  g_autoptr (GBytes) input = g_bytes_new (bytes, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (HikaeEvent) event = hikae_event_new (input, &error);

  g_assert ((event == NULL) == (error != NULL));
  if (event != NULL)
    g_assert (hikae_event_get_body (event) != NULL &&
              !hikae_event_follows (event, event));
  try_item (input);
  return 0;
}
