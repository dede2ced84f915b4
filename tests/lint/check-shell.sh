#!/bin/bash
# check-shell.sh: shellcheck over every shell script
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: check-shell.sh ROOT
set -u
# shellcheck source=tests/lint/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$1" || exit 1
need shellcheck

# shellcheck disable=SC2016 # the example is meant literally
printf '#!/bin/bash\nrm -rf $1/x\n' >"$scratch/bad.sh"
refused "an unquoted variable" shellcheck "$scratch/bad.sh"
while IFS= read -r file; do
  if head -n 8 "$file" | grep -qaE '^(#!/bin/(ba)?sh|# shellcheck shell=)'; then
    good "$file" shellcheck -x "$file"
  fi
done < <(find build-aux .ci tests flatpak data -type f | sort)
done_testing
