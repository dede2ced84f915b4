/* hikae-law-pack.h: the law pack: load, check, which bases fit
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-json.h"

G_BEGIN_DECLS

/**
 * HikaeLawPack:
 *
 * Facts about law as data; code never knows a law. Immutable once loaded; any thread.
 */
typedef struct _HikaeLawPack HikaeLawPack;

/* Longest pack, in bytes. */
#define HIKAE_LAW_PACK_MAX (8 * 1024 * 1024)

/* The pack in the program's data. */
HikaeLawPack *hikae_law_pack_load_shipped (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_REJECTED naming line or entry; refused whole. @now: microseconds UTC. */
HikaeLawPack *hikae_law_pack_load (const char *text,
                                   gssize length,
                                   gint64 now,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @base with the entries of @over laid over it: one of the same id is
 * replaced whole, any other is added. @signature: Ed25519 over the bytes of @over,
 * checked before anything is read; %HIKAE_ERROR_UNTRUSTED when it does not hold. */
HikaeLawPack *hikae_law_pack_overlay (const HikaeLawPack *base,
                                      GBytes *over,
                                      GBytes *signature,
                                      GBytes *public_key,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same from files; keys and signatures raw or as hexadecimal digits. */
HikaeLawPack *hikae_law_pack_overlay_files (const HikaeLawPack *base,
                                            const char *pack,
                                            const char *signature,
                                            const char *key,
                                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The shipped pack with every overlay of the person's own folder over it, in the order of
 * their names. An overlay that does not hold is left out whole, and the warnings say so.
 */
HikaeLawPack *hikae_law_pack_load_used (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): that folder, which need not exist: HIKAE_LAW_FOLDER, else hikae/law in
 * the configuration folder. */
char *hikae_law_pack_dup_overlay_folder (void) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): @self with the entries that a letter was written from (both nullable)
 * in the place of its own of the same ids: what was kept is what counts for that letter,
 * whatever a newer pack says. */
HikaeLawPack *hikae_law_pack_with_entries (const HikaeLawPack *self,
                                           JsonObject *basis,
                                           JsonObject *recipient,
                                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_law_pack_free (HikaeLawPack *self);
const char *hikae_law_pack_get_id (const HikaeLawPack *self);
const char *hikae_law_pack_get_version (const HikaeLawPack *self);
/* (transfer none) (nullable): entries as in the schema. */
JsonObject *hikae_law_pack_find_basis (const HikaeLawPack *self, const char *id);
JsonObject *hikae_law_pack_find_recipient (const HikaeLawPack *self, const char *id);
JsonObject *hikae_law_pack_find_channel (const HikaeLawPack *self, const char *id);
JsonObject *hikae_law_pack_find_support (const HikaeLawPack *self, const char *id);
/* (transfer none) (nullable): the clock @id of @entry (nullable). */
JsonObject *hikae_law_pack_find_clock (JsonObject *entry, const char *id);
JsonArray *hikae_law_pack_list_bases (const HikaeLawPack *self);
JsonArray *hikae_law_pack_list_recipients (const HikaeLawPack *self);
JsonArray *hikae_law_pack_list_support (const HikaeLawPack *self);
/* (transfer none) (nullable): by the address's registrable domain. */
JsonObject *hikae_law_pack_match_recipient (const HikaeLawPack *self, const char *url);
/* (transfer full) (element-type utf8): warnings for people ("not checked since …"). */
GPtrArray *hikae_law_pack_list_warnings (const HikaeLawPack *self, gint64 now);
/* The same in the person's language. */
GPtrArray *
hikae_law_pack_list_warnings_in (const HikaeLawPack *self, const char *lang, gint64 now);

/* The answer of `hikae-cli bases` (DESIGN §9): offered, refused, support, own_clocks.
 * @answers as given there. @lang: "en" or "ja" for the sentences. */
JsonNode *hikae_law_pack_evaluate (const HikaeLawPack *self,
                                   JsonObject *answers,
                                   const char *lang,
                                   gint64 now,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether an entry's address or number was read somewhere: it is not of low confidence,
 * and not all its sources are general knowledge. What is not is shown with a warning. */
gboolean hikae_law_pack_is_sourced (JsonObject *entry);
/* (transfer none) (nullable): localised text of a {"en":…,"ja":…} member, falls back to
 * English. */
const char *hikae_law_pack_pick (JsonObject *texts, const char *lang);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeLawPack, hikae_law_pack_free)

G_END_DECLS
