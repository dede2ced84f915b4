/* hikae-request-next.c: from one letter to the page of the next, or of its own draft
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-request-next.h"

#include "hikae-kept-letter.h"

/* What a kept letter says becomes what the next one begins with. */
static void
take_answers (HikaeSession *session, JsonObject *from)
{
  JsonObject *answers = hikae_session_get_answers (session);
  JsonObjectIter iter;
  const char *member = NULL;
  JsonNode *value = NULL;

  if (json_object_has_member (answers, "follows"))
    json_object_remove_member (answers, "follows");
  json_object_iter_init (&iter, from);
  while (json_object_iter_next (&iter, &member, &value))
    json_object_set_member (answers, member, json_node_copy (value));
}

void
hikae_request_next_write (HikaeSession *session, HikaeRequest *request, const char *basis)
{
  g_return_if_fail (HIKAE_IS_SESSION (session));
  g_return_if_fail (HIKAE_IS_REQUEST (request));

  HikaeCase *open_case = hikae_session_get_case (session);
  HikaeLawPack *pack = hikae_session_get_law_pack (session, NULL);

  if (pack == NULL || open_case == NULL)
    return;
  JsonObject *record = hikae_request_get_record_object (request);
  const HikaeLetterPast past = hikae_kept_letter_look (open_case, request);
  g_autoptr (JsonObject) next = hikae_letter_prepare_next (
      pack, record, &past, hikae_letter_guess_language (pack, basis));

  take_answers (session, next);
  g_autofree char *target = g_strdup_printf (
      "%s|%s", basis, hikae_letter_find_next_recipient (pack, record, basis));
  hikae_session_go (session, "letter", target);
}

void
hikae_request_next_continue (HikaeSession *session, HikaeRequest *request)
{
  g_return_if_fail (HIKAE_IS_SESSION (session));
  g_return_if_fail (HIKAE_IS_REQUEST (request));

  JsonObject *answers =
      hikae_json_get_object (hikae_request_get_record_object (request), "answers");

  if (answers != NULL)
    take_answers (session, answers);
  g_autofree char *target =
      g_strdup_printf ("%s|%s|%u",
                       hikae_request_get_field (request, "basis"),
                       hikae_request_get_field (request, "recipient"),
                       hikae_request_get_number (request));
  hikae_session_go (session, "letter", target);
}
