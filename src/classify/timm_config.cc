#include "classify/timm_config.h"

#include <algorithm>
#include <cmath>

#include "classify/config_fields.h"
#include "core/error.h"
#include "model/module_facts.h"
#include "model/ways_out.h"

namespace residua {
namespace {

// Older files have these fields at the top level.
JsonValue FieldsOf(JsonValue root) {
  return root["pretrained_cfg"].is_object() ? root["pretrained_cfg"] : root;
}

}  // namespace

bool IsTimmConfig(JsonValue root) {
  return root["pretrained_cfg"].is_object() || root["input_size"] || root["interpolation"] ||
         (root["architecture"].string() && !root["model_type"]);
}

ArchitectureHints ReadTimmArchitecture(JsonValue root) {
  ArchitectureHints hints;
  const std::string architecture = StringField(root, "architecture").value_or("");
  // timm/models/resnet.py: resnetaa uses average pooling at each stride, resnetblur blurs.
  if (architecture.find("resnetaa") != architecture.npos) {
    RefuseNetwork({"The configuration names \"", architecture,
                   "\", a ResNet that is anti-aliased by average pooling, which Residua does not "
                   "run.",
                   kExportAsOnnx});
  }
  if (architecture.find("blur") != architecture.npos) hints.anti_aliased = true;
  const std::optional<std::string> pooling = StringField(root, "global_pool");
  if (pooling == "max") {
    hints.pooling = HeadPooling::kMax;
  } else if (pooling && *pooling != "avg" && *pooling != "fast" && !pooling->empty()) {
    RefuseField("global_pool", R"("avg" or "max", which Residua runs)");
  }
  const JsonValue arguments = root["model_args"];
  if (const std::optional<std::string> activation = StringField(arguments, "act_layer")) {
    hints.activation = ActivationNamed(*activation);
    if (!hints.activation) {
      RefuseField("act_layer", "an activation that Residua runs (such as relu, silu or gelu)");
    }
  }
  for (const char* const name : {"output_stride", "aa_layer"}) {
    if (arguments[name] && !arguments[name].is_null() && arguments[name].number() != 32) {
      RefuseField(name, "absent: Residua does not run it");
    }
  }
  return hints;
}

PreprocessConfig ReadTimmPreprocessing(JsonValue root) {
  const JsonValue fields = FieldsOf(root);
  PreprocessConfig config;
  config.crop = SizeField(fields, "input_size").value_or(PixelSize{.width = 224, .height = 224});
  config.mean = ChannelField(fields, "mean").value_or(config.mean);
  config.stddev = ChannelField(fields, "std").value_or(config.stddev);
  config.filter = FilterNamed(StringField(fields, "interpolation").value_or("bicubic"));

  const double crop_pct = NumberField(fields, "crop_pct").value_or(0.875);
  if (!(crop_pct > 0 && crop_pct <= 10)) RefuseField("crop_pct", "a number from 0 to 10");
  const auto before_crop = [&](int side) {
    return std::max(1, static_cast<int>(std::floor(side / crop_pct)));
  };
  config.resize_size = {.width = before_crop(config.crop.width),
                        .height = before_crop(config.crop.height)};
  config.resize_short_side = config.resize_size.height;

  const std::string mode = StringField(fields, "crop_mode").value_or("center");
  if (mode == "squash") {
    config.resize = ResizePolicy::kSquash;
  } else if (mode == "border") {
    config.resize = ResizePolicy::kFit;
    for (std::size_t c = 0; c < config.padding.size(); ++c) {
      // Python's round: ties go to even, as in std::nearbyint.
      config.padding[c] =
          static_cast<std::uint8_t>(std::clamp(std::nearbyint(255.0 * config.mean[c]), 0.0, 255.0));
    }
  } else if (mode == "center") {
    const bool square = config.resize_size.width == config.resize_size.height;
    config.resize = square ? ResizePolicy::kShortSide : ResizePolicy::kCover;
  } else {
    RefuseField("crop_mode", R"("center", "squash" or "border")");
  }
  return config;
}

std::vector<std::string> ReadTimmLabels(JsonValue root) {
  for (const JsonValue fields : {FieldsOf(root), root}) {
    std::vector<std::string> labels;
    for (const JsonValue& item : fields["label_names"].items()) {
      const std::string_view name = item.string().value_or("");
      labels.emplace_back(fields["label_descriptions"][name].string().value_or(name));
    }
    if (!labels.empty()) return labels;
  }
  return {};
}

}  // namespace residua
