// Describes a network as a tree in the paper's terms, so that users can check how it was
// recognised.

#pragma once

#include <string>

#include "model/config.h"

namespace residua {

// One line for the stem, each stage, each run of equal blocks, and the head:
//
//   stem: 7x7 convolution to 64 channels, stride 2; relu; 3x3 max pooling, stride 2
//   stage1: 2 blocks, 64 channels
//     block1 to block2: 3x3 convolution to 64, 3x3 to 64; shortcut: identity
//   ...
//   head: average pooling; linear to 1000; softmax
std::string Describe(const ResNetConfig& config);

}  // namespace residua
