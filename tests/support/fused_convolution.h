// Compares a convolution step with the definition, in all combinations of what it can fuse.

#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "support/naive.h"
#include "support/run_step.h"

namespace residua::testing {

struct FusedCase {
  engine::LayerShape layer;
  std::size_t stride = 1;
  std::size_t padding = 0;
  Shape4 input;  // but for its channels
  std::size_t threads = 1;
  double bound = 1e-5;  // largest error allowed, relative to the layer's largest output
};

// `make(relu, weights)` returns the step, with a ReLU of its own where `relu`.
void CheckFusedConvolution(const FusedCase& c, const auto& make) {
  Shape4 shape = c.input;
  shape.channels = c.layer.in_channels;
  INFO(c.layer.in_channels << " to " << c.layer.out_channels << " channels, " << shape.batch << "x"
                           << shape.height << "x" << shape.width << ", " << c.threads
                           << " threads");
  const engine::ThreadPool pool(c.threads);
  const Tensor input = RandomTensor(shape, 1);
  const engine::LayerWeights weights = RandomWeights(c.layer, 2);
  const Tensor plain =
      Convolve(input, c.layer, weights, {.stride = c.stride, .padding = c.padding});
  const Tensor addend = RandomTensor(plain.shape, 3);
  double largest = 1;
  for (const float value : plain.values) largest = std::max(largest, std::abs(double{value}));

  for (const bool add : {false, true}) {
    for (const bool relu : {false, true}) {
      INFO("add " << add << ", relu " << relu);
      const engine::Fusion fusion{.add = add, .relu = relu && add};
      auto step = make(relu && !add, weights);
      if (!step.CanFuse(fusion)) continue;
      Tensor expected = plain;
      for (std::size_t i = 0; i < expected.values.size(); ++i) {
        if (add) expected.values[i] += addend.values[i];
        if (relu) expected.values[i] = std::max(expected.values[i], 0.0f);
      }
      const Tensor result = add ? RunStep(step, {&input, &addend}, pool, fusion)
                                : RunStep(step, {&input}, pool, fusion);
      CHECK(LargestDifference(result, expected) < c.bound * largest);
    }
  }
}

// Runs `step` with the addend's memory as its output, and compares with a run apart.
inline void CheckAdditionInPlace(engine::Step& step, const Tensor& input, const Tensor& addend) {
  CHECK_FALSE(step.CanRunInPlace(0));
  REQUIRE(step.CanRunInPlace(1));
  const engine::ThreadPool pool;
  const Tensor expected = RunStep(step, {&input, &addend}, pool, {.add = true});

  std::vector<float> in = input.values;
  std::vector<float> sum = addend.values;
  in.resize(in.size() + XNN_EXTRA_BYTES / sizeof(float));
  sum.resize(sum.size() + XNN_EXTRA_BYTES / sizeof(float));
  const Shape4 shapes[] = {input.shape, addend.shape};
  std::vector<std::max_align_t> scratch(
      step.Reshape(shapes, {.add = true}, pool).scratch_bytes / sizeof(std::max_align_t) + 1);
  const float* const inputs[] = {in.data(), sum.data()};
  step.Bind(inputs, sum.data(), scratch.data());
  step.Run(pool);
  sum.resize(expected.values.size());
  CHECK(sum == expected.values);
}

}  // namespace residua::testing
