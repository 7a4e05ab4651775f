// Reads fields of a model's JSON, with errors that name them.

#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/json.h"
#include "image/geometry.h"
#include "image/resize.h"

namespace residua {

// All of these return an empty value for a field that is absent or null, and throw
// Error(kInvalidOption), with its name and the valid values, for a malformed one.
std::optional<double> NumberField(JsonValue object, const std::string& name);
std::optional<bool> BooleanField(JsonValue object, const std::string& name);
std::optional<std::string> StringField(JsonValue object, const std::string& name);
// Pixels: from 1 to 65535.
std::optional<int> PixelField(JsonValue object, const std::string& name);
// One number for all channels, or one each for R, G and B.
std::optional<std::array<float, 3>> ChannelField(JsonValue object, const std::string& name);
// One side of a square, [height, width], [channels, height, width], or {"height": h, "width": w}.
std::optional<PixelSize> SizeField(JsonValue object, const std::string& name);

// "bilinear" or "bicubic". Throws Error(kInvalidOption), with the name, for any other filter.
ResizeFilter FilterNamed(const std::string& filter);

// Error(kInvalidOption): `name` in the model's JSON is not `expected`.
[[noreturn]] void RefuseField(const std::string& name, const std::string& expected);

}  // namespace residua
