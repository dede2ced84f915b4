/* hikae-recorder-socks.c: the way in for a client that shows the token first
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * SOCKS5 (RFC 1928) with name and password (RFC 1929). An HTTP proxy has to turn away a
 * request before its client shows who it is, and the engine, when two requests are
 * answered so at once, may take the "who are you" for the page. Here nothing is asked
 * for before the token is known to be right, so there is no such answer. */
#include "config.h"

#include "hikae-recorder-private.h"
#include "hikae-secret.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#define VERSION 5
#define LOGIN_VERSION 1
#define METHOD_PASSWORD 2
#define METHOD_NONE_OF_THEM 0xff
#define COMMAND_CONNECT 1
#define ADDRESS_IPV4 1
#define ADDRESS_NAME 3
#define ADDRESS_IPV6 4
#define TLS_HANDSHAKE 22

/* The next byte, which stays where it is; -1 when none comes within @seconds. */
static int
peek (HikaeConnection *self, guint seconds)
{
  guint8 byte = 0;
  gssize got = 0;

  if (!g_socket_condition_timed_wait (self->socket,
                                      G_IO_IN,
                                      seconds * G_USEC_PER_SEC,
                                      self->recorder->cancellable,
                                      NULL))
    return -1;
  do {
    got = recv (g_socket_get_fd (self->socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  } while (got < 0 && errno == EINTR);
  return got == 1 ? byte : -1;
}

/* Not a byte more: what follows may be TLS. */
static gboolean
take (HikaeConnection *self, guint8 *bytes, gsize size)
{
  gsize filled = 0;

  while (filled < size && !hikae_wire_is_late (self->client)) {
    gssize got = g_socket_receive (self->socket,
                                   (char *)bytes + filled,
                                   size - filled,
                                   self->recorder->cancellable,
                                   NULL);

    if (got <= 0)
      return FALSE;
    filled += (gsize)got;
  }
  return filled == size;
}

/* (transfer full) (nullable): text after a byte that tells its length. */
static char *
take_text (HikaeConnection *self)
{
  guint8 size = 0;
  g_autofree char *text = g_malloc0 (G_MAXUINT8 + 1);

  return take (self, &size, 1) && take (self, (guint8 *)text, size)
             ? g_steal_pointer (&text)
             : NULL;
}

static gboolean
say (HikaeConnection *self, const guint8 *bytes, gsize size)
{
  return hikae_wire_write (self->client, bytes, size, NULL);
}

static gboolean
agree_on_method (HikaeConnection *self)
{
  guint8 head[2] = {0};
  guint8 methods[G_MAXUINT8] = {0};
  guint8 answer[2] = {VERSION, METHOD_NONE_OF_THEM};

  if (!take (self, head, sizeof head) || head[0] != VERSION ||
      !take (self, methods, head[1]))
    return FALSE;
  if (memchr (methods, METHOD_PASSWORD, head[1]) != NULL)
    answer[1] = METHOD_PASSWORD;
  return say (self, answer, sizeof answer) && answer[1] == METHOD_PASSWORD;
}

static gboolean
check_password (HikaeConnection *self)
{
  guint8 version = 0;
  guint8 answer[2] = {LOGIN_VERSION, 1};
  g_autofree char *user = NULL;
  g_autofree char *password = NULL;
  const char *token = self->recorder->token;

  if (!take (self, &version, 1) || version != LOGIN_VERSION)
    return FALSE;
  user = take_text (self);
  password = user != NULL ? take_text (self) : NULL;
  if (password != NULL && g_str_equal (user, HIKAE_RECORDER_USER) &&
      strlen (password) == strlen (token) &&
      hikae_bytes_equal (password, token, strlen (token)))
    answer[1] = 0;
  return say (self, answer, sizeof answer) && answer[1] == 0;
}

/* (transfer full) (nullable). */
static char *
take_host (HikaeConnection *self, guint8 type)
{
  GSocketFamily family =
      type == ADDRESS_IPV6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  guint8 bytes[16] = {0};
  g_autoptr (GInetAddress) address = NULL;

  if (type == ADDRESS_NAME)
    return take_text (self);
  if ((type != ADDRESS_IPV4 && type != ADDRESS_IPV6) ||
      !take (self, bytes, type == ADDRESS_IPV6 ? 16 : 4))
    return NULL;
  address = g_inet_address_new_from_bytes (bytes, family);
  return g_inet_address_to_string (address);
}

/* Nothing is contacted yet: the answer only says that the way is open. */
static gboolean
take_request (HikaeConnection *self)
{
  static const guint8 open[] = {VERSION, 0, 0, ADDRESS_IPV4, 0, 0, 0, 0, 0, 0};
  guint8 head[4] = {0};
  guint8 port[2] = {0};
  g_autofree char *host = NULL;

  if (!take (self, head, sizeof head) || head[0] != VERSION || head[1] != COMMAND_CONNECT)
    return FALSE;
  host = take_host (self, head[3]);
  return host != NULL && take (self, port, sizeof port) &&
         hikae_target_set_tunnel (
             &self->tunnel, host, (guint16)(port[0] << 8 | port[1]), NULL) &&
         say (self, open, sizeof open);
}

gboolean
hikae_connection_is_socks (HikaeConnection *self)
{
  return peek (self, HIKAE_RECORDER_LOGIN_SECONDS) == VERSION;
}

gboolean
hikae_connection_enter_socks (HikaeConnection *self)
{
  if (!agree_on_method (self) || !check_password (self) || !take_request (self))
    return FALSE;
  /* A client may open the way long before it needs it. */
  self->tunnel.secure = peek (self, HIKAE_RECORDER_IDLE_SECONDS) == TLS_HANDSHAKE;
  return TRUE;
}
