#!/bin/bash
# check-format.sh: clang-format is the only judge of layout
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: check-format.sh ROOT
set -u
# shellcheck source=tests/lint/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$1" || exit 1
need clang-format
if ! clang-format --version | grep -q 'version 14\.'; then
  echo "1..0 # SKIP clang-format 14 is not installed; another one would judge otherwise"
  exit 0
fi

cp .clang-format "$scratch/"
printf 'int f(int a){return a;}\n' >"$scratch/bad.c"
refused "an unformatted file" clang-format --dry-run -Werror "$scratch/bad.c"
while IFS= read -r folder; do
  mapfile -t files < <(find "$folder" -maxdepth 1 -name '*.[ch]' | sort)
  good "$folder" clang-format --dry-run -Werror "${files[@]}"
done < <(find app tests -name '*.[ch]' -printf '%h\n' | sort -u)
done_testing
