#include "model/body.h"

#include <array>
#include <string>

namespace residua {
namespace {

using engine::GraphBuilder;
using engine::LayerShape;
using engine::Value;

constexpr std::array kBasicRoles = {LayerRole::kFirst, LayerRole::kSecond};
constexpr std::array kBottleneckRoles = {LayerRole::kReduce, LayerRole::kSpatial,
                                         LayerRole::kExpand};

class BlockBuilder {
 public:
  // `id` specifies the stage and the block.
  BlockBuilder(GraphBuilder& graph, const ResNetConfig& config, const BlockConfig& block,
               const LayerId& id, WeightSource& weights)
      : graph_(graph), config_(config), block_(block), id_(id), weights_(weights) {}

  Value Add(Value x) {
    const std::string name = BlockName(id_.stage, id_.block);
    // The shortcut comes first, so that the last convolution of the branch can add it to its
    // result.
    const Value shortcut = AddShortcut(x);
    const Value branch =
        AddGate(graph_, AddBranch(x), block_.gate, block_.out_channels(), id_, weights_);
    const Value sum = graph_.Addition(branch, shortcut);
    const Value output = graph_.Activate(sum, config_.sum_activation);
    graph_.Name(shortcut, name + ".shortcut");
    graph_.Name(branch, name + ".branch");
    graph_.Name(sum, name + ".sum");
    graph_.Name(output, name);
    return output;
  }

 private:
  engine::Layer Declare(LayerRole role, const LayerShape& shape) {
    LayerId id = id_;
    id.role = role;
    return weights_.Declare(id, shape);
  }

  // x: N x H x W x C  ->  N x H/stride x W/stride x out_channels, the shape of the branch
  Value AddShortcut(Value x) {
    std::size_t stride = block_.stride();
    switch (block_.shortcut) {
      case ShortcutType::kIdentity:
        return x;
      case ShortcutType::kPadding: {
        const std::size_t zeros = block_.out_channels() - block_.in_channels;
        return graph_.PadChannels(
            x, {.stride = stride, .before = zeros / 2, .after = zeros - zeros / 2});
      }
      case ShortcutType::kPooledProjection:
        x = graph_.Pooling(x, {.kind = engine::PoolingKind::kAverage,
                               .window = 2,
                               .stride = stride,
                               .ceil_mode = true});
        stride = 1;
        break;
      case ShortcutType::kProjection:
        break;
    }
    const LayerShape shape{.out_channels = block_.out_channels(),
                           .in_channels = block_.in_channels};
    return graph_.Convolution(x, Declare(LayerRole::kProjection, shape), {.stride = stride});
  }

  // x: N x H x W x C  ->  N x H/stride x W/stride x out_channels
  Value AddBranch(Value x) {
    std::size_t in_channels = block_.in_channels;
    for (std::size_t i = 0; i < block_.convolutions.size(); ++i) {
      const ConvolutionConfig& convolution = block_.convolutions[i];
      const bool last = i + 1 == block_.convolutions.size();
      const bool blurred = config_.anti_aliased && convolution.stride > 1;
      const LayerShape shape{.out_channels = convolution.out_channels,
                             .in_channels = in_channels,
                             .kernel = convolution.kernel,
                             .groups = convolution.groups};
      const LayerRole role =
          block_.type == BlockType::kBasic ? kBasicRoles.at(i) : kBottleneckRoles.at(i);
      x = graph_.Convolution(x, Declare(role, shape),
                             {.stride = blurred ? 1 : convolution.stride,
                              .padding = convolution.padding,
                              .dilation = convolution.dilation,
                              .activation = last ? engine::Activation() : config_.activation});
      if (blurred) x = graph_.Blur(x, convolution.stride);
      in_channels = convolution.out_channels;
    }
    return x;
  }

  GraphBuilder& graph_;
  const ResNetConfig& config_;
  const BlockConfig& block_;
  LayerId id_;
  WeightSource& weights_;
};

}  // namespace

Value AddBody(GraphBuilder& graph, Value x, const ResNetConfig& config, WeightSource& weights) {
  for (std::size_t stage = 0; stage < config.stages.size(); ++stage) {
    const std::vector<BlockConfig>& blocks = config.stages[stage].blocks;
    for (std::size_t block = 0; block < blocks.size(); ++block) {
      const LayerId id{.place = LayerPlace::kBody, .stage = stage + 1, .block = block + 1};
      x = BlockBuilder(graph, config, blocks[block], id, weights).Add(x);
    }
    graph.Name(x, StageName(stage + 1));
  }
  return x;
}

}  // namespace residua
