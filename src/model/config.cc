#include "model/config.h"

#include <algorithm>

namespace residua {
namespace {

constexpr BlockType kBasic = BlockType::kBasic;
constexpr BlockType kBottleneck = BlockType::kBottleneck;
constexpr ShortcutType kPooled = ShortcutType::kPooledProjection;

// clang-format off
constexpr Variant kVariants[] = {
    // He et al. 2015, table 1
    {"resnet18",  kBasic,      {2, 2, 2, 2}},
    {"resnet34",  kBasic,      {3, 4, 6, 3}},
    {"resnet50",  kBottleneck, {3, 4, 6, 3}},
    {"resnet101", kBottleneck, {3, 4, 23, 3}},
    {"resnet152", kBottleneck, {3, 8, 36, 3}},
    // Zagoruyko and Komodakis 2016
    {.name = "wide_resnet50_2",  .block = kBottleneck, .counts = {3, 4, 6, 3},  .base_width = 128},
    {.name = "wide_resnet101_2", .block = kBottleneck, .counts = {3, 4, 23, 3}, .base_width = 128},
    // Xie et al. 2016
    {.name = "resnext50_32x4d",  .block = kBottleneck, .counts = {3, 4, 6, 3},  .base_width = 4, .groups = 32},
    {.name = "resnext101_32x8d", .block = kBottleneck, .counts = {3, 4, 23, 3}, .base_width = 8, .groups = 32},
    {.name = "resnext101_64x4d", .block = kBottleneck, .counts = {3, 4, 23, 3}, .base_width = 4, .groups = 64},
    // He et al. 2018: C has the deep stem, D also has the average-pooled shortcut
    {.name = "resnet50c",  .block = kBottleneck, .counts = {3, 4, 6, 3},  .deep_stem = {32, 32}},
    {.name = "resnet18d",  .block = kBasic,      .counts = {2, 2, 2, 2},  .deep_stem = {32, 32}, .shortcut = kPooled},
    {.name = "resnet34d",  .block = kBasic,      .counts = {3, 4, 6, 3},  .deep_stem = {32, 32}, .shortcut = kPooled},
    {.name = "resnet26d",  .block = kBottleneck, .counts = {2, 2, 2, 2},  .deep_stem = {32, 32}, .shortcut = kPooled},
    {.name = "resnet50d",  .block = kBottleneck, .counts = {3, 4, 6, 3},  .deep_stem = {32, 32}, .shortcut = kPooled},
    {.name = "resnet101d", .block = kBottleneck, .counts = {3, 4, 23, 3}, .deep_stem = {32, 32}, .shortcut = kPooled},
    {.name = "resnet152d", .block = kBottleneck, .counts = {3, 8, 36, 3}, .deep_stem = {32, 32}, .shortcut = kPooled},
    {.name = "resnet200d", .block = kBottleneck, .counts = {3, 24, 36, 3}, .deep_stem = {32, 32}, .shortcut = kPooled},
    // Small variants of timm, with a stem that widens step by step
    {.name = "resnet10t",  .block = kBasic,      .counts = {1, 1, 1, 1},  .deep_stem = {24, 32}, .shortcut = kPooled},
    {.name = "resnet14t",  .block = kBottleneck, .counts = {1, 1, 1, 1},  .deep_stem = {24, 32}, .shortcut = kPooled},
    {.name = "resnet26t",  .block = kBottleneck, .counts = {2, 2, 2, 2},  .deep_stem = {24, 32}, .shortcut = kPooled},
};
// clang-format on

constexpr std::size_t kStemChannels = 64;

}  // namespace

std::size_t BlockConfig::stride() const {
  std::size_t stride = 1;
  for (const ConvolutionConfig& convolution : convolutions) stride *= convolution.stride;
  return stride;
}

std::size_t ResNetConfig::features() const {
  std::size_t channels = stages.back().blocks.back().out_channels();
  for (const HeadLayer& layer : head.layers) {
    if (layer.before_pooling && layer.type == HeadLayerType::kConvolution) {
      channels = layer.out_channels;
    }
  }
  return head.pooling == HeadPooling::kMaxAverage ? 2 * channels : channels;
}

std::size_t ResNetConfig::usual_input() const {
  const bool shrinks =
      stem.pool || stem.convolutions.empty() || stem.convolutions.front().stride != 1;
  return shrinks ? 224 : 32;
}

std::span<const Variant> Variants() { return kVariants; }

ResNetConfig MakeConfig(const Variant& variant, std::size_t num_classes) {
  ResNetConfig config{.name = variant.name, .num_classes = num_classes};
  if (variant.deep_stem[0] != 0) {
    for (const std::size_t channels : {variant.deep_stem[0], variant.deep_stem[1], kStemChannels}) {
      const bool first = config.stem.convolutions.empty();
      config.stem.convolutions.push_back(
          {.out_channels = channels, .stride = first ? 2u : 1u, .padding = 1});
    }
  } else {
    config.stem.convolutions = {
        {.out_channels = kStemChannels, .kernel = 7, .stride = 2, .padding = 3}};
  }
  std::size_t in_channels = kStemChannels;
  for (std::size_t i = 0; i < variant.counts.size(); ++i) {
    const std::size_t planes = kStemChannels << i;
    StageConfig& stage = config.stages.emplace_back();
    for (std::size_t n = 0; n < variant.counts[i]; ++n) {
      const std::size_t stride = n == 0 && i > 0 ? 2 : 1;
      BlockConfig block{.type = variant.block, .in_channels = in_channels};
      if (variant.block == BlockType::kBasic) {
        block.convolutions = {{.out_channels = planes, .stride = stride, .padding = 1},
                              {.out_channels = planes, .padding = 1}};
      } else {
        const std::size_t width = planes * variant.base_width / 64 * variant.groups;
        block.convolutions = {
            {.out_channels = width, .kernel = 1},
            {.out_channels = width, .groups = variant.groups, .stride = stride, .padding = 1},
            {.out_channels = planes * Expansion(variant.block), .kernel = 1}};
      }
      if (stride != 1 || in_channels != block.out_channels()) {
        // Pooling is needed only where the block has a stride.
        block.shortcut = stride == 1 ? ShortcutType::kProjection : variant.shortcut;
      }
      in_channels = block.out_channels();
      stage.blocks.push_back(std::move(block));
    }
  }
  config.head.layers = {{.out_channels = num_classes}};
  return config;
}

const Variant* FindVariant(const ResNetConfig& config) {
  const auto found =
      std::find_if(std::begin(kVariants), std::end(kVariants), [&](const Variant& v) {
        const ResNetConfig published = MakeConfig(v, config.num_classes);
        return published.stem == config.stem && published.stages == config.stages &&
               config.input_channels == 3 && !config.anti_aliased;
      });
  return found == std::end(kVariants) ? nullptr : found;
}

}  // namespace residua
