/* hikae-session.h: what the pages share: the open case, long work, notices, law pack
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-authority.h"
#include "hikae-case.h"
#include "hikae-law-pack.h"

G_BEGIN_DECLS

#define HIKAE_TYPE_SESSION (hikae_session_get_type ())
G_DECLARE_FINAL_TYPE (HikaeSession, hikae_session, HIKAE, SESSION, GObject)

/**
 * HikaeSession:
 *
 * One window's state that is not a widget. Main context only.
 *
 * Signals: "case-changed"; "content-changed" (a list of the open case changed,
 * coalesced); "work-changed"; "said" (char *text: plain, translated); "failed" (GError
 * *); "explained" (char *sentence, char *next: both translated); "offered" (char *text,
 * char *button, char *action); "go" (char *page, char *argument): somebody wants another
 * page.
 */
HikaeSession *hikae_session_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer none) (nullable): the open case; NULL while locked. */
HikaeCase *hikae_session_get_case (HikaeSession *self);
void hikae_session_set_case (HikaeSession *self, HikaeCase *open_case);
/* Whether an answer that arrives now still belongs to what is on screen. */
gboolean hikae_session_is_current (HikaeSession *self, HikaeCase *open_case);
/* (nullable): file to unlock or that is open. Kept in memory only. */
const char *hikae_session_get_path (HikaeSession *self);
void hikae_session_set_path (HikaeSession *self, const char *path);

/* @code: (transfer full) (nullable): of the open case, just made or renewed; kept until
 * she has confirmed it or the case is closed. */
void hikae_session_take_recovery_code (HikaeSession *self, HikaeSecret *code);
/* (transfer none) (nullable). */
HikaeSecret *hikae_session_get_recovery_code (HikaeSession *self);

/* (transfer none): answers of the questionnaire and of letters, as
 * hikae_law_pack_evaluate() and hikae_letter_compose() take them; at first what
 * hikae_kept_letter_recall() knows, forgotten on locking. */
JsonObject *hikae_session_get_answers (HikaeSession *self);

/* One long task at a time; FALSE (and a notice) when another one runs. @cancellable:
 * (transfer none): stays valid until hikae_session_end_work(). */
gboolean hikae_session_begin_work (HikaeSession *self,
                                   const char *label,
                                   HikaeProgress **progress,
                                   GCancellable **cancellable);
void hikae_session_end_work (HikaeSession *self);
void hikae_session_cancel_work (HikaeSession *self);
/* From now on what stops the work is called @label (translated) and cancels @part alone,
 * once; without them nothing is left that the person could wish to stop. For work that
 * comes to where it would take from her what she has already. Until it ends. */
void
hikae_session_narrow_stop (HikaeSession *self, const char *label, GCancellable *part);
/* (nullable): what stops the work is called; NULL when there is nothing to stop. */
const char *hikae_session_get_stop (HikaeSession *self);
/* The person wants it to stop: the part above, or all. */
void hikae_session_stop_work (HikaeSession *self);
/* (nullable): label of the running work. */
const char *hikae_session_get_work (HikaeSession *self);
double hikae_session_get_work_fraction (HikaeSession *self);

/* A short word that passes by itself. @text: translated, plain. */
void hikae_session_say (HikaeSession *self, const char *text);
/* The same with something to press: @action of the window, without a target. */
void hikae_session_offer (HikaeSession *self,
                          const char *text,
                          const char *button,
                          const char *action);

typedef void (*HikaeSessionUndo) (HikaeSession *self, gpointer data);

/* Says @text and offers to take it back, until something else is offered or the case is
 * locked. @undo runs at most once; @data is freed after it or without it. */
void hikae_session_offer_undo (HikaeSession *self,
                               const char *text,
                               HikaeSessionUndo undo,
                               gpointer data,
                               GDestroyNotify free_data);
/* Takes back what was offered last; says so when there is nothing. */
void hikae_session_undo (HikaeSession *self);
/* Shows an error as sentence and next step; nothing for a cancelled one. */
void hikae_session_fail (HikaeSession *self, const GError *error);
/* The same, where the page knows more than the error's code. Both translated; foreign
 * text in them is shown as it is. */
void hikae_session_explain (HikaeSession *self, const char *sentence, const char *next);
void hikae_session_go (HikaeSession *self, const char *page, const char *argument);

/* (transfer none): loaded once. */
HikaeLawPack *hikae_session_get_law_pack (HikaeSession *self,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (element-type HikaeAuthority): those that are asked by default, and the
 * person's own. */
GPtrArray *hikae_session_get_authorities (HikaeSession *self,
                                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): any that is shipped, her own, or the developer's; until
 * hikae_session_forget_authorities(). */
const HikaeAuthority *hikae_session_find_authority (HikaeSession *self, const char *id);
/* After a change of the person's own: they are read again when next asked for. */
void hikae_session_forget_authorities (HikaeSession *self);
/* A developer's own authority instead of the shipped ones (transfer full). */
void hikae_session_take_authority (HikaeSession *self, HikaeAuthority *authority);
/* (transfer none) (nullable): the certificates that the developer's own authority must
 * chain to; NULL in ordinary use, when the shipped ones count. */
GBytes *hikae_session_get_developer_anchors (HikaeSession *self);
/* "en" or "ja": language of the screen as far as data knows it. */
const char *hikae_session_get_language (void);

G_END_DECLS
