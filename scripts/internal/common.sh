# Shared by the shell scripts; sourced, not executed.

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# The same rule as in src/third_party/cache_dir.cmake.
CACHE=${RESIDUA_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/residua}

say() { printf '\033[1m==> %s\033[0m\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root, using sudo if necessary.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif have sudo; then
    sudo "$@"
  else
    die "this needs root or sudo: $*"
  fi
}
