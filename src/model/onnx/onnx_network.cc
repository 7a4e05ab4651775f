#include "model/onnx/onnx_network.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

#include "core/error.h"
#include "model/onnx/importer.h"
#include "model/onnx/structure.h"

namespace residua::onnx {
namespace {

// Used where the graph leaves the image size open, in pixels.
constexpr std::size_t kUsualSide = 224;

// The quoted names in a list or a dictionary, written as JSON or Python. Keys are skipped.
std::vector<std::string> NamesIn(std::string_view text) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char quote = text[i];
    if (quote != '"' && quote != '\'') continue;
    std::string name;
    for (++i; i < text.size() && text[i] != quote; ++i) {
      if (text[i] == '\\' && i + 1 < text.size()) ++i;
      name += text[i];
    }
    const std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
    if (next == text.npos || text[next] != ':') names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> FindLabels(const TensorIndex& index, std::size_t classes) {
  for (const auto& [key, text] : index.metadata) {
    if (!text.starts_with('[') && !text.starts_with('{')) continue;
    std::vector<std::string> names = NamesIn(text);
    if (names.size() == classes && classes > 1) return names;
  }
  return {};
}

// If the first step normalises pixels, the upper end of their range: 255 if it scales by less than
// 1 (the deviations are above 1), otherwise 1. If it does not, 0.
int NormalisesUpTo(const Steps& steps, const std::vector<std::size_t>& order) {
  const auto first = std::ranges::find_if(order, [&](std::size_t step) {
    return !steps[step].inputs.empty() && steps[step].inputs[0] == 0;
  });
  if (first == order.end() || steps[*first].kind != StepKind::kAffine) return 0;
  const double scale = std::abs(steps[*first].weights.factor[0]);
  return scale < 1 ? 255 : 1;
}

}  // namespace

OnnxNetwork ImportOnnx(const TensorIndex& index, const ArchitectureHints& hints) {
  Imported imported = Importer(*index.program, kUsualSide).Run();
  Steps& steps = imported.steps;
  OnnxNetwork network;
  // A final sigmoid produces one probability per class.
  const bool sigmoid = steps[imported.output].kind == StepKind::kActivation &&
                       steps[imported.output].activation == engine::kSigmoid;
  if (sigmoid) imported.output = steps[imported.output].inputs[0];
  std::vector<std::size_t> order;
  Structure structure = FindStructure(imported, order);
  network.config = std::move(structure.config);
  network.structure = std::move(structure.list);
  network.config.output = hints.output.value_or(
      sigmoid || (network.config.num_classes == 1 && !imported.softmax) ? OutputType::kSigmoid
                                                                        : OutputType::kSoftmax);
  if (imported.outputs > 1) {
    network.assumptions.push_back("the first of the graph's " + std::to_string(imported.outputs) +
                                  " outputs that is a list of classes");
  }
  network.height = imported.one_size ? steps[0].shape.height : imported.height;
  network.width = imported.one_size ? steps[0].shape.width : imported.width;
  network.one_size = imported.one_size;
  network.normalises = NormalisesUpTo(steps, order);
  network.labels = FindLabels(index, network.config.answers());

  // The index lists tensors in the order of their bytes.
  std::vector<std::size_t> place(index.tensors.size());
  for (std::size_t i = 0; i < index.tensors.size(); ++i) place[index.tensors[i].order] = i;

  engine::GraphBuilder graph;
  std::vector<engine::Value> values(steps.size());
  for (const std::size_t i : order) {
    Step& step = steps[i];
    if (step.kind == StepKind::kInput) {
      values[i] = graph.Input(step.shape.channels);
      continue;
    }
    if (!step.operation) {
      throw Error(ErrorCode::kUnsupportedCheckpoint,
                  "The ONNX node \"" + imported.NameOf(i) +
                      "\" (Erf) is not run: it is known as a part of GELU alone.");
    }
    std::vector<engine::Value> inputs;
    inputs.reserve(step.inputs.size());
    for (const std::size_t input : step.inputs) inputs.push_back(values[input]);
    std::optional<engine::Layer> layer;
    if (step.layer) {
      layer = {.name = step.layer_name.empty() ? imported.NameOf(i) : step.layer_name,
               .shape = *step.layer};
      if (step.weights.tensor != kNoOnnxTensor) step.weights.tensor = place[step.weights.tensor];
      network.layers.push_back({.shape = *step.layer, .weights = std::move(step.weights)});
    }
    values[i] = graph.Append(std::move(step.operation), inputs, std::move(layer));
  }
  for (auto& [step, name] : structure.names) graph.Name(values[step], std::move(name));
  network.graph = std::move(graph).Build();
  return network;
}

}  // namespace residua::onnx
