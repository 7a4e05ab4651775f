#include "classify/transformers_config.h"

#include <cmath>
#include <string>

#include "classify/config_fields.h"
#include "model/module_facts.h"

namespace residua {
namespace {

// Pillow's numbers for its filters.
ResizeFilter FilterNumbered(double resample) {
  if (resample == 2) return ResizeFilter::kBilinear;
  if (resample == 3) return ResizeFilter::kBicubic;
  return FilterNamed("Pillow's number " + std::to_string(static_cast<int>(resample)));
}

// From this size on, ConvNextImageProcessor neither crops nor keeps the aspect ratio.
constexpr int kSquashFrom = 384;

void ReadConvNextSizes(int side, double crop_pct, PreprocessConfig& config) {
  if (!(crop_pct > 0 && crop_pct <= 10)) RefuseField("crop_pct", "a number from 0 to 10");
  config.crop = {.width = side, .height = side};
  if (side < kSquashFrom) {
    config.resize = ResizePolicy::kShortSide;
    config.resize_short_side = static_cast<int>(side / crop_pct);
  } else {
    config.resize = ResizePolicy::kSquash;
    config.resize_size = config.crop;
  }
}

}  // namespace

bool IsTransformersModel(JsonValue root) {
  return root["model_type"] || root["id2label"] || root["downsample_in_first_stage"];
}

bool IsTransformersPreprocessor(JsonValue root) {
  return root["image_processor_type"] || root["feature_extractor_type"] || root["image_mean"] ||
         root["do_resize"];
}

ArchitectureHints ReadTransformersArchitecture(JsonValue root) {
  ArchitectureHints hints;
  const bool first_stage = BooleanField(root, "downsample_in_first_stage").value_or(false);
  hints.first_stage_stride = first_stage ? 2 : 1;
  const bool in_bottleneck = BooleanField(root, "downsample_in_bottleneck").value_or(false);
  if (const std::optional<std::string> activation = StringField(root, "hidden_act")) {
    hints.activation = ActivationNamed(*activation);
    if (!hints.activation) {
      RefuseField("hidden_act", "an activation that Residua runs (such as relu, silu or gelu)");
    }
  }
  hints.stride_placement = in_bottleneck ? StridePlacement::kReduce : StridePlacement::kSpatial;
  return hints;
}

PreprocessConfig ReadTransformersPreprocessing(JsonValue root) {
  PreprocessConfig config{.crop_rounding = CropRounding::kDown};
  config.filter = FilterNumbered(NumberField(root, "resample").value_or(2));
  if (!BooleanField(root, "do_rescale").value_or(true)) {
    config.rescale = 1;
  } else {
    config.rescale = NumberField(root, "rescale_factor").value_or(1.0 / 255);
  }
  config.mean = ChannelField(root, "image_mean").value_or(config.mean);
  config.stddev = ChannelField(root, "image_std").value_or(config.stddev);
  if (!BooleanField(root, "do_normalize").value_or(true)) {
    config.mean = {0, 0, 0};
    config.stddev = {1, 1, 1};
  }

  const JsonValue size = root["size"];
  const std::optional<int> short_side =
      size.number() ? PixelField(root, "size") : PixelField(size, "shortest_edge");
  const std::optional<double> crop_pct = NumberField(root, "crop_pct");
  const std::optional<PixelSize> crop_size = SizeField(root, "crop_size");
  const bool crops = crop_size && BooleanField(root, "do_center_crop").value_or(true);
  if (short_side && (crop_pct || !crop_size)) {
    ReadConvNextSizes(*short_side, crop_pct.value_or(0.875), config);
  } else if (short_side) {
    config.resize = ResizePolicy::kShortSide;
    config.resize_short_side = *short_side;
  } else if (size.is_object()) {
    config.resize = ResizePolicy::kSquash;
    config.resize_size = *SizeField(root, "size");
    config.crop = config.resize_size;
  }
  if (crops && !crop_pct) config.crop = *crop_size;
  if (!BooleanField(root, "do_resize").value_or(true)) config.resize = ResizePolicy::kNone;
  return config;
}

}  // namespace residua
