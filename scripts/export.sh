#!/usr/bin/env bash
# Writes a checkpoint as .safetensors or .pth; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" export "$@"
