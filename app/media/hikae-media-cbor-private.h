/* hikae-media-cbor-private.h: a cursor over hostile CBOR; no tree is ever built
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_CBOR_DEPTH_MAX 32
#define HIKAE_CBOR_ITEMS_MAX 200000

/* RFC 8949 §3.1. */
typedef enum {
  HIKAE_CBOR_UNSIGNED = 0,
  HIKAE_CBOR_NEGATIVE = 1,
  HIKAE_CBOR_BYTES = 2,
  HIKAE_CBOR_TEXT = 3,
  HIKAE_CBOR_ARRAY = 4,
  HIKAE_CBOR_MAP = 5,
  HIKAE_CBOR_TAG = 6,
  HIKAE_CBOR_SIMPLE = 7,
} HikaeCborMajor;

/**
 * HikaeCbor:
 * @value: the argument: number, count of items or pairs, tag
 * @body: bytes of a string, or the encoded children
 * @encoded: the whole encoded item
 *
 * One item by reference into bytes that outlive it. Tags are passed through: the value is
 * that of what they enclose. Strings of indefinite length have no body.
 */
typedef struct {
  HikaeCborMajor major;
  guint64 value;
  gboolean indefinite;
  const guint8 *body;
  gsize body_size;
  const guint8 *encoded;
  gsize encoded_size;
} HikaeCbor;

/* The item at the start of @bytes; FALSE when it is not whole or breaks a bound. Each
 * level of nesting is checked here once, so children are sound afterwards. */
gboolean hikae_cbor_parse (const guint8 *bytes, gsize size, HikaeCbor *item);
/* Steps through the items of an array, or keys and values of a map in turn. @at: starts
 * at 0. FALSE at the end. */
gboolean hikae_cbor_next (const HikaeCbor *container, gsize *at, HikaeCbor *item);
/* First value under a text key; FALSE when absent or no map. */
gboolean hikae_cbor_find (const HikaeCbor *map, const char *key, HikaeCbor *value);
/* The same under an integer label (COSE). */
gboolean hikae_cbor_find_label (const HikaeCbor *map, gint64 label, HikaeCbor *value);
/* (transfer full) (nullable): valid UTF-8 of a text item. */
char *hikae_cbor_dup_text (const HikaeCbor *item);
/* (transfer full) (nullable): text under @key. */
char *hikae_cbor_dup_member (const HikaeCbor *map, const char *key);
gboolean hikae_cbor_get_integer (const HikaeCbor *item, gint64 *value);

G_END_DECLS
