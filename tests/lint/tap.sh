# tap.sh: what the shell lints share: TAP lines, and examples that must be refused
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash

tests=0
failures=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# good NAME COMMAND...: must succeed.
good () {
  local name=$1
  shift
  tests=$((tests + 1))
  if "$@" >"$scratch/.log" 2>&1; then
    echo "ok $tests $name"
  else
    failures=$((failures + 1))
    echo "not ok $tests $name"
    sed 's/^/# /' "$scratch/.log"
  fi
}

# refused NAME COMMAND...: the example must be refused, else the lint is blind.
refused () {
  local name=$1
  shift
  tests=$((tests + 1))
  if "$@" >"$scratch/.log" 2>&1; then
    failures=$((failures + 1))
    echo "not ok $tests refuses $name"
  else
    echo "ok $tests refuses $name"
  fi
}

# skipped NAME REASON
skipped () {
  tests=$((tests + 1))
  echo "ok $tests $1 # SKIP $2"
}

# need PROGRAM: skips everything when it is absent.
need () {
  if ! command -v "$1" >/dev/null; then
    echo "1..0 # SKIP $1 is not installed"
    exit 0
  fi
}

done_testing () {
  echo "1..$tests"
  [ "$failures" -eq 0 ]
}
