#!/usr/bin/env bash
# Runs a module of residua_tools without installing the package.
#
#   scripts/python/run.sh reference.make_network_goldens --check
#
# PYTHON selects another interpreter; on Debian, /usr/bin/python3 has access to Debian's PyTorch packages.
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
export PYTHONPATH=$folder${PYTHONPATH:+:$PYTHONPATH}
exec "${PYTHON:-python3}" -m "residua_tools.$1" "${@:2}"
