#!/usr/bin/env bash
# Records how plain and residual networks of several depths train; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" record_depth "$@"
