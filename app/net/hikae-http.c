/* hikae-http.c: one bounded HTTP request by libcurl
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The other side, or whoever sits between, may answer anything for any length of time.
 * So the body is counted here (CURLOPT_MAXFILESIZE did not stop a chunked body in the
 * libcurl of Debian 12), nothing is decoded, nothing is followed, and time has three
 * limits: to connect, in all, and for going too slowly. */
#include "config.h"

#include "hikae-http.h"

#include "hikae-buffer.h"
#include "hikae-clock.h"
#include "hikae-error.h"
#include "hikae-zone.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#define USER_AGENT "Hikae/" HIKAE_VERSION
#define LOW_SPEED_BYTES 200L
#define LOW_SPEED_SECONDS 8L
/* The longest pause that we let a server ask for. */
#define MAX_RETRY_AFTER (24 * 60 * 60)
#define MAX_HEADER_BYTES (64 * 1024)

typedef struct {
  HikaeBuffer *body;
  GCancellable *cancellable;
  GString *retry_after;
  GString *date;
  gsize header_bytes;
  gboolean too_big;
  gboolean is_cut; /* by @cut_body */
  gboolean cut_body;
  gboolean is_refused; /* every address it came to was local */
} Transfer;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURL, curl_easy_cleanup)

typedef struct curl_slist CurlList;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CurlList, curl_slist_free_all)

static gsize
write_body_cb (char *bytes, gsize size, gsize count, gpointer user_data)
{
  Transfer *transfer = user_data;

  if (!hikae_buffer_append (transfer->body, bytes, size * count, NULL)) {
    transfer->too_big = !transfer->cut_body;
    transfer->is_cut = transfer->cut_body;
    return 0;
  }
  return size * count;
}

static curl_socket_t
open_socket_cb (gpointer user_data, curlsocktype purpose, struct curl_sockaddr *to)
{
  Transfer *transfer = user_data;
  g_autoptr (GSocketAddress) native =
      g_socket_address_new_from_native (&to->addr, to->addrlen);

  if (!G_IS_INET_SOCKET_ADDRESS (native) ||
      hikae_zone_is_local_address (
          g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (native)))) {
    transfer->is_refused = TRUE;
    return CURL_SOCKET_BAD;
  }
  return socket (to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static void
keep_header (GString *value, const char *line, gsize size, const char *name)
{
  gsize name_size = strlen (name);

  if (size <= name_size || g_ascii_strncasecmp (line, name, name_size) != 0)
    return;
  g_string_truncate (value, 0);
  g_string_append_len (value, line + name_size, (gssize)(size - name_size));
  g_strstrip (value->str);
  value->len = strlen (value->str);
}

static gsize
read_header_cb (char *bytes, gsize size, gsize count, gpointer user_data)
{
  Transfer *transfer = user_data;
  gsize line = size * count;

  transfer->header_bytes += line;
  if (transfer->header_bytes > MAX_HEADER_BYTES) {
    transfer->too_big = TRUE;
    return 0;
  }
  keep_header (transfer->retry_after, bytes, line, "Retry-After:");
  keep_header (transfer->date, bytes, line, "Date:");
  return line;
}

static int
check_cancelled_cb (gpointer user_data,
                    curl_off_t download_total,
                    curl_off_t download_now,
                    curl_off_t upload_total,
                    curl_off_t upload_now)
{
  Transfer *transfer = user_data;

  return g_cancellable_is_cancelled (transfer->cancellable) ? 1 : 0;
}

/* The only translator of curl's codes. */
static void
set_error_from_curl (GError **error, CURLcode code, const Transfer *transfer)
{
  HikaeError kind = HIKAE_ERROR_OFFLINE;

  if (code == CURLE_ABORTED_BY_CALLBACK &&
      g_cancellable_set_error_if_cancelled (transfer->cancellable, error))
    return;
  if (transfer->too_big) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the answer is larger than the limit");
    return;
  }
  if (transfer->is_refused && code == CURLE_COULDNT_CONNECT) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_DENIED,
                         "the address leads into this computer or its own network");
    return;
  }
  switch (code) {
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_URL_MALFORMAT:
    kind = HIKAE_ERROR_REJECTED;
    break;
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_CONNECT:
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_PROXY:
  case CURLE_SEND_ERROR:
    kind = HIKAE_ERROR_OFFLINE;
    break;
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_ISSUER_ERROR:
    kind = HIKAE_ERROR_UNTRUSTED;
    break;
  case CURLE_OUT_OF_MEMORY:
  case CURLE_FAILED_INIT:
  case CURLE_NOT_BUILT_IN:
  case CURLE_BAD_FUNCTION_ARGUMENT:
  case CURLE_UNKNOWN_OPTION:
    kind = HIKAE_ERROR_FAILED;
    break;
  default:
    /* An answer began and broke off, or is not HTTP. */
    kind = HIKAE_ERROR_REMOTE;
    break;
  }
  g_set_error (error, HIKAE_ERROR, kind, "HTTP request: %s", curl_easy_strerror (code));
}

