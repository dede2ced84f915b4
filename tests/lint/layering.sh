#!/bin/bash
# layering.sh: breaks the one-way rule on purpose, in a copy, and expects the build to stop
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
# Usage: layering.sh ROOT
set -u
# shellcheck source=tests/lint/tap.sh
. "$(dirname "$0")/tap.sh"
root=$1
need meson
need ninja
copy=$scratch/copy
mkdir "$copy"
cp -r "$root"/{app,data,po,meson.build,meson_options.txt} "$copy/"
unset DESTDIR MESONINTROSPECT

good "the copy configures" meson setup "$copy/build" "$copy" -Dtests=false -Dgui=disabled \
  -Dweb=disabled
build_model () {
  ninja -C "$copy/build" app/libhikae-base.a app/libhikae-model.a
}
good "the copy builds" build_model

# include_in FILE HEADER: one include more.
include_in () {
  cp "$root/app/$1" "$copy/app/$1"
  sed -i "0,/^#include \"hikae/s//#include \"$2\"\n&/" "$copy/app/$1"
}
include_in model/hikae-item.c hikae-digest.h
good "model includes base" build_model
include_in model/hikae-item.c hikae-case.h
refused "model includes case" build_model
include_in model/hikae-item.c hikae-hasher.h
refused "model includes crypto, its neighbour" build_model
cp "$root/app/model/hikae-item.c" "$copy/app/model/hikae-item.c"
include_in base/hikae-text.c hikae-item.h
refused "base includes model" build_model
done_testing
