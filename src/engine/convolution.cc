#include "engine/convolution.h"

#include "core/error.h"
#include "engine/convolution_choice.h"
#include "engine/depthwise_convolution.h"
#include "engine/direct_convolution.h"
#include "engine/matrix_convolution.h"
#include "engine/rounding.h"
#include "engine/streamed_convolution.h"
#include "engine/winograd_convolution.h"

namespace residua::engine {

Shape4 ConvolutionOperator::InferShape(std::span<const Shape4> inputs) const {
  const Shape4& input = inputs[0];
  if (input.channels != shape_.in_channels) {
    throw Error(ErrorCode::kInternal, "A convolution of " + std::to_string(shape_.in_channels) +
                                          " channels has an input of " +
                                          std::to_string(input.channels) + ".");
  }
  const auto outputs = [&](std::size_t pixels) {
    const std::size_t window = (shape_.kernel - 1) * options_.dilation + 1;
    return WindowPositions(pixels, window, options_.stride, options_.padding);
  };
  return {input.batch, outputs(input.height), outputs(input.width), shape_.out_channels};
}

double ConvolutionOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 2.0 * static_cast<double>(shape_.weights()) *
         static_cast<double>(output.batch * output.height * output.width);
}

std::unique_ptr<Kernel> ConvolutionOperator::MakeKernel(std::span<const Shape4> inputs,
                                                        KernelChoice choice) const {
  const Shape4 output = InferShape(inputs);
  switch (ChooseConvolutionKernel(shape_, options_, choice, output.height, output.width)) {
    case ConvolutionKernel::kMatrix:
      return std::make_unique<MatrixConvolution>(shape_, options_);
    case ConvolutionKernel::kWinograd2:
      return std::make_unique<WinogradConvolution<Tile2>>(shape_);
    case ConvolutionKernel::kWinograd4:
      return std::make_unique<WinogradConvolution<Tile4>>(shape_);
    case ConvolutionKernel::kStreamed:
      return std::make_unique<StreamedConvolution>(shape_);
    case ConvolutionKernel::kStem:
      return std::make_unique<WinogradConvolution<TileStem>>(shape_);
    case ConvolutionKernel::kDepthwise:
      return std::make_unique<DepthwiseConvolution>(shape_, options_);
    case ConvolutionKernel::kDirect:
      break;
  }
  return std::make_unique<DirectConvolution>(shape_, options_);
}

}  // namespace residua::engine
