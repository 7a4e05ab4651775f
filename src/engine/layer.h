// The learned part of a step: a convolution or a linear layer, batch normalisation already folded
// in.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace residua::engine {

struct LayerShape {
  std::size_t out_channels = 0;
  std::size_t in_channels = 0;  // of all groups together
  std::size_t kernel = 1;       // height and width, pixels; 1 for a linear layer
  std::size_t groups = 1;       // ResNeXt's cardinality

  std::size_t weights() const { return out_channels * kernel * kernel * in_channels / groups; }
  bool operator==(const LayerShape&) const = default;
};

// What the architecture asks a weight source for.
struct Layer {
  std::string name;  // "stage1.block1.reduce"
  LayerShape shape;
};

// The numbers of one layer: y = weights * x + bias.
struct LayerWeights {
  // out_channels x kernel x kernel x in_channels/groups (OHWI), input channels innermost
  std::vector<float> weights;
  std::vector<float> bias;  // out_channels
};

}  // namespace residua::engine
