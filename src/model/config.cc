#include "model/config.h"

#include <algorithm>

namespace residua {
namespace {

constexpr BlockType kBasic = BlockType::kBasic;
constexpr BlockType kBottleneck = BlockType::kBottleneck;
constexpr ShortcutPooling kAverage = ShortcutPooling::kAverage;

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
    // He et al. 2018: C has the deep stem, D the average-pooled shortcut too
    {.name = "resnet50c",  .block = kBottleneck, .counts = {3, 4, 6, 3},  .deep_stem = {32, 32}},
    {.name = "resnet18d",  .block = kBasic,      .counts = {2, 2, 2, 2},  .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet34d",  .block = kBasic,      .counts = {3, 4, 6, 3},  .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet26d",  .block = kBottleneck, .counts = {2, 2, 2, 2},  .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet50d",  .block = kBottleneck, .counts = {3, 4, 6, 3},  .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet101d", .block = kBottleneck, .counts = {3, 4, 23, 3}, .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet152d", .block = kBottleneck, .counts = {3, 8, 36, 3}, .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet200d", .block = kBottleneck, .counts = {3, 24, 36, 3}, .deep_stem = {32, 32}, .shortcut_pooling = kAverage},
    // timm's small ones, with a stem that widens in steps
    {.name = "resnet10t",  .block = kBasic,      .counts = {1, 1, 1, 1},  .deep_stem = {24, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet14t",  .block = kBottleneck, .counts = {1, 1, 1, 1},  .deep_stem = {24, 32}, .shortcut_pooling = kAverage},
    {.name = "resnet26t",  .block = kBottleneck, .counts = {2, 2, 2, 2},  .deep_stem = {24, 32}, .shortcut_pooling = kAverage},
};
// clang-format on

}  // namespace

std::span<const Variant> Variants() { return kVariants; }

ResNetConfig MakeConfig(const Variant& variant, std::size_t num_classes) {
  ResNetConfig config{.name = variant.name,
                      .block = variant.block,
                      .shortcut_pooling = variant.shortcut_pooling,
                      .num_classes = num_classes};
  if (variant.deep_stem[0] != 0) {
    config.stem.channels = {variant.deep_stem[0], variant.deep_stem[1], 64};
  }
  for (std::size_t i = 0; i < variant.counts.size(); ++i) {
    const std::size_t planes = std::size_t{64} << i;
    config.stages.push_back({.blocks = variant.counts[i],
                             .width = planes * variant.base_width / 64 * variant.groups,
                             .out_channels = planes * Expansion(variant.block),
                             .groups = variant.groups,
                             .stride = i == 0 ? std::size_t{1} : std::size_t{2}});
  }
  return config;
}

const Variant* FindVariant(const ResNetConfig& config) {
  const auto found =
      std::find_if(std::begin(kVariants), std::end(kVariants), [&](const Variant& v) {
        const ResNetConfig published = MakeConfig(v, config.num_classes);
        return published.block == config.block && published.stem == config.stem &&
               published.stages == config.stages &&
               published.shortcut_pooling == config.shortcut_pooling && config.input_channels == 3;
      });
  return found == std::end(kVariants) ? nullptr : found;
}

}  // namespace residua
