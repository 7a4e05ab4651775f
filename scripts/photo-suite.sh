#!/usr/bin/env bash
# Compares the decoders with Pillow over folders of images; --help lists the options.
exec "$(dirname "${BASH_SOURCE[0]}")/python/run.sh" photo_suite "$@"
