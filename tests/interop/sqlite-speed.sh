#!/bin/bash
# sqlite-speed.sh: SQLite's speedtest1 and kvtest, timed stock, reserved and through our VFS
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sqlite-speed.sh BUILD [SIZE]
#
# Uses the source and the objects of sqlite-testfixture.sh, which must have built its fixture
# (HIKAE_TEST_SQLITE says where; default BUILD/testfixture). Prints for each program and mode
# the least of three times, in turns, and the ratio to stock. What goes through us here is
# the VFS of the fixture, which looks at the file again at each write of a page because SQLite's
# tests share files: the bench of the case itself is tests/bench/bench-store.
set -euo pipefail

build=$(cd "$1" && pwd)
size=${2:-5}
work=${HIKAE_TEST_SQLITE:-$build/testfixture}
source=$(find "$work" -maxdepth 1 -type d -name 'sqlite3-*' | head -1)
if [ -z "$source" ] || [ ! -f "$source/build/hikae-testfixture.o" ]; then
  echo 'sqlite-speed.sh: run sqlite-testfixture.sh first' >&2
  exit 1
fi
cd "$source/build"
read -r -a libs <<<"$(pkg-config --libs gio-2.0 json-glib-1.0 libcrypto libargon2)"

compile () {
  [ "$1" -nt hikae-testfixture.o ] && return
  gcc -O2 -I. -DSQLITE_EXTRA_INIT=hikae_testfixture_init -DSQLITE_ENABLE_RTREE \
    -DSQLITE_ENABLE_BYTECODE_VTAB -o "$1" "../test/$1.c" sqlite3.c hikae-testfixture.o \
    "$build/app/libhikae-vfs.a" "$build/app/libhikae-crypto.a" "$build/app/libhikae-base.a" \
    "${libs[@]}" -lz -lm -ldl -lpthread 2>compile.log || { tail -5 compile.log >&2; return 1; }
}

# run MODE COMMAND...: prints the seconds.
run () {
  local mode=$1 begun ended
  shift
  case $mode in
    stock) unset HIKAE_TESTFIXTURE ;;
    reserved) export HIKAE_TESTFIXTURE=reserve ;;
    ours) export HIKAE_TESTFIXTURE=1 ;;
  esac
  begun=$(date +%s%N)
  "$@" >last.log 2>&1 || { tail -3 last.log >&2; return 1; }
  ended=$(date +%s%N)
  echo $(((ended - begun) / 1000000))
}

speedtest () {
  rm -f speed.db*
  run "$1" ./speedtest1 --size "$size" --pagesize 32768 --journal truncate speed.db
}

kvtest () {
  rm -f kv.db*
  run "$1" ./kvtest init kv.db --count 20000 --size 12000 --pagesize 32768 >/dev/null
  run "$1" ./kvtest run kv.db --count 100000 --random --cache-size 100
}

compile speedtest1
compile kvtest
declare -A least
for _ in 1 2 3; do
  for mode in stock reserved ours; do
    for program in speedtest kvtest; do
      took=$($program $mode)
      known=${least[$program $mode]:-}
      if [ -z "$known" ] || [ "$took" -lt "$known" ]; then least[$program $mode]=$took; fi
    done
  done
done
for program in speedtest kvtest; do
  for mode in stock reserved ours; do
    awk -v p="$program" -v m="$mode" -v t="${least[$program $mode]}" \
      -v s="${least[$program stock]}" \
      'BEGIN { printf "%-10s %-9s %7.3f s  %.2f of stock\n", p, m, t / 1000, s / t }'
  done
done
rm -f speed.db* kv.db*
