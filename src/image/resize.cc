#include "image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include "core/error.h"

namespace residua {
namespace {

// Pillow computes a weighted sum of bytes in int32: 8 bits for the byte, 2 of headroom for filters
// that overshoot, the rest for the fraction of a weight (src/libImaging/Resample.c, Pillow 9.4).
constexpr int kFractionBits = 32 - 8 - 2;
constexpr std::int32_t kRoundingHalf = 1 << (kFractionBits - 1);

constexpr int kChannels = 3;

// Weights of a row are taken four pixels at a time: 12 products are three full 128-bit vectors.
constexpr int kGroup = 4;
constexpr int kLanes = kGroup * kChannels;

// Four lanes in GCC's and Clang's vector extensions, natively and in wasm. GCC does not vectorise
// loops over 12 lanes itself when there are few groups, as is common.
using Int32x4 = std::int32_t __attribute__((vector_size(16)));

Int32x4 Load(const std::int32_t* at) {
  Int32x4 lanes;
  std::memcpy(&lanes, at, sizeof(lanes));
  return lanes;
}

// Columns are processed in bands whose weights take at most about this much, so that an image of
// one row and a hundred million columns does not need gigabytes.
constexpr std::size_t kBandWeights = 1 << 20;

int Truncated(double x) { return static_cast<int>(x); }

double Triangle(double x) { return std::max(0.0, 1.0 - std::abs(x)); }

// R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with a = -0.5.
double Cubic(double x) {
  constexpr double kA = -0.5;
  x = std::abs(x);
  if (x < 1.0) return ((kA + 2.0) * x - (kA + 3.0)) * x * x + 1;
  if (x < 2.0) return (((x - 5) * x + 8) * x - 4) * kA;
  return 0.0;
}

// The input pixels that contribute to an output pixel: [first, end).
struct Span {
  int first = 0;
  int end = 0;

  int count() const { return end - first; }
};

// One axis of a resize.
class Axis {
 public:
  Axis(int input_size, int output_size, ResizeFilter filter)
      : input_size_(input_size),
        // In single precision, as Pillow's box.
        scale_(static_cast<double>(static_cast<float>(input_size)) / output_size),
        filter_(filter == ResizeFilter::kBilinear ? Triangle : Cubic),
        identity_(input_size == output_size) {
    const double radius = filter == ResizeFilter::kBilinear ? 1.0 : 2.0;
    filter_scale_ = std::max(1.0, scale_);
    support_ = radius * filter_scale_;
  }

  // Whether input and output pixels are identical, so that Pillow skips this axis.
  bool identity() const { return identity_; }

  // The maximum number of input pixels per output pixel.
  int max_count() const {
    return static_cast<int>(
        std::min(static_cast<double>(input_size_), std::ceil(support_) * 2 + 1));
  }

  Span SpanOf(int output) const {
    const double center = Center(output);
    // Pillow's rounding: truncation after adding 0.5.
    const int first = std::max(0, Truncated(center - support_ + 0.5));
    const int end = std::min(input_size_, Truncated(center + support_ + 0.5));
    return {first, end};
  }

  // Writes the span.count() weights of an output pixel; they sum to 1 up to rounding.
  void WeightsOf(int output, const Span& span, std::vector<double>& scratch,
                 std::vector<std::int32_t>& weights) const {
    const double center = Center(output);
    const double shrink = 1.0 / filter_scale_;
    scratch.resize(static_cast<std::size_t>(span.count()));
    weights.resize(scratch.size());
    double sum = 0;
    for (int i = 0; i < span.count(); ++i) {
      const double weight = filter_((i + span.first - center + 0.5) * shrink);
      scratch[static_cast<std::size_t>(i)] = weight;
      sum += weight;
    }
    for (std::size_t i = 0; i < scratch.size(); ++i) {
      const double weight = sum == 0 ? scratch[i] : scratch[i] / sum;
      weights[i] = static_cast<std::int32_t>((weight < 0 ? -0.5 : 0.5) +
                                             weight * (std::int32_t{1} << kFractionBits));
    }
  }

 private:
  double Center(int output) const { return (output + 0.5) * scale_; }

