#!/usr/bin/env bash
# Trains a ResNet on a folder of photos; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" train "$@"
