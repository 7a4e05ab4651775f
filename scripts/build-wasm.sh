#!/usr/bin/env bash
# Builds the WebAssembly of every flavour into web/dist, for the page and the module. Fails where one has outgrown its
# budget.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

scripts/npm-ci.sh scripts/minify
for instruction_set in simd relaxed-simd; do
  for threads in "" -threads; do
    scripts/build.sh "wasm-$instruction_set$threads" --target residua_module
    # Emscripten leaves the names of local variables long. Minifying again does no harm.
    glue=web/dist/residua-$instruction_set$threads.mjs
    scripts/minify/node_modules/.bin/terser --module --ecma 2020 --compress passes=2 --mangle --output "$glue" "$glue"
  done
done
node scripts/check-size.mjs
