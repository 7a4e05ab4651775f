#include "bench/networks.h"

#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "support/pack_layer.h"

namespace residua::bench {
namespace {

using engine::ConvolutionOptions;
using engine::GraphBuilder;
using engine::LayerShape;
using engine::Value;

struct Block {
  std::string name;
  std::size_t in = 0;
  std::size_t width = 0;
  std::size_t out = 0;
  std::size_t stride = 1;
};

Value Convolve(GraphBuilder& graph, Value x, const std::string& name, const LayerShape& shape,
               const ConvolutionOptions& options) {
  return graph.Convolution(x, {name, shape}, options);
}

Value AddBlock(GraphBuilder& graph, Value x, const Block& block) {
  Value shortcut = x;
  if (block.in != block.out || block.stride != 1) {
    shortcut =
        Convolve(graph, x, block.name + ".projection",
                 {.out_channels = block.out, .in_channels = block.in}, {.stride = block.stride});
  }
  Value y = x;
  if (block.width == block.out) {
    y = Convolve(graph, y, block.name + ".first",
                 {.out_channels = block.width, .in_channels = block.in, .kernel = 3},
                 {.stride = block.stride, .padding = 1, .activation = engine::kRelu});
    y = Convolve(graph, y, block.name + ".second",
                 {.out_channels = block.out, .in_channels = block.width, .kernel = 3},
                 {.padding = 1});
  } else {
    y = Convolve(graph, y, block.name + ".reduce",
                 {.out_channels = block.width, .in_channels = block.in},
                 {.activation = engine::kRelu});
    y = Convolve(graph, y, block.name + ".spatial",
                 {.out_channels = block.width, .in_channels = block.width, .kernel = 3},
                 {.stride = block.stride, .padding = 1, .activation = engine::kRelu});
    y = Convolve(graph, y, block.name + ".expand",
                 {.out_channels = block.out, .in_channels = block.width}, {});
  }
  const Value sum = graph.Addition(y, shortcut);
  graph.Name(sum, block.name + ".sum");
  return graph.Activate(sum, engine::kRelu);
}

std::shared_ptr<const engine::Weights> PackRandom(GraphBuilder graph,
                                                  const engine::KernelOptions& options) {
  engine::WeightsBuilder builder(std::move(graph).Build(), options);
  const std::vector<engine::Layer>& layers = builder.graph().layers();
  std::mt19937 random(1);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const LayerShape& shape = layers[i].shape;
    engine::LayerWeights weights{.weights = std::vector<float>(shape.weights()),
                                 .bias = std::vector<float>(shape.out_channels, 0.01f)};
    // Uniform, of the variance 2 / fan-in (He et al. 2015, "Delving deep into rectifiers").
    const auto fan_in = static_cast<float>(shape.weights() / shape.out_channels);
    const float scale = std::sqrt(6.0f / fan_in);
    for (float& weight : weights.weights) {
      weight = scale * (static_cast<float>(random()) / 2147483648.0f - 1.0f);
    }
    testing::PackLayer(builder, i, weights);
  }
  return builder.Build();
}

}  // namespace

std::shared_ptr<const engine::Weights> MakeResNet(std::size_t depth,
                                                  const engine::KernelOptions& options) {
  const std::size_t blocks18[] = {2, 2, 2, 2};
  const std::size_t blocks34[] = {3, 4, 6, 3};
  const std::size_t* const blocks = depth == 18 ? blocks18 : blocks34;
  const std::size_t expansion = depth >= 50 ? 4 : 1;
  GraphBuilder graph;
  Value x = graph.Input(3);
  x = Convolve(graph, x, "stem", {.out_channels = 64, .in_channels = 3, .kernel = 7},
               {.stride = 2, .padding = 3, .activation = engine::kRelu});
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kMax, .window = 3, .stride = 2, .padding = 1});
  graph.Name(x, "pooling");
  std::size_t in = 64;
  for (std::size_t stage = 0; stage < 4; ++stage) {
    const std::size_t width = std::size_t{64} << stage;
    for (std::size_t i = 0; i < blocks[stage]; ++i) {
      x = AddBlock(graph, x,
                   {.name = std::to_string(stage + 1) + "." + std::to_string(i + 1),
                    .in = in,
                    .width = width,
                    .out = expansion * width,
                    .stride = stage > 0 && i == 0 ? std::size_t{2} : std::size_t{1}});
      in = expansion * width;
    }
  }
  x = graph.Pooling(x, {.kind = engine::PoolingKind::kGlobalAverage});
  graph.Name(x, "average");
  graph.Linear(x, {"head", {.out_channels = 1000, .in_channels = in}});
  return PackRandom(std::move(graph), options);
}

std::shared_ptr<const engine::Weights> MakeSpatial(std::size_t channels,
                                                   const engine::KernelOptions& options) {
  GraphBuilder graph;
  const Value x = graph.Input(channels);
  Convolve(graph, x, "spatial", {.out_channels = channels, .in_channels = channels, .kernel = 3},
           {.padding = 1});
  return PackRandom(std::move(graph), options);
}

}  // namespace residua::bench
