// F(4x4, 3x3) with filters that are transformed anew at every run, so that they take no more memory
// than those of the checkpoint: a quarter of transformed ones.
//
// Eight output channels (a panel) and 48 input channels at a time, and of their 36 matrices twelve:
// what is transformed stays in the first-level cache until every tile has been multiplied by it. A
// filter's transform costs as much as some 100 multiply-adds of a product, once per block of tiles.
// That pays where memory is to be spared, and where many filters meet few tiles, so that bringing
// four times their bytes from memory would take longer (see convolution_choice.cc).

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
  std::size_t columns() const;  // of all panels

  LayerShape shape_;
  std::size_t panel_;      // columns
  AlignedFloats filters_;  // panel x input channel x 3 x 3 x column of the panel
  AlignedFloats bias_;     // panel x column
};

}  // namespace residua::engine
