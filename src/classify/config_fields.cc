#include "classify/config_fields.h"

#include <cmath>
#include <vector>

#include "core/error.h"

namespace residua {
namespace {

constexpr double kMaxPixels = 65535;

int Pixels(JsonValue value, const std::string& name) {
  const std::optional<double> number = value.number();
  if (!number || *number != std::floor(*number) || *number < 1 || *number > kMaxPixels) {
    RefuseField(name, "made of whole numbers of pixels from 1 to 65535");
  }
  return static_cast<int>(*number);
}

}  // namespace

void RefuseField(const std::string& name, const std::string& expected) {
  throw Error(ErrorCode::kInvalidOption,
              "\"" + name + "\" of the model's configuration must be " + expected + ".");
}

std::optional<double> NumberField(JsonValue object, const std::string& name) {
  const JsonValue value = object[name];
  if (!value || value.is_null()) return std::nullopt;
  if (!value.number()) RefuseField(name, "a number");
  return value.number();
}

std::optional<bool> BooleanField(JsonValue object, const std::string& name) {
  const JsonValue value = object[name];
  if (!value || value.is_null()) return std::nullopt;
  if (!value.boolean()) RefuseField(name, "true or false");
  return value.boolean();
}

std::optional<std::string> StringField(JsonValue object, const std::string& name) {
  const JsonValue value = object[name];
  if (!value || value.is_null()) return std::nullopt;
  if (!value.string()) RefuseField(name, "a text");
  return std::string(*value.string());
}

std::optional<int> PixelField(JsonValue object, const std::string& name) {
  const JsonValue value = object[name];
  if (!value || value.is_null()) return std::nullopt;
  return Pixels(value, name);
}

std::optional<std::array<float, 3>> ChannelField(JsonValue object, const std::string& name) {
  const JsonValue value = object[name];
  if (!value || value.is_null()) return std::nullopt;
  if (const std::optional<double> all = value.number()) {
    const auto same = static_cast<float>(*all);
    return std::array<float, 3>{same, same, same};
  }
  const std::vector<JsonValue> items = value.items();
  std::array<float, 3> channels = {};
  if (items.size() != channels.size()) RefuseField(name, "three numbers, for R, G and B");
  for (std::size_t c = 0; c < channels.size(); ++c) {
    if (!items[c].number()) RefuseField(name, "three numbers, for R, G and B");
    channels[c] = static_cast<float>(*items[c].number());
  }
  return channels;
}

std::optional<PixelSize> SizeField(JsonValue object, const std::string& name) {
  const JsonValue value = object[name];
  if (!value || value.is_null()) return std::nullopt;
  if (value.number()) {
    const int side = Pixels(value, name);
    return PixelSize{.width = side, .height = side};
  }
  if (value.is_object()) {
    return PixelSize{.width = Pixels(value["width"], name + ".width"),
                     .height = Pixels(value["height"], name + ".height")};
  }
  const std::vector<JsonValue> items = value.items();
  if (items.size() != 2 && items.size() != 3) RefuseField(name, "a side, or height and width");
  return PixelSize{.width = Pixels(items.back(), name),
                   .height = Pixels(items[items.size() - 2], name)};
}

ResizeFilter FilterNamed(const std::string& filter) {
  if (filter == "bilinear") return ResizeFilter::kBilinear;
  if (filter == "bicubic") return ResizeFilter::kBicubic;
  throw Error(ErrorCode::kInvalidOption, "The model's photos were resized with the filter \"" +
                                             filter +
                                             "\"; only bilinear and bicubic are supported.");
}

}  // namespace residua
