/* hikae-test-authority.c: a time-stamp authority on the loopback, honest or not
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-authority-private.h"

#include <openssl/crypto.h>
#include <string.h>

#define REPLY_TYPE "application/timestamp-reply"
#define MAX_QUERY 65536
#define BLOCK 65536
#define SLOW_SECONDS 60

typedef struct {
  HikaeTestAuthority *authority;
  GSocketConnection *connection;
} Visit;

GBytes *
hikae_test_authority_answer (HikaeTestAuthority *self,
                             const char *behaviour,
                             GBytes *query)
{
  GBytes *answer = NULL;

  g_mutex_lock (&self->lock);
  answer = hikae_test_authority_answer_locked (self, behaviour, query);
  g_mutex_unlock (&self->lock);
  return answer;
}

static guint
count_hit (HikaeTestAuthority *self, const char *behaviour)
{
  guint hits = 0;

  g_mutex_lock (&self->lock);
  hits = GPOINTER_TO_UINT (g_hash_table_lookup (self->hits, behaviour)) + 1;
  g_hash_table_insert (self->hits, g_strdup (behaviour), GUINT_TO_POINTER (hits));
  g_mutex_unlock (&self->lock);
  return hits;
}

guint
hikae_test_authority_get_hits (HikaeTestAuthority *self, const char *behaviour)
{
  guint hits = 0;

  g_mutex_lock (&self->lock);
  hits = GPOINTER_TO_UINT (g_hash_table_lookup (self->hits, behaviour));
  g_mutex_unlock (&self->lock);
  return hits;
}

static gboolean
put (Visit *visit, const void *bytes, gsize size)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (visit->connection));

  return g_output_stream_write_all (out, bytes, size, NULL, visit->authority->stop, NULL);
}

static gboolean
put_head (Visit *visit, const char *status, const char *more)
{
  g_autofree char *head = g_strdup_printf (
      "HTTP/1.1 %s\r\nConnection: close\r\nDate: Tue, 24 Nov 2026 00:00:00 GMT\r\n"
      "%s\r\n",
      status,
      more);

  return put (visit, head, strlen (head));
}

static void
put_body (Visit *visit,
          const char *status,
          const char *type,
          const char *more,
          const void *bytes,
          gsize size)
{
  g_autofree char *head = g_strdup_printf (
      "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n%s", type, size, more);

  if (put_head (visit, status, head))
    (void)put (visit, bytes, size);
}

static void
put_answer (Visit *visit, GBytes *answer)
{
  gsize size = 0;
  const void *bytes = g_bytes_get_data (answer, &size);

  put_body (visit, "200 OK", REPLY_TYPE, "", bytes, size);
}

/* Sleeps so that stopping does not wait. FALSE: stopped. */
static gboolean
wait_a_while (HikaeTestAuthority *self, gint64 microseconds)
{
  for (gint64 left = microseconds; left > 0; left -= 20000) {
    if (g_cancellable_is_cancelled (self->stop))
      return FALSE;
    g_usleep ((gulong)MIN (left, 20000));
  }
  return TRUE;
}

static void
drip (Visit *visit, GBytes *answer)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (answer, &size);
  g_autofree char *head = g_strdup_printf (
      "Content-Type: " REPLY_TYPE "\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n", size);

  (void)put_head (visit, "200 OK", head);
  for (gsize i = 0; i < size && put (visit, bytes + i, 1); i++)
    if (!wait_a_while (visit->authority, 200000))
      return;
}

static void
pour (Visit *visit)
{
  g_autofree guint8 *block = g_malloc0 (BLOCK);

  (void)put_head (
      visit, "200 OK", "Content-Type: " REPLY_TYPE "\r\nTransfer-Encoding: chunked\r\n");
  while (put (visit, "10000\r\n", 7) && put (visit, block, BLOCK) &&
         put (visit, "\r\n", 2))
    continue;
}

