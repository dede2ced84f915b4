/* hikae-law-fit.h: whether one legal basis fits one person and one recipient
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-pack.h"

G_BEGIN_DECLS

/**
 * HikaeLawPerson:
 * @country: (nullable): normalised code; NULL when it was not said
 * @shows: (nullable): a coverage name of the schema; NULL when it was not said
 * @lang: language of the sentences
 * @now: microseconds UTC
 *
 * What the questionnaire says (DESIGN §9), checked. Lives on the stack.
 */
typedef struct {
  char *country;
  char *shows;
  gboolean adult;
  gboolean own_work;
  gboolean agent;
  const char *lang;
  gint64 now;
} HikaeLawPerson;

/* %HIKAE_ERROR_REJECTED when an answer is not one of those that are understood. A missing
 * or unsure "adult" is not an adult. */
gboolean hikae_law_person_read (HikaeLawPerson *self,
                                const HikaeLawPack *pack,
                                JsonObject *answers,
                                const char *lang,
                                gint64 now,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_law_person_clear (HikaeLawPerson *self);

/* (transfer full) (nullable): the sentence why @basis is not for this person, NULL when
 * it may be. With @strict an unsaid country or content is a reason; without it only what
 * was said counts. */
char *hikae_law_pack_dup_refusal (const HikaeLawPack *self,
                                  JsonObject *basis,
                                  const HikaeLawPerson *person,
                                  gboolean strict);
/* (transfer full) (nullable): why @basis does not bind @recipient, NULL when it does. */
char *hikae_law_pack_dup_recipient_refusal (const HikaeLawPack *self,
                                            JsonObject *basis,
                                            JsonObject *recipient,
                                            const char *lang);
/* Whether @basis is in force on the day of @now in its own country. */
gboolean
hikae_law_pack_is_in_force (const HikaeLawPack *self, JsonObject *basis, gint64 now);
/* (transfer none) (nullable): the recipient's way in for this basis and country. */
JsonObject *hikae_law_pack_choose_channel (const HikaeLawPack *self,
                                           JsonObject *basis,
                                           JsonObject *recipient,
                                           const char *country);
/* (transfer none) (nullable): the entry that stands for any other site. */
JsonObject *hikae_law_pack_find_generic (const HikaeLawPack *self);
/* Zone of the law of @jurisdiction by tz name; "UTC" when the data has none. */
const char *hikae_law_pack_find_zone (const HikaeLawPack *self, const char *jurisdiction);
/* Whether a basis is addressed to an authority rather than to a site. */
gboolean hikae_law_pack_is_to_authority (const HikaeLawPack *self, JsonObject *basis);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HikaeLawPerson, hikae_law_person_clear)

G_END_DECLS
