/* hikae-letter.h: a takedown letter: composed from data, checked, rendered
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"
#include "hikae-law-pack.h"
#include "hikae-request.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_LETTER_PDF,
  HIKAE_LETTER_ODT,
  HIKAE_LETTER_TEXT,
  HIKAE_LETTER_EML,
} HikaeLetterFormat;

/* From a file name's ending; FALSE for any other. */
gboolean hikae_letter_format_parse (const char *file_name, HikaeLetterFormat *format);

/**
 * HikaeLetter:
 *
 * One letter under one basis to one recipient in one language. It never holds a picture:
 * address, digest, one-line description. Immutable after composing; any thread.
 */
typedef struct _HikaeLetter HikaeLetter;

/* @answers: values of the pack's `binds` fields by name. @items: (element-type
 * HikaeItem). Composes even when elements are missing (they are listed and marked).
 * %HIKAE_ERROR_REJECTED: no such basis or recipient, basis not in force, no template in
 * that language, person not an adult. */
HikaeLetter *hikae_letter_compose (const HikaeLawPack *pack,
                                   const char *basis,
                                   const char *recipient,
                                   const char *lang,
                                   JsonObject *answers,
                                   GPtrArray *items,
                                   gint64 now,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_letter_free (HikaeLetter *self);
/* Whether the way in takes one address for each report; compose() refuses more then. */
gboolean hikae_letter_takes_one (const HikaeLawPack *pack,
                                 const char *basis,
                                 const char *recipient,
                                 JsonObject *answers);

/**
 * HikaeLetterPast:
 * @number: of the earlier request; 0: it has none
 * @sent_at: when the earlier letter was sent, microseconds UTC; 0: it was not
 * @state: where it stands
 * @changed_at: since when
 */
typedef struct {
  gint64 sent_at;
  HikaeRequestState state;
  gint64 changed_at;
  guint number;
} HikaeLetterPast;

/* (transfer full): the answers for the letter that follows an earlier one, whose @record
 * is given: those of the earlier letter, with "reason" telling what was asked when and
 * what came back, in @lang; of a letter after which it was gone or which was closed only
 * the asking is told. "follows" holds its number. Days are those of the earlier basis's
 * country. */
JsonObject *hikae_letter_prepare_next (const HikaeLawPack *pack,
                                       JsonObject *record,
                                       const HikaeLetterPast *past,
                                       const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): the recipient of the letter under @basis that follows @record: the
 * authority it is for, else the earlier letter's own. */
const char *hikae_letter_find_next_recipient (const HikaeLawPack *pack,
                                              JsonObject *record,
                                              const char *basis);
/**
 * HikaeLetterWay:
 * @id: of a legal basis or a place of support
 * @name: in the language asked for
 * @note: (nullable): who decides there, or what the place does
 * @has_letter: a letter can be prepared; else there is a sheet
 * @is_support: it is a place of support
 */
typedef struct {
  char *id;
  char *name;
  char *note;
  gboolean has_letter;
  gboolean is_support;
} HikaeLetterWay;

/* (transfer full) (element-type HikaeLetterWay): where the matter of @record can go next,
 * from "escalate_to" of the entry it was written from. Nothing but support once it is
 * over. */
GPtrArray *hikae_letter_list_ways (const HikaeLawPack *pack,
                                   JsonObject *record,
                                   HikaeRequestState state,
                                   const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): how to go a way that is no letter (a court, the police, a helpline):
 * one page with what it is, what to have at hand, the addresses, and what was asked so
 * far. @id: of that way; @record, @items, @past: of the request it follows. Has no
 * elements and makes no request. %HIKAE_ERROR_REJECTED: nothing has that id, or no sheet
 * is written in @lang. */
HikaeLetter *hikae_letter_compose_sheet (const HikaeLawPack *pack,
                                         const char *id,
                                         JsonObject *record,
                                         GPtrArray *items,
                                         const HikaeLetterPast *past,
                                         const char *lang,
                                         gint64 now,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The language of the one who reads it: "ja" for the law of Japan, else "en". */
const char *hikae_letter_guess_language (const HikaeLawPack *pack, const char *basis);
/* (transfer full) (element-type utf8): the languages that have a letter for @basis,
 * English and Japanese first. */
GPtrArray *hikae_letter_list_languages (const char *basis);

/**
 * HikaeLetterElement:
 * @required: "statute", "form", "practice"…
 * @field: name of the answer that fills it
 * @reaches_poster: "yes", "may", "no", "unknown"
 * @value: (nullable): what the letter says there, in its own language; for forms that are
 *   filled in by hand
 * @needed: the letter is not complete without it, by who sends it
 * @lacking: it is needed and not there
 * @faulty: @value is not what belongs there: it should be an e-mail address and is none
 */
typedef struct {
  char *id;
  char *label; /* in the screen's language asked for */
  char *required;
  char *field;
  char *reaches_poster;
  char *value;
  gboolean present;
  gboolean needed;
  gboolean lacking;
  gboolean faulty;
} HikaeLetterElement;

/* (transfer full) (element-type HikaeLetterElement): the checklist, in order. */
GPtrArray *hikae_letter_list_elements (const HikaeLetter *self, const char *lang);
/* (transfer full): what to give for @element, which is not there: the name of the answer,
 * and what is wrong with the one that was given. English, for one line. */
char *hikae_letter_element_dup_want (const HikaeLetterElement *element)
    G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): a sentence and an example of what to write into @element's
 * field or, of a statement to agree to, the sentence that it puts into the letter; in the
 * screen's language @lang. NULL: nothing is known of that field. */
char *hikae_letter_dup_hint (const HikaeLetter *self,
                             const HikaeLetterElement *element,
                             const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): what should be known before it is sent, in the screen's
 * language @lang: an address in it lies with somebody else, whom this letter does not
 * bind. */
char *hikae_letter_dup_notice (const HikaeLetter *self,
                               const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* No required element is missing. */
gboolean hikae_letter_is_complete (const HikaeLetter *self);
/* (transfer full): the whole letter as plain text. */
char *hikae_letter_format_text (const HikaeLetter *self);
/* (transfer full): %HIKAE_ERROR_REJECTED when an element is missing, naming it. */
GBytes *hikae_letter_render (const HikaeLetter *self,
                             HikaeLetterFormat format,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): canonical "hikae-request/1" record (see HikaeRequest). */
GBytes *hikae_letter_format_record (const HikaeLetter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeLetter, hikae_letter_free)

G_END_DECLS