static gboolean
set_ok (CURLcode code)
{
  return code == CURLE_OK;
}

/* FALSE when this libcurl lacks something a limit depends on: then nothing is sent. */
static gboolean
set_limits (CURL *handle, const HikaeHttpRequest *request, Transfer *transfer)
{
  return set_ok (curl_easy_setopt (handle, CURLOPT_PROTOCOLS_STR, "http,https")) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_FOLLOWLOCATION, 0L)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_NOSIGNAL, 1L)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED)) &&
         set_ok (curl_easy_setopt (
             handle, CURLOPT_CONNECTTIMEOUT, (long)request->connect_seconds)) &&
         set_ok (
             curl_easy_setopt (handle, CURLOPT_TIMEOUT, (long)request->total_seconds)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_LOW_SPEED_LIMIT, LOW_SPEED_BYTES)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_LOW_SPEED_TIME, LOW_SPEED_SECONDS)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_WRITEFUNCTION, write_body_cb)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_WRITEDATA, transfer)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_HEADERFUNCTION, read_header_cb)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_HEADERDATA, transfer)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_NOPROGRESS, 0L)) &&
         set_ok (
             curl_easy_setopt (handle, CURLOPT_XFERINFOFUNCTION, check_cancelled_cb)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_XFERINFODATA, transfer));
}

/* With a proxy the only socket is the one to the proxy, which the person named. */
static gboolean
set_zone (CURL *handle, const HikaeHttpRequest *request, Transfer *transfer)
{
  return !request->refuse_local || request->proxy != NULL ||
         (set_ok (
              curl_easy_setopt (handle, CURLOPT_OPENSOCKETFUNCTION, open_socket_cb)) &&
          set_ok (curl_easy_setopt (handle, CURLOPT_OPENSOCKETDATA, transfer)));
}

/* An empty proxy string turns off the environment's variables too: where a request goes
 * is the case's setting and nothing else. */
static gboolean
set_route (CURL *handle, const HikaeHttpRequest *request)
{
  const char *proxy = request->proxy != NULL ? request->proxy : "";
  const char *agent = request->user_agent != NULL ? request->user_agent : USER_AGENT;

  return set_ok (curl_easy_setopt (handle, CURLOPT_URL, request->url)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_PROXY, proxy)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_NOPROXY, "")) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_USERAGENT, agent)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_FRESH_CONNECT, 1L)) &&
         set_ok (curl_easy_setopt (handle, CURLOPT_FORBID_REUSE, 1L)) &&
         set_ok (curl_easy_setopt (
             handle, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS));
}

static gboolean
set_body (CURL *handle, const HikaeHttpRequest *request)
{
  gsize size = 0;
  const void *bytes = NULL;

  if (g_strcmp0 (request->method, "HEAD") == 0)
    return set_ok (curl_easy_setopt (handle, CURLOPT_NOBODY, 1L));
  if (g_strcmp0 (request->method, "POST") != 0)
    return set_ok (curl_easy_setopt (handle, CURLOPT_HTTPGET, 1L));
  if (request->body != NULL)
    bytes = g_bytes_get_data (request->body, &size);
  return set_ok (curl_easy_setopt (handle, CURLOPT_POST, 1L)) &&
         set_ok (curl_easy_setopt (
             handle, CURLOPT_POSTFIELDS, bytes != NULL ? bytes : (const void *)"")) &&
         set_ok (
             curl_easy_setopt (handle, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)size));
}

static gboolean
add_header (CurlList **headers, const char *name, const char *value)
{
  g_autofree char *line = value != NULL ? g_strconcat (name, ": ", value, NULL)
                                        : g_strconcat (name, ":", NULL);
  CurlList *longer = curl_slist_append (*headers, line);

  if (longer == NULL)
    return FALSE;
  *headers = longer;
  return TRUE;
}

static gboolean
make_headers (const HikaeHttpRequest *request, CurlList **headers)
{
  /* Some servers answer 417 to curl's "Expect: 100-continue". */
  return add_header (headers, "Expect", NULL) &&
         add_header (headers, "Accept", request->accept) &&
         (request->body == NULL ||
          add_header (headers, "Content-Type", request->content_type));
}

/* RFC 9110 §10.2.3: seconds, or a date. */
static guint
parse_retry_after (const char *text, gint64 now_us)
{
  guint64 seconds = 0;
  time_t date = 0;

  if (*text == '\0')
    return 0;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT32, &seconds, NULL))
    return (guint)MIN (seconds, MAX_RETRY_AFTER);
  date = curl_getdate (text, NULL);
  if (date == (time_t)-1 || (gint64)date <= now_us / G_USEC_PER_SEC)
    return 0;
  return (guint)MIN ((gint64)date - now_us / G_USEC_PER_SEC, MAX_RETRY_AFTER);
}

