/* hikae-law-pack-private.h: what the files of this folder know of a pack
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-law-pack.h"

G_BEGIN_DECLS

struct _HikaeLawPack {
  JsonNode *root;
  JsonObject *object;     /* (unowned): inside @root */
  GHashTable *bases;      /* id → JsonObject, all (unowned): inside @root */
  GHashTable *recipients; /* id → JsonObject */
  GHashTable *support;    /* id → JsonObject */
  GHashTable *channels;   /* id → JsonObject */
  JsonNode *sentences_node;
  JsonObject *sentences; /* (unowned): key → texts */
  JsonNode *regions_node;
  JsonObject *regions; /* (unowned) */
  GPtrArray *refused;  /* (element-type utf8): name, reason, name, reason: overlays */
};

/* A file of data/law that is part of the program: its absence is a broken build.
 * (transfer full). */
JsonNode *hikae_law_load_data (const char *name);
/* Rules beyond the schema. @shipped (nullable): ids may also resolve in it. @newest
 * (nullable): the day after which nothing was read or reviewed; NULL: when it was issued.
 */
gboolean hikae_law_pack_check_meaning (const HikaeLawPack *self,
                                       const HikaeLawPack *shipped,
                                       const char *newest,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): "NL" of "nl", "GB" of "UK"; NULL when it is not a country's code. */
char *hikae_law_pack_dup_country (const HikaeLawPack *self, const char *country);
/* How near a person of @country is to the law of @jurisdiction. */
typedef enum {
  HIKAE_LAW_NEXUS_NONE,
  HIKAE_LAW_NEXUS_PART, /* a province's law, and the province is not known */
  HIKAE_LAW_NEXUS_FULL,
} HikaeLawNexus;
HikaeLawNexus hikae_law_pack_find_nexus (const HikaeLawPack *self,
                                         const char *jurisdiction,
                                         const char *country);
/* (transfer full) (element-type JsonObject): the recipient's own reporting ways that rest
 * on its rules and on no law. */
JsonArray *hikae_law_pack_list_routes (const HikaeLawPack *self,
                                       JsonObject *recipient,
                                       const char *country) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): a sentence of data/law/sentences.json with {names} replaced; the
 * variable arguments are name, value pairs ended by NULL. */
char *hikae_law_pack_say (const HikaeLawPack *self,
                          const char *lang,
                          const char *key,
                          ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
