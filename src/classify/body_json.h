// What of a loaded network's file stays with another head, as JSON for src/teach.

#pragma once

#include <string>

#include "image/preprocess.h"
#include "model/body_tensors.h"
#include "model/config.h"

namespace residua {

// {"architecture": {...}, "preprocessing": {...}: as a card has them, complete; "features": 512,
//  "head": "fc", "headDimensions": 2,
//  "tensors": [{"name": "conv1.weight", "dtype": "F32", "shape": [64, 3, 7, 7], "file": 0,
//               "begin": 80, "end": 37712, "strides": [...], "parts": [...]}, ...]}
//
// "strides" where the numbers do not lie in the order of the shape; "parts" of a compact weight,
// each with the fields of a tensor, in the order of the file.
std::string BodyJson(const ResNetConfig& config, const PreprocessConfig& preprocess,
                     const BodyTensors& body);

}  // namespace residua
