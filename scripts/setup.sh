#!/usr/bin/env bash
# Installs missing build tools.
#
#   setup.sh          to build the page and the native program
#   setup.sh test     to build and test everything: formatters, browsers with three engines
#   setup.sh fuzz     to run scripts/fuzz.sh: Clang with libFuzzer
#
# On Debian 12 and 13 it installs packages, as root or with sudo. Elsewhere it only looks for the tools on PATH and
# lists the missing ones. If nothing is missing, it does nothing and returns quickly.
source "$(dirname "$0")/internal/common.sh"

# Each row: a program that must be on PATH, and the Debian package that contains it.
TOOLS="cmake cmake
ninja ninja-build
c++ g++
git git
python3 python3
xz xz-utils"
TEST_TOOLS="clang-format-19 clang-format-19
clang-tidy-19 clang-tidy-19
pyflakes3 pyflakes3
chromium chromium
firefox-esr firefox-esr
WebKitWebDriver webkit2gtk-driver
Xvfb xvfb
parallel parallel"
# The parts of Debian 12's LLVM that the unpacked Emscripten uses.
EMSCRIPTEN_TOOLS="clang-19 clang-19
wasm-ld-19 lld-19
llvm-ar-19 llvm-19
patchelf patchelf"

MINIMUM_NODE=20
MINIMUM_EMSCRIPTEN=3.1.69

debian_version() {
  [ -r /etc/os-release ] && have apt-get || return 0
  # shellcheck disable=SC1091
  (. /etc/os-release && [ "${ID:-}" = debian ] && printf %s "${VERSION_ID:-}") || true
}

# Prints the rows of $1 whose program is missing.
missing() {
  local program package
  while read -r program package; do have "$program" || echo "$program $package"; done <<<"$1"
}

emscripten_is_recent() {
  local version
  have emcc || return 1
  version=$(emcc -dumpversion 2>/dev/null) || return 1
  [ "$(printf '%s\n' "$MINIMUM_EMSCRIPTEN" "$version" | sort -V | head -n 1)" = "$MINIMUM_EMSCRIPTEN" ]
}

install_packages() {
  say "Installing $*"
  # The package lists may be missing (in a fresh container) or old; one update fixes both.
  as_root apt-get -qq update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >&2
}

node_version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/' || true)
[ "${node_version:-0}" -ge "$MINIMUM_NODE" ] ||
  die "Node $MINIMUM_NODE or newer is needed on PATH, with npm: https://nodejs.org/en/download"

wanted=$TOOLS
[ "${1:-}" = test ] && wanted+=$'\n'$TEST_TOOLS
[ "${1:-}" = fuzz ] && wanted+=$'\n'"clang++-19 clang-19"
debian=$(debian_version)
unpack_emscripten=no
if ! emscripten_is_recent; then
  case $debian in
    12)
      wanted+=$'\n'$EMSCRIPTEN_TOOLS
      unpack_emscripten=yes
      ;;
    *) wanted+=$'\n'"emcc emscripten" ;;
  esac
fi

lacking=$(missing "$wanted")
if [ -n "$lacking" ]; then
  case $debian in
    12 | 13)
      # shellcheck disable=SC2046
      install_packages ca-certificates $(cut -d' ' -f2 <<<"$lacking")
      ;;
    *)
      die "install these and put them on PATH: $(cut -d' ' -f1 <<<"$lacking" | paste -sd' ')
(emcc must be $MINIMUM_EMSCRIPTEN or newer: https://emscripten.org/docs/getting_started/downloads.html)"
      ;;
  esac
fi
# libFuzzer is a library of Clang, not a program.
if [ "${1:-}" = fuzz ] && ! compgen -G "$(clang++-19 -print-resource-dir)/lib/*/libclang_rt.fuzzer*.a" >/dev/null; then
  install_packages libclang-rt-19-dev
fi
if [ $unpack_emscripten = yes ]; then "$ROOT/scripts/internal/setup-emscripten.sh"; fi
