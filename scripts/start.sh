#!/usr/bin/env bash
# Installs missing build tools, builds, and serves the page at http://127.0.0.1:8080.
#
#   PORT=9000 scripts/start.sh      on another port
#
# The page is served as soon as one flavour of the WebAssembly is built. The faster flavours are built in the background
# and are used after a reload of the page.
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

scripts/setup.sh
scripts/build-wasm.sh simd
node scripts/web/build-module.mjs
# The page also works without the sample photos.
scripts/internal/fetch-samples.sh || true

# In the order of a browser's preference.
build_faster() {
  local flavour left=3 log=build/faster-flavours.log
  : >"$log"
  for flavour in relaxed-simd-threads relaxed-simd simd-threads; do
    if ! { nice scripts/build-wasm.sh "$flavour" && node scripts/web/build-module.mjs; } >>"$log" 2>&1; then
      say "The flavour $flavour could not be built, see $log. The page runs with those that are there."
      return
    fi
    left=$((left - 1))
    # A flavour that was already built took no time.
    [ "$SECONDS" -lt 10 ] || say "The flavour $flavour is built, $left left: reload the page to use it."
    SECONDS=0
  done
}

SECONDS=0
# A separate process group, which ends with the server; exec turns this process into the server.
set -m
build_faster &
builder=$!
{
  while kill -0 $$ 2>/dev/null && kill -0 $builder 2>/dev/null; do sleep 1; done
  kill -- -$builder 2>/dev/null || true
} &
exec node scripts/web/serve.mjs
