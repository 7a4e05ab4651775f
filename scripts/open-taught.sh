#!/usr/bin/env bash
# Opens in PyTorch a network that Residua taught; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" open_taught "$@"
