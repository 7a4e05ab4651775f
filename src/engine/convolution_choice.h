// Which kernel computes a convolution: XNNPACK's, or one of ours that needs fewer multiplications
// or fewer passes over memory.

#pragma once

#include <cstddef>

#include "engine/convolution.h"
#include "engine/kernel_choice.h"
#include "engine/layer.h"

namespace residua::engine {

enum class ConvolutionKernel {
  kDirect,     // DirectConvolution
  kDepthwise,  // DepthwiseConvolution: 3x3, one channel in each group
  kMatrix,     // MatrixConvolution
  kWinograd2,  // F(2x2, 3x3): filters take 16/9 of their memory
  kWinograd4,  // F(4x4, 3x3): 36/9
  kStreamed,   // StreamedConvolution: F(4x4, 3x3) with filters of their own size
  kStem,       // WinogradConvolution<TileStem>
};

// The kernel that a small cost model over arithmetic, bytes and memory prefers for a layer whose
// output is height x width pixels.
ConvolutionKernel ChooseConvolutionKernel(const LayerShape& shape,
                                          const ConvolutionOptions& options, KernelChoice choice,
                                          std::size_t height, std::size_t width);

}  // namespace residua::engine
