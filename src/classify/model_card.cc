#include "classify/model_card.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "classify/architecture_config.h"
#include "classify/config_fields.h"
#include "classify/timm_config.h"
#include "classify/transformers_config.h"
#include "core/error.h"
#include "core/json.h"

namespace residua {
namespace {

PreprocessConfig ReadPreprocessing(JsonValue object) {
  PreprocessConfig config;
  config.crop = SizeField(object, "cropSize").value_or(config.crop);
  config.mean = ChannelField(object, "mean").value_or(config.mean);
  config.stddev = ChannelField(object, "std").value_or(config.stddev);
  config.filter = FilterNamed(StringField(object, "interpolation").value_or("bilinear"));
  if (const std::optional<PixelSize> size = SizeField(object, "resizeTo")) {
    const std::string resize = StringField(object, "resize").value_or("squash");
    config.resize = resize == "cover"  ? ResizePolicy::kCover
                    : resize == "fit"  ? ResizePolicy::kFit
                    : resize == "none" ? ResizePolicy::kNone
                                       : ResizePolicy::kSquash;
    config.resize_size = *size;
  } else {
    config.resize_short_side =
        PixelField(object, "resizeShortSide").value_or(config.resize_short_side);
  }
  if (StringField(object, "cropRounding") == "down") config.crop_rounding = CropRounding::kDown;
  config.rescale = NumberField(object, "rescale").value_or(config.rescale);
  if (const std::optional<std::array<float, 3>> padding = ChannelField(object, "padding")) {
    for (std::size_t i = 0; i < 3; ++i) {
      config.padding[i] = static_cast<std::uint8_t>(std::clamp((*padding)[i], 0.0f, 255.0f));
    }
  }
  return config;
}

// torchvision's two presets for its classification weights (torchvision/models/resnet.py).
PreprocessConfig PreprocessingNamed(const std::string& preset) {
  if (preset == "torchvision-v1") return {.resize_short_side = 256};
  if (preset == "torchvision-v2") return {.resize_short_side = 232};
  RefuseField("preprocessing", R"(an object, "torchvision-v1" or "torchvision-v2")");
}

void FillPreprocessing(const ModelCard& other, ModelCard& card) {
  if (!other.preprocess) return;
  if (!card.preprocess) card.preprocess = other.preprocess;
  PreprocessConfig filled = card.says_input_size ? *card.preprocess : *other.preprocess;
  const PreprocessConfig& numbers = card.says_normalisation ? *card.preprocess : *other.preprocess;
  filled.rescale = numbers.rescale;
  filled.mean = numbers.mean;
  filled.stddev = numbers.stddev;
  card.preprocess = filled;
  card.says_input_size = card.says_input_size || other.says_input_size;
  card.says_normalisation = card.says_normalisation || other.says_normalisation;
}

// `range` states `least` and `most` in words.
std::optional<double> RangedField(JsonValue object, const char* name, double least, double most,
                                  const char* range) {
  const std::optional<double> number = NumberField(object, name);
  if (number && !(*number >= least && *number <= most)) RefuseField(name, range);
  return number;
}

}  // namespace

void ModelCard::FillFrom(const ModelCard& other) {
  const auto fill = [](auto& ours, const auto& theirs) {
    if (!ours) ours = theirs;
  };
  architecture.FillFrom(other.architecture);
  FillPreprocessing(other, *this);
  if (labels.empty()) labels = other.labels;
  if (groups.empty()) groups = other.groups;
  fill(temperature, other.temperature);
  fill(threshold, other.threshold);
  fill(novelty, other.novelty);
}

Calibration ModelCard::calibration() const {
  const Calibration neutral;
  return {.temperature = temperature.value_or(neutral.temperature),
          .threshold = threshold.value_or(neutral.threshold)};
}

ModelCard ParseModelCard(std::string_view json) {
  std::string problem;
  const std::optional<Json> document = Json::Parse(json, &problem);
  if (!document || !document->root().is_object()) {
    throw Error(ErrorCode::kInvalidOption,
                "The model's configuration is not a JSON object" +
                    (problem.empty() ? std::string() : " (" + problem + ")") + ".");
  }
  const JsonValue root = document->root();
  ModelCard card;
  bool recognised = false;
  if (root["architecture"].is_object()) {
    card.architecture = ReadArchitecture(root["architecture"]);
    recognised = true;
  }
  if (const std::optional<std::string> output = StringField(root, "output")) {
    if (*output != "softmax" && *output != "sigmoid") {
      RefuseField("output", R"("softmax" or "sigmoid")");
    }
    card.architecture.output = *output == "sigmoid" ? OutputType::kSigmoid : OutputType::kSoftmax;
    recognised = true;
  }
  if (root["preprocessing"].is_object()) {
    const JsonValue preprocessing = root["preprocessing"];
    card.preprocess = ReadPreprocessing(preprocessing);
    for (const char* const size : {"cropSize", "resizeTo", "resizeShortSide"}) {
      if (preprocessing[size] && !preprocessing[size].is_null()) card.says_input_size = true;
    }
    card.says_normalisation =
        ChannelField(preprocessing, "mean") || ChannelField(preprocessing, "std");
    recognised = true;
  } else if (const std::optional<std::string> preset = StringField(root, "preprocessing")) {
    card.preprocess = PreprocessingNamed(*preset);
    card.says_input_size = card.says_normalisation = true;
    recognised = true;
  }
  if (IsTransformersModel(root)) {
    card.FillFrom({.architecture = ReadTransformersArchitecture(root)});
    recognised = true;
  } else {
    // "temperature" in transformers' files is a setting for text generation.
    card.temperature = RangedField(root, "temperature", 0.01, 100, "a number from 0.01 to 100");
    card.threshold = RangedField(root, "threshold", 0, 1, "a number from 0 to 1");
    recognised = recognised || card.temperature || card.threshold;
  }
  if (IsTransformersPreprocessor(root)) {
    card.FillFrom({.preprocess = ReadTransformersPreprocessing(root),
                   .says_input_size = true,
                   .says_normalisation = true});
    recognised = true;
  } else if (IsTimmConfig(root)) {
    card.FillFrom({.architecture = ReadTimmArchitecture(root),
                   .preprocess = ReadTimmPreprocessing(root),
                   .says_input_size = true,
                   .says_normalisation = true});
    card.labels = Labels(ReadTimmLabels(root));
    recognised = true;
  }
  for (const char* name : {"labels", "id2label"}) {
    if (!root[name] || root[name].is_null() || !card.labels.empty()) continue;
    card.labels = Labels::FromJson(root[name]);
    recognised = true;
  }
  if (root["groups"] && !root["groups"].is_null()) {
    card.groups = Groups::FromJson(root["groups"]);
    recognised = true;
  }
  if (root["novelty"].is_object()) {
    card.novelty = Novelty::FromJson(root["novelty"]);
    recognised = true;
  }
  if (!recognised) {
    throw Error(ErrorCode::kInvalidOption,
                "The model's configuration says nothing that is known: neither timm's fields nor "
                "transformers', nor Residua's preprocessing, architecture, labels, groups, "
                "temperature or threshold.");
  }
  return card;
}

}  // namespace residua
