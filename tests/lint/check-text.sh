#!/bin/bash
# check-text.sh: POTFILES.in lists what is translated, and Japanese is complete
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: check-text.sh ROOT
set -u
# shellcheck source=tests/lint/tap.sh
. "$(dirname "$0")/tap.sh"
cd "$1" || exit 1
need msgfmt
need xgettext

# potfiles FOLDER: what POTFILES.in must hold, sorted: marked strings in C, translatable
# attributes in .ui, and the templates of the desktop.
potfiles () (
  cd "$1" || exit 1
  {
    grep -rlE --include='*.c' --include='*.h' '\b(N?_|C_|NC_|n?gettext|g_dngettext|g_dpgettext2) ?\("' app
    grep -rlE --include='*.ui' 'translatable="yes"' app
    find data -name '*.desktop.in' -o -name '*.metainfo.xml.in'
  } 2>/dev/null | LC_ALL=C sort -u
)
same_list () {
  diff -u <(grep -v -e '^#' -e gschema "$1/po/POTFILES.in" | grep .) <(potfiles "$1")
}
# complete PO POT: every message of the template is translated, none is fuzzy.
complete () {
  local merged
  merged=$scratch/$(basename "$1")
  msgmerge --quiet --no-fuzzy-matching -o "$merged" "$1" "$2" || return 1
  msgattrib --no-obsolete --untranslated "$merged" | grep -A3 '^msgid' >"$scratch/missing"
  msgattrib --no-obsolete --only-fuzzy "$merged" >"$scratch/fuzzy"
  cat "$scratch/missing" "$scratch/fuzzy"
  msgfmt --check --check-accelerators=_ -o /dev/null "$merged" || return 1
  ! [ -s "$scratch/missing" ] && ! [ -s "$scratch/fuzzy" ]
}
template () {
  (cd "$1" && xgettext --from-code=UTF-8 --files-from=po/POTFILES.in --output="$2" \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 \
    --keyword=g_dngettext:2,3 --keyword=ngettext:1,2 --keyword=g_dpgettext2:2c,3)
}

mkdir -p "$scratch/bad/app" "$scratch/bad/po" "$scratch/bad/data"
printf 'f (_("Keep"));\n' >"$scratch/bad/app/a.c"
printf '' >"$scratch/bad/po/POTFILES.in"
refused "a file that POTFILES.in forgets" same_list "$scratch/bad"
printf 'app/a.c\n' >"$scratch/bad/po/POTFILES.in"
good "the example's list, corrected" same_list "$scratch/bad"
template "$scratch/bad" "$scratch/bad/x.pot"
header='msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
# shellcheck disable=SC2059 # the header is the format
printf "$header"'msgid "Keep"\nmsgstr ""\n' >"$scratch/bad/ja.po"
refused "an untranslated message" complete "$scratch/bad/ja.po" "$scratch/bad/x.pot"
# shellcheck disable=SC2059
printf "$header"'#, fuzzy\nmsgid "Keep"\nmsgstr "a"\n' >"$scratch/bad/ja.po"
refused "a fuzzy message" complete "$scratch/bad/ja.po" "$scratch/bad/x.pot"
# shellcheck disable=SC2059
printf "$header"'msgid "Keep"\nmsgstr "a"\n' >"$scratch/bad/ja.po"
good "the example, translated" complete "$scratch/bad/ja.po" "$scratch/bad/x.pot"

good "POTFILES.in" same_list .
if good "the template" template . "$scratch/hikae.pot" && [ -s "$scratch/hikae.pot" ]; then
  while IFS= read -r language; do
    good "$language is complete" complete "po/$language.po" "$scratch/hikae.pot"
  done < <(grep -v '^#' po/LINGUAS | grep .)
fi
done_testing
