// Imports a network from an ONNX file: the engine's graph and the location of its weights.

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
  StepWeights weights;  // `tensor` is its position in the index
};

struct OnnxNetwork {
  ResNetConfig config;
  engine::Graph graph;
  std::vector<OnnxLayer> layers;  // in the order of the graph's layers
  std::string structure;          // if not a ResNet: one line per step; otherwise empty
  std::vector<std::string> assumptions;
  std::vector<std::string> labels;  // as many as there are classes, or none
  std::size_t height = 0;           // of the images that the graph requires; 0: any
  std::size_t width = 0;
  bool one_size = false;  // images of other sizes are not supported
  // Upper end of the pixel range, 1 or 255, if the network itself normalises pixels; otherwise 0.
  int normalises = 0;
};

// Throws as Importer::Run does.
OnnxNetwork ImportOnnx(const TensorIndex& index, const ArchitectureHints& hints);

}  // namespace residua::onnx
