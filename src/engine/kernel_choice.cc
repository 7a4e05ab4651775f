#include "engine/kernel_choice.h"

#include <algorithm>

#include "engine/winograd_transform.h"

namespace residua::engine {
namespace {

// Time is counted in multiply-adds. Filters of more than a cache's size come from memory at every
// run: that costs as many multiply-adds per byte as a core does while one byte arrives.
constexpr double kCachedFilterBytes = 4e6;
constexpr double kMultiplyAddsPerByte = 1.5;
// A transform touches every element of a patch once to read and once to write.
constexpr double kMultiplyAddsPerTransformedElement = 12;
// A kernel must win by this factor to be worth memory that the checkpoint does not need.
constexpr double kWorthwhile = 0.9;

double FilterCost(double bytes) {
  return bytes > kCachedFilterBytes ? bytes * kMultiplyAddsPerByte : 0;
}

double DirectCost(const LayerShape& shape, double pixels) {
  const auto weights = static_cast<double>(shape.weights());
  return pixels * weights + FilterCost(4 * weights);
}

double WinogradCost(const LayerShape& shape, std::size_t outputs, std::size_t height,
                    std::size_t width) {
  const double tiles =
      static_cast<double>(((height + outputs - 1) / outputs) * ((width + outputs - 1) / outputs));
  const auto products = static_cast<double>((outputs + 2) * (outputs + 2));
  const double filters = products * static_cast<double>(shape.in_channels * shape.out_channels);
  const double elements =
      tiles * products * static_cast<double>(shape.in_channels + shape.out_channels);
  return tiles * filters + elements * kMultiplyAddsPerTransformedElement + FilterCost(4 * filters);
}

}  // namespace

ConvolutionKernel ChooseConvolutionKernel(const LayerShape& shape,
                                          const ConvolutionOptions& options, KernelChoice choice,
                                          std::size_t height, std::size_t width) {
  const bool pointwise = choice != KernelChoice::kDirect && shape.kernel == 1 &&
                         shape.groups == 1 && options.stride == 1 && options.padding == 0;
  if (pointwise) return ConvolutionKernel::kPointwise;
  const bool stem = choice != KernelChoice::kDirect && shape.kernel == 7 && shape.groups == 1 &&
                    shape.in_channels <= kChunk / 4 && options.stride == 2 && options.padding == 3;
  if (stem) return ConvolutionKernel::kStem;
  const bool winograd = choice == KernelChoice::kAuto && shape.kernel == 3 && shape.groups == 1 &&
                        options.stride == 1 && options.padding == 1;
  if (!winograd) return ConvolutionKernel::kDirect;
  const double two = WinogradCost(shape, 2, height, width);
  const double four = WinogradCost(shape, 4, height, width);
  const double direct = DirectCost(shape, static_cast<double>(height * width));
  if (std::min(two, four) > direct * kWorthwhile) return ConvolutionKernel::kDirect;
  return four < two * kWorthwhile ? ConvolutionKernel::kWinograd4 : ConvolutionKernel::kWinograd2;
}

}  // namespace residua::engine
