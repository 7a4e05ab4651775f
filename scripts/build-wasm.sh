#!/usr/bin/env bash
# Builds the WebAssembly into web/dist, for the page and the module. Fails where a flavour has outgrown its budget.
#
#   build-wasm.sh                all four flavours
#   build-wasm.sh FLAVOUR...     only these: simd relaxed-simd simd-threads relaxed-simd-threads
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

flavours=("$@")
[ $# -gt 0 ] || flavours=(simd simd-threads relaxed-simd relaxed-simd-threads)

scripts/internal/npm-ci.sh scripts/web/minify
# What has been minified and weighed since it was linked; a second run with nothing changed is quick.
stamps=build/minified
mkdir -p $stamps
changed=no
for flavour in "${flavours[@]}"; do
  targets=(residua_module)
  # What teaching learns with, and Node's decoder of WebP: one build for all.
  [ "$flavour" != simd ] || targets+=(residua_teach_module residua_webp_module)
  scripts/build.sh "wasm-$flavour" --target "${targets[@]}"
  glue=web/dist/residua-$flavour.mjs
  [ "$glue" -nt "$stamps/$flavour" ] || continue
  # Emscripten leaves the names of local variables long. Minifying again does no harm.
  scripts/web/minify/node_modules/.bin/terser --module --ecma 2020 --compress passes=2 --mangle --output "$glue" "$glue"
  touch "$stamps/$flavour"
  changed=yes
done
# Budgets are of all flavours together.
if [ $changed = yes ] && [ $# = 0 ]; then
  node scripts/web/check-size.mjs || {
    rm -r $stamps
    exit 1
  }
fi
