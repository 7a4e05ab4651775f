// Which ResNet: everything that tells one variant from another. A published variant is one line of
// data.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace residua {

enum class BlockType {
  kBasic,       // two 3x3 convolutions; He et al. 2015, figure 5, left
  kBottleneck,  // 1x1, 3x3, 1x1 to four times the width; figure 5, right
};

// Output channels of a block for each channel of its width.
constexpr std::size_t Expansion(BlockType type) { return type == BlockType::kBasic ? 1 : 4; }

struct StemConfig {
  // Output channels of the stem's convolutions. One: a 7x7 with stride 2, the original stem. Three:
  // 3x3s, the first with stride 2 (ResNet-C; He et al. 2018, "Bag of tricks", figure 2b).
  std::vector<std::size_t> channels = {64};

  bool operator==(const StemConfig&) const = default;
};

// A run of blocks of one size. The first block has the stage's stride, the others 1.
struct StageConfig {
  std::size_t blocks = 0;
  std::size_t width = 0;         // channels between a block's convolutions
  std::size_t out_channels = 0;  // channels that leave a block
  std::size_t groups = 1;        // of the 3x3 convolution in a bottleneck: ResNeXt's cardinality
  std::size_t stride = 1;        // pixels

  bool operator==(const StageConfig&) const = default;
};

// Where a bottleneck of stride 2 takes its stride.
enum class StridePlacement {
  kSpatial,  // on the 3x3: ResNet-B, torchvision's and timm's ("v1.5"); the default
  kReduce,   // on the first 1x1: the original ResNet ("v1")
};

// How a shortcut changes its shape.
enum class ShortcutPooling {
  kNone,     // a 1x1 convolution with the stage's stride; the default
  kAverage,  // ResNet-D: 2x2 average pooling, then a 1x1 convolution with stride 1 ("Bag of
             // tricks", figure 2c)
};

struct ResNetConfig {
  std::string name =
      "resnet";  // "resnet50", or "resnet" where no published variant has these shapes
  BlockType block = BlockType::kBasic;
  std::size_t input_channels = 3;
  StemConfig stem;
  std::vector<StageConfig> stages;  // four in every published variant
  StridePlacement stride_placement = StridePlacement::kSpatial;
  ShortcutPooling shortcut_pooling = ShortcutPooling::kNone;
  std::size_t num_classes = 1000;
  double batch_norm_epsilon = 1e-5;  // added to the variance; PyTorch's default
};

// A published variant, in the words of its paper.
struct Variant {
  const char* name;  // torchvision's and timm's
  BlockType block;
  std::array<std::size_t, 4> counts;  // blocks per stage
  std::size_t base_width = 64;        // channels of a group in the first stage's bottleneck
  std::size_t groups = 1;             // cardinality
  std::array<std::size_t, 2> deep_stem = {
      0, 0};  // channels of a deep stem's first two convolutions; 0: plain stem
  ShortcutPooling shortcut_pooling = ShortcutPooling::kNone;
};

// One line each.
std::span<const Variant> Variants();

// The variant as a network: widths 64, 128, 256, 512, strides 1, 2, 2, 2.
ResNetConfig MakeConfig(const Variant& variant, std::size_t num_classes);

// The published variant with this network's shapes (whatever its number of classes), if there is
// one.
const Variant* FindVariant(const ResNetConfig& config);

}  // namespace residua
