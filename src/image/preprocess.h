// Turns a decoded photo into the network's input tensor.
//
//   PixelRows, H x W x 3, uint8  ->  crop.height x crop.width x 3, float32 (HWC)

#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "image/geometry.h"
#include "image/pixel_rows.h"
#include "image/resize.h"
#include "image/rgb_image.h"

namespace residua {

// The target size of a photo before the crop.
enum class ResizePolicy {
  // The shorter side becomes resize_short_side, the longer one keeps the aspect ratio, rounded
  // down: torchvision's Resize(int), also the default of timm and transformers.
  kShortSide,
  // The smallest size with the photo's aspect ratio that covers resize_size, rounded to nearest:
  // timm's ResizeKeepRatio, used for non-square inputs.
  kCover,
  // The largest size with the photo's aspect ratio within resize_size, likewise: timm's crop_mode
  // "border".
  kFit,
  // Exactly resize_size, ignoring the aspect ratio: timm's crop_mode "squash", transformers from
  // 384 on.
  kSquash,
  // The photo's own size.
  kNone,
};

// The start of a centre crop if the margin is odd.
enum class CropRounding {
  kHalfToEven,  // torchvision and timm: int(round(margin / 2.0)), as Python
                // rounds
  kDown,        // transformers: margin // 2
};

// The preprocessing of the training photos. Part of the model, not a user setting.
struct PreprocessConfig {
  ResizePolicy resize = ResizePolicy::kShortSide;
  int resize_short_side = 256;         // pixels; for kShortSide
  PixelSize resize_size = {256, 256};  // for kCover, kFit and kSquash
  ResizeFilter filter = ResizeFilter::kBilinear;

  PixelSize crop = {224, 224};  // the network's input, from the centre
  CropRounding crop_rounding = CropRounding::kHalfToEven;
  // The padding around a photo that is smaller than the crop: R, G, B.
  std::array<std::uint8_t, 3> padding = {0, 0, 0};

  double rescale = 1.0 / 255;  // from bytes to the scale of mean and stddev
  // Per channel (R, G, B), on the [0, 1] scale.
  std::array<float, 3> mean = {0.485f, 0.456f, 0.406f};
  std::array<float, 3> stddev = {0.229f, 0.224f, 0.225f};
};

// The size that `photo` is resized to before the crop. Throws Error(kInvalidImage) if it has no
// pixels, Error(kImageTooLarge) if its aspect ratio is so extreme that a side exceeds 2^31 - 1,
// Error(kInvalidOption) if the configured sizes are not positive.
PixelSize ResizedSize(PixelSize photo, const PreprocessConfig& config);

// The part of a photo that the network sees, in pixels of the photo. It exceeds the photo where the
// input is padded. Throws as ResizedSize does.
Region SeenRegion(PixelSize photo, const PreprocessConfig& config);

// The part of a photo that is read; the whole photo if preprocessing throws.
PixelRect PixelsRead(PixelSize photo, const PreprocessConfig& config);

// The network's input as pixels: resized, cropped, padded. Throws as ResizedSize does.
RgbImage ResizeAndCrop(PixelRows& photo, const PreprocessConfig& config);

// Resizes, crops and maps every channel to (value * rescale - mean) / stddev, in float32 and in
// that order, which is torchvision's arithmetic. `out` is crop.height * crop.width * 3 floats, one
// image of a batch. Throws as ResizedSize does, and Error(kInvalidOption) if a stddev is zero, a
// number not finite or `out` of another size.
void PreprocessInto(PixelRows& photo, const PreprocessConfig& config, std::span<float> out);

}  // namespace residua
