// A network as a tree in the paper's terms, for people to see whether it was understood.

#pragma once

#include <string>

#include "model/config.h"

namespace residua {

// A line for the stem, each stage, each different block in it, and the head:
//
//   stem: 7x7 convolution to 64 channels, stride 2; relu; 3x3 max pooling, stride 2
//   stage1: 2 blocks, 64 channels
//     block1 to block2: 3x3 convolution to 64, 3x3 to 64; shortcut: identity
//   ...
//   head: average pooling; linear to 1000; softmax
std::string Describe(const ResNetConfig& config);

}  // namespace residua
