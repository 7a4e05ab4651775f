// Identifies a layer of a network by its place in the paper's terms. Readable names are printed
// from it and never parsed.

#pragma once

#include <cstddef>
#include <string>

namespace residua {

enum class LayerPlace { kStem, kBody, kHead };

enum class LayerRole {
  kConvolution,  // in the stem or a head
  kFirst,        // the 3x3 convolutions of a residual block
  kSecond,
  kReduce,  // the convolutions of a bottleneck block: 1x1, 3x3, 1x1
  kSpatial,
  kExpand,
  kProjection,     // the shortcut's 1x1 convolution
  kSqueeze,        // the two layers of squeeze-and-excitation
  kExcite,         //
  kChannelMixing,  // the one layer of efficient channel attention
  kNormalisation,  // a separate normalisation in a head
  kLinear,
};

struct LayerId {
  LayerPlace place = LayerPlace::kStem;
  LayerRole role = LayerRole::kConvolution;
  std::size_t stage = 0;   // from 1; 0 outside the body
  std::size_t block = 0;   // from 1; 0 outside the body
  std::size_t number = 0;  // from 1, if several layers have this role; otherwise 0

  bool operator==(const LayerId&) const = default;
};

// "stem.conv", "stem.conv2", "stage1.block2.reduce", "head.linear".
std::string ToString(const LayerId& id);

// "stage1", "stage1.block2".
std::string StageName(std::size_t stage);
std::string BlockName(std::size_t stage, std::size_t block);

}  // namespace residua
