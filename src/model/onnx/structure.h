// Finds the ResNet in a list of steps: stem, stages of residual blocks, head. This adds names and a
// description, and does not change what the steps compute.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/config.h"
#include "model/onnx/importer.h"

namespace residua::onnx {

struct Structure {
  ResNetConfig config;  // without stem and stages if the network is not a ResNet
  bool is_resnet = false;
  std::vector<std::pair<std::size_t, std::string>> names;  // of the results of steps
  // A line for each step if the network is not a ResNet.
  std::string list;
};

// Sets `order` to the steps that the output needs, in an order that allows most fusion: a shortcut
// comes before the branch that it is added to. The branch becomes an addition's first input, and
// layers get their names in the paper's terms.
Structure FindStructure(Imported& imported, std::vector<std::size_t>& order);

}  // namespace residua::onnx
