// Which kernel computes a convolution: XNNPACK's, or one of ours that needs fewer multiplications
// or fewer passes over memory.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "engine/convolution_step.h"
#include "engine/layer.h"

namespace residua::engine {

// What the user asks for.
enum class KernelChoice {
  kAuto,    // the fastest kernel within the memory that it is worth
  kDirect,  // XNNPACK's own operators for everything: the reference
  kLean,    // no filters that take more memory than those of the checkpoint
};

// "auto", "direct" or "lean"; nothing for another name.
std::optional<KernelChoice> KernelChoiceNamed(std::string_view name);

// Kernels are chosen when weights are packed, before any input is seen: for inputs of this size.
// Other sizes run with the same kernels, correctly, if not always at their fastest.
struct KernelOptions {
  KernelChoice choice = KernelChoice::kAuto;
  std::size_t height = 224;  // of the network's usual input, pixels
  std::size_t width = 224;
};

enum class ConvolutionKernel {
  kDirect,     // ConvolutionStep
  kMatrix,     // MatrixStep
  kWinograd2,  // F(2x2, 3x3): filters take 16/9 of their memory
  kWinograd4,  // F(4x4, 3x3): 36/9
  kStreamed,   // StreamedWinogradStep: F(4x4, 3x3) with filters of their own size
  kStem,       // WinogradStep<TileStem>
};

// The kernel that a small cost model over arithmetic, bytes and memory prefers for a layer whose
// output is height x width pixels.
ConvolutionKernel ChooseConvolutionKernel(const LayerShape& shape,
                                          const ConvolutionOptions& options, KernelChoice choice,
                                          std::size_t height, std::size_t width);

}  // namespace residua::engine
