#!/usr/bin/env bash
# Downloads the weights of a model in weights/models.json; see web/fetch-weights.mjs, or --help.
exec node "$(dirname "${BASH_SOURCE[0]}")/web/fetch-weights.mjs" "$@"
