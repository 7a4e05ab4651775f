#!/usr/bin/env bash
# Configures and builds one preset of CMakePresets.json.
#
#   scripts/build.sh PRESET [ARGUMENTS OF cmake --build]
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

preset=$1
shift
mkdir -p build
log=build/configure-$preset.log
# Reconfiguring is quick and detects changed recipes. The first configuration compiles the third-party libraries, so its
# progress is shown; later ones are shown only on failure.
if [ -f "build/$preset/CMakeCache.txt" ]; then
  cmake --preset "$preset" >"$log" 2>&1 || {
    cat "$log" >&2
    die "configuring $preset failed"
  }
else
  cmake --preset "$preset"
fi
cmake --build --preset "$preset" "$@"
