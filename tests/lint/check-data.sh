#!/bin/bash
# check-data.sh: desktop entry, metainfo, MIME type, settings, pictures, manual, completion
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: check-data.sh ROOT BUILD
set -u
# shellcheck source=tests/lint/tap.sh
. "$(dirname "$0")/tap.sh"
root=$1
build=$2
id=io.github.hikae.Hikae
cd "$root" || exit 1

# judge PROGRAM NAME GOOD BAD COMMAND...: the file must pass, an altered one must not.
judge () {
  local name=$1 file=$2 alteration=$3
  shift 3
  if ! command -v "$1" >/dev/null; then
    skipped "$name" "$1 is not installed"
    return
  fi
  good "$name" "$@" "$file"
  sed "$alteration" "$file" >"$scratch/$(basename "$file")"
  refused "$name, altered" "$@" "$scratch/$(basename "$file")"
}
judge "desktop entry" "$build/data/$id.desktop" 's/^Type=.*/Type=Nonsense/' desktop-file-validate
judge "metainfo" "$build/data/$id.metainfo.xml" '/<summary/d' appstreamcli validate --no-net
# shellcheck disable=SC2016 # the inner shell expands
judge "schema" "data/$id.gschema.xml" "s/type=\"u\"/type=\"?\"/" \
  bash -c 'mkdir -p "$1" && cp "$2" "$1/" && glib-compile-schemas --strict --dry-run "$1"' \
  sh "$scratch/schemas"

mime_names () {
  rm -rf "$scratch/mime" && mkdir -p "$scratch/mime/packages" &&
    cp "$1" "$scratch/mime/packages/" && update-mime-database "$scratch/mime" &&
    grep -q '^application/x-hikae:\*\.hikae$' "$scratch/mime/globs"
}
if command -v update-mime-database >/dev/null; then
  good "MIME type" mime_names "data/$id-mime.xml"
  sed 's/\*\.hikae/*.other/' "data/$id-mime.xml" >"$scratch/other-mime.xml"
  refused "MIME type, altered" mime_names "$scratch/other-mime.xml"
else
  skipped "MIME type" "update-mime-database is not installed"
fi

printf '<a><b></a>' >"$scratch/bad.xml"
refused "broken XML" xmllint --noout "$scratch/bad.xml"
while IFS= read -r file; do
  good "$file" xmllint --noout --nonet "$file"
done < <(find data app -name '*.xml' -o -name '*.ui' -o -name '*.svg' -o -name '*.xml.in' | sort)

json () {
  /usr/bin/python3 -c 'import json, sys; json.load(open(sys.argv[1], encoding="utf-8"))' "$1"
}
printf '{"a": 1,}' >"$scratch/bad.json"
refused "broken JSON" json "$scratch/bad.json"
while IFS= read -r file; do
  good "$file" json "$file"
done < <(find data flatpak -name '*.json' 2>/dev/null | sort)

# Sizes of pictures: a scalable icon is square; the symbolic one is 16 × 16.
icon () {
  grep -q "width=\"$2\" height=\"$2\"" "$1"
}
good "icon is square" icon "data/icons/hicolor/scalable/apps/$id.svg" 128
good "symbolic icon is 16 × 16" icon "data/icons/hicolor/symbolic/apps/$id-symbolic.svg" 16
refused "icon of another size" icon "data/icons/hicolor/scalable/apps/$id.svg" 16

# man says nothing when it warns about nothing.
page () {
  local said
  said=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$1" \
    2>&1 >/dev/null)
  echo "$said"
  [ -z "$said" ]
}
if command -v man >/dev/null && command -v groff >/dev/null; then
  printf '.TH X 1\n.SH NAME\n.nosuchmacro\n' >"$scratch/bad.1"
  refused "a manual with an unknown macro" page "$scratch/bad.1"
  good "hikae.1" page data/man/hikae.1
  good "hikae-cli.1" page data/man/hikae-cli.1
else
  skipped "manual pages" "man or groff is not installed"
fi

# The same verbs everywhere: the program's table, the manual and three completions.
verbs_of () {
  case $1 in
    manual) grep -A1 '^\.TP' data/man/hikae-cli.1 | sed -nE 's/^\.BI "?([a-z]+)[" ].*/\1/p' ;;
    bash) sed -n "/local verbs=/,/'$/p" data/completions/hikae-cli.bash |
      sed "s/.*='//; s/'//" | tr -s ' ' '\n' | grep . ;;
    zsh) sed -nE "s/^  '([a-z]+):.*/\1/p" data/completions/hikae-cli.zsh ;;
    fish) sed -nE 's/.*use_subcommand -a ([a-z]+) .*/\1/p' data/completions/hikae-cli.fish ;;
    program) sed -nE 's/^ *\{ *"([a-z]+)", *hikae_cli_[a-z]+.*/\1/p' app/cli/main-cli.c ;;
  esac | LC_ALL=C sort -u
}
same_verbs () {
  diff -u <(verbs_of "$1") <(verbs_of "$2")
}
good "there are verbs" test "$(verbs_of manual | wc -l)" -ge 15
for place in bash zsh fish; do
  good "verbs of $place are those of the manual" same_verbs manual "$place"
done
if [ -f app/cli/main-cli.c ]; then
  good "verbs of the program are those of the manual" same_verbs manual program
fi
good "bash reads its completion" bash -n data/completions/hikae-cli.bash
for shell in zsh fish; do
  if command -v $shell >/dev/null; then
    good "$shell reads its completion" $shell -n data/completions/hikae-cli.$shell
  else
    skipped "$shell reads its completion" "$shell is not installed"
  fi
done
done_testing
