/* hikae-test-site.c: a small web site on loopback that also misbehaves
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-test-site.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  char *path;
  GBytes *answer;
  char *endless; /* (nullable) */
  gboolean close;
} Page;

struct _HikaeTestSite {
  GSocketListener *listener;
  GCancellable *cancellable;
  GTlsCertificate *certificate;
  guint16 port;
  GPtrArray *pages;
  GMutex lock;
  GString *log;
};

static void
page_free (gpointer data)
{
  Page *page = data;

  g_free (page->path);
  g_free (page->endless);
  g_bytes_unref (page->answer);
  g_free (page);
}

static const Page *
find_page (HikaeTestSite *self, const char *target)
{
  const Page *best = NULL;

  for (guint i = 0; i < self->pages->len; i++) {
    const Page *page = self->pages->pdata[i];

    if (g_str_has_prefix (target, page->path) &&
        (best == NULL || strlen (page->path) > strlen (best->path)))
      best = page;
  }
  return best;
}

/* The target of the next request, its head logged, its body read; NULL at the end. */
static char *
read_request (HikaeTestSite *self, GDataInputStream *in)
{
  g_autofree char *first = NULL;
  guint64 length = 0;
  g_auto (GStrv) words = NULL;

  while (TRUE) {
    g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

    if (line == NULL)
      return NULL;
    g_mutex_lock (&self->lock);
    g_string_append_printf (self->log, "%s\n", line);
    g_mutex_unlock (&self->lock);
    if (*line == '\0')
      break;
    if (g_ascii_strncasecmp (line, "Content-Length:", 15) == 0)
      length = g_ascii_strtoull (line + 15, NULL, 10);
    if (first == NULL)
      first = g_steal_pointer (&line);
  }
  if (length > 0) {
    g_autofree char *body = g_malloc0 (length + 1);

    g_input_stream_read_all (G_INPUT_STREAM (in), body, length, NULL, NULL, NULL);
    g_mutex_lock (&self->lock);
    g_string_append_printf (self->log, "%s\n", body);
    g_mutex_unlock (&self->lock);
  }
  words = g_strsplit (first, " ", 3);
  return g_strdup (words[1]);
}

static gboolean
answer (GOutputStream *out, const Page *page)
{
  gboolean ok = g_output_stream_write_all (out,
                                           g_bytes_get_data (page->answer, NULL),
                                           g_bytes_get_size (page->answer),
                                           NULL,
                                           NULL,
                                           NULL);

  while (ok && page->endless != NULL)
    ok = g_output_stream_write_all (
        out, page->endless, strlen (page->endless), NULL, NULL, NULL);
  return ok && !page->close;
}

typedef struct {
  HikaeTestSite *site;
  GSocketConnection *connection;
} Visit;

static gpointer
serve_thread (gpointer data)
{
  Visit *visit = data;
  HikaeTestSite *self = visit->site;
  GSocketConnection *connection = visit->connection;
  g_autoptr (GIOStream) stream = g_object_ref (G_IO_STREAM (connection));
  g_autoptr (GDataInputStream) in = NULL;
  gboolean more = TRUE;

  if (self->certificate != NULL) {
    g_object_unref (stream);
    stream =
        g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, NULL);
  }
  in = g_data_input_stream_new (g_io_stream_get_input_stream (stream));
  g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  while (more) {
    g_autofree char *target = read_request (self, in);
    const Page *page = target != NULL ? find_page (self, target) : NULL;

    more = page != NULL && answer (g_io_stream_get_output_stream (stream), page);
  }
  (void)g_io_stream_close (stream, NULL, NULL);
  g_object_unref (connection);
  g_free (visit);
  return NULL;
}

static gpointer
accept_thread (gpointer data)
{
  HikaeTestSite *self = data;
  GSocketConnection *connection = NULL;

  while ((connection = g_socket_listener_accept (
              self->listener, NULL, self->cancellable, NULL)) != NULL) {
    Visit *visit = g_new0 (Visit, 1);

    visit->site = self;
    visit->connection = connection;
    g_thread_unref (g_thread_new ("visit", serve_thread, visit));
  }
  return NULL;
}

HikaeTestSite *
hikae_test_site_new (GTlsCertificate *certificate)
{
  HikaeTestSite *self = g_new0 (HikaeTestSite, 1);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) wish = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) got = NULL;
  g_autoptr (GError) error = NULL;

  g_mutex_init (&self->lock);
  self->log = g_string_new (NULL);
  self->pages = g_ptr_array_new_with_free_func (page_free);
  g_set_object (&self->certificate, certificate);
  self->listener = g_socket_listener_new ();
  self->cancellable = g_cancellable_new ();
  g_socket_listener_add_address (self->listener,
                                 wish,
                                 G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP,
                                 NULL,
                                 &got,
                                 &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_thread_unref (g_thread_new ("site", accept_thread, self));
  return self;
}

/* Threads may still be ending: what they use stays until the process ends. */
void
hikae_test_site_free (HikaeTestSite *self)
{
  if (self == NULL)
    return;
  g_cancellable_cancel (self->cancellable);
}

guint16
hikae_test_site_get_port (HikaeTestSite *self)
{
  return self->port;
}

static Page *
add (HikaeTestSite *self, const char *path, const char *answer, gssize size)
{
  Page *page = g_new0 (Page, 1);

  page->path = g_strdup (path);
  page->answer = g_bytes_new (answer, size < 0 ? strlen (answer) : (gsize)size);
  g_ptr_array_add (self->pages, page);
  return page;
}

void
hikae_test_site_add (HikaeTestSite *self,
                     const char *path,
                     const char *answer,
                     gssize size,
                     gboolean close)
{
  add (self, path, answer, size)->close = close;
}

void
hikae_test_site_add_endless (HikaeTestSite *self,
                             const char *path,
                             const char *head,
                             const char *body)
{
  Page *page = add (self, path, head, -1);

  page->endless = g_strdup (body);
  page->close = TRUE;
}

char *
hikae_test_site_dup_log (HikaeTestSite *self)
{
  char *log = NULL;

  g_mutex_lock (&self->lock);
  log = g_strdup (self->log->str);
  g_mutex_unlock (&self->lock);
  return log;
}

GIOStream *
hikae_test_site_connect (guint16 port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GError) error = NULL;
  GSocketConnection *connection = NULL;

  g_socket_client_set_enable_proxy (client, FALSE);
  g_socket_client_set_timeout (client, 20);
  connection = g_socket_client_connect_to_host (client, "127.0.0.1", port, NULL, &error);
  g_assert_no_error (error);
  return G_IO_STREAM (connection);
}

void
hikae_test_site_say (GIOStream *stream, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (
      g_io_stream_get_output_stream (stream), text, strlen (text), NULL, NULL, &error);
  g_assert_no_error (error);
}

GString *
hikae_test_site_read_all (GIOStream *stream)
{
  GString *text = g_string_new (NULL);
  char buffer[4096] = {0};
  gssize got = 0;

  do {
    got = g_input_stream_read (
        g_io_stream_get_input_stream (stream), buffer, sizeof buffer, NULL, NULL);
    if (got > 0)
      g_string_append_len (text, buffer, got);
  } while (got > 0);
  return text;
}
