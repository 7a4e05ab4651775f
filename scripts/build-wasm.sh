#!/usr/bin/env bash
# Builds the WebAssembly into web/dist for the page and the module. Fails if a flavour exceeds its budget.
#
#   build-wasm.sh                all four flavours
#   build-wasm.sh FLAVOUR...     only these: simd relaxed-simd simd-threads relaxed-simd-threads
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

flavours=("$@")
[ $# -gt 0 ] || flavours=(simd simd-threads relaxed-simd relaxed-simd-threads)

scripts/internal/npm-ci.sh scripts/web/minify
# Marks the flavours that were minified and measured after linking, so that an unchanged build is quick.
stamps=build/minified
mkdir -p $stamps
changed=no
for flavour in "${flavours[@]}"; do
  targets=(residua_module)
  # The teaching module and Node's WebP decoder are built once for all flavours.
  [ "$flavour" != simd ] || targets+=(residua_teach_module residua_webp_module)
  scripts/build.sh "wasm-$flavour" --target "${targets[@]}"
  glue=web/dist/residua-$flavour.mjs
  [ "$glue" -nt "$stamps/$flavour" ] || continue
  # Emscripten does not shorten local variable names. Repeated minification is harmless.
  scripts/web/minify/node_modules/.bin/terser --module --ecma 2020 --compress passes=2 --mangle --output "$glue" "$glue"
  touch "$stamps/$flavour"
  changed=yes
done
# The budgets cover all flavours together.
if [ $changed = yes ] && [ $# = 0 ]; then
  node scripts/web/check-size.mjs || {
    rm -r $stamps
    exit 1
  }
fi
