/* hikae-store-private.h: what the files of the store share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-statement.h"
#include "hikae-store.h"

G_BEGIN_DECLS

/* Rows read at once while a list is loaded. */
#define HIKAE_STORE_PAGE 1000

struct _HikaeStore {
  HikaeDb *db;
  GThread *owner;
  char *title;
  gboolean minor;
  gboolean damaged;
  gboolean searched;      /* the table of the search is there */
  gboolean compared;      /* the table of digests is there */
  HikaeEvent *head;       /* (owned) (nullable): the log's last line, committed or not */
  HikaeEvent *saved_head; /* (owned) (nullable): what it was before the open change */
  guint last_item;        /* the largest number seen, for a check of damaged tables */
  GPtrArray *uncommitted; /* (owned): events of the open change */
  GPtrArray *appended;    /* (owned): committed events nobody has taken yet */
};

/* Over any database, nothing of it read. Takes @handle. */
HikaeStore *hikae_store_new_bare (sqlite3 *handle) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_begin (HikaeStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Commits; when that fails, goes back. */
gboolean hikae_store_commit (HikaeStore *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_store_rollback (HikaeStore *self);
/* Inside a change. */
HikaeEvent *hikae_store_append_event (HikaeStore *self,
                                      const char *kind,
                                      JsonObject *body,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_load_head (HikaeStore *self,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The single number a statement gives. */
gboolean hikae_store_query_int (HikaeStore *self,
                                const char *name,
                                gint64 *value,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_get_meta (HikaeStore *self,
                               const char *name,
                               char **value,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_set_meta (HikaeStore *self,
                               const char *name,
                               const char *value,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The entry of hikae_store_note_recovery(), inside a change. */
gboolean hikae_store_write_recovery (HikaeStore *self,
                                     gboolean confirmed,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @last becomes @key, which must come behind it: in a forged case the pages of a table
 * can lead round in a circle, and nobody may follow them for ever (%HIKAE_ERROR_DAMAGED).
 */
gboolean
hikae_store_step_on (gint64 *last, gint64 key, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes one object of the row under the cursor; sets @key to what orders the list. */
typedef gpointer (*HikaeStoreRowFunc) (HikaeStatement *row, gint64 *key, GError **error);

/* Takes the row under the cursor into @data; moves @after on to its key. */
typedef gboolean (*HikaeStoreTakeFunc) (gpointer data,
                                        HikaeStatement *row,
                                        gint64 *after,
                                        GError **error);
/* At most %HIKAE_STORE_PAGE rows that a list statement (?1: after which key, ?2: how
 * many) gives are taken; @more: whether the page was full. */
gboolean hikae_store_take_page (HikaeStore *self,
                                const char *name,
                                HikaeStoreTakeFunc take,
                                gpointer data,
                                gint64 *after,
                                gboolean *more,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds at most %HIKAE_STORE_PAGE objects as above to @list. */
gboolean hikae_store_load_page (HikaeStore *self,
                                const char *name,
                                HikaeStoreRowFunc make,
                                GPtrArray *list,
                                gint64 *after,
                                gboolean *more,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): every object a list statement (?1: after which key, ?2: how many)
 * gives. Pages keep the reading cursor short. */
GPtrArray *hikae_store_load_list (HikaeStore *self,
                                  const char *name,
                                  HikaeStoreRowFunc make,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As above, but goes around rows that are damaged and notes that there were some. */
GPtrArray *hikae_store_load_readable (HikaeStore *self,
                                      const char *name,
                                      HikaeStoreRowFunc make,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Loads one page of a list behind @after into @data; moves @after on even when it fails;
 * @more: whether there may be another. */
typedef gboolean (*HikaeStoreLoadFunc) (HikaeStore *self,
                                        gpointer data,
                                        gint64 *after,
                                        gboolean *more,
                                        GError **error);
/* Page after page, around rows that are damaged; notes that there were some. */
gboolean hikae_store_go_around (HikaeStore *self,
                                HikaeStoreLoadFunc load,
                                gpointer data,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the rows of a list statement whose column 0 is the key and column
 * @text the text of at most @max bytes; with @item columns 1 and 2 are seal and deleted.
 */
HikaeStoreRows *hikae_store_load_rows (HikaeStore *self,
                                       const char *name,
                                       int text,
                                       gsize max,
                                       gboolean item,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer hikae_store_make_item (HikaeStatement *row,
                                gint64 *key,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer hikae_store_make_event (HikaeStatement *row,
                                 gint64 *key,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer hikae_store_make_seal (HikaeStatement *row,
                                gint64 *key,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer hikae_store_make_stamp (HikaeStatement *row,
                                 gint64 *key,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer hikae_store_make_request (HikaeStatement *row,
                                   gint64 *key,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

gpointer hikae_store_make_revocation (HikaeStatement *row,
                                      gint64 *key,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer hikae_store_make_renewal (HikaeStatement *row,
                                   gint64 *key,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Payload rows. */
gboolean hikae_store_write_payload (HikaeStore *self,
                                    guint number,
                                    HikaeDraft *draft,
                                    HikaeProgress *progress,
                                    GCancellable *cancellable,
                                    guint64 *size,
                                    HikaeDigest *sha256,
                                    HikaeDigest *sha512,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_store_remove_payload (HikaeStore *self,
                                     guint number,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Number of rows. */
gboolean hikae_store_count_chunks (HikaeStore *self,
                                   guint number,
                                   guint64 *count,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): lower-case hex SHA-256 of @bytes; NULL for NULL. */
char *hikae_store_hash_hex (GBytes *bytes) G_GNUC_WARN_UNUSED_RESULT;
/* %HIKAE_ERROR_REJECTED when @text is longer than %HIKAE_STORE_TEXT_MAX or not UTF-8. */
gboolean hikae_store_check_text (const char *text,
                                 const char *what,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
