// Gathers the weights of a layer for XNNPACK's operators, which take those of all channels at once.

#pragma once

#include <algorithm>
#include <cstddef>

#include "engine/aligned_buffer.h"
#include "engine/layer.h"

namespace residua::engine {

class WholeWeights {
 public:
  // Adds some channels of a layer of this shape, each channel once. Returns those of all channels
  // once they are there, null before; valid until the next call. Where they come all at once,
  // nothing is copied. Throws Error(kOutOfMemory).
  const ChannelWeights* Add(const LayerShape& shape, const ChannelWeights& channels) {
    all_ = channels;
    if (channels.count == shape.out_channels) return &all_;
    const std::size_t size = shape.weights() / shape.out_channels;
    if (!weights_) {
      weights_ = MakeAlignedFloats(shape.weights(), "the weights of a layer");
      bias_ = MakeAlignedFloats(shape.out_channels, "the biases of a layer");
    }
    std::copy_n(channels.weights, channels.count * size, weights_.get() + channels.first * size);
    std::copy_n(channels.bias, channels.count, bias_.get() + channels.first);
    all_ = {.count = added_ += channels.count, .weights = weights_.get(), .bias = bias_.get()};
    return added_ == shape.out_channels ? &all_ : nullptr;
  }

 private:
  AlignedFloats weights_;
  AlignedFloats bias_;
  std::size_t added_ = 0;
  ChannelWeights all_;
};

}  // namespace residua::engine
