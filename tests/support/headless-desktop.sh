#!/bin/bash
# SPDX-FileCopyrightText: Hikae contributors
# SPDX-License-Identifier: GPL-3.0-or-later
#
# headless-desktop.sh PROGRAM ARGUMENTS...: runs PROGRAM on a Wayland desktop nobody sees,
# with the real screenshot portal on a session bus of its own. Works for root as well.
#
# The program may write into the file $HIKAE_TEST_AREA what the person is to choose when
# asked for an area: "X,Y WxH"; while that file is absent, the person cancels.
# HIKAE_TEST_RUNTIME: an empty folder to be the session's, instead of one that is made.
# Prints a TAP skip and succeeds when a part of the desktop is not installed.
# Single quotes are meant: the text is for a shell that runs later.
# shellcheck disable=SC2016,SC2012
set -u

skip() {
  echo "1..0 # SKIP $1"
  exit 0
}

need_parts() {
  local part
  for part in sway swaybg pipewire dbus-run-session gdbus unshare; do
    command -v "$part" >/dev/null || skip "$part is not installed"
  done
  for part in xdg-desktop-portal xdg-desktop-portal-wlr; do
    [ -x "/usr/libexec/$part" ] || skip "$part is not installed"
  done
}

# wait_for CONDITION: up to a minute; a busy computer takes its time.
wait_for() {
  local left=1200
  until eval "$1"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.05
  done
}

# The outer half: folders, a slurp that answers for the person, a private bus.
outside() {
  local folder status
  need_parts
  # Run by root, the web engine's bwrap leaves this at the real root, empty. Whatever starts
  # afterwards takes itself to be in a sandbox: the portal's GTK half waits for the portal.
  [ -s /.flatpak-info ] || rm -f /.flatpak-info 2>/dev/null
  folder=$(mktemp -d) || exit 99
  mkdir -m 0700 "$folder/bin" "$folder/run"
  printf '#!/bin/sh\ncat "$HIKAE_TEST_AREA" 2>/dev/null\n' >"$folder/bin/slurp"
  chmod 0755 "$folder/bin/slurp"
  export HIKAE_TEST_AREA="$folder/area" HIKAE_TEST_DESKTOP="$folder"
  export XDG_RUNTIME_DIR="${HIKAE_TEST_RUNTIME:-$folder/run}" PATH="$folder/bin:$PATH"
  # Whatever the bus starts would talk into the test's output, which is descriptor 3.
  # Warnings of the desktop are not ours: only the program gets the strict settings.
  export HIKAE_TEST_G_DEBUG="${G_DEBUG:-}"
  unset G_DEBUG MALLOC_CHECK_ MALLOC_PERTURB_
  dbus-run-session -- "$0" "$@" 3>&1 >"$folder/output.log" 2>"$folder/errors.log"
  status=$?
  [ "$status" -eq 0 ] || cat "$folder"/*.log >&2
  mountpoint -q "$XDG_RUNTIME_DIR/doc" && umount -l "$XDG_RUNTIME_DIR/doc"
  rm -rf --one-file-system "$folder"
  exit "$status"
}

start_sway() {
  local alone=()
  cat >"$HIKAE_TEST_DESKTOP/sway.config" <<'CONFIG'
output HEADLESS-1 mode 1280x800 position 0 0 bg #336699 solid_color
default_border none
for_window [app_id=".*"] floating enable
xwayland disable
CONFIG
  # Sway refuses to run as root, so it alone gets another number in a user namespace.
  [ "$(id -u)" -ne 0 ] || alone=(unshare --user --map-user=1000 --map-group=1000)
  WLR_BACKENDS=headless WLR_RENDERER=pixman WLR_LIBINPUT_NO_DEVICES=1 \
    "${alone[@]}" sway -c "$HIKAE_TEST_DESKTOP/sway.config" \
    >"$HIKAE_TEST_DESKTOP/sway.log" 2>&1 &
  started+=($!)
  wait_for '[ -S "$XDG_RUNTIME_DIR/wayland-1" ] || [ -S "$XDG_RUNTIME_DIR/wayland-0" ]' ||
    return 1
  export WAYLAND_DISPLAY
  WAYLAND_DISPLAY=$(cd "$XDG_RUNTIME_DIR" && ls -d wayland-? | head -n 1)
}

start_portal() {
  dbus-update-activation-environment WAYLAND_DISPLAY XDG_CURRENT_DESKTOP \
    XDG_RUNTIME_DIR XDG_SESSION_TYPE PATH HIKAE_TEST_AREA || return 1
  # The portal's wlroots half leaves at once when there is no PipeWire.
  pipewire >"$HIKAE_TEST_DESKTOP/pipewire.log" 2>&1 &
  started+=($!)
  wait_for '[ -S "$XDG_RUNTIME_DIR/pipewire-0" ]' || return 1
  /usr/libexec/xdg-desktop-portal-wlr >"$HIKAE_TEST_DESKTOP/portal-wlr.log" 2>&1 &
  started+=($!)
  /usr/libexec/xdg-desktop-portal >"$HIKAE_TEST_DESKTOP/portal.log" 2>&1 &
  started+=($!)
  gdbus wait --session --timeout 60 org.freedesktop.portal.Desktop
}

inside() {
  local status=99
  started=()
  unset DISPLAY WAYLAND_DISPLAY
  # By this name the portal chooses its wlroots half.
  export XDG_CURRENT_DESKTOP=sway XDG_SESSION_TYPE=wayland
  if start_sway && start_portal; then
    G_DEBUG="$HIKAE_TEST_G_DEBUG" "$@" >&3
    status=$?
  fi
  kill "${started[@]}" 2>/dev/null
  wait "${started[@]}" 2>/dev/null
  exit "$status"
}

if [ -n "${HIKAE_TEST_DESKTOP:-}" ]; then
  inside "$@"
else
  outside "$@"
fi
