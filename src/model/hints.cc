#include "model/hints.h"

namespace residua {

void ArchitectureHints::FillFrom(const ArchitectureHints& other) {
  const auto fill = [](auto& ours, const auto& theirs) {
    if (!ours) ours = theirs;
  };
  fill(stride_placement, other.stride_placement);
  fill(pooled_shortcut, other.pooled_shortcut);
  fill(first_stage_stride, other.first_stage_stride);
  if (stage_strides.empty()) stage_strides = other.stage_strides;
  if (dilation.empty()) dilation = other.dilation;
  fill(batch_norm_epsilon, other.batch_norm_epsilon);
  fill(stem_stride, other.stem_stride);
  fill(stem_padding, other.stem_padding);
  fill(max_pool, other.max_pool);
  fill(activation, other.activation);
  fill(stem_activation, other.stem_activation);
  fill(activation_after_addition, other.activation_after_addition);
  fill(head_activation, other.head_activation);
  fill(anti_aliased, other.anti_aliased);
  fill(pooling, other.pooling);
  fill(output, other.output);
}

}  // namespace residua
