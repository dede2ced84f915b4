/* hikae-media-helper.c: the process in which untrusted media is read
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Standard input is the file, standard output gets the report. Everything that needs the
 * file system (loaders, resources) happens before the door is shut by seccomp; after it
 * only memory, reading, writing and leaving are possible. */
#include "config.h"

#include "hikae-hasher.h"
#include "hikae-media-container.h"
#include "hikae-media-pixels.h"
#include "hikae-media-report.h"

#include <errno.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#define MEMORY_MAX ((rlim_t)1024 * 1024 * 1024)
#define CPU_SECONDS_MAX 10
#define FILES_MAX 16

static gboolean
limit (void)
{
  const struct rlimit memory = {MEMORY_MAX, MEMORY_MAX};
  const struct rlimit cpu = {CPU_SECONDS_MAX, CPU_SECONDS_MAX};
  const struct rlimit files = {FILES_MAX, FILES_MAX};
  const struct rlimit none = {0, 0};

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl (PR_SET_DUMPABLE, 0) == 0
#ifndef HIKAE_SANITIZED
         && setrlimit (RLIMIT_AS, &memory) == 0
#endif
         && (memory.rlim_cur != 0) && setrlimit (RLIMIT_CPU, &cpu) == 0 &&
         setrlimit (RLIMIT_NOFILE, &files) == 0 && setrlimit (RLIMIT_CORE, &none) == 0 &&
         setrlimit (RLIMIT_FSIZE, &none) == 0;
}

static gboolean
shut_the_door (void)
{
  static const int allowed[] = {
      SCMP_SYS (read),           SCMP_SYS (write),
      SCMP_SYS (writev),         SCMP_SYS (exit),
      SCMP_SYS (exit_group),     SCMP_SYS (brk),
      SCMP_SYS (mmap),           SCMP_SYS (munmap),
      SCMP_SYS (mremap),         SCMP_SYS (mprotect),
      SCMP_SYS (madvise),        SCMP_SYS (futex),
      SCMP_SYS (rt_sigreturn),   SCMP_SYS (rt_sigaction),
      SCMP_SYS (rt_sigprocmask), SCMP_SYS (clock_gettime),
      SCMP_SYS (gettimeofday),   SCMP_SYS (getrandom),
      SCMP_SYS (getpid),         SCMP_SYS (gettid),
      SCMP_SYS (tgkill),         SCMP_SYS (sched_yield),
      SCMP_SYS (fstat),          SCMP_SYS (newfstatat),
      SCMP_SYS (lseek),          SCMP_SYS (close),
      SCMP_SYS (sigaltstack),    SCMP_SYS (sched_getaffinity),
      SCMP_SYS (sysinfo),
  };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean ok = filter != NULL;

  for (guint i = 0; ok && i < G_N_ELEMENTS (allowed); i++)
    ok = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
  ok = ok && seccomp_load (filter) == 0;
  if (filter != NULL)
    seccomp_release (filter);
  return ok;
}

/* Loads what is loaded lazily: the decoders' modules and their tables. The picture is a
 * 1×1 one of our own for each format. */
static void
warm_up (void)
{
  static const guint8 gif[] = {'G', 'I', 'F', '8', '9', 'a', 1,   0,    1, 0, 0x80, 0,
                               0,   0,   0,   0,   255, 255, 255, 0x2c, 0, 0, 0,    0,
                               1,   0,   1,   0,   0,   2,   2,   0x44, 1, 0, 0x3b};
  static const HikaeMediaFormat formats[] = {
      HIKAE_MEDIA_GIF, HIKAE_MEDIA_PNG, HIKAE_MEDIA_JPEG};

  /* The PNG loader converts text chunks by iconv; OpenSSL reads its configuration. */
  G_GNUC_UNUSED g_autofree char *converted =
      g_convert ("x", 1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  HikaeDigest digest = hikae_hash_bytes (HIKAE_DIGEST_SHA256, gif, sizeof gif);

  (void)digest;
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    HikaeMediaPixels *pixels =
        hikae_media_pixels_decode (formats[i], gif, sizeof gif, NULL);

    hikae_media_pixels_free (pixels);
  }
}

static guint8 *
read_input (gsize *size)
{
  guint8 *bytes = malloc (HIKAE_MEDIA_FILE_MAX + 1);

  *size = 0;
  while (bytes != NULL && *size <= HIKAE_MEDIA_FILE_MAX) {
    gssize got = read (STDIN_FILENO, bytes + *size, HIKAE_MEDIA_FILE_MAX + 1 - *size);

    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return NULL;
    if (got == 0)
      return bytes;
    *size += (gsize)got;
  }
  return bytes;
}

int
main (void)
{
  gsize size = 0;
  guint8 *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObject *report = NULL;

  if (!limit ())
    return 1;
  warm_up ();
  (void)lseek (STDIN_FILENO, 0, SEEK_SET);
  if (!shut_the_door ())
    return 1;
  bytes = read_input (&size);
  if (bytes == NULL)
    return 1;
  report = hikae_media_report_make (bytes, size, &error);
  if (report == NULL) {
    report = json_object_new ();
    json_object_set_string_member (report, "error", error->message);
  }
  json_node_take_object (node, report);
  text = json_to_string (node, FALSE);
  fwrite (text, 1, strlen (text), stdout);
  return fflush (stdout) == 0 ? 0 : 1;
}
