#!/bin/bash
# read-case.sh: a second reader, written from the specification, reads our cases
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: read-case.sh HIKAE-CLI SOURCE-FOLDER. TAP. The reader lists the same items with the
# same digests as hikae-cli: of a case made just now, and of the ones of every version.
set -u
cli=$1
source=$2
cases=$source/../data/cases
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0

# check NAME WANTED FOUND
check () {
  number=$((number + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $number - $1"
  else
    echo "not ok $number - $1"
    printf 'wanted %s\nfound  %s\n' "$2" "$3" | sed 's/^/# /'
  fi
}

# read_case CASE SECRET: what the second reader lists, and its exit code.
read_case () {
  printf '%s\n' "$2" | /usr/bin/python3 "$source/read-case.py" "$1" 2>/dev/null
  echo "exit $?"
}

# list_case CASE SECRET: the same as hikae-cli says it.
list_case () {
  printf '%s\n' "$2" >"$work/secret"
  "$cli" --json --passphrase-file "$work/secret" list "$1" | /usr/bin/python3 -c '
import json, sys
for item in json.load(sys.stdin)["items"]:
    print(json.dumps({k: item[k] for k in ("deleted", "name", "number", "sha256", "size")},
                     sort_keys=True, ensure_ascii=False))'
  echo "exit $?"
}

if ! /usr/bin/python3 -c 'import cryptography, sqlite3
sqlite3.Connection.deserialize' 2>/dev/null; then
  echo "1..0 # SKIP python3-cryptography or Python 3.11 is not there"
  exit 0
fi

# A case made just now.
case_file=$work/new.hikae
echo 'a pass phrase of today' >"$work/passphrase"
head -c 2500000 /dev/urandom >"$work/clip.bin"
echo 'seen' >"$work/控え.txt"
code=$("$cli" --json --passphrase-file "$work/passphrase" new "$case_file" --title New |
  sed 's/.*"recovery_code":"\([^"]*\)".*/\1/')
"$cli" --passphrase-file "$work/passphrase" add "$case_file" "$work/clip.bin" \
  "$work/控え.txt" >/dev/null
wanted=$(list_case "$case_file" 'a pass phrase of today')
check "the reader lists what hikae-cli lists" "$wanted" \
  "$(read_case "$case_file" 'a pass phrase of today')"
check "two items" 2 "$(echo "$wanted" | grep -c sha256)"
check "by the recovery code, in capitals with spaces" "$wanted" \
  "$(read_case "$case_file" "$(echo "$code" | tr 'a-z-' 'A-Z ')")"
check "a wrong passphrase" 'exit 3' "$(read_case "$case_file" 'another')"
size=$(stat -c %s "$case_file")
cp "$case_file" "$work/damaged.hikae"
printf x | dd of="$work/damaged.hikae" bs=1 seek=$((size - 100)) conv=notrunc status=none
check "a changed byte in a page" 'exit 4' \
  "$(read_case "$work/damaged.hikae" 'a pass phrase of today')"

# From here on by the code, which needs no Argon2.
printf '%s' "$code" >"$work/code"

# The last bytes of a copy of the header are outside its checksum.
for place in 8170 40938; do
  cp "$case_file" "$work/damaged.hikae"
  printf '\0\0\0\0' | dd of="$work/damaged.hikae" bs=1 seek=$place conv=notrunc status=none
  check "four bytes of a header's MAC, at $place" "$(list_case "$case_file" "$code")" \
    "$(read_case "$work/damaged.hikae" "$code")"
  check "the same, by both" "$(list_case "$work/damaged.hikae" "$code")" \
    "$(read_case "$work/damaged.hikae" "$code")"
done

# Killed in the midst of a change: not believed before Hikae has opened it, read after that.
truncate -s 200M "$work/large.bin"
for _ in 1 2 3 4 5; do
  cp "$case_file" "$work/torn.hikae"
  "$cli" --passphrase-file "$work/code" add "$work/torn.hikae" "$work/large.bin" \
    >/dev/null 2>&1 &
  for _ in $(seq 500); do
    [ "$(stat -c %s "$work/torn.hikae")" -gt $((size + 1000000)) ] && break
    sleep 0.02
  done
  kill -9 $!
  wait $! 2>/dev/null
  [ -s "$work/torn.hikae-journal" ] && break
done
check "a change cut off: not read" 'exit 4' \
  "$(read_case "$work/torn.hikae" "$code")"
wanted=$(list_case "$case_file" "$code")
check "hikae-cli mends it" "$wanted" \
  "$(list_case "$work/torn.hikae" "$code")"
check "after that it is read" "$wanted" \
  "$(read_case "$work/torn.hikae" "$code")"
rm -f "$work/large.bin" "$work"/torn.hikae*

# The cases of every version: a copy is opened, the kept one stays as it is.
cp "$cases/v1.hikae" "$work/v1.hikae"
# shellcheck disable=SC2016 # the backticks are text
code=$(sed -n 's/^| 1 recovery code | `\(.*\)` |$/\1/p' "$cases/ORIGIN.md")
items='{"deleted": false, "name": "what-i-saw.txt", "number": 1, "sha256": "SHA1", "size": 28}'
items=${items/SHA1/$(echo 'It was on the page at nine.' | sha256sum | cut -d' ' -f1)}
for secret in 'four short words here' "$code" 'a helper of the first version'; do
  found=$(read_case "$work/v1.hikae" "$secret")
  check "version 1, ${secret%% *}…: the reader" "$items" "$(echo "$found" | head -1)"
  check "version 1, ${secret%% *}…: both agree" "$(list_case "$work/v1.hikae" "$secret")" \
    "$found"
done
echo 'four short words here' >"$work/secret"
check "version 1 verifies" 0 \
  "$("$cli" --passphrase-file "$work/secret" verify "$work/v1.hikae" >/dev/null; echo $?)"
for version in 2 3 4; do
  cp "$cases/v$version.hikae" "$work/v$version.hikae"
  check "version $version verifies" 0 "$("$cli" --passphrase-file "$work/secret" \
    verify "$work/v$version.hikae" >/dev/null; echo $?)"
  wanted=$(list_case "$work/v$version.hikae" 'four short words here')
  check "version $version was brought up to date and is read by both" "$wanted" \
    "$(read_case "$work/v$version.hikae" 'four short words here')"
done
echo "1..$number"
