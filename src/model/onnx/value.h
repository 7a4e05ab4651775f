// What a name in an ONNX graph stands for while the graph is read.

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
  kNone,      // no node has made it
  kConstant,  // known numbers
  kWeight,    // a tensor too large to be known yet
  kMaps,      // what a step makes of the image
};

// What became of the logits before they left the network.
enum class Ending { kNone, kSoftmax };

struct Value {
  ValueKind kind = ValueKind::kNone;
  Dimensions shape;  // as the graph counts them
  DType type = DType::kF32;

  std::vector<double> numbers;  // of a kConstant

  std::size_t tensor = kNoOnnxTensor;  // of a kWeight
  WeightCode code;

  std::size_t step = 0;        // of a kMaps
  bool channels_last = false;  // N, H, W, C
  bool shared = false;         // more than one node reads it
  Ending ending = Ending::kNone;
  std::size_t thinned = 0;  // only every n-th row is meant, and columns will follow; 0: all
  std::optional<engine::QuantisationOptions> codes;  // the numbers that it is written in

  std::size_t elements() const {
    std::size_t count = 1;
    for (const std::int64_t size : shape) count *= static_cast<std::size_t>(size);
    return count;
  }
};

}  // namespace residua::onnx
