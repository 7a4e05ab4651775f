#include "model/describe.h"

#include "model/layer_id.h"
#include "model/module_facts.h"

namespace residua {
namespace {

std::string Square(std::size_t size) { return std::to_string(size) + "x" + std::to_string(size); }

std::string Describe(const ConvolutionConfig& convolution, std::size_t in_channels) {
  std::string text = Square(convolution.kernel) + " to " + std::to_string(convolution.out_channels);
  if (convolution.groups > 1 && convolution.groups == in_channels) {
    text += " depthwise";
  } else if (convolution.groups > 1) {
    text += " in " + std::to_string(convolution.groups) + " groups";
  }
  if (convolution.stride > 1) text += " stride " + std::to_string(convolution.stride);
  if (convolution.dilation > 1) text += " dilation " + std::to_string(convolution.dilation);
  return text;
}

const char* Describe(ShortcutType shortcut) {
  switch (shortcut) {
    case ShortcutType::kIdentity:
      return "identity";
    case ShortcutType::kProjection:
      return "projection (1x1)";
    case ShortcutType::kPooledProjection:
      return "2x2 average pooling, projection (1x1)";
    case ShortcutType::kPadding:
      break;
  }
  return "zeros for the channels that are new";
}

std::string Describe(const BlockConfig& block) {
  std::string text = block.type == BlockType::kBasic ? "residual block: " : "bottleneck block: ";
  std::size_t in_channels = block.in_channels;
  for (const ConvolutionConfig& convolution : block.convolutions) {
    if (&convolution != &block.convolutions.front()) text += ", ";
    text += Describe(convolution, in_channels);
    in_channels = convolution.out_channels;
  }
  if (block.gate.type != GateType::kNone) text += "; " + Describe(block.gate);
  return text + "; shortcut: " + Describe(block.shortcut);
}

std::string Describe(const StemConfig& stem, const ResNetConfig& config) {
  std::string text = "stem: ";
  std::size_t in_channels = config.input_channels;
  for (const ConvolutionConfig& convolution : stem.convolutions) {
    text += Describe(convolution, in_channels) + ", ";
    in_channels = convolution.out_channels;
  }
  text += stem.activation ? NameOf(config.activation) : "no activation";
  if (!stem.pool) return text + "; no pooling\n";
  return text + "; " + Square(stem.pool->window) + " max pooling stride " +
         std::to_string(stem.pool->stride) + "\n";
}

std::string Describe(const HeadConfig& head, OutputType output) {
  std::string before;
  std::string after;
  for (const HeadLayer& layer : head.layers) {
    std::string& text = layer.before_pooling ? before : after;
    switch (layer.type) {
      case HeadLayerType::kConvolution:
        text += "1x1 to " + std::to_string(layer.out_channels) + ", ";
        break;
      case HeadLayerType::kLinear:
        text += "linear to " + std::to_string(layer.out_channels) + ", ";
        break;
      case HeadLayerType::kNormalisation:
        text += "batch norm, ";
        break;
      case HeadLayerType::kActivation:
        text += NameOf(layer.activation) + ", ";
        break;
    }
  }
  const char* const pooling = head.pooling == HeadPooling::kMax          ? "max pooling"
                              : head.pooling == HeadPooling::kMaxAverage ? "max and average pooling"
                                                                         : "average pooling";
  if (after.empty()) return "head: " + before + pooling + "; no classes\n";
  return "head: " + before + pooling + ", " + after +
         (output == OutputType::kSigmoid ? "sigmoid\n" : "softmax\n");
}

}  // namespace

std::string Describe(const ResNetConfig& config) {
  std::string text = Describe(config.stem, config);
  for (std::size_t stage = 0; stage < config.stages.size(); ++stage) {
    const std::vector<BlockConfig>& blocks = config.stages[stage].blocks;
    text += StageName(stage + 1) + ": " + std::to_string(blocks.size()) +
            (blocks.size() == 1 ? " block, " : " blocks, ") +
            std::to_string(blocks.back().out_channels()) + " channels\n";
    for (std::size_t first = 0; first < blocks.size();) {
      std::size_t last = first;
      while (last + 1 < blocks.size() && blocks[last + 1] == blocks[first]) ++last;
      text += "  block" + std::to_string(first + 1);
      if (last > first) text += " to block" + std::to_string(last + 1);
      text += ": " + Describe(blocks[first]) + "\n";
      first = last + 1;
    }
  }
  return text + Describe(config.head, config.output);
}

}  // namespace residua
