#include "image/jpeg_color.h"

#include <algorithm>
#include <cstddef>

namespace residua {
namespace {

// Pixels per step, in loops of fixed length that compilers vectorise.
constexpr int kRun = 32;

struct Run {
  std::array<std::uint8_t, kRun> red;
  std::array<std::uint8_t, kRun> green;
  std::array<std::uint8_t, kRun> blue;
};

// 16 fractional bits, rounded.
constexpr int Fixed(double factor) { return (static_cast<int>(factor * 2 * 65536) + 1) / 2; }

std::uint8_t Clamp(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

// factor / 2^16 * v, rounded, computed in 16-bit lanes: the high half of a product that is doubled
// first to keep the bit for rounding.
std::int16_t Scaled(std::int16_t factor, std::int16_t v) {
  const auto doubled = static_cast<std::int16_t>(v * 2);
  return static_cast<std::int16_t>((static_cast<std::int16_t>((factor * doubled) >> 16) + 1) >> 1);
}

// R = Y + 1.402 Cr, G = Y - 0.34414 Cb - 0.71414 Cr, B = Y + 1.772 Cb. Each factor is split into an
// integer and a fraction that fits 16 bits.
void YccToRgb(const std::uint8_t* luma, const std::uint8_t* blueness, const std::uint8_t* redness,
              Run& out) {
  constexpr std::int16_t kRedRest = Fixed(1.402) - 65536;
  constexpr std::int16_t kBlueRest = Fixed(1.772) - 2 * 65536;
  constexpr std::int16_t kGreenFromBlue = -Fixed(0.34414);
  constexpr std::int16_t kGreenFromRedRest = 65536 - Fixed(0.71414);
  for (int i = 0; i < kRun; ++i) {
    const std::int16_t y = luma[i];
    const auto cb = static_cast<std::int16_t>(blueness[i] - 128);
    const auto cr = static_cast<std::int16_t>(redness[i] - 128);
    const int green_rest = (kGreenFromBlue * cb + kGreenFromRedRest * cr + 32768) >> 16;
    const auto n = static_cast<std::size_t>(i);
    out.red[n] = Clamp(y + cr + Scaled(kRedRest, cr));
    out.green[n] = Clamp(y - cr + static_cast<std::int16_t>(green_rest));
    out.blue[n] = Clamp(y + 2 * cb + Scaled(kBlueRest, cb));
  }
}

// a * b / 255, rounded: exact for all bytes (Blinn, "Three wrongs make a right", 1995).
std::uint8_t Product(int a, int b) {
  const int t = a * b + 128;
  return static_cast<std::uint8_t>((t + (t >> 8)) >> 8);
}

// The stored values are 255 - ink and 255 - black.
void Mix(const std::uint8_t* key, Run& run) {
  for (std::size_t i = 0; i < kRun; ++i) {
    run.red[i] = Product(run.red[i], key[i]);
    run.green[i] = Product(run.green[i], key[i]);
    run.blue[i] = Product(run.blue[i], key[i]);
  }
}

void Invert(Run& run) {
  for (std::size_t i = 0; i < kRun; ++i) {
    run.red[i] = static_cast<std::uint8_t>(255 - run.red[i]);
    run.green[i] = static_cast<std::uint8_t>(255 - run.green[i]);
    run.blue[i] = static_cast<std::uint8_t>(255 - run.blue[i]);
  }
}

void Convert(const std::array<const std::uint8_t*, 4>& samples, JpegColors colors, Run& run) {
  switch (colors) {
    case JpegColors::kGrey:
      std::copy_n(samples[0], kRun, run.red.begin());
      run.green = run.blue = run.red;
      return;
    case JpegColors::kRgb:
    case JpegColors::kCmyk:
      std::copy_n(samples[0], kRun, run.red.begin());
      std::copy_n(samples[1], kRun, run.green.begin());
      std::copy_n(samples[2], kRun, run.blue.begin());
      if (colors == JpegColors::kCmyk) Mix(samples[3], run);
      return;
    case JpegColors::kYcc:
      YccToRgb(samples[0], samples[1], samples[2], run);
      return;
    case JpegColors::kYcck:
      YccToRgb(samples[0], samples[1], samples[2], run);
      Invert(run);
      Mix(samples[3], run);
      return;
  }
}

}  // namespace

void RowToRgb(const JpegRow& row, JpegColors colors, std::uint8_t* rgb) {
  Run run;
  std::array<std::array<std::uint8_t, kRun>, 4> padded{};
  for (int x = 0; x < row.width; x += kRun) {
    const int count = std::min(kRun, row.width - x);
    std::array<const std::uint8_t*, 4> samples{};
    for (std::size_t i = 0; i < samples.size() && row.samples[i] != nullptr; ++i) {
      samples[i] = row.samples[i] + x;
      if (count == kRun) continue;
      std::copy_n(samples[i], count, padded[i].begin());
      samples[i] = padded[i].data();
    }
    Convert(samples, colors, run);
    for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
      rgb[0] = run.red[i];
      rgb[1] = run.green[i];
      rgb[2] = run.blue[i];
      rgb += 3;
    }
  }
}

}  // namespace residua
