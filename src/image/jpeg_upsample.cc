#include "image/jpeg_upsample.h"

#include <algorithm>
#include <cstddef>

namespace residua {
namespace {

// Two samples become one: (3 * near + far + bias) / 2^shift. libjpeg alternates between two biases,
// so that rounding neither brightens nor darkens.
struct Rounding {
  int before;  // the bias towards the left or upper neighbour
  int after;
};

// `width` sums, 3 * near + far.
void AddRows(const std::uint8_t* near, const std::uint8_t* far, int width,
             std::int16_t* __restrict sums) {
  for (int i = 0; i < width; ++i) sums[i] = static_cast<std::int16_t>(3 * near[i] + far[i]);
}

// `width` samples  ->  twice as many.
template <int kShift, typename Sample>
void DoubleWidth(const Sample* in, int width, Rounding bias, std::uint8_t* __restrict out) {
  const auto between = [](int near, int far, int rounding) {
    return static_cast<std::uint8_t>((3 * near + far + rounding) >> kShift);
  };
  const int last = width - 1;
  out[0] = between(in[0], in[0], bias.before);
  for (int i = 0; i < last; ++i) {
    out[2 * i + 1] = between(in[i], in[i + 1], bias.after);
    out[2 * i + 2] = between(in[i + 1], in[i], bias.before);
  }
  out[2 * last + 1] = between(in[last], in[last], bias.after);
}

constexpr int kOneWayShift = 2;
constexpr Rounding kOneWay = {.before = 1, .after = 2};
constexpr int kBothWaysShift = 4;
constexpr Rounding kBothWays = {.before = 8, .after = 7};

}  // namespace

JpegUpsampler::JpegUpsampler(const JpegPlane& plane, bool transposed)
    : plane_(plane),
      transposed_(transposed),
      row_(static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.across)),
      sums_(static_cast<std::size_t>(plane.width)) {
  const int width = transposed ? plane.height : plane.width;  // in the file
  const int across = transposed ? plane.down : plane.across;
  const int down = transposed ? plane.across : plane.down;
  interpolates_ = (across == 1 && down == 2) || (across == 2 && down <= 2 && width > 2);
}

const std::uint8_t* JpegUpsampler::PlaneRow(int y) const {
  return plane_.samples + static_cast<std::ptrdiff_t>(y) * plane_.stride;
}

const std::uint8_t* JpegUpsampler::FartherRow(int y) const {
  return PlaneRow(std::clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, plane_.height - 1));
}

const std::uint8_t* JpegUpsampler::Row(int y) {
  const std::uint8_t* const nearest = PlaneRow(y / plane_.down);
  const int width = plane_.width;
  if (plane_.across == 1 && (plane_.down == 1 || !interpolates_)) return nearest;
  if (!interpolates_) {
    auto out = row_.begin();
    for (int i = 0; i < width; ++i) out = std::fill_n(out, plane_.across, nearest[i]);
    return row_.data();
  }
  if (plane_.down == 1) {
    DoubleWidth<kOneWayShift>(nearest, width, kOneWay, row_.data());
    return row_.data();
  }
  AddRows(nearest, FartherRow(y), width, sums_.data());
  const bool even = y % 2 == 0;
  if (plane_.across == 1) {
    const int bias = even ? kOneWay.before : kOneWay.after;
    for (std::size_t i = 0; i < sums_.size(); ++i) {
      row_[i] = static_cast<std::uint8_t>((sums_[i] + bias) >> kOneWayShift);
    }
  } else {
    // libjpeg alternates from column to column of the file.
    const int bias = even ? kBothWays.before : kBothWays.after;
    DoubleWidth<kBothWaysShift>(sums_.data(), width, transposed_ ? Rounding{bias, bias} : kBothWays,
                                row_.data());
  }
  return row_.data();
}

}  // namespace residua
