#!/usr/bin/env bash
# Runs one target of tests/fuzz on random bytes until it fails or the time is up.
#
#   scripts/fuzz.sh TARGET SECONDS      a target of tests/fuzz/targets.cc, such as pickle
#
# The corpus is kept in build/fuzz/corpus/TARGET, failing inputs in build/fuzz/findings. After a fix, add the input to
# tests/fuzz/seeds/TARGET, which every test run replays.
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

[ $# = 2 ] || die "say which target and for how many seconds: scripts/fuzz.sh pickle 60"
target=$1 seconds=$2
[ -d "tests/fuzz/seeds/$target" ] || die "no target '$target'; there are: $(ls tests/fuzz/seeds | tr '\n' ' ')"
scripts/setup.sh fuzz
scripts/build.sh fuzz --target "fuzz_$target"

corpus=build/fuzz/corpus/$target
mkdir -p "$corpus" build/fuzz/findings
seeds=("tests/fuzz/seeds/$target")
[ "$target" = checkpoint ] && seeds+=(tests/golden/checkpoints)
[ "$target" = webp ] && seeds+=(tests/golden/webp)
exec "build/fuzz/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=100000 \
  -artifact_prefix="build/fuzz/findings/$target-" -print_final_stats=1 "$corpus" "${seeds[@]}"
