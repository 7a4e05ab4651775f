#!/usr/bin/env bash
# Formats all files that git tracks or would track: C++ with clang-format, web files with prettier.
#
#   scripts/format.sh [--check] [cpp|web]      --check only lists the files that are not formatted
source "$(dirname "$0")/internal/common.sh"
cd "$ROOT"

check=no
if [ "${1:-}" = --check ]; then
  check=yes
  shift
fi
what=${1:-all}

# files PATTERN...: tracked and new files, except ignored and deleted ones.
files() { git ls-files --cached --others --exclude-standard -- "$@" | while read -r f; do [ -f "$f" ] && echo "$f"; done; }

if [ "$what" != web ]; then
  mapfile -t cpp < <(files '*.cc' '*.h' '*.c')
  [ ${#cpp[@]} -gt 0 ] || die "no C++ files"
  if [ $check = yes ]; then
    bad=$(clang-format-19 --dry-run -Werror "${cpp[@]}" 2>&1 | sed -n 's/^\([^ :]*\):[0-9].*/\1/p' | sort -u || true)
    if [ -n "$bad" ]; then
      printf 'not formatted: %s\n' $bad
      echo "scripts/format.sh cpp mends that"
      exit 1
    fi
  else
    clang-format-19 -i "${cpp[@]}"
  fi
  echo "clang-format: ${#cpp[@]} files"
fi

if [ "$what" != cpp ]; then
  [ -x scripts/lint/node_modules/.bin/prettier ] || scripts/internal/npm-ci.sh scripts/lint
  mapfile -t web < <(files '*.js' '*.mjs' '*.ts' '*.json' '*.css' '*.html' '*.md' '*.yml' | grep -v package-lock.json)
  [ ${#web[@]} -gt 0 ] || die "no web files"
  mode=--write
  if [ $check = yes ]; then mode=--check; fi
  scripts/lint/node_modules/.bin/prettier $mode "${web[@]}"
  echo "prettier: ${#web[@]} files"
fi
