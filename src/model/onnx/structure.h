// Finds the ResNet in a list of steps: stem, stages of residual blocks, head. It only gives names
// and a description; what is computed is the steps' own.

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "model/config.h"
#include "model/onnx/importer.h"

namespace residua::onnx {

struct Structure {
  ResNetConfig config;  // of a network that is no ResNet: without stem and stages
  bool is_resnet = false;
  std::vector<std::pair<std::size_t, std::string>> names;  // of steps' results
  // Where it is no ResNet: a line for each step.
  std::string list;
};

// The steps that the output needs, in an order in which kernels can do as much as possible at once:
// what a shortcut computes comes before the branch that it is added to. An addition's first input
// becomes its branch, and layers get their names in the paper's terms.
Structure FindStructure(Imported& imported, std::vector<std::size_t>& order);

}  // namespace residua::onnx
