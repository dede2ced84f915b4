/* hikae-letter-private.h: what the files of this folder know of a letter
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-letter.h"

G_BEGIN_DECLS

/* Longest letter, in bytes of text; more is refused before anything is laid out. */
#define HIKAE_LETTER_MAX (4 * 1024 * 1024)

/* The number of the request before, in answers and records. */
#define HIKAE_LETTER_FOLLOWS "follows"

typedef enum {
  HIKAE_BLOCK_TITLE,
  HIKAE_BLOCK_HEADING,
  HIKAE_BLOCK_RIGHT,
  HIKAE_BLOCK_CENTER,
  HIKAE_BLOCK_TEXT,
  HIKAE_BLOCK_BULLET,
  HIKAE_BLOCK_PLACE, /* an address: kept on one page, broken between any two letters */
  HIKAE_BLOCK_ROW,   /* a cell of a form with its label */
  HIKAE_BLOCK_SMALL,
  HIKAE_BLOCK_GAP,
} HikaeBlockKind;

/* @label: only of rows. Lines of @text are separated by '\n'. */
typedef struct {
  HikaeBlockKind kind;
  char *label;
  char *text;
} HikaeBlock;

struct _HikaeLetter {
  char *lang;
  char *address; /* (nullable): of the channel */
  char *subject;
  char *email; /* (nullable): the person's, as it was answered */
  char *name;  /* (nullable) */
  gboolean
      by_mail; /* @address is for a mail and was checked by a reviewer or the person */
  gint64 now;
  GPtrArray *blocks;   /* (element-type HikaeBlock) */
  JsonArray *elements; /* of the pack, as they count for this person */
  GHashTable *missing; /* ids of elements */
  JsonObject *record;
  JsonObject *context; /* what the template was filled with */
  JsonObject *recipient;
  const char *elsewhere; /* (nullable): of @context, an address that is not there */
  JsonObject *owner;     /* (nullable): whose it is */
};

/* FALSE with %HIKAE_ERROR_REJECTED, naming the first element that is missing. */
gboolean hikae_letter_check_complete (const HikaeLetter *self,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Whether the law or the recipient's form asks for this element of the pack from who
 * writes; @agent: for another. */
gboolean hikae_letter_is_needed (JsonObject *element, gboolean agent);
/* (transfer full): the day of @instant in the zone of that tz name, written as letters of
 * @lang do. */
char *hikae_letter_format_day (gint64 instant,
                               const char *zone_name,
                               const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none) (nullable): the sentence of data/letters/statements.json that a yes to
 * @field stands for: the one of @basis, of who acts for another (@agent), or of all. */
JsonObject *hikae_letter_find_statement (JsonObject *statements,
                                         const char *field,
                                         const char *basis,
                                         gboolean agent) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (nullable): a file of data/letters; NULL when there is none. */
char *hikae_letter_load_data (const char *name);
/* (transfer full): @template with the values of @context: {{field}},
 * {{#field}}…{{/field}} when it is there (once for each entry of a list),
 * {{^field}}…{{/field}} when it is not,
 * {{>file}} another file of @lang. There is no code in a template, and a value can never
 * become one: values are fenced by characters that no value may hold. */
char *hikae_template_expand (const char *template,
                             const char *lang,
                             JsonObject *context,
                             GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full) (element-type HikaeBlock) */
GPtrArray *hikae_template_parse_blocks (const char *expanded);
void hikae_block_free (HikaeBlock *self);

/* (transfer full): what was asked when, and what came back; "" when it was not sent. */
char *hikae_letter_format_past (const HikaeLawPack *pack,
                                JsonObject *record,
                                const HikaeLetterPast *past,
                                const char *lang) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer full): the first title among the blocks on one line; "" when there is none.
 */
char *hikae_letter_find_subject (GPtrArray *blocks) G_GNUC_WARN_UNUSED_RESULT;

GBytes *hikae_letter_render_pdf (const HikaeLetter *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *hikae_letter_render_odt (const HikaeLetter *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *hikae_letter_render_eml (const HikaeLetter *self,
                                 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
