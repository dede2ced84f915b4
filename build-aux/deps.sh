# deps.sh: what Hikae needs from Debian 12 (or later, or Ubuntu), and how it is installed
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Sourced by run, test and .ci/run. Packages come from the system's own apt sources only.
# shellcheck shell=bash disable=SC2034

build_packages=(
  appstream
  desktop-file-utils
  gcc
  gettext
  libadwaita-1-dev
  libargon2-dev
  libavcodec-dev
  libavformat-dev
  libavutil-dev
  libc6-dev
  libcairo2-dev
  libcurl4-openssl-dev
  libgdk-pixbuf-2.0-dev
  libglib2.0-dev
  libgtk-4-dev
  libheif-dev
  libjson-glib-dev
  libpango1.0-dev
  libpng-dev
  libpsl-dev
  libseccomp-dev
  libsqlite3-dev
  libssl-dev
  libswscale-dev
  libwebkitgtk-6.0-dev
  libwebp-dev
  libxml2-dev
  libzip-dev
  meson
  ninja-build
  pkg-config
  shared-mime-info
  zlib1g-dev
)

# What the programs use when they run; a desktop has nearly all of it already.
run_packages=(
  adwaita-icon-theme
  ca-certificates
  coreutils
  fonts-cantarell
  fonts-noto-cjk
  fonts-noto-core
  glib-networking
  gsettings-desktop-schemas
  librsvg2-common
  openssl
  unzip
  xdg-desktop-portal
)

test_packages=(
  at-spi2-core
  bubblewrap
  chromium
  clang
  clang-format
  clang-tools
  dbus
  dbus-x11
  dosfstools
  exfat-fuse
  exfatprogs
  faketime
  fish
  flatpak-builder
  gir1.2-atspi-2.0
  git
  grim
  imagemagick
  libarchive-tools
  libclang-rt-14-dev
  libsqlcipher-dev
  libimage-exiftool-perl
  libxml2-utils
  openssh-sftp-server
  p7zip-full
  pipewire
  poppler-utils
  procps
  python3
  python3-cryptography
  python3-gi
  python3-jsonschema
  qpdf
  reuse
  shellcheck
  slurp
  sshfs
  strace
  sway
  util-linux
  wtype
  xauth
  xdg-desktop-portal-gtk
  xdg-desktop-portal-wlr
  xclip
  xdotool
  xvfb
  zsh
)

# Only for tests/interop/sqlite-testfixture.sh, which builds SQLite's own tests.
sqlite_packages=(
  dpkg-dev
  make
  tcl
  tcl-dev
)

# Only for build-aux/build-deb and deb-try.
package_packages=(
  debhelper
  debootstrap
  dpkg-dev
  fakeroot
  lintian
)

# Only for .ci/nightly.
nightly_packages=(
  default-jdk-headless
  faketime
  libbcpkix-java
  libreoffice-writer-nogui
  valgrind
)

# Only for build-aux/flatpak-local and flatpak-try.
flatpak_packages=(
  dbus
  debootstrap
  elfutils
  flatpak
  flatpak-builder
  grim
  imagemagick
  ostree
  pipewire
  sway
  xdg-desktop-portal
  xdg-desktop-portal-wlr
)

export DEBIAN_FRONTEND=noninteractive

# Prints the packages of the arguments that dpkg does not have, one a line.
missing_packages () {
  local package
  for package in "$@"; do
    case $(dpkg-query -W -f='${db:Status-Abbrev}' "$package" 2>/dev/null) in
      ii*) ;;
      *) printf '%s\n' "$package" ;;
    esac
  done
}

# install_packages PACKAGE...: installs what is missing; asks first when that needs sudo.
install_packages () {
  local missing=() as_root=() answer=
  if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
    echo "This system has no apt. Needed, by Debian's names: $*" >&2
    return 0
  fi
  mapfile -t missing < <(missing_packages "$@")
  if [ ${#missing[@]} -eq 0 ]; then
    return 0
  fi
  echo "Missing packages: ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "Please install them as root, then start again." >&2
      return 1
    fi
    read -r -p "Install them with sudo apt-get? [y/N] " answer || true
    case $answer in
      y | Y | yes) as_root=(sudo "DEBIAN_FRONTEND=$DEBIAN_FRONTEND") ;;
      *) echo "Nothing was installed." >&2; return 1 ;;
    esac
  fi
  # A foreign source that does not answer must not stop us: install decides.
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -q update ||
    echo "apt-get update had trouble; trying with the lists there are." >&2
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=600 -q -y --no-install-recommends \
    install "${missing[@]}"
}

# build_in FOLDER [MESON OPTION...]: configures once, then builds.
build_in () {
  local folder=$1
  shift
  if [ -f "$folder/build.ninja" ]; then
    [ $# -eq 0 ] || meson configure "$folder" "$@" || return 1
  else
    meson setup "$folder" "$@" || return 1
  fi
  ninja -C "$folder"
}
