/* hikae-cli-prompt.c: the passphrase: from the terminal without echo, or a file
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-cli.h"
#include "hikae-error.h"
#include "hikae-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Longest passphrase read, bytes. */
#define LINE_MAX_SIZE 4096

/* One line without its end, byte by byte so that nothing behind it is swallowed. */
static HikaeSecret *
read_line (int fd, GError **error)
{
  char *line = g_malloc0 (LINE_MAX_SIZE + 1);
  gsize size = 0;
  char byte = 0;

  for (;;) {
    gssize got = read (fd, &byte, 1);

    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0 || byte == '\n' || size == LINE_MAX_SIZE)
      break;
    line[size++] = byte;
  }
  if (size > 0 && line[size - 1] == '\r')
    line[--size] = '\0';
  if (size == 0 || size == LINE_MAX_SIZE || memchr (line, '\0', size) != NULL) {
    hikae_wipe (line, LINE_MAX_SIZE);
    g_free (line);
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         size == 0 ? "no passphrase was given"
                                   : "the passphrase is too long or is not text");
    return NULL;
  }
  return hikae_secret_new_take_text (line);
}

static HikaeSecret *
ask_terminal (int tty, const char *prompt, GError **error)
{
  struct termios before = {0};
  struct termios quiet = {0};
  HikaeSecret *secret = NULL;

  if (dprintf (tty, "%s: ", prompt) < 0 || tcgetattr (tty, &before) != 0) {
    hikae_error_set_from_errno (error, errno, "asking for the passphrase");
    return NULL;
  }
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t)ECHO;
  (void)tcsetattr (tty, TCSAFLUSH, &quiet);
  secret = read_line (tty, error);
  (void)tcsetattr (tty, TCSAFLUSH, &before);
  (void)dprintf (tty, "\n");
  return secret;
}

static HikaeSecret *
prompt_terminal (const char *prompt, gboolean twice, GError **error)
{
  int tty = open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  g_autoptr (HikaeSecret) first = NULL;
  g_autoptr (HikaeSecret) second = NULL;

  if (tty < 0) {
    g_set_error_literal (error,
                         HIKAE_ERROR,
                         HIKAE_ERROR_REJECTED,
                         "there is no terminal to ask for the passphrase; give "
                         "--passphrase-file FILE");
    return NULL;
  }
  first = ask_terminal (tty, prompt, error);
  if (first != NULL && twice)
    second = ask_terminal (tty, "Again", error);
  close (tty);
  if (first == NULL || (twice && second == NULL))
    return NULL;
  if (twice && !hikae_secret_equal (first, second)) {
    g_set_error_literal (
        error, HIKAE_ERROR, HIKAE_ERROR_REJECTED, "the two passphrases differ");
    return NULL;
  }
  return g_steal_pointer (&first);
}

HikaeSecret *
hikae_cli_read_passphrase (HikaeCli *cli,
                           const char *file,
                           const char *prompt,
                           gboolean twice,
                           GError **error)
{
  HikaeSecret *secret = NULL;
  int fd = -1;

  if (file == NULL)
    return prompt_terminal (prompt, twice, error);
  if (g_str_equal (file, "-"))
    return read_line (STDIN_FILENO, error);
  fd = open (file, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    hikae_error_set_from_errno (error, errno, "reading the passphrase file");
    return NULL;
  }
  secret = read_line (fd, error);
  close (fd);
  return secret;
}

HikaeCase *
hikae_cli_open_case (HikaeCli *cli, const char *path, GError **error)
{
  g_autoptr (HikaeSecret) secret = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  /* A wrong file name should not cost a passphrase. */
  if (!hikae_case_probe (path, error))
    return NULL;
  secret =
      hikae_cli_read_passphrase (cli, cli->passphrase_file, "Passphrase", FALSE, error);
  if (secret == NULL)
    return NULL;
  hikae_case_open_async (path, secret, NULL, hikae_cli_ready_cb, &result);
  cli->open_case = hikae_case_open_finish (hikae_cli_wait (&result), error);
  return cli->open_case != NULL ? g_object_ref (cli->open_case) : NULL;
}