static void
put_gzip (Visit *visit)
{
  g_autoptr (GConverter) gzip =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, gzip);
  g_autofree guint8 *block = g_malloc0 (BLOCK);

  for (guint i = 0; i < 512; i++)
    (void)g_output_stream_write_all (out, block, BLOCK, NULL, NULL, NULL);
  (void)g_output_stream_close (out, NULL, NULL);
  put_body (visit,
            "200 OK",
            REPLY_TYPE,
            "Content-Encoding: gzip\r\n",
            g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
            g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

static void
drop_middle (Visit *visit, GBytes *answer)
{
  (void)put_head (
      visit, "200 OK", "Content-Type: " REPLY_TYPE "\r\nContent-Length: 4000\r\n");
  (void)put (visit, g_bytes_get_data (answer, NULL), 50);
}

/* What needs no token: TRUE when it was said. */
static gboolean
put_status (Visit *visit, const char *behaviour, guint hits)
{
  static const char page[] = "<html><title>Sign in to the hotel network</title></html>";

  if (strcmp (behaviour, "429") == 0)
    put_body (
        visit, "429 Too Many Requests", "text/plain", "Retry-After: 3600\r\n", "", 0);
  else if (strcmp (behaviour, "503") == 0)
    put_body (visit, "503 Unavailable", "text/plain", "Retry-After: 1\r\n", "", 0);
  else if (strcmp (behaviour, "500") == 0)
    put_body (visit, "500 Error", "text/plain", "", "oops", 4);
  else if (strcmp (behaviour, "404") == 0)
    put_body (visit, "404 Not Found", "text/plain", "", "", 0);
  else if (strcmp (behaviour, "flaky") == 0 && hits % 3 != 0)
    put_body (visit, "500 Error", "text/plain", "", "", 0);
  else if (strcmp (behaviour, "redirect") == 0)
    put_body (visit, "308 Moved", "text/plain", "Location: /\r\n", "", 0);
  else if (strcmp (behaviour, "html") == 0)
    put_body (visit, "200 OK", "text/html", "", page, sizeof page - 1);
  else if (strcmp (behaviour, "empty") == 0)
    put_body (visit, "200 OK", REPLY_TYPE, "", "", 0);
  else
    return FALSE;
  return TRUE;
}

static void
behave (Visit *visit, const char *behaviour, GBytes *query)
{
  guint hits = count_hit (visit->authority, behaviour);
  g_autoptr (GBytes) answer = NULL;

  if (put_status (visit, behaviour, hits) || strcmp (behaviour, "drop") == 0)
    return;
  answer = hikae_test_authority_answer (visit->authority, behaviour, query);
  if (strcmp (behaviour, "drip") == 0)
    drip (visit, answer);
  else if (strcmp (behaviour, "endless") == 0)
    pour (visit);
  else if (strcmp (behaviour, "gzip") == 0)
    put_gzip (visit);
  else if (strcmp (behaviour, "drop-middle") == 0)
    drop_middle (visit, answer);
  else if (strcmp (behaviour, "huge") == 0) {
    g_autofree guint8 *huge = g_malloc0 (64 * BLOCK);

    put_body (visit, "200 OK", REPLY_TYPE, "", huge, 64 * BLOCK);
  } else if (strcmp (behaviour, "wrong-type") == 0)
    put_body (visit,
              "200 OK",
              "text/html",
              "",
              g_bytes_get_data (answer, NULL),
              g_bytes_get_size (answer));
  else if (strcmp (behaviour, "slow") != 0 ||
           wait_a_while (visit->authority, SLOW_SECONDS * G_USEC_PER_SEC))
    put_answer (visit, answer);
}

/* (nullable): the query, when the request is one. @length: of its body. */
static GBytes *
read_query (GDataInputStream *in, GCancellable *stop, gsize length)
{
  g_autofree guint8 *bytes = NULL;
  gsize got = 0;

  if (length > MAX_QUERY)
    return NULL;
  bytes = g_malloc (length + 1);
  if (!g_input_stream_read_all (G_INPUT_STREAM (in), bytes, length, &got, stop, NULL) ||
      got != length)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&bytes), length);
}

/* (nullable): a list or an answer about the hierarchy's own certificates. */
static GBytes *
make_status (HikaeTestAuthority *self, const char *name, GBytes *request)
{
  HikaeTestRevocation state = {0};

  g_mutex_lock (&self->lock);
  state = self->revocation;
  state.issued = g_get_real_time () / G_USEC_PER_SEC + self->shift;
  g_mutex_unlock (&self->lock);
  if (strcmp (name, "root.crl") == 0)
    return hikae_test_status_format_crl (self->pki, TRUE, &state);
  if (strcmp (name, "ca.crl") == 0)
    return hikae_test_status_format_crl (self->pki, FALSE, &state);
  return strcmp (name, "ocsp") == 0 && request != NULL
             ? hikae_test_status_answer (self->pki, request, &state)
             : NULL;
}

/* TRUE when it was asked for a status and got it. */
static gboolean
put_own_status (Visit *visit, const char *name, GBytes *request)
{
  g_autoptr (GBytes) bytes = make_status (visit->authority, name, request);

  if (bytes == NULL)
    return FALSE;
  (void)count_hit (visit->authority, name);
  put_body (visit,
            "200 OK",
            "application/octet-stream",
            "",
            g_bytes_get_data (bytes, NULL),
            g_bytes_get_size (bytes));
  return TRUE;
}

