/* hikae-letter-draft-private.h: a letter while it is being composed
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-fit.h"
#include "hikae-letter-private.h"

G_BEGIN_DECLS

/* What one compose() call works on. */
typedef struct {
  const HikaeLawPack *pack;
  JsonObject *basis;
  JsonObject *recipient;
  JsonObject *channel; /* (nullable) */
  JsonObject *answers;
  GPtrArray *items; /* (nullable) */
  const char *lang;
  HikaeLawPerson person;
  JsonNode *statements;
} HikaeLetterDraft;

/* (transfer full): the lines of @text on one. */
char *hikae_letter_dup_one_line (const char *text);
/* Sets a member that says something; take_if() also frees @value. */
void hikae_letter_set_if (JsonObject *object, const char *name, const char *value);
void hikae_letter_take_if (JsonObject *object, const char *name, char *value);
/* (transfer full): the addresses of the chosen items, those given for this letter, and
 * only when there are none of either, what the questionnaire says. */
JsonArray *hikae_letter_list_places (const HikaeLetterDraft *draft);
/* (nullable): the first of @places that lies with somebody else whom the pack knows,
 * @owner (out): whom a letter to this recipient can not ask to remove it. */
const char *hikae_letter_find_elsewhere (const HikaeLetterDraft *draft,
                                         JsonArray *places,
                                         JsonObject **owner);
/* (transfer full) (nullable): any other site is named by the host of its address. */
char *hikae_letter_dup_operator (const HikaeLetterDraft *draft, JsonArray *places);
/* (transfer full): the elements of the basis as they count for this person: who acts for
 * another is asked for name and capacity too. */
JsonArray *hikae_letter_list_asked (const HikaeLetterDraft *draft);
/* (transfer full): the "hikae-request/1" record of a letter with @text. */
JsonObject *hikae_letter_make_record (const HikaeLetterDraft *draft, const char *text);

G_END_DECLS
