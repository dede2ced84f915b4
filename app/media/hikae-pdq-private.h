/* hikae-pdq-private.h: from a picture's brightness to the samples of PDQ
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-pdq.h"

G_BEGIN_DECLS

#define HIKAE_PDQ_SIDE 64

/* Blurs by a box, twice in each direction, and takes 64 × 64 samples. At least one row
 * and one column. */
void hikae_pdq_sample (HikaePdqReadRow read,
                       gconstpointer data,
                       guint rows,
                       guint columns,
                       float samples[HIKAE_PDQ_SIDE][HIKAE_PDQ_SIDE]);

G_END_DECLS
