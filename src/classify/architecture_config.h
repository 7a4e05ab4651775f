// The architecture settings in a model's JSON, for properties that tensors do not reveal.

#pragma once

#include "core/json.h"
#include "model/hints.h"

namespace residua {

// {"stride": "spatial" | "reduce" | "second", "shortcut": "stride" | "pool" | "padding",
// "firstStageStride": 2,
//  "stageStrides": [1, 2, 2, 2], "dilation": [1, 1, 2, 4], "batchNormEpsilon": 1e-5, "stemStride":
//  2, "stemPadding": 0, "maxPool": false, "activation": "relu" | "silu" | ..., "negativeSlope":
//  0.01, "stemActivation": "none", "activationAfterAddition": "none", "headActivation": "gelu",
//  "antiAliased": true, "pooling": "average" | "max" | "max-average"}
//
// Activations: none, relu, relu6, leaky-relu (with negativeSlope), silu, gelu, hard-swish, sigmoid,
// hard-sigmoid, elu, tanh, mish. Throws Error(kInvalidOption) for a malformed field or an unknown
// name, with the name and the valid values.
ArchitectureHints ReadArchitecture(JsonValue object);

}  // namespace residua
