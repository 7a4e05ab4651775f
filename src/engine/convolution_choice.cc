#include "engine/convolution_choice.h"

#include <algorithm>
#include <array>

#include "engine/depthwise_convolution.h"
#include "engine/fused_vectors.h"
#include "engine/packed_matrix.h"
#include "engine/rounding.h"
#include "engine/tuning.h"
#include "engine/winograd_transform.h"

namespace residua::engine {
namespace {

// Costs are in multiply-adds of a matrix product on one Zen 3 core; only their ratios matter.
struct Costs {
  double element;          // transforming one element of an operand or product
  double streamed_filter;  // transforming one filter element at run time
  double call;             // one call of the streamed kernel's inner loop
  double byte;             // one byte of filters that exceed the cache and are read from memory on
                           // every run
  double extra_byte;       // one byte of filters in addition to the size of the direct ones: the
                           // memory budget
};

// Measured with 128-bit vectors in WebAssembly (relaxed SIMD, about 24 multiply-adds per
// nanosecond), and natively with XNNPACK's 256-bit vectors (about 45), relative to which our
// 128-bit kernels and memory are slower. An extra megabyte must save about 40 microseconds.
constexpr Costs kNarrow = {
    .element = 9, .streamed_filter = 75, .call = 200, .byte = 1.0, .extra_byte = 1};
constexpr Costs kWide = {
    .element = 20, .streamed_filter = 250, .call = 1200, .byte = 5.5, .extra_byte = 2};

const Costs& MachineCosts() {
  if (VectorsAreFused()) return kNarrow;
  return MatrixKernel().panel() > tuning::kStreamedPanel ? kWide : kNarrow;
}

struct Candidate {
  ConvolutionKernel kernel;
  double cost = 0;
};

double Parts(std::size_t whole, std::size_t part) {
  return static_cast<double>(CeilDivide(whole, part));
}

double ReadingFilters(double bytes) {
  return bytes > static_cast<double>(tuning::kCachedFilterBytes) ? bytes * MachineCosts().byte : 0;
}

double DirectCost(const LayerShape& shape, std::size_t pixels) {
  const auto weights = static_cast<double>(shape.weights());
  return static_cast<double>(pixels) * weights + ReadingFilters(sizeof(float) * weights);
}

// Products and transforms of activations.
template <typename Tile>
double WinogradCost(const LayerShape& shape, std::size_t height, std::size_t width) {
  const double elements = Parts(height, Tile::kOutputs) * Parts(width, Tile::kOutputs) *
                          static_cast<double>(Tile::kInputs * Tile::kInputs);
  const auto in = static_cast<double>(shape.in_channels);
  const auto out = static_cast<double>(shape.out_channels);
  return elements * in * out + elements * (in + out) * MachineCosts().element;
}

template <typename Tile>
double PackedCost(const LayerShape& shape, std::size_t height, std::size_t width) {
  const double direct_bytes = sizeof(float) * static_cast<double>(shape.weights());
  const double bytes = direct_bytes * static_cast<double>(Tile::kInputs * Tile::kInputs) / 9;
  return WinogradCost<Tile>(shape, height, width) + ReadingFilters(bytes) +
         (bytes - direct_bytes) * MachineCosts().extra_byte;
}

double StreamedCost(const LayerShape& shape, std::size_t height, std::size_t width) {
  const double tiles = Parts(height, Tile4::kOutputs) * Parts(width, Tile4::kOutputs);
  const double calls = 36 * std::max(1.0, tiles / tuning::kStreamedGroup) *
                       Parts(shape.out_channels, tuning::kStreamedPanel) *
                       Parts(shape.in_channels, tuning::kStreamedDepth);
  return WinogradCost<Tile4>(shape, height, width) + calls * MachineCosts().call +
         ReadingFilters(sizeof(float) * static_cast<double>(shape.weights())) +
         static_cast<double>(shape.in_channels * shape.out_channels) *
             MachineCosts().streamed_filter;
}

ConvolutionKernel ChooseSpatial(const LayerShape& shape, KernelChoice choice, std::size_t height,
                                std::size_t width) {
  constexpr double kNever = 1e300;
  const bool packed = choice == KernelChoice::kAuto;
  const std::array<Candidate, 4> candidates = {{
      {ConvolutionKernel::kDirect, DirectCost(shape, height * width)},
      {ConvolutionKernel::kWinograd2, packed ? PackedCost<Tile2>(shape, height, width) : kNever},
      {ConvolutionKernel::kWinograd4, packed ? PackedCost<Tile4>(shape, height, width) : kNever},
      {ConvolutionKernel::kStreamed, StreamedCost(shape, height, width)},
  }};
  return std::min_element(candidates.begin(), candidates.end(),
                          [](const Candidate& a, const Candidate& b) { return a.cost < b.cost; })
      ->kernel;
}

}  // namespace

ConvolutionKernel ChooseConvolutionKernel(const LayerShape& shape,
                                          const ConvolutionOptions& options, KernelChoice choice,
                                          std::size_t height, std::size_t width) {
  if (DepthwiseConvolution::Takes(shape)) return ConvolutionKernel::kDepthwise;
  const bool dilated = options.dilation > 1 && shape.kernel > 1;
  if (choice == KernelChoice::kDirect || shape.groups != 1 || dilated) {
    return ConvolutionKernel::kDirect;
  }
  const auto is = [&](std::size_t kernel, std::size_t stride, std::size_t padding) {
    return shape.kernel == kernel && options.stride == stride && options.padding == padding;
  };
  if (is(1, 1, 0)) return ConvolutionKernel::kMatrix;
  if (is(7, 2, 3) && shape.in_channels <= kChunk / 4) return ConvolutionKernel::kStem;
  if (is(3, 1, 1)) {
    const ConvolutionKernel kernel = ChooseSpatial(shape, choice, height, width);
    if (kernel != ConvolutionKernel::kDirect) return kernel;
  }
  return sizeof(float) * shape.weights() > tuning::kRereadFilterBytes ? ConvolutionKernel::kMatrix
                                                                      : ConvolutionKernel::kDirect;
}

}  // namespace residua::engine
