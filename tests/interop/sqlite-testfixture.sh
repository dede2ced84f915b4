#!/bin/bash
# sqlite-testfixture.sh: SQLite's own test scripts, run through our VFS
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# sqlite-testfixture.sh BUILD [PATTERN...]
#
# Fetches Debian's source package of sqlite3 (a private apt folder; the system's sources are
# left alone), builds `testfixture` with app/vfs and app/crypto of the build folder BUILD,
# and runs the scripts (all, or those that fit a PATTERN such as 'crash*') three times:
# stock; with 40 bytes reserved in each page; with 40 bytes reserved and through our VFS.
# Prints the three counts. A script that passes with reserved bytes and fails through us must
# stand in sqlite-testfixture.txt with its reason, and one that stands there must fail.
#
# HIKAE_TEST_SQLITE       where to work; default BUILD/testfixture (1 GB)
# HIKAE_TEST_SQLITE_JOBS  scripts at a time; default 2
# HIKAE_TEST_SQLITE_TIME  seconds of processor time a script may take, and twenty times
#                         as long by the clock; default 300
# HIKAE_TEST_SQLITE_MODES default "stock reserved ours"
# HIKAE_TEST_SQLITE_RESUME set: goes on where a run was stopped, with what it built
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
build=$(cd "$1" && pwd)
shift
work=${HIKAE_TEST_SQLITE:-$build/testfixture}
jobs=${HIKAE_TEST_SQLITE_JOBS:-2}
seconds=${HIKAE_TEST_SQLITE_TIME:-300}
read -r -a modes <<<"${HIKAE_TEST_SQLITE_MODES:-stock reserved ours}"
known=$here/sqlite-testfixture.txt
mkdir -p "$work"
work=$(cd "$work" && pwd)

# Drivers that run the others, and scripts without an end.
skipped='all extraquick full mallocAll permutations quick soak veryquick'

fetch () {
  local apt=$work/apt suite archive keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  # shellcheck source=/dev/null
  suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
  # The archive that this system's packages come from.
  # shellcheck disable=SC2016 # apt's own variables
  archive=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' |
    awk -v suite="$suite" '$2 == suite { print $1; exit }')
  if [ -z "$archive" ]; then
    echo "apt knows no archive of $suite." >&2
    return 1
  fi
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
  echo "deb-src [signed-by=$keyring] $archive $suite main" >"$apt/sources.list"
  printf '%s\n' "Dir::Etc::SourceList \"$apt/sources.list\";" 'Dir::Etc::SourceParts "-";' \
    "Dir::State::Lists \"$apt/lists\";" "Dir::Cache \"$apt/cache\";" \
    'APT::Sandbox::User "";' >"$apt/conf"
  APT_CONFIG=$apt/conf apt-get -q update
  (cd "$work" && APT_CONFIG=$apt/conf apt-get -q source sqlite3)
}

# patch FILE TEXT NEW: TEXT must stand there once.
patch () {
  [ "$(grep -c -F "$2" "$1")" -eq 1 ]
  awk -v text="$2" -v new="$3" 'index($0, text) { $0 = new } { print }' "$1" >"$1.new"
  mv "$1.new" "$1"
}

# The bytes reserved in a new database are 0 in SQLite's code: make them a variable. And say
# when the simulated power cut writes garbage.
patch_source () {
  patch sqlite3.c '      nReserve = 0;' \
    '{ extern int hikae_testfixture_reserve; nReserve = (u8)hikae_testfixture_reserve; }'
  patch ../src/test6.c 'zGarbage = crash_malloc(g.iSectorSize);' \
    'extern int hikae_testfixture_garbage; hikae_testfixture_garbage = 1;
        zGarbage = crash_malloc(g.iSectorSize);'
  patch ../src/test6.c 'crash_free(zGarbage);' \
    'crash_free(zGarbage); hikae_testfixture_garbage = 0;'
}

