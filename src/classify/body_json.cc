#include "classify/body_json.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "core/json.h"
#include "model/module_facts.h"

namespace residua {
namespace {

std::string Whole(std::uint64_t number) { return std::to_string(number); }

// Seventeen decimal places represent a float32 of usual magnitude exactly.
std::string Decimal(double value) {
  std::string text = value < 0 ? "-" : "";
  value = value < 0 ? -value : value;
  const auto whole = static_cast<std::uint64_t>(value);
  const auto rest = static_cast<std::uint64_t>((value - static_cast<double>(whole)) * 1e17);
  std::string places = std::to_string(rest);
  places.insert(0, 17 - std::min<std::size_t>(17, places.size()), '0');
  return text + std::to_string(whole) + "." + places;
}

std::string Field(const char* name, const std::string& value) {
  return ",\"" + std::string(name) + "\":" + value;
}

std::string Named(const engine::Activation& activation) {
  if (activation == engine::Activation{}) return "\"none\"";
  return JsonQuote(NameOf(activation));
}

std::string Architecture(const ResNetConfig& config, double epsilon) {
  const StemConfig& stem = config.stem;
  const BlockConfig& strided = config.stages.back().blocks.front();
  const bool bottleneck = strided.type == BlockType::kBottleneck;
  const char* stride = "spatial";
  if (bottleneck && strided.convolutions[0].stride > 1) stride = "reduce";
  if (!bottleneck && strided.convolutions[1].stride > 1) stride = "second";
  bool pooled = false;
  bool dilated = false;
  std::vector<std::size_t> strides;
  std::vector<std::size_t> dilation;
  for (const StageConfig& stage : config.stages) {
    strides.push_back(stage.blocks.front().stride());
    std::size_t most = 1;
    for (const ConvolutionConfig& convolution : stage.blocks.back().convolutions) {
      most = std::max(most, convolution.dilation);
    }
    dilation.push_back(most);
    dilated = dilated || most > 1;
    for (const BlockConfig& block : stage.blocks) {
      pooled = pooled || block.shortcut == ShortcutType::kPooledProjection;
    }
  }
  const char* pooling = config.head.pooling == HeadPooling::kAverage ? "\"average\""
                        : config.head.pooling == HeadPooling::kMax   ? "\"max\""
                                                                     : "\"max-average\"";
  std::string text = "{\"stride\":\"" + std::string(stride) + "\"";
  text += Field("shortcut", pooled ? "\"pool\"" : "\"stride\"");
  text += Field("stageStrides", JsonList(strides, Whole));
  if (dilated) text += Field("dilation", JsonList(dilation, Whole));
  text += Field("batchNormEpsilon", Decimal(epsilon));
  text += Field("stemStride", Whole(stem.convolutions.front().stride));
  if (stem.pool && stem.pool->padding != 1) text += Field("stemPadding", Whole(stem.pool->padding));
  text += Field("maxPool", stem.pool ? "true" : "false");
  text += Field("activation", Named(config.activation));
  if (config.activation.kind == engine::ActivationKind::kLeakyRelu) {
    text += Field("negativeSlope", Decimal(static_cast<double>(config.activation.parameter)));
  }
  if (!stem.activation) text += Field("stemActivation", "\"none\"");
  text += Field("activationAfterAddition", Named(config.sum_activation));
  if (config.anti_aliased) text += Field("antiAliased", "true");
  return text + Field("pooling", pooling) + "}";
}

std::string Size(PixelSize size) {
  return "[" + std::to_string(size.height) + "," + std::to_string(size.width) + "]";
}

std::string Preprocessing(const PreprocessConfig& config) {
  const auto channels = [](const std::array<float, 3>& values) {
    return JsonList(values, [](float value) { return Decimal(static_cast<double>(value)); });
  };
  std::string text = "{\"cropSize\":" + Size(config.crop);
  if (config.resize == ResizePolicy::kShortSide) {
    text += Field("resizeShortSide", std::to_string(config.resize_short_side));
  } else {
    text += Field("resizeTo", Size(config.resize_size));
    text += Field("resize", config.resize == ResizePolicy::kSquash  ? "\"squash\""
                            : config.resize == ResizePolicy::kCover ? "\"cover\""
                            : config.resize == ResizePolicy::kFit   ? "\"fit\""
                                                                    : "\"none\"");
  }
  text += Field("interpolation",
                config.filter == ResizeFilter::kBicubic ? "\"bicubic\"" : "\"bilinear\"");
  if (config.crop_rounding == CropRounding::kDown) text += Field("cropRounding", "\"down\"");
  if (config.padding != std::array<std::uint8_t, 3>{}) {
    text += Field("padding", JsonList(config.padding, Whole));
  }
  if (config.rescale != PreprocessConfig().rescale)
    text += Field("rescale", Decimal(config.rescale));
  return text + Field("mean", channels(config.mean)) + Field("std", channels(config.stddev)) + "}";
}

std::string EntryText(const TensorEntry& entry) {
  std::string text = "{\"name\":" + JsonQuote(entry.name);
  text += Field("dtype", JsonQuote(ToString(entry.dtype)));
  text += Field("shape", JsonList(entry.shape, Whole)) + Field("file", Whole(entry.file));
  text += Field("begin", Whole(entry.begin)) + Field("end", Whole(entry.end));
  if (!entry.strides.empty()) text += Field("strides", JsonList(entry.strides, Whole));
  if (!entry.parts.empty()) {
    std::vector<TensorEntry> parts = entry.parts;
    std::ranges::reverse(parts);  // collected from the last to the first
    text += Field("parts", JsonList(parts, EntryText));
  }
  return text + "}";
}

}  // namespace

std::string BodyJson(const ResNetConfig& config, const PreprocessConfig& preprocess,
                     const BodyTensors& body) {
  return "{\"architecture\":" + Architecture(config, body.epsilon) +
         Field("preprocessing", Preprocessing(preprocess)) +
         Field("features", Whole(config.features())) + Field("head", JsonQuote(body.head)) +
         Field("headDimensions", Whole(body.head_dimensions)) +
         Field("tensors", JsonList(body.tensors, EntryText)) + "}";
}

}  // namespace residua
