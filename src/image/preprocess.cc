#include "image/preprocess.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/error.h"
#include "image/padding.h"

namespace residua {
namespace {

constexpr std::size_t kChannels = 3;

void Require(bool condition, const char* message) {
  if (!condition) throw Error(ErrorCode::kInvalidOption, message);
}

int Side(double length) {
  if (length > std::numeric_limits<int>::max()) {
    throw Error(ErrorCode::kImageTooLarge,
                "The photo is too long and thin to be brought to the network's "
                "input size.");
  }
  return static_cast<int>(length);
}

// torchvision 0.14, _compute_resized_output_size: the longer side is int(short_side * long /
// short). The product is exact in double for all sizes that a photo has, so the quotient is
// Python's.
PixelSize WithShortSide(PixelSize photo, int short_side) {
  const auto longer = [&](int of, int to) {
    return Side(static_cast<double>(static_cast<std::int64_t>(short_side) * of) / to);
  };
  if (photo.width <= photo.height) return {short_side, longer(photo.height, photo.width)};
  return {longer(photo.width, photo.height), short_side};
}

// timm, ResizeKeepRatio: both sides divided by one ratio and rounded as Python does, half to even.
PixelSize WithRatio(PixelSize photo, double ratio) {
  const auto side = [&](int length) { return std::max(1, Side(std::nearbyint(length / ratio))); };
  return {side(photo.width), side(photo.height)};
}

// One axis of a centre crop: `size` pixels of the network's input start at pixel `begin` of the
// resized photo, or with -begin pixels of padding if that is negative.
int CropBegin(int photo, int size, CropRounding rounding) {
  const int margin = photo - size;
  if (margin < 0) {
    // torchvision and timm pad (size - photo) / 2 before, rounded down. transformers rounds up.
    return rounding == CropRounding::kDown ? -((-margin + 1) / 2) : -(-margin / 2);
  }
  if (rounding == CropRounding::kDown) return margin / 2;
  return static_cast<int>(std::nearbyint(margin / 2.0));
}

// (value * rescale - mean) / stddev for each of the 256 values.
std::array<float, 256> Table(double rescale, float mean, float stddev) {
  std::array<float, 256> table;
  for (std::size_t value = 0; value < table.size(); ++value) {
    // 1/255 in double, rounded once, gives the same 256 floats as torchvision's division in float.
    const auto scaled = static_cast<float>(static_cast<double>(value) * rescale);
    const float centred = scaled - mean;
    table[value] = centred / stddev;
  }
  return table;
}

void Validate(const PreprocessConfig& config) {
  Require(config.crop.width > 0 && config.crop.height > 0, "The network's input size is empty.");
  Require(std::isfinite(config.rescale), "The rescale factor is not finite.");
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    Require(std::isfinite(config.mean[channel]), "A mean is not finite.");
    Require(std::isfinite(config.stddev[channel]) && config.stddev[channel] != 0,
            "A standard deviation is zero or not finite.");
  }
}

// The resize to `resized`, restricted to the crop.
ResizeOptions OptionsFor(PixelSize resized, const PreprocessConfig& config) {
  const int x = CropBegin(resized.width, config.crop.width, config.crop_rounding);
  const int y = CropBegin(resized.height, config.crop.height, config.crop_rounding);
  return {.size = resized,
          .filter = config.filter,
          .window =
              PixelRect{std::max(x, 0), std::max(y, 0), std::min(resized.width, config.crop.width),
                        std::min(resized.height, config.crop.height)}};
}

}  // namespace

PixelSize ResizedSize(PixelSize photo, const PreprocessConfig& config) {
  if (photo.width <= 0 || photo.height <= 0) {
    throw Error(ErrorCode::kInvalidImage, "The image has no pixels.");
  }
  if (config.resize == ResizePolicy::kNone) return photo;
  if (config.resize == ResizePolicy::kShortSide) {
    Require(config.resize_short_side > 0, "The resized shorter side is empty.");
    return WithShortSide(photo, config.resize_short_side);
  }
  Require(config.resize_size.width > 0 && config.resize_size.height > 0,
          "The resized image is empty.");
  if (config.resize == ResizePolicy::kSquash) return config.resize_size;
  const double horizontal = static_cast<double>(photo.width) / config.resize_size.width;
  const double vertical = static_cast<double>(photo.height) / config.resize_size.height;
  return WithRatio(photo, config.resize == ResizePolicy::kCover ? std::min(horizontal, vertical)
                                                                : std::max(horizontal, vertical));
}

Region SeenRegion(PixelSize photo, const PreprocessConfig& config) {
  const PixelSize resized = ResizedSize(photo, config);
  // Pixels of the photo per pixel of the resized one.
  const double horizontal = static_cast<double>(photo.width) / resized.width;
  const double vertical = static_cast<double>(photo.height) / resized.height;
  return {.x = horizontal * CropBegin(resized.width, config.crop.width, config.crop_rounding),
          .y = vertical * CropBegin(resized.height, config.crop.height, config.crop_rounding),
          .width = horizontal * config.crop.width,
          .height = vertical * config.crop.height};
}

PixelRect PixelsRead(PixelSize photo, const PreprocessConfig& config) {
  try {
    Validate(config);
    return SourceOf(photo, OptionsFor(ResizedSize(photo, config), config));
  } catch (const Error&) {
    return {0, 0, photo.width, photo.height};
  }
}

RgbImage ResizeAndCrop(PixelRows& photo, const PreprocessConfig& config) {
  Validate(config);
  const PixelSize resized = ResizedSize(photo.size(), config);
  RgbImage part = Resize(photo, OptionsFor(resized, config));
  const int x = CropBegin(resized.width, config.crop.width, config.crop_rounding);
  const int y = CropBegin(resized.height, config.crop.height, config.crop_rounding);
  if (part.width == config.crop.width && part.height == config.crop.height) return part;
  return PadTo(part, {.size = config.crop,
                      .left = std::max(-x, 0),
                      .top = std::max(-y, 0),
                      .color = config.padding});
}

void PreprocessInto(PixelRows& photo, const PreprocessConfig& config, std::span<float> out) {
  const RgbImage pixels = ResizeAndCrop(photo, config);
  Require(out.size() == pixels.pixels.size(), "The output tensor does not have the input's size.");
  std::array<std::array<float, 256>, kChannels> tables;
  for (std::size_t channel = 0; channel < kChannels; ++channel) {
    tables[channel] = Table(config.rescale, config.mean[channel], config.stddev[channel]);
  }
  for (std::size_t i = 0; i < out.size(); i += kChannels) {
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
      out[i + channel] = tables[channel][pixels.pixels[i + channel]];
    }
  }
}

}  // namespace residua
