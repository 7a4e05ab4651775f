// Compares a convolution's kernel with the definition, in all combinations of what it can fuse.

#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cmath>

#include "engine/convolution.h"
#include "support/naive.h"
#include "support/naive_activation.h"
#include "support/run_kernel.h"

namespace residua::testing {

struct FusedCase {
  engine::LayerShape layer;
  std::size_t stride = 1;
  std::size_t padding = 0;
  Shape4 input;  // but for its channels
  std::size_t threads = 1;
  double bound = 1e-5;  // largest error allowed, relative to the layer's largest output
  std::size_t dilation = 1;
};

// `make(weights)` returns the kernel.
void CheckFusedConvolution(const FusedCase& c, const auto& make) {
  Shape4 shape = c.input;
  shape.channels = c.layer.in_channels;
  INFO(c.layer.in_channels << " to " << c.layer.out_channels << " channels, " << shape.batch << "x"
                           << shape.height << "x" << shape.width << ", " << c.threads
                           << " threads");
  const engine::ThreadPool pool(c.threads);
  const Tensor input = RandomTensor(shape, 1);
  const engine::LayerWeights weights = RandomWeights(c.layer, 2);
  const Tensor plain = Convolve(input, c.layer, weights,
                                {.stride = c.stride, .padding = c.padding, .dilation = c.dilation});
  const engine::ConvolutionOperator op(
      c.layer, {.stride = c.stride, .padding = c.padding, .dilation = c.dilation});
  CHECK(op.InferShape({&shape, 1}) == plain.shape);
  const Tensor addend = RandomTensor(plain.shape, 3);
  double largest = 1;
  for (const float value : plain.values) largest = std::max(largest, std::abs(double{value}));

  const auto kernel = make(weights);
  for (const bool add : {false, true}) {
    for (const engine::Activation& activation :
         {engine::Activation{}, engine::kRelu, engine::kRelu6, engine::kSigmoid}) {
      INFO("add " << add << ", activation " << static_cast<int>(activation.kind));
      const engine::Fusion fusion{.add = add, .activation = activation};
      if (!kernel.CanFuse(fusion)) continue;
      Tensor expected = plain;
      for (std::size_t i = 0; i < expected.values.size(); ++i) {
        if (add) expected.values[i] += addend.values[i];
        expected.values[i] = static_cast<float>(NaiveActivation(activation, expected.values[i]));
      }
      const Tensor result = add ? RunKernel(kernel, {&input, &addend}, plain.shape, pool, fusion)
                                : RunKernel(kernel, {&input}, plain.shape, pool, fusion);
      CHECK(LargestDifference(result, expected) < c.bound * largest);
    }
  }
}

// Runs the kernel with the addend's memory as its output, and compares with a run apart.
inline void CheckAdditionInPlace(const engine::Kernel& kernel, const Tensor& input,
                                 const Tensor& addend) {
  CHECK_FALSE(kernel.CanRunInPlace(0));
  REQUIRE(kernel.CanRunInPlace(1));
  const engine::ThreadPool pool;
  const engine::Fusion fusion{.add = true};
  const Tensor expected = RunKernel(kernel, {&input, &addend}, addend.shape, pool, fusion);
  const Tensor sum = RunKernel(kernel, {&input, &addend}, addend.shape, pool, fusion, 1);
  CHECK(sum.values == expected.values);
}

}  // namespace residua::testing
