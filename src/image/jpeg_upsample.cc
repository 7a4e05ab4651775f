#include "image/jpeg_upsample.h"

#include <algorithm>
#include <cstddef>

namespace residua {
namespace {

// How two samples become one: (3 * near + far + bias) / 2^shift. libjpeg alternates between two
// biases, so that rounding neither brightens nor darkens.
struct Rounding {
  int bias_before;  // towards the left or upper neighbour
  int bias_after;
  int shift;
};

// `width` sums, 3 * near + far.
void AddRows(const std::uint8_t* near, const std::uint8_t* far, int width,
             std::int16_t* __restrict sums) {
  for (int i = 0; i < width; ++i) sums[i] = static_cast<std::int16_t>(3 * near[i] + far[i]);
}

// `width` samples, 2 or more  ->  twice as many.
template <Rounding kRounding, typename Sample>
void DoubleWidth(const Sample* in, int width, std::uint8_t* __restrict out) {
  const auto between = [](int near, int far, int bias) {
    return static_cast<std::uint8_t>((3 * near + far + bias) >> kRounding.shift);
  };
  const int last = width - 1;
  out[0] = between(in[0], in[0], kRounding.bias_before);
  for (int i = 0; i < last; ++i) {
    out[2 * i + 1] = between(in[i], in[i + 1], kRounding.bias_after);
    out[2 * i + 2] = between(in[i + 1], in[i], kRounding.bias_before);
  }
  out[2 * last + 1] = between(in[last], in[last], kRounding.bias_after);
}

constexpr Rounding kOneWay{.bias_before = 1, .bias_after = 2, .shift = 2};
constexpr Rounding kBothWays{.bias_before = 8, .bias_after = 7, .shift = 4};

}  // namespace

JpegUpsampler::JpegUpsampler(const JpegPlane& plane)
    : plane_(plane),
      row_(static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.across)),
      sums_(static_cast<std::size_t>(plane.width)) {}

const std::uint8_t* JpegUpsampler::PlaneRow(int y) const {
  return plane_.samples + static_cast<std::ptrdiff_t>(y) * plane_.stride;
}

const std::uint8_t* JpegUpsampler::FartherRow(int y) const {
  return PlaneRow(std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, plane_.height - 1));
}

const std::uint8_t* JpegUpsampler::Row(int y) {
  const std::uint8_t* const nearest = PlaneRow(y / plane_.down);
  const int width = plane_.width;
  const bool is_wide_enough = width > 2;  // as in libjpeg
  if (plane_.across == 1 && plane_.down == 2) {
    AddRows(nearest, FartherRow(y), width, sums_.data());
    const int bias = y % 2 == 0 ? kOneWay.bias_before : kOneWay.bias_after;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      row_[i] = static_cast<std::uint8_t>((sums_[i] + bias) >> kOneWay.shift);
    }
  } else if (plane_.across == 1) {
    return nearest;
  } else if (plane_.across == 2 && plane_.down == 1 && is_wide_enough) {
    DoubleWidth<kOneWay>(nearest, width, row_.data());
  } else if (plane_.across == 2 && plane_.down == 2 && is_wide_enough) {
    AddRows(nearest, FartherRow(y), width, sums_.data());
    DoubleWidth<kBothWays>(sums_.data(), width, row_.data());
  } else {
    auto out = row_.begin();
    for (int i = 0; i < width; ++i) out = std::fill_n(out, plane_.across, nearest[i]);
  }
  return row_.data();
}

}  // namespace residua
