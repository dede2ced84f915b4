/* hikae-der-private.h: one DER value at a time, out of untrusted bytes
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "hikae-reader.h"

G_BEGIN_DECLS

#define HIKAE_DER_BOOLEAN 0x01
#define HIKAE_DER_INTEGER 0x02
#define HIKAE_DER_BIT_STRING 0x03
#define HIKAE_DER_OCTET_STRING 0x04
#define HIKAE_DER_NULL 0x05
#define HIKAE_DER_OID 0x06
#define HIKAE_DER_UTF8_STRING 0x0c
#define HIKAE_DER_GENERALIZED_TIME 0x18
#define HIKAE_DER_SEQUENCE 0x30
#define HIKAE_DER_SET 0x31
#define HIKAE_DER_CONTEXT(n) (0x80 | (n))
#define HIKAE_DER_CONTEXT_CONSTRUCTED(n) (0xa0 | (n))

/**
 * HikaeDer:
 * @tag: the identifier octet; high tag numbers are refused
 * @content: a reader over the contents octets
 * @bytes: the whole value with its header, borrowed
 *
 * X.690 §10.1: definite length in the fewest octets.
 */
typedef struct {
  guint8 tag;
  HikaeReader content;
  const guint8 *bytes;
  gsize size;
} HikaeDer;

/* The next value; FALSE (and the reader fails) at the end or on broken encoding. */
gboolean hikae_der_read (HikaeReader *reader, HikaeDer *value);
/* The same, and the tag must be @tag. */
gboolean hikae_der_expect (HikaeReader *reader, guint8 tag, HikaeDer *value);
/* Reads the next value only when it has that tag. FALSE leaves the reader as it was. */
gboolean hikae_der_take (HikaeReader *reader, guint8 tag, HikaeDer *value);
/* The tag of what comes next, 0 at the end. */
guint8 hikae_der_peek (const HikaeReader *reader);
gboolean hikae_der_at_end (const HikaeReader *reader);
/* A non-negative INTEGER that fits; minimal encoding. */
gboolean hikae_der_get_uint (const HikaeDer *value, guint64 *number);
/* X.690 §8.3.2: whether an INTEGER has contents, in the fewest octets. */
gboolean hikae_der_is_integer (const HikaeDer *value);
/* (transfer full) (nullable): dotted decimals of an OID's contents octets. */
char *hikae_der_dup_oid (const HikaeDer *value);
gboolean hikae_der_content_equal (const HikaeDer *a, const HikaeDer *b);
/* The contents octets, borrowed. */
const guint8 *hikae_der_get_content (const HikaeDer *value, gsize *size);
/* Appends a whole value: identifier, length and contents octets. */
void hikae_der_append (GByteArray *array, guint8 tag, const void *content, gsize size);

G_END_DECLS
