/* hikae-law-evaluate-private.h: one run of the evaluation
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-fit.h"

G_BEGIN_DECLS

/* One recipient and the addresses that lead to it. */
typedef struct {
  JsonObject *recipient;
  char *site;      /* (nullable): domain, of a recipient that stands for any site */
  GPtrArray *urls; /* (element-type utf8) (unowned): in the answers */
} HikaeLawPlace;

typedef struct {
  const HikaeLawPack *pack;
  HikaeLawPerson person;
  GPtrArray *places;   /* (element-type HikaeLawPlace) */
  JsonArray *problems; /* addresses that could not be used */
  JsonArray *offered;
  JsonArray *refused;
} HikaeLawEvaluation;

/* Adds the offer of @basis at @place. */
void hikae_law_evaluation_offer (HikaeLawEvaluation *self,
                                 JsonObject *basis,
                                 const HikaeLawPlace *place);
/* Clocks of an entry that run for others, or (@own) for the person herself. */
void
hikae_law_add_clocks (JsonArray *to, JsonObject *entry, gboolean own, const char *lang);
/* (nullable): the localised "name". */
const char *hikae_law_get_name (JsonObject *entry, const char *lang);
/* Copies a member when it is there; sets a localised one. */
void hikae_law_copy_member (JsonObject *to, JsonObject *from, const char *name);
void hikae_law_set_picked (JsonObject *to,
                           JsonObject *from,
                           const char *name,
                           const char *lang);
/* How the recipient is reached, into an offer or a route. */
void hikae_law_set_channel (JsonObject *to, JsonObject *channel, const char *lang);

G_END_DECLS