build_fixture () {
  local flags libs
  read -r -a flags <<<"$(pkg-config --cflags gio-2.0 json-glib-1.0)"
  libs="$build/app/libhikae-vfs.a $build/app/libhikae-crypto.a $build/app/libhikae-base.a"
  libs="$libs $(pkg-config --libs gio-2.0 json-glib-1.0 libcrypto libargon2)"
  ninja -C "$build" app/libhikae-vfs.a app/libhikae-crypto.a app/libhikae-base.a
  mkdir -p "$source/build"
  cd "$source/build"
  [ -f Makefile ] || ../configure --with-tcl="$(dirname "$(find /usr/lib/tcl8.6 /usr/lib/*/tcl8.6 \
    -name tclConfig.sh 2>/dev/null | head -1)")" >configure.log
  [ -f sqlite3.c ] || { make sqlite3.c >make.log && patch_source; }
  if [ testfixture -nt "$here/sqlite-testfixture.c" ] &&
    [ testfixture -nt "$build/app/libhikae-vfs.a" ] &&
    [ testfixture -nt "$build/app/libhikae-crypto.a" ]; then
    return
  fi
  gcc -O2 -g -I. "${flags[@]}" -I"$build" -I"$top/app/base" -I"$top/app/crypto" \
    -I"$top/app/vfs" -c "$here/sqlite-testfixture.c" -o hikae-testfixture.o
  make -W sqlite3.c testfixture CFLAGS='-O1 -g -DSQLITE_EXTRA_INIT=hikae_testfixture_init' \
    TLIBS="$PWD/hikae-testfixture.o $libs -lz -lm -ldl -lpthread" >>make.log 2>&1
}

list_scripts () {
  local pattern path name
  for path in "$source"/test/*.test; do
    name=$(basename "$path" .test)
    case " $skipped " in *" $name "*) continue ;; esac
    [ $# -gt 0 ] || echo "$name"
    for pattern in "$@"; do
      # shellcheck disable=SC2254
      case $name in $pattern) echo "$name" ;; esac
    done
  done
}

# run_once FOLDER SCRIPT: leaves the output in FOLDER; prints "pass|FAIL ERRORS TESTS".
run_once () {
  local line errors=- tests=- verdict=FAIL status=0
  rm -rf "$1"
  mkdir -p "$1"
  (cd "$1" && ulimit -t "$seconds" && exec timeout --foreground -k 5 $((20 * seconds)) \
    "$source/build/testfixture" "$source/test/$2.test" >output 2>&1 </dev/null) || status=$?
  line=$(grep -a -E '^[0-9]+ errors out of [0-9]+ tests' "$1/output" | tail -1 || true)
  if [ -n "$line" ]; then
    errors=${line%% *}
    tests=${line#*out of }
    tests=${tests%% *}
  fi
  if [ $status -eq 0 ] && [ "$errors" = 0 ]; then verdict=pass; fi
  case $status in 124 | 137 | 152) errors=timeout ;; esac
  rm -rf "$1/testdir"
  echo "$verdict $errors $tests"
}

# run_one MODE SCRIPT: a line "SCRIPT pass|sector|FAIL ERRORS TESTS" in its folder. We tell
# SQLite sectors of 16 KiB, and many scripts count the bytes that sectors of 512 give. What
# fails for that reason passes when it is told what the system's VFS tells: "sector".
run_one () {
  local mode=$1 name=$2 result
  [ -z "${HIKAE_TEST_SQLITE_RESUME:-}" ] || [ ! -s "$work/run/$mode/$name.result" ] || return 0
  case $mode in
    stock) unset HIKAE_TESTFIXTURE ;;
    reserved) export HIKAE_TESTFIXTURE=reserve ;;
    ours) export HIKAE_TESTFIXTURE=1 ;;
  esac
  result=$(run_once "$work/run/$mode/$name" "$name")
  if [ "$mode" = ours ] && [ "${result%% *}" = FAIL ]; then
    result=$(HIKAE_TESTFIXTURE_SECTOR=stock run_once "$work/run/sector/$name" "$name")
    result=${result/#pass/sector}
  fi
  echo "$name $result" >"$work/run/$mode/$name.result"
}

# shellcheck source=build-aux/deps.sh
. "$top/build-aux/deps.sh"
install_packages "${sqlite_packages[@]}"
source=$(find "$work" -maxdepth 1 -type d -name 'sqlite3-*' | head -1)
if [ -z "$source" ]; then
  fetch
  source=$(find "$work" -maxdepth 1 -type d -name 'sqlite3-*' | head -1)
fi
if [ -z "${HIKAE_TEST_SQLITE_RESUME:-}" ] || [ ! -x "$source/build/testfixture" ]; then
  (build_fixture)
fi
export work source seconds
export -f run_one run_once
for mode in "${modes[@]}"; do
  list_scripts "$@" | xargs -P "$jobs" -I{} bash -c "run_one $mode {}"
  for name in $(list_scripts "$@"); do cat "$work/run/$mode/$name.result"; done \
    >"$work/$mode.txt"
  awk -v mode="$mode" '{
      all++; passed += $2 != "FAIL"; sector += $2 == "sector"; errors += $3; checks += $4 }
    END { printf "%-9s %d of %d scripts pass, %d checks, %d fail", mode, passed, all, checks, errors
          print sector ? " (" sector " scripts only with sectors of 512 bytes)" : "" }' "$work/$mode.txt"
done
[ -f "$work/reserved.txt" ] && [ -f "$work/ours.txt" ] || exit 0
join -j 1 -o 1.1,1.2,2.2,2.3,2.4 <(sort "$work/reserved.txt") <(sort "$work/ours.txt") |
  awk -v known="$known" '
    BEGIN { while ((getline line < known) > 0) {
              split(line, word, " "); if (line !~ /^#/ && line != "") reason[word[1]] = line } }
    $2 == "pass" && $3 == "FAIL" {
      if ($1 in reason) print "known: " reason[$1]
      else { print "NOT KNOWN: " $1 " (" $4 " of " $5 " checks)"; bad++ } }
    $3 != "FAIL" && $1 in reason { print "passes now: " $1; bad++ }
    END { exit bad > 0 }'
