#!/bin/bash
# stamps.sh: outside verifiers judge the tokens and evidence records that we make
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Usage: stamps.sh STAMP-SAMPLES SOURCE-FOLDER NPM-FOLDER. TAP. PKI.js comes by npm into
# NPM-FOLDER, once. Known disagreements are in README.md
# beside this file and are expected here: a verifier that learns fails the test too.
set -u
samples=$1
source=$2
npm_folder=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
java_path=/usr/share/java
classes=$java_path/bcpkix.jar:$java_path/bcprov.jar:$java_path/bcutil.jar
number=0

# check NAME WANTED FOUND
check () {
  number=$((number + 1))
  if [ "$2" = "$3" ]; then
    echo "ok $number - $1: $3"
  else
    echo "not ok $number - $1: wanted $2, found $3"
  fi
}

# said COMMAND...: good or bad by its exit code
said () {
  if "$@" >/dev/null 2>&1; then echo good; else echo bad; fi
}

bouncy () {
  if java -cp "$work:$classes" StampCheck "$@" 2>/dev/null | grep -q '^good'; then
    echo good
  else
    echo bad
  fi
}

"$samples" "$work/s" || exit 1
have_java=no
if command -v javac >/dev/null && [ -e "$java_path/bcpkix.jar" ] &&
    javac -nowarn -cp "$classes" -d "$work" "$source/StampCheck.java" 2>/dev/null; then
  have_java=yes
fi
pkijs_skip='node and npm not present'
if command -v node >/dev/null && command -v npm >/dev/null; then
  pkijs_skip='npm registry not reachable'
  # Asked for whole: an install that was cut off leaves parts behind.
  loads () { (cd "$1" && node -e 'require("pkijs")') >/dev/null 2>&1; }
  if ! loads "$npm_folder" && mkdir "$work/npm" &&
      (cd "$work/npm" && timeout 60 npm install --silent --no-audit --no-fund \
        --ignore-scripts pkijs@3.4.3 asn1js@3 >/dev/null 2>&1) && loads "$work/npm"; then
    rm -rf "$npm_folder"
    mv "$work/npm" "$npm_folder"
  fi
  if loads "$npm_folder"; then
    pkijs_skip=
  fi
fi

pkijs () {
  local verdict
  verdict=$(cd "$npm_folder" && node "$source/pkijs-check.mjs" "$@" 2>&1 | tail -n 1)
  echo "${verdict%%:*}"
}

at=$(date -u -d 2026-11-01T12:00:00Z +%s)
for folder in "$work"/s/*; do
  name=$(basename "$folder")
  wanted=good
  case $name in bad-*) wanted=bad ;; esac
  if [ -e "$folder/token.tst" ]; then
    ts_wanted=$wanted
    # openssl ts reads PKCS#7 and knows neither RSASSA-PSS nor Ed25519.
    case $name in *-pss | *-ed25519) ts_wanted=bad ;; esac
    check "openssl ts, $name" "$ts_wanted" "$(said openssl ts -verify -token_in \
      -in "$folder/token.tst" -data "$folder/data" -CAfile "$folder/ca.pem" \
      -untrusted "$folder/untrusted.pem" -attime "$at")"
    cms_wanted=good
    # openssl cms does not look at the data, and 3.0 has no Ed25519 here; 3.5 has.
    case $name/$(openssl version) in *-ed25519/"OpenSSL 3.0."*) cms_wanted=bad ;; esac
    check "openssl cms, $name" "$cms_wanted" "$(said openssl cms -verify -binary \
      -inform DER -in "$folder/token.tst" -CAfile "$folder/ca.pem" \
      -purpose timestampsign -attime "$at" -out "$work/info.der")"
    kind=token
    file=token.tst
    if [ -z "$pkijs_skip" ]; then
      pkijs_wanted=$wanted
      # PKI.js 3.4 has no Ed25519.
      case $name in *-ed25519) pkijs_wanted=bad ;; esac
      check "PKI.js, $name" "$pkijs_wanted" "$(pkijs "$folder/token.tst" \
        "$folder/ca.pem" "$folder/untrusted.pem" "$folder/data")"
    else
      number=$((number + 1))
      echo "ok $number - PKI.js, $name # SKIP $pkijs_skip"
    fi
  else
    kind=record
    file=record.ers
  fi
  if [ "$have_java" = yes ]; then
    check "Bouncy Castle, $name" "$wanted" \
      "$(bouncy "$kind" "$folder/$file" "$folder/data")"
  else
    number=$((number + 1))
    echo "ok $number - Bouncy Castle, $name # SKIP javac or libbcpkix-java not present"
  fi
done
echo "1..$number"
