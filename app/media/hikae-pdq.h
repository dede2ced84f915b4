/* hikae-pdq.h: PDQ, a fingerprint that survives re-encoding
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_PDQ_SIZE 32
#define HIKAE_PDQ_FORMS 8
/* Distance (bits of 256) up to which two pictures are the same by common practice, and
 * the least quality for which that holds. */
#define HIKAE_PDQ_MATCH 31
#define HIKAE_PDQ_LEAST_QUALITY 50

/* The picture as it is, turned (counter-clockwise) and mirrored. */
typedef enum {
  HIKAE_PDQ_AS_IS,
  HIKAE_PDQ_TURNED_90,
  HIKAE_PDQ_TURNED_180,
  HIKAE_PDQ_TURNED_270,
  HIKAE_PDQ_TOP_BOTTOM,
  HIKAE_PDQ_MIRRORED,
  HIKAE_PDQ_DIAGONAL,
  HIKAE_PDQ_COUNTER_DIAGONAL,
} HikaePdqForm;

/* 256 bits; word k>>4 holds bit k in its bit k&15. A plain value. */
typedef struct {
  guint16 words[16];
} HikaePdqHash;

typedef struct {
  HikaePdqHash forms[HIKAE_PDQ_FORMS];
  guint quality; /* 0…100 */
} HikaePdq;

/* Writes one row of brightness, 0.299 R + 0.587 G + 0.114 B of the stored pixels, as
 * floats. Rows are asked for once each, from the first on. */
typedef void (*HikaePdqReadRow) (gconstpointer data, guint row, float *luma);

/* Fewer than 5 rows or columns: all zero. The whole picture must be given at full
 * resolution. Any thread. */
void hikae_pdq_compute (HikaePdqReadRow read,
                        gconstpointer data,
                        guint rows,
                        guint columns,
                        HikaePdq *pdq);
/* 0…256. */
guint hikae_pdq_get_distance (const HikaePdqHash *a, const HikaePdqHash *b);
/* Least distance of @candidate to the first @forms forms of @original, when it is at most
 * @most; else @most + 1. @form: (out): which, untouched then. A hundred thousand take a
 * few milliseconds: no index is needed for what one case holds. */
guint hikae_pdq_measure (const HikaePdq *original,
                         guint forms,
                         const HikaePdqHash *candidate,
                         guint most,
                         HikaePdqForm *form);
/* (transfer full): 64 lower-case hex digits, word 15 first, as everybody writes it. */
char *hikae_pdq_hash_format (const HikaePdqHash *hash) G_GNUC_WARN_UNUSED_RESULT;
gboolean hikae_pdq_hash_parse (const char *text,
                               HikaePdqHash *hash) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
