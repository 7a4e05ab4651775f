#!/usr/bin/env bash
# Builds the npm package residua-VERSION.tgz in this folder or another; install it with `npm install FILE`.
#
#   scripts/build-package.sh [--pack-destination DIR] [OPTIONS OF npm pack]
source "$(dirname "$0")/internal/common.sh"
destination=$PWD
cd "$ROOT"

{
  scripts/setup.sh
  scripts/build-wasm.sh
  scripts/internal/npm-ci.sh tests/web
  node scripts/web/build-module.mjs --types
  node scripts/web/bundle-module.mjs
} >&2
# The last destination takes precedence.
exec npm --prefix "$ROOT/web" pack "$ROOT/web" --pack-destination "$destination" "$@"
