/* test-authority.c: the test authority as a program, for scripts and for --demo
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * test-authority FOLDER: writes FOLDER/ca.pem and FOLDER/untrusted.pem, prints its port
 * on one line, and serves until SIGTERM or SIGINT. */
#include "config.h"

#include "hikae-test-authority.h"

#include <signal.h>
#include <stdio.h>

static gboolean
write_pem (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  if (g_file_set_contents (
          path, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), &error))
    return TRUE;
  g_printerr ("test-authority: %s\n", error->message);
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (HikaeTestAuthority) authority = NULL;
  g_autoptr (GBytes) root = NULL;
  g_autoptr (GBytes) ca = NULL;
  sigset_t signals;
  int received = 0;

  if (argc != 2) {
    g_printerr ("usage: test-authority FOLDER\n");
    return 2;
  }
  /* Before any thread is there, so that all of them leave the signals to sigwait(). */
  (void)sigemptyset (&signals);
  (void)sigaddset (&signals, SIGTERM);
  (void)sigaddset (&signals, SIGINT);
  (void)pthread_sigmask (SIG_BLOCK, &signals, NULL);
  authority = hikae_test_authority_new (NULL);
  root = hikae_test_pki_format_root (hikae_test_authority_get_pki (authority));
  ca = hikae_test_pki_format_ca (hikae_test_authority_get_pki (authority));
  if (!write_pem (argv[1], "ca.pem", root) || !write_pem (argv[1], "untrusted.pem", ca))
    return 1;
  g_print ("%u\n", hikae_test_authority_get_port (authority));
  (void)fflush (stdout);
  (void)sigwait (&signals, &received);
  return 0;
}
