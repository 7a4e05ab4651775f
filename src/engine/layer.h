// The learned part of an operator: a convolution or a linear layer, with batch normalisation folded
// in.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace residua::engine {

struct LayerShape {
  std::size_t out_channels = 0;
  std::size_t in_channels = 0;  // of all groups
  std::size_t kernel = 1;       // height and width, pixels; 1 for a linear layer
  std::size_t groups = 1;       // the cardinality of ResNeXt

  std::size_t weights() const { return out_channels * kernel * kernel * in_channels / groups; }
  bool operator==(const LayerShape&) const = default;
};

// A layer that the architecture requests from a weight source.
struct Layer {
  std::string name;  // "stage1.block1.reduce"
  LayerShape shape;
};

// The weights of some output channels of a layer: y = weights * x + bias.
struct ChannelWeights {
  std::size_t first = 0;  // first channel
  std::size_t count = 0;  // number of channels
  // count x kernel x kernel x in_channels/groups (OHWI), input channels innermost
  const float* weights = nullptr;
  const float* bias = nullptr;  // count
};

// The weights of a whole layer.
struct LayerWeights {
  std::vector<float> weights;  // out_channels x kernel x kernel x in_channels/groups
  std::vector<float> bias;     // out_channels

  ChannelWeights channels() const {
    return {.count = bias.size(), .weights = weights.data(), .bias = bias.data()};
  }
};

}  // namespace residua::engine
