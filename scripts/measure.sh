#!/usr/bin/env bash
# Measures the accuracy of networks on labelled photos; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" measure "$@"
