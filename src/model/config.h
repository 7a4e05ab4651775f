// The configuration of a ResNet: all properties that distinguish one variant from another. A
// published variant is one row of data.

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

// Output channels of a block per channel of its width, in the published variants.
constexpr std::size_t Expansion(BlockType type) { return type == BlockType::kBasic ? 1 : 4; }

// A convolution and the normalisation after it.
struct ConvolutionConfig {
  std::size_t out_channels = 0;
  std::size_t kernel = 3;   // height and width, pixels
  std::size_t groups = 1;   // ResNeXt's cardinality; depthwise if equal to the channels
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
  // One convolution: 7x7 with stride 2 (the original stem), or 3x3 (small images). Three: 3x3, the
  // first with stride 2 (ResNet-C; He et al. 2018, "Bag of tricks", figure 2b).
  std::vector<ConvolutionConfig> convolutions;
  bool activation = true;                         // after the last convolution
  std::optional<PoolConfig> pool = PoolConfig();  // max pooling; unset: no pooling

  bool operator==(const StemConfig&) const = default;
};

enum class ShortcutType {
  kIdentity,
  kProjection,        // a 1x1 convolution with the block's stride; He et al. 2015, option B
  kPooledProjection,  // ResNet-D: 2x2 average pooling, then a 1x1 convolution of stride 1 ("Bag of
                      // tricks", figure 2c)
  kPadding,           // subsampled input with zero channels appended; option A
};

struct BlockConfig {
  BlockType type = BlockType::kBasic;
  std::size_t in_channels = 0;
  std::vector<ConvolutionConfig> convolutions;  // two (basic) or three (bottleneck)
  ShortcutType shortcut = ShortcutType::kIdentity;
  GateConfig gate;  // applied to the branch

  std::size_t out_channels() const { return convolutions.back().out_channels; }
  std::size_t stride() const;
  bool operator==(const BlockConfig&) const = default;
};

// A sequence of blocks; the first block has the stride.
struct StageConfig {
  std::vector<BlockConfig> blocks;

  bool operator==(const StageConfig&) const = default;
};

// Reduces the maps of the last stage to one number per channel.
enum class HeadPooling { kAverage, kMax, kMaxAverage };  // kMaxAverage: concatenated

enum class HeadLayerType { kConvolution, kLinear, kNormalisation, kActivation };

struct HeadLayer {
  HeadLayerType type = HeadLayerType::kLinear;
  std::size_t out_channels = 0;
  bool before_pooling = false;  // a 1x1 convolution on the maps, or its activation
  engine::Activation activation;

  bool operator==(const HeadLayer&) const = default;
};

struct HeadConfig {
  HeadPooling pooling = HeadPooling::kAverage;
  std::vector<HeadLayer> layers;  // the classifier; empty: an encoder without classes

  bool operator==(const HeadConfig&) const = default;
};

// The mapping from logits to probabilities.
enum class OutputType {
  kSoftmax,  // exactly one class applies
  kSigmoid,  // classes are independent; with a single logit: two classes, no and yes
};

struct ResNetConfig {
  std::string name = "resnet";  // "resnet50", or "resnet" if no published variant has these shapes
  std::size_t input_channels = 3;
  StemConfig stem;
  std::vector<StageConfig> stages;  // four in most published variants; empty: not a ResNet
  HeadConfig head;
  std::size_t num_classes = 1000;  // 0: an encoder without classes
  OutputType output = OutputType::kSoftmax;
  engine::Activation activation = engine::kRelu;      // of stem and blocks
  engine::Activation sum_activation = engine::kRelu;  // after a block's addition
  bool anti_aliased = false;  // a 3x3 blur at every stride of the body and after the stem's pooling
  double batch_norm_epsilon = 1e-5;  // added to the variance; PyTorch's default

  std::size_t features() const;  // channels after pooling: the length of the embedding
  // Number of classes in an answer: two for a single logit.
  std::size_t answers() const { return num_classes == 1 ? 2 : num_classes; }
  // Probable height and width of the training images in pixels: 32 if the stem keeps the resolution
  // (CIFAR), otherwise 224.
  std::size_t usual_input() const;
};

// A published variant, in the terms of its paper.
struct Variant {
  const char* name;  // as in torchvision and timm
  BlockType block;
  std::array<std::size_t, 4> counts;  // blocks per stage
  std::size_t base_width = 64;        // width of a group in a bottleneck of the first stage
  std::size_t groups = 1;             // cardinality
  // Channels of the first two convolutions of a deep stem; 0: plain stem.
  std::array<std::size_t, 2> deep_stem = {0, 0};
  ShortcutType shortcut = ShortcutType::kProjection;  // where the shape changes
};

// One row per variant.
std::span<const Variant> Variants();

// The network of a variant: widths 64, 128, 256, 512, strides 1, 2, 2, 2.
ResNetConfig MakeConfig(const Variant& variant, std::size_t num_classes);

// The published variant that has the shapes of this network, with any number of classes; null if
// there is none.
const Variant* FindVariant(const ResNetConfig& config);

}  // namespace residua
