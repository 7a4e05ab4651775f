#!/usr/bin/env bash
# Builds the WebAssembly of every flavour into web/dist, for the page and the module.
source "$(dirname "$0")/common.sh"
cd "$ROOT"

for instruction_set in simd relaxed-simd; do
  for threads in "" -threads; do
    scripts/build.sh "wasm-$instruction_set$threads" --target residua_module
  done
done
