/* hikae-key-slot.h: what is known of a key slot, and the cost of guessing a passphrase
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HIKAE_SLOT_PASSPHRASE = 1,
  HIKAE_SLOT_RECOVERY = 2,
  HIKAE_SLOT_HELPER = 3,
} HikaeSlotKind;

/* Longest label of a slot, bytes of UTF-8. */
#define HIKAE_SLOT_LABEL_MAX 64
#define HIKAE_SLOT_COUNT 16

typedef struct {
  guint index; /* 0 … %HIKAE_SLOT_COUNT-1 */
  HikaeSlotKind kind;
  char label[HIKAE_SLOT_LABEL_MAX + 1];
  gint64 created_at; /* microseconds UTC */
} HikaeSlotInfo;

/**
 * HikaeKdfCost:
 *
 * How hard a passphrase is made to guess. Zeros mean: measure this machine and take about
 * half a second, never below the floor (256 MiB, 3 passes). Tests may pass the fast
 * value.
 */
typedef struct {
  guint memory_kib;
  guint passes;
  guint lanes;
} HikaeKdfCost;

#define HIKAE_KDF_COST_MEASURE ((HikaeKdfCost){0, 0, 0})

G_END_DECLS
