// Runs one step alone, as an Execution would.

#pragma once

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <vector>

#include "core/tensor.h"
#include "engine/step.h"
#include "engine/xnnpack_handle.h"

namespace residua::testing {

// Makes a step of `arguments` and packs it as loading does, a few channels at a time.
template <typename Step>
Step MakePacked(const engine::LayerWeights& weights, const auto&... arguments) {
  Step step(arguments...);
  const std::size_t channels = weights.bias.size();
  const std::size_t together = engine::ChannelsPackedTogether();
  for (std::size_t first = 0; first < channels; first += together) {
    step.Pack({.first = first,
               .count = std::min(together, channels - first),
               .weights = weights.weights.data() + first * (weights.weights.size() / channels),
               .bias = weights.bias.data() + first});
  }
  step.Seal();
  return step;
}

// `inputs` includes the addend if `fusion` adds. The output is full of NaN before the step writes
// it.
inline Tensor RunStep(engine::Step& step, std::initializer_list<const Tensor*> inputs,
                      const engine::ThreadPool& pool, const engine::Fusion& fusion = {}) {
  constexpr std::size_t kExtra = XNN_EXTRA_BYTES / sizeof(float);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  std::vector<Shape4> shapes;
  std::vector<std::vector<float>> buffers;
  std::vector<const float*> addresses;
  for (const Tensor* input : inputs) {
    shapes.push_back(input->shape);
    buffers.push_back(input->values);
    buffers.back().resize(input->values.size() + kExtra, nan);
  }
  for (const std::vector<float>& buffer : buffers) addresses.push_back(buffer.data());

  const engine::Sizing sizing = step.Reshape(shapes, fusion, pool);
  std::vector<float> output(sizing.output.elements() + kExtra, nan);
  // Vectors of doubles are aligned well enough for what steps keep in their scratch.
  std::vector<std::max_align_t> scratch(sizing.scratch_bytes / sizeof(std::max_align_t) + 1);
  step.Bind(addresses, output.data(), scratch.data());
  step.Run(pool);

  Tensor result(sizing.output);
  result.values.assign(output.begin(), output.end() - static_cast<std::ptrdiff_t>(kExtra));
  return result;
}

}  // namespace residua::testing
