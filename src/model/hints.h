// Properties of an architecture that its tensors do not determine, as given by the user or the
// file.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/fusion.h"
#include "model/config.h"

namespace residua {

// The convolution of a block that has its stride.
enum class StridePlacement {
  kSpatial,  // bottleneck: the 3x3, as in ResNet-B, torchvision and timm ("v1.5"); basic block: the
             // first convolution; the default
  kReduce,   // bottleneck: the first 1x1, as in the original ResNet ("v1")
  kSecond,   // basic block: the second 3x3
};

// If unset, the value comes from the modules of a network that was saved whole, otherwise from the
// convention given in the comment.
struct ArchitectureHints {
  std::optional<StridePlacement> stride_placement;  // kSpatial
  // Pooling before a projection (ResNet-D). Default: derived from names, otherwise no. A value also
  // confirms that the network has shortcuts if no shortcut has weights.
  std::optional<bool> pooled_shortcut;
  std::optional<std::size_t> first_stage_stride;      // 1
  std::vector<std::size_t> stage_strides;             // empty: 1, 2, 2, ...
  std::vector<std::size_t> dilation;                  // per stage; empty: 1 everywhere
  std::optional<double> batch_norm_epsilon;           // 1e-5
  std::optional<std::size_t> stem_stride;             // 2; for a single 3x3: 1
  std::optional<std::size_t> stem_padding;            // half the kernel; for the max pooling: 1
  std::optional<bool> max_pool;                       // yes; after a single 3x3: no
  std::optional<engine::Activation> activation;       // ReLU
  std::optional<engine::Activation> stem_activation;  // `activation`
  std::optional<engine::Activation> activation_after_addition;  // `activation`
  std::optional<engine::Activation> head_activation;            // ReLU
  std::optional<bool> anti_aliased;                             // no
  std::optional<HeadPooling> pooling;  // average; both if the head's input is twice as long
  std::optional<OutputType> output;    // softmax; for a single logit: sigmoid

  // Sets the unset hints from `other`.
  void FillFrom(const ArchitectureHints& other);
};

}  // namespace residua
