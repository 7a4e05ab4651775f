#include "model/body.h"

#include <string>

namespace residua {
namespace {

using engine::GraphBuilder;
using engine::LayerShape;
using engine::Value;

// One block of a stage.
struct Block {
  std::string name;  // "stage1.block1"
  std::size_t in_channels = 0;
  std::size_t width = 0;
  std::size_t out_channels = 0;
  std::size_t groups = 1;
  std::size_t stride = 1;

  // Whether the shortcut changes shape: the addition needs both sides alike.
  bool projects() const { return stride != 1 || in_channels != out_channels; }
};

// x: N x H x W x C  ->  N x H/stride x W/stride x out_channels, as the branch makes it
Value AddShortcut(GraphBuilder& graph, Value x, const Block& block, const ResNetConfig& config,
                  WeightSource& weights) {
  if (!block.projects()) {
    graph.Name(x, block.name + ".shortcut");
    return x;
  }
  std::size_t stride = block.stride;
  if (config.shortcut_pooling == ShortcutPooling::kAverage && stride > 1) {
    x = graph.Pooling(
        x,
        {.kind = engine::PoolingKind::kAverage, .window = 2, .stride = stride, .ceil_mode = true});
    stride = 1;
  }
  const LayerShape shape{.out_channels = block.out_channels, .in_channels = block.in_channels};
  const Value shortcut =
      graph.Convolution(x, weights.Next(block.name + ".projection", shape), {.stride = stride});
  graph.Name(shortcut, block.name + ".shortcut");
  return shortcut;
}

// x: N x H x W x C  ->  N x H/stride x W/stride x width
Value AddBasicBranch(GraphBuilder& graph, Value x, const Block& block, WeightSource& weights) {
  const LayerShape first{
      .out_channels = block.width, .in_channels = block.in_channels, .kernel = 3};
  const LayerShape second{
      .out_channels = block.out_channels, .in_channels = block.width, .kernel = 3};
  x = graph.Convolution(x, weights.Next(block.name + ".first", first),
                        {.stride = block.stride, .padding = 1, .activation = engine::kRelu});
  return graph.Convolution(x, weights.Next(block.name + ".second", second), {.padding = 1});
}

// x: N x H x W x C  ->  N x H/stride x W/stride x 4*width (of the original; tensors may show other
// widths)
Value AddBottleneckBranch(GraphBuilder& graph, Value x, const Block& block,
                          const ResNetConfig& config, WeightSource& weights) {
  const bool reduce_strides = config.stride_placement == StridePlacement::kReduce;
  const LayerShape reduce{.out_channels = block.width, .in_channels = block.in_channels};
  const LayerShape spatial{
      .out_channels = block.width, .in_channels = block.width, .kernel = 3, .groups = block.groups};
  const LayerShape expand{.out_channels = block.out_channels, .in_channels = block.width};
  x = graph.Convolution(x, weights.Next(block.name + ".reduce", reduce),
                        {.stride = reduce_strides ? block.stride : 1, .activation = engine::kRelu});
  x = graph.Convolution(
      x, weights.Next(block.name + ".spatial", spatial),
      {.stride = reduce_strides ? 1 : block.stride, .padding = 1, .activation = engine::kRelu});
  return graph.Convolution(x, weights.Next(block.name + ".expand", expand), {});
}

Value AddBlock(GraphBuilder& graph, Value x, const Block& block, const ResNetConfig& config,
               WeightSource& weights) {
  // The shortcut first: then the branch's last convolution can add it to its own result.
  const Value shortcut = AddShortcut(graph, x, block, config, weights);
  const Value branch = config.block == BlockType::kBasic
                           ? AddBasicBranch(graph, x, block, weights)
                           : AddBottleneckBranch(graph, x, block, config, weights);
  const Value sum = graph.Addition(branch, shortcut);
  const Value output = graph.Activate(sum, engine::kRelu);
  graph.Name(branch, block.name + ".branch");
  graph.Name(sum, block.name + ".sum");
  graph.Name(output, block.name);
  return output;
}

// The first block changes the shape, the others keep it.
Value AddStage(GraphBuilder& graph, Value x, const std::string& name, std::size_t in_channels,
               const StageConfig& stage, const ResNetConfig& config, WeightSource& weights) {
  for (std::size_t i = 0; i < stage.blocks; ++i) {
    const bool first = i == 0;
    x = AddBlock(graph, x,
                 {.name = name + ".block" + std::to_string(i + 1),
                  .in_channels = first ? in_channels : stage.out_channels,
                  .width = stage.width,
                  .out_channels = stage.out_channels,
                  .groups = stage.groups,
                  .stride = first ? stage.stride : 1},
                 config, weights);
  }
  return x;
}

}  // namespace

Value AddBody(GraphBuilder& graph, Value x, const ResNetConfig& config, WeightSource& weights) {
  std::size_t in_channels = config.stem.channels.back();
  for (std::size_t i = 0; i < config.stages.size(); ++i) {
    x = AddStage(graph, x, "stage" + std::to_string(i + 1), in_channels, config.stages[i], config,
                 weights);
    graph.Name(x, "stage" + std::to_string(i + 1));
    in_channels = config.stages[i].out_channels;
  }
  return x;
}

}  // namespace residua
