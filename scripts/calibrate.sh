#!/usr/bin/env bash
# Fits the temperature and the threshold of a network on labelled photos; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" calibrate "$@"
