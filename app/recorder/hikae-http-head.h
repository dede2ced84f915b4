/* hikae-http-head.h: the head of one HTTP/1 message, kept as it was
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HIKAE_HTTP_HEAD_MAX (256 * 1024)
#define HIKAE_HTTP_FIELDS_MAX 1000

typedef enum {
  HIKAE_HTTP_NO_BODY,
  HIKAE_HTTP_LENGTH,
  HIKAE_HTTP_CHUNKED,
  HIKAE_HTTP_UNTIL_CLOSE,
} HikaeHttpFraming;

/**
 * HikaeHttpHead:
 * @method, @target: of a request; @status: of a response
 * @minor: 0 or 1 of HTTP/1.x
 * @skipped: lines of a response that are no fields of their own
 * @odd: of a response: something in it is against the grammar and was read as a browser
 *   reads it. Another reader may see something else
 * @chunked: by its transfer coding
 * @length: (nullable): the one Content-Length, where it counts
 * @names, @values: fields in their order (element-type utf8), values without outer blanks
 * @raw: the very bytes, with the empty line
 */
typedef struct {
  char *method;
  char *target;
  guint status;
  guint minor;
  guint skipped;
  gboolean odd;
  gboolean chunked;
  char *length;
  GPtrArray *names;
  GPtrArray *values;
  GBytes *raw;
} HikaeHttpHead;

/* RFC 9112. %HIKAE_ERROR_REJECTED when the grammar or a limit is broken, or when the
 * framing could be read in two ways (§6.3). A response is forgiven what browsers forgive:
 * folded lines, blanks before a colon, lines that are no fields, a length beside a
 * coding, which overrides it, or more than once. */
HikaeHttpHead *hikae_http_head_parse (GBytes *raw,
                                      gboolean is_request,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void hikae_http_head_free (HikaeHttpHead *self);
/* (transfer none) (nullable): the first field of that name. */
const char *hikae_http_head_get (const HikaeHttpHead *self, const char *name);
/* Whether a list field ("Connection") has @token. */
gboolean hikae_http_head_has_token (const HikaeHttpHead *self,
                                    const char *name,
                                    const char *token);
/* How the body is delimited; @to_head: the response is to a HEAD request. */
HikaeHttpFraming hikae_http_head_get_framing (const HikaeHttpHead *self,
                                              gboolean to_head,
                                              guint64 *length);
/* Whether the connection can carry another message after this one. */
gboolean hikae_http_head_is_persistent (const HikaeHttpHead *self);
/* (transfer full): as sent on: origin-form @target, without Proxy- fields.
 * @replace_encoding: asks for unencoded bodies. */
GBytes *
hikae_http_head_format_upstream (const HikaeHttpHead *self,
                                 const char *target,
                                 gboolean replace_encoding) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): a response's head as handed on: the very bytes; of one that is @odd
 * what was read in it, with one framing only (RFC 9112 §6.3), so that the next reader
 * sees the same. The connection ends with it. */
GBytes *
hikae_http_head_format_downstream (const HikaeHttpHead *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeHttpHead, hikae_http_head_free)

G_END_DECLS
