// Finds the ResNet in a list of steps: stem, stages of residual blocks, head. Adds names and a
// description without changing what the steps compute.

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
  std::vector<std::pair<std::size_t, std::string>> names;  // for the results of steps
  // One line per step if the network is not a ResNet.
  std::string list;
};

// Sets `order` to the steps that the output depends on, in an order that allows the most fusion: a
// shortcut comes before the branch that it is added to. Makes the branch the first input of an
// addition and names the layers in the paper's terms.
Structure FindStructure(Imported& imported, std::vector<std::size_t>& order);

}  // namespace residua::onnx
