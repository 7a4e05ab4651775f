#!/usr/bin/env bash
# Writes a checkpoint in a compact form; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" compress "$@"
