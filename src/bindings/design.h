// A network's structure as a plain JavaScript object, for drawing it.

#pragma once

#include <emscripten/val.h>

#include "model/config.h"

namespace residua {

// {inputChannels, activation, sumActivation, antiAliased, stem: {convolutions, activation, pool},
// stages: [{blocks: [{type, inChannels, convolutions, shortcut, gate}]}], head: {pooling, layers}},
// as `Design` in web/src/engine/wasm-module.js.
emscripten::val DesignOf(const ResNetConfig& config);

}  // namespace residua
