/* hikae-recorder.h: the capturing proxy
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HIKAE_RECORDER_USER "hikae"
#define HIKAE_RECORDER_MARK "X-Hikae-Recorder"
/* The status of an answer with the mark: minor mode lets no media through. */
#define HIKAE_RECORDER_REFUSED 403
#define HIKAE_RECORDER_BYTES_MAX (G_GUINT64_CONSTANT (8) * 1024 * 1024 * 1024)
#define HIKAE_RECORDER_CONNECTIONS_MAX 64
#define HIKAE_RECORDER_EXCHANGES_MAX 20000
/* Without a byte; from a client that has not shown the token; for one head; for one
 * message in all. */
#define HIKAE_RECORDER_IDLE_SECONDS 45
#define HIKAE_RECORDER_LOGIN_SECONDS 10
#define HIKAE_RECORDER_HEAD_SECONDS 60
#define HIKAE_RECORDER_MESSAGE_SECONDS 1800
/* Frames of one web socket, each way. */
#define HIKAE_RECORDER_TUNNEL_BYTES_MAX (256 * 1024 * 1024)

/**
 * HikaeRecorderZone:
 * @HIKAE_RECORDER_ZONE_AS_FIRST: the first address asked for is the person's own choice.
 *   When it lies in the internet, nothing that a page asks for later may lead into this
 *   computer or its own network; when it lies inside, everything may.
 * @HIKAE_RECORDER_ZONE_PUBLIC: only the internet
 * @HIKAE_RECORDER_ZONE_ANY: no such rule
 *
 * What is refused by this rule is not contacted, and the refusal is recorded.
 */
typedef enum {
  HIKAE_RECORDER_ZONE_AS_FIRST,
  HIKAE_RECORDER_ZONE_PUBLIC,
  HIKAE_RECORDER_ZONE_ANY,
} HikaeRecorderZone;

/**
 * HikaeRecorderOptions:
 * @upstream: (nullable): "socks5://[user:pass@]host:port" (or "socks5h"); every
 * connection goes there with the host's name in it, nothing is resolved here, and when it
 * fails nothing goes another way. NULL: as the system is set up.
 * @refuse_media: minor mode: only text may pass. Bodies of pictures, sound, video and
 *   fonts are neither kept nor handed on.
 * @anchors: (nullable): trust anchors instead of the system's, for tests
 * @zone: where pages may lead
 * @max_bytes: 0 for %HIKAE_RECORDER_BYTES_MAX
 */
typedef struct {
  const char *upstream;
  gboolean refuse_media;
  GTlsDatabase *anchors;
  HikaeRecorderZone zone;
  guint64 max_bytes;
} HikaeRecorderOptions;

/**
 * HikaeRecorder:
 *
 * An HTTP/1.1 and SOCKS5 proxy on 127.0.0.1 that keeps every message that passes, as its
 * bytes were, in an encrypted spool. It opens TLS with certificates of an authority that
 * lives in memory for this one capture, verifies the real site itself and keeps its
 * chain. Whoever lacks the token is turned away. All functions: any one thread; the
 * proxy's own threads are inside.
 */
typedef struct _HikaeRecorder HikaeRecorder;

HikaeRecorder *hikae_recorder_start (const HikaeRecorderOptions *options,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Stops, if needed, and forgets everything. */
void hikae_recorder_free (HikaeRecorder *self);
guint16 hikae_recorder_get_port (HikaeRecorder *self);
/* (transfer none): password for Proxy-Authorization: Basic, user %HIKAE_RECORDER_USER. */
const char *hikae_recorder_get_token (HikaeRecorder *self);
/* (transfer full): "socks5://USER:TOKEN@127.0.0.1:PORT", the way in that needs no
 * question and answer; as secret as the token. */
char *hikae_recorder_dup_login_uri (HikaeRecorder *self) G_GNUC_WARN_UNUSED_RESULT;
/* (transfer none): what stands in the field %HIKAE_RECORDER_MARK of an answer that is the
 * recorder's own and no site's: why nothing was reached, or who is asking. Random,
 * another one for each recorder, so that no site can write it. */
const char *hikae_recorder_get_mark (HikaeRecorder *self);
/* (transfer none): the capture's own authority, PEM. */
const char *hikae_recorder_get_authority (HikaeRecorder *self);
/* The person chose to record @host although its certificate is not right. The fault is
 * written into every exchange's metadata. */
void hikae_recorder_allow_host (HikaeRecorder *self, const char *host);
/* The person herself goes to @host now, and only what is asked of it decides where pages
 * may lead (%HIKAE_RECORDER_ZONE_AS_FIRST): a page that still runs does not choose for
 * her. */
void hikae_recorder_enter (HikaeRecorder *self, const char *host);
/* What was wrong with @host's certificate; 0 when nothing was. */
GTlsCertificateFlags hikae_recorder_get_certificate_faults (HikaeRecorder *self,
                                                            const char *host);
/* Bytes kept, and exchanges ended; grows while it runs. */
guint64 hikae_recorder_get_bytes (HikaeRecorder *self);
guint hikae_recorder_get_count (HikaeRecorder *self);
/* Requests under way; web sockets and event streams, which never end, do not count. */
guint hikae_recorder_get_open (HikaeRecorder *self);
/* Bodies and requests refused in minor mode. */
guint hikae_recorder_get_refused (HikaeRecorder *self);
/* Exchanges with header credentials (hikae_is_credential_field()) in either direction. */
guint hikae_recorder_get_credentials (HikaeRecorder *self);
/* (transfer full) (nullable): why the latest request for @uri failed, or NULL.
 * %HIKAE_ERROR_REJECTED: the site did answer, but against the rules of HTTP. */
GError *hikae_recorder_dup_failure (HikaeRecorder *self, const char *uri);
/* The status of the site's latest answer to @uri when it broke off before its end, and is
 * kept as far as it came; 0 when it did not. */
guint hikae_recorder_get_broken (HikaeRecorder *self, const char *uri);
/* No new connections; open ones end. What was under way is kept as truncated. */
void hikae_recorder_stop (HikaeRecorder *self);
/* After the stop: everything as WACZ into @sink. Blocking; a pool thread. */
gboolean hikae_recorder_write_wacz (HikaeRecorder *self,
                                    GOutputStream *sink,
                                    const char *page_uri,
                                    const char *title,
                                    gint64 captured_at,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HikaeRecorder, hikae_recorder_free)

G_END_DECLS