  int input_size_;
  double scale_;
  double (*filter_)(double);
  bool identity_;
  double filter_scale_;
  double support_;
};

std::uint8_t ToByte(std::int32_t sum) {
  return static_cast<std::uint8_t>(std::clamp(sum >> kFractionBits, 0, 255));
}

// The horizontal pass over columns [x, x + width) of the result, one row at a time.
class RowResampler {
 public:
  RowResampler(const Axis& axis, int x, int width) : x_(x), copies_(axis.identity()) {
    if (copies_) return;
    groups_ = (axis.max_count() + kGroup - 1) / kGroup;
    const Span reads = {axis.SpanOf(x).first, axis.SpanOf(x + width - 1).end};
    first_read_ = static_cast<std::size_t>(reads.first) * kChannels;
    bytes_read_ = static_cast<std::size_t>(reads.end - reads.first) * kChannels;
    // The last columns' groups exceed the input: the weights there are zero.
    wide_row_.assign(bytes_read_ + static_cast<std::size_t>(groups_) * kLanes, 0);
    line_.resize(static_cast<std::size_t>(width) * kChannels);

    weights_.assign(static_cast<std::size_t>(width) * static_cast<std::size_t>(groups_) * kLanes,
                    0);
    offsets_.reserve(static_cast<std::size_t>(width));
    std::vector<double> scratch;
    std::vector<std::int32_t> weights;
    for (std::size_t column = 0; column < static_cast<std::size_t>(width); ++column) {
      const int output = x + static_cast<int>(column);
      const Span span = axis.SpanOf(output);
      axis.WeightsOf(output, span, scratch, weights);
      offsets_.push_back(static_cast<std::size_t>(span.first - reads.first) * kChannels);
      std::int32_t* at = weights_.data() + column * static_cast<std::size_t>(groups_) * kLanes;
      for (const std::int32_t weight : weights) at = std::fill_n(at, kChannels, weight);
    }
  }

  // Takes a whole input row; returns width * 3 bytes, valid until the next call.
  const std::uint8_t* Resample(const std::uint8_t* row) {
    if (copies_) return row + static_cast<std::size_t>(x_) * kChannels;
    // Each byte is used by at least two columns, so widening it once saves time.
    std::copy_n(row + first_read_, bytes_read_, wide_row_.begin());
    const std::int32_t* weights = weights_.data();
    std::uint8_t* out = line_.data();
    for (const std::size_t offset : offsets_) {
      const std::int32_t* source = wide_row_.data() + offset;
      Int32x4 a = {}, b = {}, c = {};
      for (int group = 0; group < groups_; ++group) {
        a += Load(source) * Load(weights);
        b += Load(source + 4) * Load(weights + 4);
        c += Load(source + 8) * Load(weights + 8);
        source += kLanes;
        weights += kLanes;
      }
      // The lanes hold R G B R | G B R G | B R G B.
      out[0] = ToByte(kRoundingHalf + a[0] + a[3] + b[2] + c[1]);
      out[1] = ToByte(kRoundingHalf + a[1] + b[0] + b[3] + c[2]);
      out[2] = ToByte(kRoundingHalf + a[2] + b[1] + c[0] + c[3]);
      out += kChannels;
    }
    return line_.data();
  }

