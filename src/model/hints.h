// What tensors cannot tell of an architecture, and somebody says.

#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/fusion.h"
#include "model/config.h"

namespace residua {

// Which convolution of a block takes its stride.
enum class StridePlacement {
  kSpatial,  // of a bottleneck the 3x3: ResNet-B, torchvision's and timm's ("v1.5"); the default.
             // Of a basic block the first.
  kReduce,   // of a bottleneck the first 1x1: the original ResNet ("v1")
  kSecond,   // of a basic block the second 3x3
};

// Unset: what a whole module in the file says, else the convention. The comments give the latter.
struct ArchitectureHints {
  std::optional<StridePlacement> stride_placement;  // kSpatial
  // ResNet-D's pooling before a projection: what the names show, else no. Either says that there
  // are shortcuts, also where none has weights.
  std::optional<bool> pooled_shortcut;
  std::optional<std::size_t> first_stage_stride;      // 1
  std::vector<std::size_t> stage_strides;             // empty: 1, 2, 2, ...
  std::vector<std::size_t> dilation;                  // per stage; empty: 1 everywhere
  std::optional<double> batch_norm_epsilon;           // 1e-5
  std::optional<std::size_t> stem_stride;             // 2, of a single 3x3: 1
  std::optional<std::size_t> stem_padding;            // half the kernel, and of the max pooling 1
  std::optional<bool> max_pool;                       // yes, after a single 3x3: no
  std::optional<engine::Activation> activation;       // ReLU
  std::optional<engine::Activation> stem_activation;  // `activation`
  std::optional<engine::Activation> activation_after_addition;  // `activation`
  std::optional<engine::Activation> head_activation;            // ReLU
  std::optional<bool> anti_aliased;                             // no
  std::optional<HeadPooling> pooling;  // average; both, where the head's input is twice as long
  std::optional<OutputType> output;    // softmax; of one logit: sigmoid

  // What this leaves open, `other` answers.
  void FillFrom(const ArchitectureHints& other);
};

}  // namespace residua
