// Which ResNet a checkpoint holds, from the names and shapes of its tensors alone.

#pragma once

#include <cstddef>
#include <optional>

#include "checkpoint/tensor_index.h"
#include "model/checkpoint_names.h"
#include "model/config.h"

namespace residua {

// What tensors cannot tell. Unset: the default of ResNetConfig.
struct ArchitectureHints {
  std::optional<StridePlacement> stride_placement;
  std::optional<ShortcutPooling> shortcut_pooling;
  std::optional<std::size_t>
      first_stage_stride;  // 1, or 2 (transformers' downsample_in_first_stage)
  std::optional<double> batch_norm_epsilon;
};

// Throws Error(kUnsupportedCheckpoint) if the network is of another family, or
// Error(kInvalidCheckpoint) if a tensor that tells a size is missing or has the wrong number of
// dimensions. Tensors that tell no size are not looked at.
ResNetConfig RecogniseResNet(const TensorIndex& index, const CheckpointNames& names,
                             const ArchitectureHints& hints = {});

}  // namespace residua