 private:
  int x_;
  bool copies_;
  int groups_ = 0;              // per column, how many groups of four pixels it reads
  std::size_t first_read_ = 0;  // start of the part of a row that is read, in bytes
  std::size_t bytes_read_ = 0;
  std::vector<std::size_t> offsets_;   // per column, where it starts in wide_row_
  std::vector<std::int32_t> weights_;  // per column groups_ * kLanes, each weight three times
  std::vector<std::int32_t> wide_row_;
  std::vector<std::uint8_t> line_;
};

// An output row to which input rows are still being added.
struct OpenRow {
  Span span;
  std::vector<std::int32_t> weights;  // one per input row of the span
  std::vector<std::int32_t> sums;     // one per byte of the row
};

void AddRow(const std::uint8_t* line, std::int32_t weight, std::vector<std::int32_t>& sums) {
  std::int32_t* sum = sums.data();
  const std::size_t count = sums.size();
  for (std::size_t i = 0; i < count; ++i) sum[i] += line[i] * weight;
}

// Computes `window` of the result into `out`, whose rows are `stride` bytes apart. Each input row
// is resampled once and immediately added to every output row it contributes to, so none has to be
// stored.
void ResizeBand(PixelRows& image, const Axis& horizontal, const Axis& vertical,
                const PixelRect& window, std::uint8_t* out, std::size_t stride) {
  RowResampler rows(horizontal, window.x, window.width);
  const std::size_t line_bytes = static_cast<std::size_t>(window.width) * kChannels;
  const auto line_of = [&](int y) { return rows.Resample(image.Row(y)); };
  const int window_end = window.y + window.height;
  if (vertical.identity()) {
    for (int y = window.y; y < window_end; ++y, out += stride) {
      std::copy_n(line_of(y), line_bytes, out);
    }
    return;
  }

  std::deque<OpenRow> open;  // from the top; spans begin and end in the order of the rows
  std::vector<double> scratch;
  int next = window.y;
  const int input_end = vertical.SpanOf(window_end - 1).end;
  for (int y = vertical.SpanOf(window.y).first; y < input_end; ++y) {
    const std::uint8_t* line = line_of(y);
    for (; next < window_end && vertical.SpanOf(next).first <= y; ++next) {
      OpenRow& row = open.emplace_back();
      row.span = vertical.SpanOf(next);
      vertical.WeightsOf(next, row.span, scratch, row.weights);
      row.sums.assign(line_bytes, kRoundingHalf);
    }
    for (OpenRow& row : open) {
      AddRow(line, row.weights[static_cast<std::size_t>(y - row.span.first)], row.sums);
    }
    for (; !open.empty() && open.front().span.end <= y + 1; out += stride) {
      std::transform(open.front().sums.begin(), open.front().sums.end(), out, ToByte);
      open.pop_front();
    }
  }
}

void Require(bool condition, const std::string& message) {
  if (!condition) throw Error(ErrorCode::kInvalidOption, message);
}

}  // namespace

PixelRect SourceOf(PixelSize image, const ResizeOptions& options) {
  const auto [width, height] = image;
  const PixelSize size = options.size;
  const PixelRect window = options.window.value_or(PixelRect{0, 0, size.width, size.height});
  const auto source = [&](const Axis& axis, int first, int count) {
    if (axis.identity()) return Span{first, first + count};
    return Span{axis.SpanOf(first).first, axis.SpanOf(first + count - 1).end};
  };
  const Span across = source(Axis(width, size.width, options.filter), window.x, window.width);
  const Span down = source(Axis(height, size.height, options.filter), window.y, window.height);
  return {across.first, down.first, across.count(), down.count()};
}

RgbImage Resize(PixelRows& image, const ResizeOptions& options) {
  const auto [width, height] = image.size();
  if (width <= 0 || height <= 0) {
    throw Error(ErrorCode::kInvalidImage, "The image has no pixels.");
  }
  const PixelSize size = options.size;
  Require(size.width > 0 && size.height > 0, "The size to resize an image to is empty.");
  const PixelRect window = options.window.value_or(PixelRect{0, 0, size.width, size.height});
  Require(window.width > 0 && window.height > 0 && window.x >= 0 && window.y >= 0 &&
              window.x <= size.width - window.width && window.y <= size.height - window.height,
          "The window lies outside the resized image.");

  const Axis horizontal(width, size.width, options.filter);
  const Axis vertical(height, size.height, options.filter);
  RgbImage result = RgbImage::Filled(window.width, window.height, 0);
  const std::size_t stride = static_cast<std::size_t>(window.width) * kChannels;
  const int band = static_cast<int>(std::clamp<std::size_t>(
      kBandWeights / static_cast<std::size_t>(horizontal.max_count() + kGroup), 1,
      static_cast<std::size_t>(window.width)));
  for (int x = 0; x < window.width; x += band) {
    const PixelRect part = {window.x + x, window.y, std::min(band, window.width - x),
                            window.height};
    ResizeBand(image, horizontal, vertical, part,
               result.pixels.data() + static_cast<std::size_t>(x) * kChannels, stride);
  }
  return result;
}

}  // namespace residua
