// A scale and a shift per channel, as packed weights.

#pragma once

#include <algorithm>
#include <cstddef>

#include "engine/aligned_buffer.h"
#include "engine/layer.h"

namespace residua::engine {

class ChannelParameters {
 public:
  // Throws Error(kOutOfMemory).
  explicit ChannelParameters(std::size_t channels)
      : scales_(MakeAlignedFloats(channels, "the scales of a layer")),
        shifts_(MakeAlignedFloats(channels, "the shifts of a layer")) {}

  // `channels` has one weight per channel.
  void Pack(const ChannelWeights& channels) {
    std::copy_n(channels.weights, channels.count, scales_.get() + channels.first);
    std::copy_n(channels.bias, channels.count, shifts_.get() + channels.first);
  }

  const float* scales() const { return scales_.get(); }
  const float* shifts() const { return shifts_.get(); }

 private:
  AlignedFloats scales_;
  AlignedFloats shifts_;
};

}  // namespace residua::engine
