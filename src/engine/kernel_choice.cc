#include "engine/kernel_choice.h"

#include <algorithm>
#include <array>

#include "engine/winograd_transform.h"

namespace residua::engine {
namespace {

// Costs are counted in multiply-adds of a matrix product on one core of a Zen 3, as measured: with
// 128-bit vectors in WebAssembly (relaxed SIMD, about 24 per nanosecond), and natively with
// XNNPACK's 256-bit ones (about 45), beside which our own 128-bit kernels and the memory are
// slower. What matters is how they compare.
#ifdef __EMSCRIPTEN__
constexpr bool kWideProducts = false;
#else
constexpr bool kWideProducts = true;
#endif

// Per element of an operand or a product, for transforming it.
constexpr double kPerElement = kWideProducts ? 20 : 9;
// Per filter, for transforming it while running.
constexpr double kPerStreamedFilter = kWideProducts ? 250 : 75;
// Per call of the streamed step's micro-kernel, of which each takes so much of a product.
constexpr double kPerCall = kWideProducts ? 1200 : 430;
constexpr std::size_t kCallRows = 4;
constexpr std::size_t kCallColumns = 8;
constexpr std::size_t kCallDepth = 48;
// Filters that outgrow a cache come from memory at every run.
constexpr double kCachedFilterBytes = 4e6;
constexpr double kPerByte = kWideProducts ? 5.5 : 0.7;
// The memory budget: a megabyte that direct filters do not need must save about 40 microseconds.
constexpr double kPerExtraByte = kWideProducts ? 2.0 : 1.0;

struct Candidate {
  ConvolutionKernel kernel;
  double cost = 0;
};

double CeilDivide(std::size_t a, std::size_t b) {
  const std::size_t quotient = (a + b - 1) / b;
  return static_cast<double>(quotient);
}

double ReadingFilters(double bytes) { return bytes > kCachedFilterBytes ? bytes * kPerByte : 0; }

double DirectCost(const LayerShape& shape, std::size_t pixels) {
  const auto weights = static_cast<double>(shape.weights());
  return static_cast<double>(pixels) * weights + ReadingFilters(sizeof(float) * weights);
}

// Products and transforms of activations.
template <typename Tile>
double WinogradCost(const LayerShape& shape, std::size_t height, std::size_t width) {
  const double elements = CeilDivide(height, Tile::kOutputs) * CeilDivide(width, Tile::kOutputs) *
                          static_cast<double>(Tile::kInputs * Tile::kInputs);
  const auto in = static_cast<double>(shape.in_channels);
  const auto out = static_cast<double>(shape.out_channels);
  return elements * in * out + elements * (in + out) * kPerElement;
}

template <typename Tile>
double PackedCost(const LayerShape& shape, std::size_t height, std::size_t width) {
  const double direct_bytes = sizeof(float) * static_cast<double>(shape.weights());
  const double bytes = direct_bytes * static_cast<double>(Tile::kInputs * Tile::kInputs) / 9;
  return WinogradCost<Tile>(shape, height, width) + ReadingFilters(bytes) +
         (bytes - direct_bytes) * kPerExtraByte;
}

double StreamedCost(const LayerShape& shape, std::size_t height, std::size_t width) {
  const double tiles = CeilDivide(height, Tile4::kOutputs) * CeilDivide(width, Tile4::kOutputs);
  const double calls = 36 * std::max(1.0, tiles / kCallRows) *
                       CeilDivide(shape.out_channels, kCallColumns) *
                       CeilDivide(shape.in_channels, kCallDepth);
  return WinogradCost<Tile4>(shape, height, width) + calls * kPerCall +
         ReadingFilters(sizeof(float) * static_cast<double>(shape.weights())) +
         static_cast<double>(shape.in_channels * shape.out_channels) * kPerStreamedFilter;
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

std::optional<KernelChoice> KernelChoiceNamed(std::string_view name) {
  if (name == "auto") return KernelChoice::kAuto;
  if (name == "direct") return KernelChoice::kDirect;
  if (name == "lean") return KernelChoice::kLean;
  return std::nullopt;
}

ConvolutionKernel ChooseConvolutionKernel(const LayerShape& shape,
                                          const ConvolutionOptions& options, KernelChoice choice,
                                          std::size_t height, std::size_t width) {
  if (choice == KernelChoice::kDirect || shape.groups != 1) return ConvolutionKernel::kDirect;
  const auto is = [&](std::size_t kernel, std::size_t stride, std::size_t padding) {
    return shape.kernel == kernel && options.stride == stride && options.padding == padding;
  };
  if (is(1, 1, 0)) return ConvolutionKernel::kPointwise;
  if (is(7, 2, 3) && shape.in_channels <= kChunk / 4) return ConvolutionKernel::kStem;
  if (is(3, 1, 1)) return ChooseSpatial(shape, choice, height, width);
  return ConvolutionKernel::kDirect;
}

}  // namespace residua::engine
