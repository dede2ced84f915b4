/* fuzz-options.c: how the sanitizers watch a fuzz target
 * SPDX-FileCopyrightText: Hikae contributors
 * SPDX-License-Identifier: GPL-3.0-or-later */

const char *__asan_default_options (void);

/* Freed memory is held back so that its use is noticed: 256 MiB by default, and each
 * execution meets pages it has never touched. What 8 MiB hold outlives an execution. */
const char *
__asan_default_options (void)
{
  return "quarantine_size_mb=8:thread_local_quarantine_size_kb=64:malloc_context_size=5";
}
