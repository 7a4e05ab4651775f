#!/usr/bin/env bash
# Runs npm ci in the given folder, unless the packages of its lockfile are already installed.
source "$(dirname "$0")/common.sh"

cd "$ROOT/$1"
stamp=node_modules/.residua-lockfile
if ! cmp -s package-lock.json "$stamp"; then
  say "npm ci in $1"
  npm ci --no-audit --no-fund >&2
  cp package-lock.json "$stamp"
fi