static void
receive (Visit *visit)
{
  GInputStream *raw = g_io_stream_get_input_stream (G_IO_STREAM (visit->connection));
  g_autoptr (GDataInputStream) in = g_data_input_stream_new (raw);
  GCancellable *stop = visit->authority->stop;
  g_autofree char *line = NULL;
  g_autofree char *behaviour = NULL;
  g_autoptr (GBytes) query = NULL;
  gboolean typed = FALSE;
  gsize length = 0;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (in), FALSE);
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  line = g_data_input_stream_read_line (in, NULL, stop, NULL);
  if (line == NULL || strchr (line, '/') == NULL)
    return;
  behaviour = g_strndup (strchr (line, '/') + 1, strcspn (strchr (line, '/') + 1, " ?"));
  for (;;) {
    g_autofree char *header = g_data_input_stream_read_line (in, NULL, stop, NULL);

    if (header == NULL || *header == '\0')
      break;
    if (g_ascii_strncasecmp (header, "Content-Length:", 15) == 0)
      length = (gsize)g_ascii_strtoull (header + 15, NULL, 10);
    if (g_ascii_strcasecmp (header, "Content-Type: application/timestamp-query") == 0)
      typed = TRUE;
  }
  query = read_query (in, stop, length);
  if (put_own_status (visit, behaviour, query))
    return;
  if (!g_str_has_prefix (line, "POST ") || !typed || query == NULL)
    put_body (visit, "415 Unsupported", "text/plain", "", "", 0);
  else
    behave (visit, behaviour, query);
}

static gpointer
visit_thread (gpointer data)
{
  g_autofree Visit *visit = data;

  receive (visit);
  (void)g_io_stream_close (G_IO_STREAM (visit->connection), NULL, NULL);
  g_object_unref (visit->connection);
  OPENSSL_thread_stop ();
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  HikaeTestAuthority *self = data;

  while (!g_cancellable_is_cancelled (self->stop)) {
    GSocketConnection *connection =
        g_socket_listener_accept (self->listener, NULL, self->stop, NULL);
    Visit *visit = NULL;

    if (connection == NULL)
      continue;
    visit = g_new0 (Visit, 1);
    visit->authority = self;
    visit->connection = connection;
    g_ptr_array_add (self->workers, g_thread_new ("visit", visit_thread, visit));
  }
  return NULL;
}

static HikaeTestAuthority *
new_authority (HikaeTestPki *pki, gint64 not_after)
{
  HikaeTestAuthority *self = g_new0 (HikaeTestAuthority, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wanted = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) found = NULL;
  g_autofree char *base = NULL;
  g_autoptr (GError) error = NULL;

  self->revocation.reason = -1;
  self->stranger = hikae_test_pki_new ("Stranger", "EC", 0);
  self->hits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->workers = g_ptr_array_new ();
  self->stop = g_cancellable_new ();
  self->serial = g_get_real_time ();
  g_mutex_init (&self->lock);
  self->listener = g_socket_listener_new ();
  if (!g_socket_listener_add_address (self->listener,
                                      wanted,
                                      G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP,
                                      NULL,
                                      &found,
                                      &error))
    g_error ("the test authority cannot listen: %s", error->message);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (found));
  base = hikae_test_authority_dup_url (self, "");
  self->pki = pki != NULL ? pki : hikae_test_pki_new_at ("Test", "EC", not_after, base);
  self->acceptor = g_thread_new ("accept", accept_thread, self);
  return self;
}

HikaeTestAuthority *
hikae_test_authority_new (HikaeTestPki *pki)
{
  return new_authority (pki, 0);
}

HikaeTestAuthority *
hikae_test_authority_new_until (gint64 not_after)
{
  return new_authority (NULL, not_after);
}

void
hikae_test_authority_shift (HikaeTestAuthority *self, gint64 seconds)
{
  g_mutex_lock (&self->lock);
  self->shift = seconds;
  g_mutex_unlock (&self->lock);
}

void
hikae_test_authority_revoke (HikaeTestAuthority *self, gint64 when, int reason)
{
  g_mutex_lock (&self->lock);
  self->revocation.revoked = when;
  self->revocation.reason = reason;
  g_mutex_unlock (&self->lock);
}

void
hikae_test_authority_free (HikaeTestAuthority *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->stop);
  g_thread_join (self->acceptor);
  for (guint i = 0; i < self->workers->len; i++)
    g_thread_join (self->workers->pdata[i]);
  g_ptr_array_unref (self->workers);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_hash_table_unref (self->hits);
  g_clear_pointer (&self->first, g_bytes_unref);
  hikae_test_pki_free (self->pki);
  hikae_test_pki_free (self->stranger);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint16
hikae_test_authority_get_port (HikaeTestAuthority *self)
{
  return self->port;
}

const HikaeTestPki *
hikae_test_authority_get_pki (HikaeTestAuthority *self)
{
  return self->pki;
}

char *
hikae_test_authority_dup_url (HikaeTestAuthority *self, const char *behaviour)
{
  return g_strdup_printf ("http://127.0.0.1:%u/%s", self->port, behaviour);
}
