// Which ResNet: everything that tells one variant from another. A published variant is one line of
// data.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/fusion.h"
#include "model/gates.h"

namespace residua {

enum class BlockType {
  kBasic,       // two 3x3 convolutions; He et al. 2015, figure 5, left
  kBottleneck,  // 1x1, 3x3, 1x1 to four times the width; figure 5, right
};

// Output channels of a block for each channel of its width, in the published variants.
constexpr std::size_t Expansion(BlockType type) { return type == BlockType::kBasic ? 1 : 4; }

// A convolution, with the normalisation that follows it.
struct ConvolutionConfig {
  std::size_t out_channels = 0;
  std::size_t kernel = 3;   // height and width, pixels
  std::size_t groups = 1;   // ResNeXt's cardinality; as many as channels: depthwise
  std::size_t stride = 1;   // pixels
  std::size_t padding = 0;  // pixels, on all sides
  std::size_t dilation = 1;

  bool operator==(const ConvolutionConfig&) const = default;
};

struct PoolConfig {
  std::size_t window = 3;   // pixels
  std::size_t stride = 2;   // pixels
  std::size_t padding = 1;  // pixels, on all sides

  bool operator==(const PoolConfig&) const = default;
};

struct StemConfig {
  // One: a 7x7 with stride 2, the original stem, or a 3x3 for small images. Three: 3x3s, the first
  // with stride 2 (ResNet-C; He et al. 2018, "Bag of tricks", figure 2b).
  std::vector<ConvolutionConfig> convolutions;
  bool activation = true;                         // after the last convolution
  std::optional<PoolConfig> pool = PoolConfig();  // max pooling; unset: none

  bool operator==(const StemConfig&) const = default;
};

enum class ShortcutType {
  kIdentity,
  kProjection,        // a 1x1 convolution with the block's stride; He et al. 2015, option B
  kPooledProjection,  // ResNet-D: 2x2 average pooling, then a 1x1 convolution of stride 1 ("Bag of
                      // tricks", figure 2c)
  kPadding,           // every stride-th pixel, and channels of zeros; option A
};

struct BlockConfig {
  BlockType type = BlockType::kBasic;
  std::size_t in_channels = 0;
  std::vector<ConvolutionConfig> convolutions;  // two (basic) or three (bottleneck)
  ShortcutType shortcut = ShortcutType::kIdentity;
  GateConfig gate;  // of the branch

  std::size_t out_channels() const { return convolutions.back().out_channels; }
  std::size_t stride() const;
  bool operator==(const BlockConfig&) const = default;
};

// A run of blocks; the first one strides.
struct StageConfig {
  std::vector<BlockConfig> blocks;

  bool operator==(const StageConfig&) const = default;
};

// How the maps of the last stage become one number for each channel.
enum class HeadPooling { kAverage, kMax, kMaxAverage };  // the last: both, one behind the other

enum class HeadLayerType { kConvolution, kLinear, kNormalisation, kActivation };

struct HeadLayer {
  HeadLayerType type = HeadLayerType::kLinear;
  std::size_t out_channels = 0;
  bool before_pooling = false;  // a 1x1 convolution on the maps, and what belongs to it
  engine::Activation activation;

  bool operator==(const HeadLayer&) const = default;
};

struct HeadConfig {
  HeadPooling pooling = HeadPooling::kAverage;
  std::vector<HeadLayer> layers;  // the classifier; empty: an encoder without classes

  bool operator==(const HeadConfig&) const = default;
};

// How logits become probabilities.
enum class OutputType {
  kSoftmax,  // exactly one class is right
  kSigmoid,  // every class by itself; of one logit: yes or no, two classes
};

struct ResNetConfig {
  std::string name =
      "resnet";  // "resnet50", or "resnet" where no published variant has these shapes
  std::size_t input_channels = 3;
  StemConfig stem;
  std::vector<StageConfig> stages;  // four in most published variants; empty: no ResNet
  HeadConfig head;
  std::size_t num_classes = 1000;  // 0: an encoder without classes
  OutputType output = OutputType::kSoftmax;
  engine::Activation activation = engine::kRelu;      // of stem and blocks
  engine::Activation sum_activation = engine::kRelu;  // after a block's addition
  bool anti_aliased = false;  // a 3x3 blur wherever the body strides, and after the stem's pooling
  double batch_norm_epsilon = 1e-5;  // added to the variance; PyTorch's default

  std::size_t features() const;  // numbers that the pooling gives: the embedding's length
  // Classes that an answer chooses among: two for one logit.
  std::size_t answers() const { return num_classes == 1 ? 2 : num_classes; }
  // Height and width of the images it was probably trained on, pixels: 32 where the stem does not
  // shrink them (CIFAR), else 224.
  std::size_t usual_input() const;
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
  ShortcutType shortcut = ShortcutType::kProjection;  // where shapes change
};

// One line each.
std::span<const Variant> Variants();

// The variant as a network: widths 64, 128, 256, 512, strides 1, 2, 2, 2.
ResNetConfig MakeConfig(const Variant& variant, std::size_t num_classes);

// The published variant with this network's shapes (whatever its number of classes), if there is
// one.
const Variant* FindVariant(const ResNetConfig& config);

}  // namespace residua
