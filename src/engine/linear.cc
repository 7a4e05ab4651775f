#include "engine/linear.h"

#include "core/error.h"
#include "engine/matrix_convolution.h"

namespace residua::engine {

Shape4 LinearOperator::InferShape(std::span<const Shape4> inputs) const {
  Shape4 shape = inputs[0];
  if (shape.channels != shape_.in_channels) {
    throw Error(ErrorCode::kInternal, "A linear layer of " + std::to_string(shape_.in_channels) +
                                          " inputs has an input of " +
                                          std::to_string(shape.channels) + ".");
  }
  shape.channels = shape_.out_channels;
  return shape;
}

double LinearOperator::Flops(std::span<const Shape4>, const Shape4& output) const {
  return 2.0 * static_cast<double>(shape_.weights()) *
         static_cast<double>(output.batch * output.height * output.width);
}

// A linear layer is a 1x1 convolution.
std::unique_ptr<Kernel> LinearOperator::MakeKernel(std::span<const Shape4>, KernelChoice) const {
  return std::make_unique<MatrixConvolution>(shape_, ConvolutionOptions{});
}

}  // namespace residua::engine
