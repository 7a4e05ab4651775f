// Gathers the weights of a layer for XNNPACK's operators, which take those of all channels at once.

#pragma once

#include <algorithm>
#include <cstddef>

#include "engine/aligned_buffer.h"
#include "engine/layer.h"

namespace residua::engine {

class WholeWeights {
 public:
  // Throws Error(kOutOfMemory).
  explicit WholeWeights(const LayerShape& shape)
      : filter_(shape.weights() / shape.out_channels),
        weights_(MakeAlignedFloats(shape.weights(), "the weights of a layer")),
        bias_(MakeAlignedFloats(shape.out_channels, "the biases of a layer")) {}

  // Several threads may add different channels at a time.
  void Add(const ChannelWeights& channels) {
    std::copy_n(channels.weights, channels.count * filter_,
                weights_.get() + channels.first * filter_);
    std::copy_n(channels.bias, channels.count, bias_.get() + channels.first);
  }

  const float* weights() const { return weights_.get(); }
  const float* bias() const { return bias_.get(); }

  void Free() {
    weights_.reset();
    bias_.reset();
  }

 private:
  std::size_t filter_;  // floats of one output channel
  AlignedFloats weights_;
  AlignedFloats bias_;
};

}  // namespace residua::engine
