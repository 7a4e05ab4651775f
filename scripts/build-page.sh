#!/usr/bin/env bash
# Builds a folder with the page for any static host and any base path.
#
#   scripts/build-page.sh [--to DIR] [--model NAME]... [--url ADDRESS]
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

scripts/setup.sh
scripts/build-wasm.sh
node scripts/web/build-module.mjs
# The page also works without the sample photos.
scripts/internal/fetch-samples.sh || true
scripts/internal/npm-ci.sh tests/web
exec node scripts/web/build-page.mjs "$@"
