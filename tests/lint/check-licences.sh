#!/bin/bash
# check-licences.sh: every file says whose it is and on which terms (REUSE)
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: check-licences.sh ROOT
set -u
# shellcheck source=tests/lint/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$1" || exit 1
need reuse

# What git knows, and what it would take: never a build folder.
copy_to () {
  local file
  mkdir -p "$1"
  if git rev-parse --git-dir >/dev/null 2>&1; then
    git ls-files -co --exclude-standard
  else
    find . -type f -not -path './build*/*' -o -path './build-aux/*' -type f
  fi | while IFS= read -r file; do
    [ -f "$file" ] && printf '%s\0' "$file"
  done | xargs -0 cp --parents -t "$1"
}
copy_to "$scratch/tree"
good "every file has its licence" reuse --root "$scratch/tree" lint
printf 'int x;\n' >"$scratch/tree/app/bare.c"
refused "a file without a licence" reuse --root "$scratch/tree" lint
done_testing
