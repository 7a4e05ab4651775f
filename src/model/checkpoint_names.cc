#include "model/checkpoint_names.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "core/error.h"

namespace residua {
namespace {

bool Has(const TensorIndex& index, const std::string& name) { return index.Find(name) != nullptr; }

bool AnyContains(const TensorIndex& index, std::string_view part) {
  return std::any_of(index.tensors.begin(), index.tensors.end(), [&](const TensorEntry& tensor) {
    return tensor.name.find(part) != std::string::npos;
  });
}

LayerTensorNames ConvolutionNames(const std::string& convolution, const std::string& norm) {
  return {.weight = convolution + ".weight",
          .scale = norm + ".weight",
          .shift = norm + ".bias",
          .mean = norm + ".running_mean",
          .variance = norm + ".running_var"};
}

// Relatives of the ResNet, by what only they have in their tensors' names.
struct Relative {
  std::string_view part;
  std::string_view name;
};
constexpr Relative kUnsupported[] = {
    {".se.", "a squeeze-and-excitation network (SE-ResNet)"},
    {".se_module.", "a squeeze-and-excitation network (SE-ResNet)"},
    {".attn.", "a ResNet with attention (such as ECA-, CBAM- or SK-ResNet)"},
    {"attnpool.", "CLIP's ResNet, which pools by attention"},
    {".aa.", "a ResNet with anti-aliased downsampling (BlurPool)"},
    {".gn1.", "a ResNet with group normalisation"},
    {"gate_fn", "a ResNet with gated shortcuts"},
    {".conv2.conv.", "a selective-kernel or split-attention network (SKNet, ResNeSt)"},
    {".conv2.fc1.", "a split-attention network (ResNeSt)"},
    {"stem.conv.weight", "another family (RegNet, ResNetV2 or BiT)"},
    {"features.denseblock1", "a DenseNet"},
    {"blocks.0.attn", "a vision transformer"},
    {"features.0.weight", "VGG, AlexNet or MobileNet"},
    {"features.0.0.weight", "MobileNet, EfficientNet or ConvNeXt"},
};

[[noreturn]] void ThrowNoResNet(const TensorIndex& index) {
  std::string message = "The file's tensors are not those of a ResNet";
  for (const Relative& relative : kUnsupported) {
    if (AnyContains(index, relative.part)) {
      throw Error(ErrorCode::kUnsupportedCheckpoint,
                  message + ": they look like " + std::string(relative.name) +
                      ". Residua runs ResNets as torchvision, timm and transformers write them.");
    }
  }
  if (!index.tensors.empty()) message += " (the first is \"" + index.tensors[0].name + "\")";
  throw Error(ErrorCode::kUnsupportedCheckpoint,
              message +
                  ": there is no \"conv1.weight\". Residua runs ResNets as torchvision, timm "
                  "and transformers write them.");
}

}  // namespace

std::vector<std::string> LayerTensorNames::All() const {
  std::vector<std::string> names;
  for (const std::string& name : {weight, bias, scale, shift, mean, variance}) {
    if (!name.empty()) names.push_back(name);
  }
  return names;
}

CheckpointNames CheckpointNames::Recognise(const TensorIndex& index) {
  CheckpointNames names;
  for (const std::string prefix : {"resnet.", ""}) {
    if (Has(index, prefix + "embedder.embedder.convolution.weight")) {
      names.transformers_ = true;
      names.prefix_ = prefix;
      names.bottleneck_ =
          Has(index, prefix + "encoder.stages.0.layers.0.layer.2.convolution.weight");
      return names;
    }
  }
  names.deep_stem_ = Has(index, "conv1.0.weight");
  if (!names.deep_stem_ && !Has(index, "conv1.weight")) ThrowNoResNet(index);
  for (const Relative& relative : kUnsupported) {
    if (AnyContains(index, relative.part)) {
      throw Error(ErrorCode::kUnsupportedCheckpoint,
                  "The file holds " + std::string(relative.name) + ", which Residua does not run.");
    }
  }
  names.bottleneck_ = Has(index, "layer1.0.conv3.weight");
  // With pooling in front, the projection is the second of the shortcut's modules.
  names.pooled_shortcut_ =
      AnyContains(index, ".downsample.2.") && !AnyContains(index, ".downsample.0.");
  return names;
}

std::string CheckpointNames::BlockPrefix(std::size_t stage) const {
  return transformers_ ? prefix_ + "encoder.stages." + std::to_string(stage - 1) + ".layers."
                       : "layer" + std::to_string(stage) + ".";
}

LayerTensorNames CheckpointNames::StemNames(const std::string& layer) const {
  if (transformers_) {
    return ConvolutionNames(prefix_ + "embedder.embedder.convolution",
                            prefix_ + "embedder.embedder.normalization");
  }
  if (layer == "stem.conv1") return ConvolutionNames("conv1.0", "conv1.1");
  if (layer == "stem.conv2") return ConvolutionNames("conv1.3", "conv1.4");
  if (layer == "stem.conv3") return ConvolutionNames("conv1.6", "bn1");
  return ConvolutionNames("conv1", "bn1");
}

LayerTensorNames CheckpointNames::BlockLayerNames(const std::string& prefix,
                                                  const std::string& role) const {
  if (role == "projection") {
    if (transformers_) {
      return ConvolutionNames(prefix + "shortcut.convolution", prefix + "shortcut.normalization");
    }
    return pooled_shortcut_ ? ConvolutionNames(prefix + "downsample.1", prefix + "downsample.2")
                            : ConvolutionNames(prefix + "downsample.0", prefix + "downsample.1");
  }
  const std::size_t position = role == "first" || role == "reduce"     ? 0
                               : role == "second" || role == "spatial" ? 1
                                                                       : 2;
  if (transformers_) {
    const std::string layer = prefix + "layer." + std::to_string(position);
    return ConvolutionNames(layer + ".convolution", layer + ".normalization");
  }
  const std::string number = std::to_string(position + 1);
  return ConvolutionNames(prefix + "conv" + number, prefix + "bn" + number);
}

LayerTensorNames CheckpointNames::Of(const std::string& layer) const {
  if (layer.starts_with("stem.")) return StemNames(layer);
  if (layer.starts_with("head.")) {
    const std::string linear = transformers_ ? "classifier.1" : "fc";
    return {.weight = linear + ".weight", .bias = linear + ".bias"};
  }
  // "stageS.blockB.role"
  const std::size_t block = layer.find(".block") + 6;
  const std::size_t role = layer.find('.', block);
  const std::size_t stage_number = static_cast<std::size_t>(layer[5] - '0');
  const std::size_t block_number = std::stoul(layer.substr(block, role - block));
  return BlockLayerNames(BlockPrefix(stage_number) + std::to_string(block_number - 1) + ".",
                         layer.substr(role + 1));
}

std::size_t CheckpointNames::Blocks(const TensorIndex& index, std::size_t stage) const {
  const std::string prefix = BlockPrefix(stage);
  std::size_t blocks = 0;
  for (const TensorEntry& tensor : index.tensors) {
    if (!tensor.name.starts_with(prefix)) continue;
    std::size_t number = 0;
    const char* const begin = tensor.name.data() + prefix.size();
    const char* const end = tensor.name.data() + tensor.name.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    // The deepest ResNet published has 36 blocks in a stage; a damaged name must not ask for
    // millions.
    if (error == std::errc() && stop != end && *stop == '.' && number < 1000) {
      blocks = std::max(blocks, number + 1);
    }
  }
  return blocks;
}

bool CheckpointNames::IsBookkeeping(const std::string& tensor) {
  return tensor.ends_with("num_batches_tracked") || tensor == "n_averaged";
}

}  // namespace residua
