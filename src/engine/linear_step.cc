#include "engine/linear_step.h"

#include <limits>

namespace residua::engine {

void LinearStep::Seal() {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  operator_ = Create("xnn_create_fully_connected_nc_f32", [&](xnn_operator_t* op) {
    return xnn_create_fully_connected_nc_f32(
        shape_.in_channels, shape_.out_channels, shape_.in_channels, shape_.out_channels,
        whole_.weights(), whole_.bias(), -kInfinity, kInfinity, /*flags=*/0,
        /*code_cache=*/nullptr, /*weights_cache=*/nullptr, op);
  });
  whole_.Free();
}

Sizing LinearStep::Reshape(std::span<const Shape4> inputs, const Fusion&, const ThreadPool& pool) {
  const std::size_t rows = inputs[0].batch * inputs[0].height * inputs[0].width;
  Check(xnn_reshape_fully_connected_nc_f32(operator_.get(), rows, pool.get()),
        "xnn_reshape_fully_connected_nc_f32");
  Sizing sizing{.output = inputs[0]};
  sizing.output.channels = shape_.out_channels;
  sizing.flops = 2.0 * static_cast<double>(shape_.weights()) * static_cast<double>(rows);
  return sizing;
}

void LinearStep::Bind(std::span<const float* const> inputs, float* output, void*) {
  Check(xnn_setup_fully_connected_nc_f32(operator_.get(), inputs[0], output),
        "xnn_setup_fully_connected_nc_f32");
}

void LinearStep::Run(const ThreadPool& pool) {
  Check(xnn_run_operator(operator_.get(), pool.get()), "xnn_run_operator (linear)");
}

}  // namespace residua::engine