static char *
dup_http_version (CURL *handle)
{
  long version = 0;

  (void)curl_easy_getinfo (handle, CURLINFO_HTTP_VERSION, &version);
  switch (version) {
  case CURL_HTTP_VERSION_1_0:
    return g_strdup ("1.0");
  case CURL_HTTP_VERSION_1_1:
    return g_strdup ("1.1");
  case CURL_HTTP_VERSION_2_0:
    return g_strdup ("2");
  default:
    return g_strdup ("0.9");
  }
}

static HikaeHttpReply *
make_reply (CURL *handle, Transfer *transfer, gint64 sent_at)
{
  HikaeHttpReply *reply = g_new0 (HikaeHttpReply, 1);
  const char *type = NULL;
  const char *address = NULL;
  const char *location = NULL;
  long status = 0;
  time_t date = (time_t)-1;

  (void)curl_easy_getinfo (handle, CURLINFO_RESPONSE_CODE, &status);
  (void)curl_easy_getinfo (handle, CURLINFO_CONTENT_TYPE, &type);
  (void)curl_easy_getinfo (handle, CURLINFO_PRIMARY_IP, &address);
  (void)curl_easy_getinfo (handle, CURLINFO_REDIRECT_URL, &location);
  if (transfer->date->len > 0)
    date = curl_getdate (transfer->date->str, NULL);
  reply->status = (guint)status;
  reply->is_cut = transfer->is_cut;
  if (transfer->is_cut)
    reply->body = g_bytes_new (NULL, 0);
  else
    reply->body = hikae_buffer_steal (g_steal_pointer (&transfer->body));
  reply->content_type = g_strdup (type);
  reply->location = g_strdup (location);
  reply->sent_at = sent_at;
  reply->received_at = hikae_clock_get_now ();
  reply->retry_after = parse_retry_after (transfer->retry_after->str, reply->received_at);
  reply->remote_address = address != NULL && *address != '\0' ? g_strdup (address) : NULL;
  reply->http_version = dup_http_version (handle);
  reply->server_date = date > 0 ? (guint64)date : 0;
  return reply;
}

static gboolean
check_request (const HikaeHttpRequest *request, GError **error)
{
  const char *scheme = g_uri_peek_scheme (request->url);

  if (scheme != NULL && (strcmp (scheme, "http") == 0 || strcmp (scheme, "https") == 0))
    return TRUE;
  g_set_error_literal (error,
                       HIKAE_ERROR,
                       HIKAE_ERROR_REJECTED,
                       "only http and https addresses can be asked");
  return FALSE;
}

static gpointer
start_curl (gpointer unused)
{
  return GINT_TO_POINTER (curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK);
}

static HikaeHttpReply *
run_transfer (const HikaeHttpRequest *request, Transfer *transfer, GError **error)
{
  g_autoptr (CURL) handle = curl_easy_init ();
  g_autoptr (CurlList) headers = NULL;
  gint64 sent_at = 0;
  CURLcode code = CURLE_FAILED_INIT;

  if (handle == NULL || !set_limits (handle, request, transfer) ||
      !set_zone (handle, request, transfer) || !set_route (handle, request) ||
      !set_body (handle, request) || !make_headers (request, &headers) ||
      !set_ok (curl_easy_setopt (handle, CURLOPT_HTTPHEADER, headers))) {
    set_error_from_curl (error, CURLE_FAILED_INIT, transfer);
    return NULL;
  }
  sent_at = hikae_clock_get_now ();
  code = curl_easy_perform (handle);
  if (code != CURLE_OK && !(transfer->is_cut && code == CURLE_WRITE_ERROR)) {
    set_error_from_curl (error, code, transfer);
    return NULL;
  }
  return make_reply (handle, transfer, sent_at);
}

HikaeHttpReply *
hikae_http_perform (const HikaeHttpRequest *request,
                    GCancellable *cancellable,
                    GError **error)
{
  static GOnce started = G_ONCE_INIT;
  Transfer transfer = {0};
  HikaeHttpReply *reply = NULL;

  g_return_val_if_fail (request != NULL && request->url != NULL, NULL);
  g_return_val_if_fail (request->max_size > 0 && request->total_seconds > 0, NULL);
  if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
      !check_request (request, error))
    return NULL;
  if (!GPOINTER_TO_INT (g_once (&started, start_curl, NULL))) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_FAILED, "the HTTP library could not start");
    return NULL;
  }
  transfer.body = hikae_buffer_new (request->max_size);
  transfer.cancellable = cancellable;
  transfer.cut_body = request->cut_body;
  transfer.retry_after = g_string_new (NULL);
  transfer.date = g_string_new (NULL);
  reply = run_transfer (request, &transfer, error);
  g_clear_pointer (&transfer.body, hikae_buffer_free);
  g_string_free (transfer.retry_after, TRUE);
  g_string_free (transfer.date, TRUE);
  return reply;
}

void
hikae_http_reply_free (HikaeHttpReply *reply)
{
  if (reply == NULL)
    return;
  g_clear_pointer (&reply->body, g_bytes_unref);
  g_free (reply->content_type);
  g_free (reply->location);
  g_free (reply->remote_address);
  g_free (reply->http_version);
  g_free (reply);
}
