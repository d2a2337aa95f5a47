#!/usr/bin/env bash
# Installs the Debian packages that a step needs and that are missing: `install_packages.sh build`,
# `test` (build and what the tests run) or `ci` (also the checkers). Quick when nothing is missing.
set -euo pipefail

build=(build-essential cmake ninja-build pkg-config libimgui-dev libglfw3-dev python3-glad
  libstb-dev libeigen3-dev nlohmann-json3-dev libcli11-dev libfmt-dev zlib1g-dev libegl-dev
  libgl-dev libegl1 libgl1 libgl1-mesa-dri)
test=(libgtest-dev libgmock-dev python3)
ci=(clang libfuzzer-14-dev libclang-rt-14-dev clang-format universal-ctags xvfb xauth xdotool imagemagick)

case "${1:-build}" in
  build) wanted=("${build[@]}") ;;
  test) wanted=("${build[@]}" "${test[@]}") ;;
  ci) wanted=("${build[@]}" "${test[@]}" "${ci[@]}") ;;
  *) echo "usage: $0 build|test|ci" >&2; exit 2 ;;
esac

missing=()
for package in "${wanted[@]}"; do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true)
  [ "$status" = installed ] || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get > /dev/null; then
  echo "These packages are missing and there is no apt-get: ${missing[*]}" >&2
  exit 1
fi
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
echo "Installing ${missing[*]}"
log=$(mktemp)
if ! { "${as_root[@]}" apt-get update &&
       "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
         apt-get install -y --no-install-recommends "${missing[@]}"; } > "$log" 2>&1; then
  tail -20 "$log" >&2
  exit 1
fi
rm -f "$log"
