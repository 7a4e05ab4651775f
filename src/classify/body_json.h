// The parts of a loaded network's file that are kept when its head is replaced, as JSON for
// src/teach.

#pragma once

#include <string>

#include "image/preprocess.h"
#include "model/body_tensors.h"
#include "model/config.h"

namespace residua {

// {"architecture": {...}, "preprocessing": {...}: complete, in the form of a card; "features": 512,
// "head": "fc", "headDimensions": 2, "tensors": [{"name": "conv1.weight", "dtype": "F32", "shape":
// [64, 3, 7, 7], "file": 0,
//               "begin": 80, "end": 37712, "strides": [...], "parts": [...]}, ...]}
//
// "strides" if the elements are not in row-major order; "parts" of a compact weight, each with the
// fields of a tensor, in file order.
std::string BodyJson(const ResNetConfig& config, const PreprocessConfig& preprocess,
                     const BodyTensors& body);

}  // namespace residua
