#!/usr/bin/env bash
# Installs missing test tools, builds every flavour and runs every test and check.
#
#   scripts/test.sh              everything
#   scripts/test.sh STAGE...     only these: native asan wasm web format lint
#
# Adds up the summaries of all runners; the last line is `N passed, N failed`, with `, N skipped` if tests were skipped.
# Fails if anything failed or if a runner ran no tests.
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

ALL_STAGES=(native asan wasm web format lint)
stages=("$@")
[ $# -gt 0 ] || stages=("${ALL_STAGES[@]}")
for stage in "${stages[@]}"; do
  case " ${ALL_STAGES[*]} " in
    *" $stage "*) ;;
    *) die "no stage '$stage'; there are: ${ALL_STAGES[*]}" ;;
  esac
done

passed=0 failed=0 skipped=0
failures=()
logs=build/test-logs
mkdir -p "$logs"
rm -f "$logs/web-failures.log"

# fail NAME: counts a failure and lists it in the final summary.
fail() {
  failed=$((failed + 1))
  failures+=("$1")
}

# Runs a command, shows its output and writes it to a log. Returns its exit status.
logged() {
  local log=$logs/$1.log status=0
  shift
  "$@" 2>&1 | tee "$log" || status=${PIPESTATUS[0]}
  return "$status"
}

# count LABEL STATUS PASSED FAILED SKIPPED: adds the summary of one runner. A runner that exits with an error without
# reporting a failed test, or that ran no tests, counts as one failure.
count() {
  local label=$1 status=$2 ok=${3:-0} bad=${4:-0} left=${5:-0}
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
  if [ "$bad" -gt 0 ]; then
    failures+=("$label: $bad failed")
  elif [ "$status" != 0 ]; then
    fail "$label: exit status $status"
  elif [ "$((ok + left))" = 0 ]; then
    fail "$label: ran nothing"
  fi
}

# number LOG PATTERN: the number before PATTERN (`N passed`) in the last matching line of the log.
number() { sed -nE "s/.*[^0-9]([0-9]+) $2.*/\1/p" "$1" | tail -n 1; }

# catch2 LABEL COMMAND...: runs a Catch2 program and reads its summary.
catch2() {
  local label=$1 log=$logs/$1.log status=0 summary ok bad left
  shift
  logged "$label" "$@" --colour-mode none || status=$?
  if grep -q '^All tests passed' "$log"; then
    count "$label" "$status" "$(number "$log" 'test cases?\)')"
  else
    summary=$(grep '^test cases: ' "$log" | tail -n 1 || true)
    ok=$(grep -oE '[0-9]+ passed' <<<"$summary" | cut -d' ' -f1 || true)
    bad=$(grep -oE '[0-9]+ failed( |$)' <<<"$summary" | cut -d' ' -f1 || true)
    left=$(grep -oE '[0-9]+ skipped' <<<"$summary" | cut -d' ' -f1 || true)
    count "$label" "$status" "$ok" "$bad" "$left"
  fi
}

stage_native() {
  scripts/build.sh native || { fail "native: build"; return; }
  catch2 native build/native/tests/residua_tests
  check embedding embedding
  check installed installed
}

# Builds tests/embedding, which includes Residua as a subproject.
embedding() {
  cmake -S tests/embedding -B build/embedding -G Ninja && cmake --build build/embedding --target embedding || return
  answers_alike build/embedding/embedding
}

# Builds tests/installed, which finds Residua as a package: the installed native build, moved to another folder.
installed() {
  local folder=$ROOT/build/installed
  rm -rf "$folder"
  cmake --install build/native --prefix "$folder/before" >/dev/null || return
  mv "$folder/before" "$folder/prefix"
  cmake -S tests/installed -B "$folder/build" -G Ninja -DCMAKE_PREFIX_PATH="$folder/prefix" || return
  cmake --build "$folder/build" || return
  answers_alike "$folder/build/installed"
}

