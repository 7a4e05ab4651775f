// The architecture's settings in a model's JSON: what tensors cannot tell.

#pragma once

#include "core/json.h"
#include "model/hints.h"

namespace residua {

// {"stride": "spatial" | "reduce" | "second", "shortcut": "stride" | "pool", "firstStageStride": 2,
//  "stageStrides": [1, 2, 2, 2], "dilation": [1, 1, 2, 4], "batchNormEpsilon": 1e-5, "stemStride":
//  2, "stemPadding": 0, "maxPool": false, "activation": "relu" | "silu" | ..., "negativeSlope":
//  0.01, "stemActivation": "none", "activationAfterAddition": "none", "headActivation": "gelu",
//  "antiAliased": true, "pooling": "average" | "max" | "max-average"}
//
// Activations: none, relu, relu6, leaky-relu (of negativeSlope), silu, gelu, hard-swish, sigmoid,
// hard-sigmoid, elu, tanh, mish. Throws Error(kInvalidOption) for a field of another form or an
// unknown name, naming it and what it may be.
ArchitectureHints ReadArchitecture(JsonValue object);

}  // namespace residua
