// A value in an ONNX graph during import.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checkpoint/dtype.h"
#include "engine/quantisation.h"
#include "model/onnx/step.h"

namespace residua::onnx {

using Dimensions = std::vector<std::int64_t>;

enum class ValueKind {
  kNone,      // not yet computed by a node
  kConstant,  // known numbers
  kWeight,    // a tensor too large to be loaded during import
  kMaps,      // the result of a step, which depends on the image
};

// The operation after the logits at the end of the network.
enum class Ending { kNone, kSoftmax };

struct Value {
  ValueKind kind = ValueKind::kNone;
  Dimensions shape;  // as in the graph
  DType type = DType::kF32;

  std::vector<double> numbers;  // for a kConstant

  std::size_t tensor = kNoOnnxTensor;  // for a kWeight
  WeightCode code;

  std::size_t step = 0;        // for a kMaps
  bool channels_last = false;  // N, H, W, C
  bool shared = false;         // read by more than one node
  Ending ending = Ending::kNone;
  std::size_t thinned = 0;  // factor by which rows are subsampled before columns follow; 0: none
  std::optional<engine::QuantisationOptions> codes;  // set if the values are quantised

  std::size_t elements() const {
    std::size_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
    return count;
  }
};

}  // namespace residua::onnx
