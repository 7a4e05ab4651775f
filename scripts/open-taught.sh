#!/usr/bin/env bash
# Opens a network that Residua taught in PyTorch; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" open_taught "$@"
