#!/usr/bin/env bash
# Fits a network's temperature and threshold on labelled photos; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" calibrate "$@"
