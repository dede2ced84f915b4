/* hikae-case-private.h: what the files of the open case share
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-case-worker-private.h"
#include "hikae-case.h"
#include "hikae-row-list.h"

G_BEGIN_DECLS

typedef struct _HikaeCommand HikaeCommand;

/* On the case thread. FALSE with @error set, or the outputs filled. */
typedef gboolean (*HikaeCommandRun) (HikaeCommand *self,
                                     HikaeCaseWorker *worker,
                                     GCancellable *cancellable,
                                     GError **error);
/* In the main context after success, before the caller's callback. */
typedef void (*HikaeCommandApply) (HikaeCommand *self, HikaeCase *open_case);

/* One command on its way to the case thread and back. It belongs to its task, and with it
 * is made and dropped in the main context. */
struct _HikaeCommand {
  HikaeCommandRun run;
  HikaeCommandApply apply; /* (nullable) */
  HikaeCaseWorker *worker; /* (owned) */
  gboolean even_if_closed;

  /* In; what of these is used depends on the command. */
  GObject *object; /* draft or stamp */
  GBytes *bytes;
  GPtrArray *lines;
  GHashTable *prints;
  char *text;
  char *path;
  HikaeProgress *progress;
  HikaeSecret *secret;
  HikaeSecret *new_secret;
  HikaeKdfCost cost;
  guint number;
  int choice;
  HikaeItemQuery query; /* its texts are in text, path and account */
  char *account;

  /* Out. */
  gpointer result; /* NULL of a command that only succeeds */
  GDestroyNotify free_result;
  HikaeSecret *words;
  GPtrArray *items;  /* changed or new, by number */
  GPtrArray *events; /* appended */
  struct {
    HikaeStoreRows *items;
    HikaeStoreRows *events;
    GPtrArray *seals;
    GPtrArray *stamps;
    GPtrArray *older_stamps;
    GPtrArray *revocations;
    GPtrArray *renewals;
    GPtrArray *requests;
    char *title;
    gboolean minor;
    gboolean damaged;
    gboolean read_only;
    gboolean by_code;
    gboolean recovery_waits;
    char *backup_folder;
  } loaded;
  GError *error;
};

HikaeCommand *hikae_command_new (HikaeCommandRun run) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the result, in a finish function; NULL with @error set. */
gpointer hikae_command_finish (GAsyncResult *result,
                               gpointer tag,
                               GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* As above for commands without a result. */
gboolean hikae_command_finish_plain (GAsyncResult *result,
                                     gpointer tag,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @command. @self may be NULL when there is no case yet: then @worker is used. */
void hikae_command_send (HikaeCommand *command,
                         HikaeCase *self,
                         HikaeCaseWorker *worker,
                         gpointer tag,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);

struct _HikaeCase {
  GObject parent_instance;
  GThread *thread;         /* (unowned): where it was opened */
  GMainContext *context;   /* (owned): likewise */
  HikaeCaseWorker *worker; /* (owned) */
  char *path;
  char *title;
  gboolean minor;
  gboolean damaged;
  gboolean read_only;
  gboolean by_code; /* opened with the recovery code, and no new passphrase since */
  gboolean recovery_waits;
  char *backup_folder;
  HikaeRowList *items;
  HikaeRowList *events;
  GArray *rescues;      /* (element-type guint): where in @events one may be told of */
  guint looked_through; /* events for that */
  GListStore *seals;
  GListStore *stamps;
  GPtrArray *older_stamps;
  GListStore *revocations;
  GListStore *renewals;
  GListStore *requests;
};

/* Lets @seal have its list from the case whose worker this is. */
void hikae_seal_loader_attach (HikaeCaseWorker *worker, HikaeSeal *seal);
/* A HikaeStoreBeforeUpgrade: @file (a #HikaeCaseFile) is copied beside itself. */
gboolean hikae_case_copy_before_upgrade (guint version,
                                         gpointer file,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the caller is where the case was opened; every door asserts it. */
gboolean hikae_case_is_here (HikaeCase *self);
HikaeCase *hikae_case_new (HikaeCommand *command) G_GNUC_WARN_UNUSED_RESULT;
/* Puts @events and changed or new @items into the lists, each list with as few signals as
 * the numbers allow. */
void hikae_case_apply_items (HikaeCase *self, GPtrArray *items);
void hikae_case_apply_events (HikaeCase *self, GPtrArray *events);
void hikae_case_apply_stamp (HikaeCase *self, HikaeStamp *stamp);
/* (transfer full): of all attempts, the one that counts for each seal and authority.
 * @older: takes those beside it that hold a token, too. */
GPtrArray *hikae_case_choose_stamps (GPtrArray *attempts,
                                     GPtrArray *older) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
