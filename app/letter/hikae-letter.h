/* hikae-letter.h: a takedown letter: composed from data, checked, rendered
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-item.h"
#include "hikae-law-pack.h"

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

/**
 * HikaeLetterElement:
 * @required: "statute", "form", "practice"…
 * @field: name of the answer that fills it
 * @reaches_poster: "yes", "may", "no", "unknown"
 */
typedef struct {
  char *id;
  char *label; /* in the screen's language asked for */
  char *required;
  char *field;
  char *reaches_poster;
  gboolean present;
} HikaeLetterElement;

/* (transfer full) (element-type HikaeLetterElement): the checklist, in order. */
GPtrArray *hikae_letter_list_elements (const HikaeLetter *self, const char *lang);
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
