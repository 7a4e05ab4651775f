// F(4x4, 3x3) whose filters are transformed anew on every run, so that they need no more memory
// than those of the checkpoint: a quarter of transformed filters.
//
// Works on eight output channels (a panel) and 48 input channels at a time, and on twelve of their
// 36 matrices: the transformed filters stay in the first-level cache until every tile has been
// multiplied by them. Transforming a filter costs as much as some 100 multiply-adds of a product,
// once per block of tiles. This pays where memory is scarce, and for layers with many filters and
// few tiles, where loading four times the bytes from memory would take longer (see
// convolution_choice.cc).

#pragma once

#include <cstddef>

#include "engine/aligned_buffer.h"
#include "engine/kernel.h"
#include "engine/layer.h"

namespace residua::engine {

class StreamedConvolution final : public AddingKernel {
 public:
  // `shape` is 3x3 and ungrouped; stride and padding are 1. Throws Error(kOutOfMemory).
  explicit StreamedConvolution(const LayerShape& shape);

  void Pack(const ChannelWeights& channels) override;
  std::unique_ptr<Step> MakeStep(const StepSize& size) const override;

 private:
  std::size_t columns() const;  // of all panels together

  LayerShape shape_;
  std::size_t panel_;      // columns
  AlignedFloats filters_;  // panel x input channel x 3 x 3 x column of the panel
  AlignedFloats bias_;     // panel x column
};

}  // namespace residua::engine
