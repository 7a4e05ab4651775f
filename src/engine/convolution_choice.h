// Chooses the kernel of a convolution: XNNPACK's, or one of ours that needs fewer multiplications
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
  kWinograd2,  // F(2x2, 3x3): filters need 16/9 of the memory
  kWinograd4,  // F(4x4, 3x3): 36/9
  kStreamed,   // StreamedConvolution: F(4x4, 3x3), filters keep their size
  kStem,       // WinogradConvolution<TileStem>
};

// The kernel with the least cost for a layer with an output of height x width pixels, by a model of
// arithmetic, memory traffic and memory size.
ConvolutionKernel ChooseConvolutionKernel(const LayerShape& shape,
                                          const ConvolutionOptions& options, KernelChoice choice,
                                          std::size_t height, std::size_t width);

}  // namespace residua::engine
