// Runs one kernel alone, as an Execution would.

#pragma once

#include <xnnpack.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "core/tensor.h"
#include "engine/kernel.h"
#include "engine/operator.h"

namespace residua::testing {

// Packs a kernel as loading does, a few channels at a time.
inline void PackInParts(engine::Kernel& kernel, const engine::LayerWeights& weights) {
  const std::size_t channels = weights.bias.size();
  const std::size_t together = engine::ChannelsPackedTogether();
  for (std::size_t first = 0; first < channels; first += together) {
    kernel.Pack({.first = first,
                 .count = std::min(together, channels - first),
                 .weights = weights.weights.data() + first * (weights.weights.size() / channels),
                 .bias = weights.bias.data() + first});
  }
  kernel.Seal();
}

// Makes a kernel of `arguments` and packs it.
template <typename Kernel>
Kernel MakePacked(const engine::LayerWeights& weights, const auto&... arguments) {
  Kernel kernel(arguments...);
  PackInParts(kernel, weights);
  return kernel;
}

// Values with the readable bytes behind them that kernels want.
inline std::vector<float> Padded(const std::vector<float>& values) {
  std::vector<float> padded = values;
  padded.resize(values.size() + XNN_EXTRA_BYTES / sizeof(float),
                std::numeric_limits<float>::quiet_NaN());
  return padded;
}

// `inputs` includes the addend if `fusion` adds. The output is full of NaN before it is written, or
// it is the very buffer of the input `in_place`.
inline Tensor RunKernel(const engine::Kernel& kernel, std::initializer_list<const Tensor*> inputs,
                        const Shape4& output, const engine::ThreadPool& pool,
                        const engine::Fusion& fusion = {},
                        std::optional<std::size_t> in_place = std::nullopt) {
  std::vector<Shape4> shapes;
  std::vector<std::vector<float>> buffers;
  for (const Tensor* input : inputs) {
    shapes.push_back(input->shape);
    buffers.push_back(Padded(input->values));
  }
  std::vector<const void*> addresses;
  for (const std::vector<float>& buffer : buffers) addresses.push_back(buffer.data());

  const std::unique_ptr<engine::Step> step =
      kernel.MakeStep({.inputs = shapes, .output = output, .fusion = fusion, .pool = pool});
  std::vector<float> apart =
      Padded(std::vector<float>(output.elements(), std::numeric_limits<float>::quiet_NaN()));
  std::vector<float>& result = in_place ? buffers.at(*in_place) : apart;
  // Vectors of doubles are aligned well enough for what steps keep in their scratch.
  std::vector<std::max_align_t> scratch(step->scratch_bytes() / sizeof(std::max_align_t) + 1);
  step->Bind({.inputs = addresses, .output = result.data(), .scratch = scratch.data()});
  step->Run(pool);

  Tensor tensor(output);
  std::copy_n(result.begin(), output.elements(), tensor.values.begin());
  return tensor;
}

// An operator with the kernel and the shape that it chooses itself; `weights` where it has a layer.
inline Tensor RunOperator(const engine::Operator& op, std::initializer_list<const Tensor*> inputs,
                          const engine::LayerWeights* weights = nullptr,
                          const engine::ThreadPool& pool = engine::ThreadPool()) {
  std::vector<Shape4> shapes;
  for (const Tensor* input : inputs) shapes.push_back(input->shape);
  const std::unique_ptr<engine::Kernel> kernel = op.MakeKernel(shapes, engine::KernelChoice::kAuto);
  if (weights) PackInParts(*kernel, *weights);
  return RunKernel(*kernel, inputs, op.InferShape(shapes), pool);
}

}  // namespace residua::testing
