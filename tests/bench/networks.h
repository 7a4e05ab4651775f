// ResNet-18 and -50 (He et al. 2015, table 1; strides on the 3x3 convolutions) with random weights:
// networks to measure, without a checkpoint. Everything that an application runs is in src/model.

#pragma once

#include <cstddef>
#include <memory>

#include "engine/weights.h"

namespace residua::bench {

// `depth` is 18, 34 or 50. Weights are such that activations keep their scale.
std::shared_ptr<const engine::Weights> MakeResNet(std::size_t depth,
                                                  const engine::KernelOptions& options);

// One convolution from `channels` to as many: 3x3, stride 1, padding 1.
std::shared_ptr<const engine::Weights> MakeSpatial(std::size_t channels,
                                                   const engine::KernelOptions& options);

}  // namespace residua::bench
