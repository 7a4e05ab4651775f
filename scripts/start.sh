#!/usr/bin/env bash
# Brings what is missing, builds the release wasm, and serves the page at http://127.0.0.1:8080.
#
#   PORT=9000 scripts/start.sh      on another port
source "$(dirname "$0")/common.sh"
cd "$ROOT"

scripts/setup.sh
scripts/build-wasm.sh
node scripts/build-module.mjs
exec node scripts/serve.mjs
