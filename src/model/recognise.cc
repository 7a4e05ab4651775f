#include "model/recognise.h"

#include <string>

#include "core/error.h"

namespace residua {
namespace {

// A tensor that must be there, with `dimensions` dimensions, none of them 0 or beyond reason.
const TensorEntry& Require(const TensorIndex& index, const std::string& name,
                           std::size_t dimensions) {
  const TensorEntry* tensor = index.Find(name);
  if (!tensor) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The checkpoint has no tensor \"" + name + "\", which a ResNet needs.");
  }
  bool sound = tensor->shape.size() == dimensions;
  for (const std::uint64_t size : tensor->shape) sound = sound && size > 0 && size < (1u << 20);
  if (!sound) {
    throw Error(ErrorCode::kInvalidCheckpoint,
                "The tensor \"" + name + "\" has shape " + tensor->ShapeText() + ", expected " +
                    std::to_string(dimensions) + " dimensions of at least 1.");
  }
  return *tensor;
}

std::size_t Dimension(const TensorEntry& tensor, std::size_t i) {
  return static_cast<std::size_t>(tensor.shape[i]);
}

StemConfig RecogniseStem(const TensorIndex& index, const CheckpointNames& names,
                         std::size_t& input_channels) {
  StemConfig stem;
  stem.channels.clear();
  if (names.deep_stem()) {
    for (const char* layer : {"stem.conv1", "stem.conv2", "stem.conv3"}) {
      const TensorEntry& weight = Require(index, names.Of(layer).weight, 4);
      if (stem.channels.empty()) input_channels = Dimension(weight, 1);
      stem.channels.push_back(Dimension(weight, 0));
    }
  } else {
    const TensorEntry& weight = Require(index, names.Of("stem.conv").weight, 4);
    if (weight.shape[2] != 7 || weight.shape[3] != 7) {
      throw Error(
          ErrorCode::kUnsupportedCheckpoint,
          "The first convolution (\"" + weight.name + "\") has shape " + weight.ShapeText() +
              ", expected a 7x7 kernel. ResNets for CIFAR begin otherwise and are not run.");
    }
    input_channels = Dimension(weight, 1);
    stem.channels.push_back(Dimension(weight, 0));
  }
  return stem;
}

StageConfig RecogniseStage(const TensorIndex& index, const CheckpointNames& names,
                           std::size_t stage, BlockType block) {
  StageConfig config{.blocks = names.Blocks(index, stage), .stride = stage == 1 ? 1u : 2u};
  const std::string first = "stage" + std::to_string(stage) + ".block1.";
  if (block == BlockType::kBasic) {
    config.width = Dimension(Require(index, names.Of(first + "first").weight, 4), 0);
    config.out_channels = Dimension(Require(index, names.Of(first + "second").weight, 4), 0);
  } else {
    config.width = Dimension(Require(index, names.Of(first + "reduce").weight, 4), 0);
    config.out_channels = Dimension(Require(index, names.Of(first + "expand").weight, 4), 0);
    // A grouped convolution stores only the input channels of one group.
    const TensorEntry& spatial = Require(index, names.Of(first + "spatial").weight, 4);
    const std::size_t per_group = Dimension(spatial, 1);
    if (config.width % per_group != 0 || config.width % (config.width / per_group) != 0) {
      throw Error(ErrorCode::kInvalidCheckpoint,
                  "The tensor \"" + spatial.name + "\" has shape " + spatial.ShapeText() +
                      ": its channels cannot be divided into equal groups.");
    }
    config.groups = config.width / per_group;
  }
  return config;
}

}  // namespace

ResNetConfig RecogniseResNet(const TensorIndex& index, const CheckpointNames& names,
                             const ArchitectureHints& hints) {
  ResNetConfig config;
  config.stem = RecogniseStem(index, names, config.input_channels);
  if (config.input_channels != 3) {
    throw Error(ErrorCode::kUnsupportedCheckpoint, "The network takes images of " +
                                                       std::to_string(config.input_channels) +
                                                       " channels, and Residua gives it RGB: 3.");
  }
  const std::string first = "stage1.block1.";
  config.block =
      index.Find(names.Of(first + "expand").weight) ? BlockType::kBottleneck : BlockType::kBasic;
  // The published ones have four stages; any number up to nine is run.
  for (std::size_t stage = 1; stage <= 9 && (stage == 1 || names.Blocks(index, stage) > 0);
       ++stage) {
    config.stages.push_back(RecogniseStage(index, names, stage, config.block));
  }
  config.num_classes = Dimension(Require(index, names.Of("head.linear").weight, 2), 0);

  if (names.pooled_shortcut()) config.shortcut_pooling = ShortcutPooling::kAverage;
  if (hints.shortcut_pooling) config.shortcut_pooling = *hints.shortcut_pooling;
  if (hints.stride_placement) config.stride_placement = *hints.stride_placement;
  if (hints.first_stage_stride) config.stages[0].stride = *hints.first_stage_stride;
  if (hints.batch_norm_epsilon) config.batch_norm_epsilon = *hints.batch_norm_epsilon;

  const Variant* variant = FindVariant(config);
  config.name = variant ? variant->name : "resnet";
  return config;
}

}  // namespace residua
