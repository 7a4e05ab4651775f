#!/usr/bin/env bash
# Makes a folder with the page that any static host serves, under any base path.
#
#   scripts/build-page.sh [--to DIR] [--model NAME]... [--url ADDRESS]
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

scripts/setup.sh
scripts/build-wasm.sh
node scripts/web/build-module.mjs
# The page works without them.
scripts/internal/fetch-samples.sh || true
scripts/internal/npm-ci.sh tests/web
exec node scripts/web/build-page.mjs "$@"
