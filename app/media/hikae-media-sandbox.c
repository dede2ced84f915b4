/* hikae-media-sandbox.c: what a helper process may no longer do
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "hikae-media-sandbox-private.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILES_MAX 16

gboolean
hikae_media_sandbox_limit (void)
{
  const struct rlimit memory = {HIKAE_MEDIA_MEMORY_MAX, HIKAE_MEDIA_MEMORY_MAX};
  const struct rlimit cpu = {HIKAE_MEDIA_CPU_SECONDS_MAX, HIKAE_MEDIA_CPU_SECONDS_MAX};
  const struct rlimit files = {FILES_MAX, FILES_MAX};
  const struct rlimit none = {0, 0};

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl (PR_SET_DUMPABLE, 0) == 0
#ifndef HIKAE_SANITIZED
         && setrlimit (RLIMIT_AS, &memory) == 0
#endif
         && memory.rlim_cur != 0 && setrlimit (RLIMIT_CPU, &cpu) == 0 &&
         setrlimit (RLIMIT_NOFILE, &files) == 0 && setrlimit (RLIMIT_CORE, &none) == 0 &&
         setrlimit (RLIMIT_FSIZE, &none) == 0;
}

/* The C library falls back from clone3, whose flags a filter cannot see, to clone. */
static gboolean
allow_threads (scmp_filter_ctx filter)
{
  static const int more[] = {
      SCMP_SYS (set_robust_list),
      SCMP_SYS (rseq),
      SCMP_SYS (sched_getparam),
      SCMP_SYS (sched_getscheduler),
      SCMP_SYS (prctl),
      SCMP_SYS (set_tid_address),
      SCMP_SYS (clock_nanosleep),
  };
  gboolean ok =
      seccomp_rule_add (filter,
                        SCMP_ACT_ALLOW,
                        SCMP_SYS (clone),
                        1,
                        SCMP_A0 (SCMP_CMP_MASKED_EQ,
                                 CLONE_THREAD | CLONE_VM,
                                 CLONE_THREAD | CLONE_VM)) == 0 &&
      seccomp_rule_add (filter, SCMP_ACT_ERRNO (ENOSYS), SCMP_SYS (clone3), 0) == 0;

  for (guint i = 0; ok && i < G_N_ELEMENTS (more); i++)
    ok = seccomp_rule_add (filter, SCMP_ACT_ALLOW, more[i], 0) == 0;
  return ok;
}

gboolean
hikae_media_sandbox_shut (gboolean threads)
{
  static const int allowed[] = {
      SCMP_SYS (read),          SCMP_SYS (write),        SCMP_SYS (writev),
      SCMP_SYS (exit),          SCMP_SYS (exit_group),   SCMP_SYS (brk),
      SCMP_SYS (mmap),          SCMP_SYS (munmap),       SCMP_SYS (mremap),
      SCMP_SYS (mprotect),      SCMP_SYS (madvise),      SCMP_SYS (futex),
      SCMP_SYS (rt_sigreturn),  SCMP_SYS (rt_sigaction), SCMP_SYS (rt_sigprocmask),
      SCMP_SYS (clock_gettime), SCMP_SYS (gettimeofday), SCMP_SYS (getrandom),
      SCMP_SYS (getpid),        SCMP_SYS (gettid),       SCMP_SYS (tgkill),
      SCMP_SYS (sched_yield),   SCMP_SYS (fstat),        SCMP_SYS (lseek),
      SCMP_SYS (close),         SCMP_SYS (sigaltstack),  SCMP_SYS (sched_getaffinity),
      SCMP_SYS (sysinfo),
  };
  scmp_filter_ctx filter = seccomp_init (SCMP_ACT_ERRNO (EPERM));
  gboolean ok = filter != NULL;

  for (guint i = 0; ok && i < G_N_ELEMENTS (allowed); i++)
    ok = seccomp_rule_add (filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
  ok = ok && (!threads || allow_threads (filter)) && seccomp_load (filter) == 0;
  if (filter != NULL)
    seccomp_release (filter);
  return ok;
}

/* Volatile: a compiler may leave out a piece of memory that nobody looks at. */
static gboolean
try_memory (void)
{
  guint8 *volatile bytes = malloc ((gsize)2 * HIKAE_MEDIA_MEMORY_MAX);
  gboolean got = bytes != NULL;

  free (bytes);
  return got;
}

/* A decoder that never comes back, busy or asleep. */
static void
never_return (gboolean busy)
{
  volatile guint64 count = 0;

  for (;;) {
    if (busy)
      count++;
    else
      (void)syscall (SYS_futex, &count, 0, 0, NULL, NULL, 0);
  }
}

const char *
hikae_media_sandbox_attempt (const char *what)
{
  static char *const arguments[] = {(char *)"true", NULL};
  gboolean possible = FALSE;

  if (g_str_equal (what, "open"))
    possible = open ("/", O_RDONLY | O_CLOEXEC) >= 0;
  else if (g_str_equal (what, "stat"))
    possible = access ("/", F_OK) >= 0;
  else if (g_str_equal (what, "create"))
    possible = open ("/tmp/hikae-helper", O_CREAT | O_WRONLY | O_CLOEXEC, 0600) >= 0;
  else if (g_str_equal (what, "socket"))
    possible = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
  else if (g_str_equal (what, "unix-socket"))
    possible = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0;
  else if (g_str_equal (what, "execve"))
    possible = syscall (SYS_execve, "/bin/true", arguments, NULL) >= 0;
  else if (g_str_equal (what, "fork"))
    possible = syscall (SYS_clone, SIGCHLD, NULL, NULL, NULL, 0) >= 0;
  else if (g_str_equal (what, "ptrace"))
    possible = ptrace (PTRACE_TRACEME, 0, NULL, NULL) >= 0;
  else if (g_str_equal (what, "kill"))
    possible = kill (getppid (), 0) >= 0;
  else if (g_str_equal (what, "limits"))
    possible = setrlimit (RLIMIT_CPU, &(struct rlimit){1, 1}) >= 0;
  else if (g_str_equal (what, "memory"))
    possible = try_memory ();
  else if (g_str_equal (what, "busy") || g_str_equal (what, "asleep"))
    never_return (g_str_equal (what, "busy"));
  else
    return "unknown";
  return possible ? "possible" : "denied";
}