# answers_alike PROGRAM: checks that it gives the same answer as the native program.
answers_alike() {
  local photo=tests/web/samples/orange.jpg expected answer
  expected=$(build/native/residua classify --topk 1 --json $photo | sed -E 's/.*"label":"([^"]*)".*/\1/')
  answer=$("$1" weights/builtin.safetensors $photo)
  echo "$1: $answer; native: $expected"
  [ -n "$answer" ] && [ "$answer" = "$expected" ]
}

stage_asan() {
  scripts/build.sh native-asan || { fail "asan: build"; return; }
  catch2 asan build/native-asan/tests/residua_tests "~[slow]"
}

stage_wasm() {
  scripts/build.sh wasm-simd || { fail "wasm: build"; return; }
  catch2 wasm node build/wasm-simd/tests/residua_tests.cjs
  scripts/build.sh wasm-relaxed-simd || { fail "wasm-relaxed: build"; return; }
  local relaxed=()
  [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 22 ] || relaxed=(--experimental-wasm-relaxed-simd)
  catch2 wasm-relaxed node "${relaxed[@]}" build/wasm-relaxed-simd/tests/residua_tests.cjs
}

# Tests the page and the npm module, in Node and in a real browser.
stage_web() {
  local log=$logs/web.log status=0 bad
  scripts/build-wasm.sh || { fail "web: build"; return; }
  check size node scripts/web/check-size.mjs
  scripts/internal/npm-ci.sh tests/web || { fail "web: npm ci"; return; }
  check types node scripts/web/build-module.mjs --types
  check page-types tests/web/node_modules/.bin/tsc --project tests/web/page-types.json
  check bundle node scripts/web/bundle-module.mjs
  check module-size node scripts/web/check-module-size.mjs
  scripts/internal/fetch-samples.sh || say "The tests of the page are skipped."
  logged web npm --prefix tests/web test || status=$?
  # The summary of node's test runner: `ℹ pass 12`, or `# pass 12` if the output is not a terminal.
  node_count() { sed -nE "s/^(#|ℹ) $1 ([0-9]+)$/\2/p" "$log" | awk '{ n += $1 } END { print n + 0 }'; }
  bad=$(($(node_count fail) + $(node_count cancelled)))
  # At its end the runner lists failures with reasons; they are shown again after everything else.
  [ "$bad" = 0 ] || sed -n '/failing tests:/,$p' "$log" | head -n 200 >"$logs/web-failures.log"
  count web "$status" "$(node_count pass)" "$bad" "$(($(node_count skipped) + $(node_count todo)))"
}

# check LABEL COMMAND...: one check that passes or fails as a whole.
check() {
  local label=$1 status=0
  shift
  logged "$label" "$@" || status=$?
  if [ "$status" = 0 ]; then count "$label" 0 1; else count "$label" "$status" 0 1; fi
}

stage_format() {
  scripts/internal/npm-ci.sh scripts/lint || { fail "format: npm ci"; return; }
  check clang-format scripts/format.sh --check cpp
  check prettier scripts/format.sh --check web
}

stage_lint() {
  scripts/internal/npm-ci.sh scripts/lint || { fail "lint: npm ci"; return; }
  scripts/build.sh native || { fail "lint: build"; return; }
  check clang-tidy node scripts/lint/clang-tidy.mjs build/native
  check includes node scripts/lint/includes.mjs --check
  check eslint scripts/lint/node_modules/.bin/eslint --config scripts/lint/eslint.config.mjs --max-warnings 0 .
  # Debian 12 has no ruff.
  check pyflakes pyflakes3 scripts/python tests/bench
}

scripts/setup.sh test
for stage in "${stages[@]}"; do
  say "$stage"
  started=$SECONDS
  "stage_$stage"
  say "$stage took $((SECONDS - started)) s"
done

if [ ${#failures[@]} -gt 0 ]; then
  echo
  printf 'FAILED  %s\n' "${failures[@]}"
  if [ -f "$logs/web-failures.log" ]; then cat "$logs/web-failures.log"; fi
fi
summary="$passed passed, $failed failed"
[ "$skipped" = 0 ] || summary+=", $skipped skipped"
echo "$summary"
[ "$failed" = 0 ]
