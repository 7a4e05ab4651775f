// A network out of an ONNX file: the engine's graph, and where the numbers of its layers are.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checkpoint/tensor_index.h"
#include "engine/graph.h"
#include "model/config.h"
#include "model/hints.h"
#include "model/onnx/step.h"

namespace residua::onnx {

struct OnnxLayer {
  engine::LayerShape shape;
  StepWeights weights;  // `tensor`: in the index
};

struct OnnxNetwork {
  ResNetConfig config;
  engine::Graph graph;
  std::vector<OnnxLayer> layers;  // as the graph's
  std::string structure;          // where it is no ResNet: a line for each step; else empty
  std::vector<std::string> assumptions;
  std::vector<std::string> labels;  // as many as classes, or none
  std::size_t height = 0;           // of the images that it is made for; 0: any
  std::size_t width = 0;
  bool one_size = false;  // it works for these alone
  // It normalises pixels itself, which are from 0 to this: 1 or 255. 0: it does not.
  int normalises = 0;
};

// Throws what Importer::Run does.
OnnxNetwork ImportOnnx(const TensorIndex& index, const ArchitectureHints& hints);

}  // namespace residua::onnx
