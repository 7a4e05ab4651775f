#include "classify/architecture_config.h"

#include <string>
#include <vector>

#include "classify/config_fields.h"
#include "model/module_facts.h"

namespace residua {
namespace {

constexpr const char* kFields[] = {"stride",         "shortcut",      "firstStageStride",
                                   "stageStrides",   "dilation",      "batchNormEpsilon",
                                   "stemStride",     "stemPadding",   "maxPool",
                                   "activation",     "negativeSlope", "stemActivation",
                                   "headActivation", "antiAliased",   "activationAfterAddition",
                                   "pooling"};

// Unknown fields are errors, since ignoring one would silently change the results.
void RefuseUnknownFields(JsonValue object) {
  for (const auto& [name, value] : object.members()) {
    bool known = false;
    for (const char* const field : kFields) known = known || name == field;
    if (!known) {
      RefuseField("architecture." + std::string(name), "absent: this setting does not exist");
    }
  }
}

std::optional<std::size_t> SizeFrom(JsonValue object, const char* name, double least, double most) {
  const std::optional<double> number = NumberField(object, name);
  if (!number) return std::nullopt;
  if (!(*number >= least && *number <= most) || *number != static_cast<std::size_t>(*number)) {
    RefuseField(name, "a whole number from " + std::to_string(static_cast<int>(least)) + " to " +
                          std::to_string(static_cast<int>(most)));
  }
  return static_cast<std::size_t>(*number);
}

std::vector<std::size_t> SizesFrom(JsonValue object, const char* name) {
  std::vector<std::size_t> sizes;
  const JsonValue list = object[name];
  if (!list || list.is_null()) return sizes;
  const std::string expected = "a list with a whole number from 1 to 16 per stage";
  for (const JsonValue& item : list.items()) {
    const double size = item.number().value_or(0);
    if (!(size >= 1 && size <= 16) || size != static_cast<std::size_t>(size)) {
      RefuseField(name, expected);
    }
    sizes.push_back(static_cast<std::size_t>(size));
  }
  if (sizes.empty()) RefuseField(name, expected);
  return sizes;
}

std::optional<engine::Activation> ActivationFrom(JsonValue object, const char* name,
                                                 double negative_slope) {
  const std::optional<std::string> named = StringField(object, name);
  if (!named) return std::nullopt;
  const std::optional<engine::Activation> activation = ActivationNamed(*named, negative_slope);
  if (!activation) {
    RefuseField(name,
                "none, relu, relu6, leaky-relu, silu, gelu, hard-swish, sigmoid, hard-sigmoid, "
                "elu, tanh or mish");
  }
  return activation;
}

std::optional<StridePlacement> StrideFrom(JsonValue object) {
  const std::optional<std::string> stride = StringField(object, "stride");
  if (!stride) return std::nullopt;
  if (*stride == "spatial") return StridePlacement::kSpatial;
  if (*stride == "reduce") return StridePlacement::kReduce;
  if (*stride == "second") return StridePlacement::kSecond;
  RefuseField("stride", R"("spatial", "reduce" or "second")");
}

std::optional<HeadPooling> PoolingFrom(JsonValue object) {
  const std::optional<std::string> pooling = StringField(object, "pooling");
  if (!pooling) return std::nullopt;
  if (*pooling == "average") return HeadPooling::kAverage;
  if (*pooling == "max") return HeadPooling::kMax;
  if (*pooling == "max-average") return HeadPooling::kMaxAverage;
  RefuseField("pooling", R"("average", "max" or "max-average")");
}

}  // namespace

ArchitectureHints ReadArchitecture(JsonValue object) {
  RefuseUnknownFields(object);
  ArchitectureHints hints;
  hints.stride_placement = StrideFrom(object);
  if (const std::optional<std::string> shortcut = StringField(object, "shortcut")) {
    if (*shortcut != "stride" && *shortcut != "pool" && *shortcut != "padding") {
      RefuseField("shortcut", R"("stride", "pool" or "padding")");
    }
    hints.pooled_shortcut = *shortcut == "pool";
  }
  hints.first_stage_stride = SizeFrom(object, "firstStageStride", 1, 2);
  hints.stage_strides = SizesFrom(object, "stageStrides");
  hints.dilation = SizesFrom(object, "dilation");
  hints.batch_norm_epsilon = NumberField(object, "batchNormEpsilon");
  if (hints.batch_norm_epsilon && !(*hints.batch_norm_epsilon >= 0)) {
    RefuseField("batchNormEpsilon", "a non-negative number");
  }
  hints.stem_stride = SizeFrom(object, "stemStride", 1, 4);
  hints.stem_padding = SizeFrom(object, "stemPadding", 0, 3);
  hints.max_pool = BooleanField(object, "maxPool");
  const double slope = NumberField(object, "negativeSlope").value_or(0.01);
  hints.activation = ActivationFrom(object, "activation", slope);
  hints.stem_activation = ActivationFrom(object, "stemActivation", slope);
  hints.activation_after_addition = ActivationFrom(object, "activationAfterAddition", slope);
  hints.head_activation = ActivationFrom(object, "headActivation", slope);
  hints.anti_aliased = BooleanField(object, "antiAliased");
  hints.pooling = PoolingFrom(object);
  return hints;
}

}  // namespace residua
