#include "engine/matrix_convolution.h"

#include <catch2/catch_test_macros.hpp>

#include "support/fused_convolution.h"

namespace residua::testing {
namespace {

void CheckMatrix(const engine::LayerShape& layer, std::size_t stride, std::size_t padding,
                 const Shape4& input, std::size_t threads = 1) {
  INFO(layer.kernel << "x" << layer.kernel << ", stride " << stride << ", padding " << padding);
  CheckFusedConvolution({.layer = layer,
                         .stride = stride,
                         .padding = padding,
                         .input = input,
                         .threads = threads,
                         .bound = 2e-6},
                        [&](const engine::LayerWeights& weights) {
                          return MakePacked<engine::MatrixConvolution>(
                              weights, layer,
                              engine::ConvolutionOptions{.stride = stride, .padding = padding});
                        });
}

void CheckPointwise(std::size_t in, std::size_t out, const Shape4& input, std::size_t threads) {
  CheckMatrix({.out_channels = out, .in_channels = in}, 1, 0, input, threads);
}

}  // namespace

TEST_CASE("MatrixConvolution agrees with the definition at every number of pixels", "[engine]") {
  for (std::size_t width = 1; width <= 23; ++width) CheckPointwise(7, 13, {1, 1, width, 0}, 1);
  CheckPointwise(5, 9, {3, 70, 31, 0}, 1);
}

TEST_CASE("MatrixConvolution takes any number of channels", "[engine]") {
  for (const std::size_t channels : {1, 2, 4, 17, 35, 66}) {
    CheckPointwise(channels, 67 - channels, {1, 3, 5, 0}, 1);
  }
  // More weights than one block has.
  CheckPointwise(2050, 70, {1, 3, 3, 0}, 1);
}

TEST_CASE("MatrixConvolution gathers patches at every size, also at the image's edges",
          "[engine]") {
  const engine::LayerShape layer{.out_channels = 11, .in_channels = 5, .kernel = 3};
  for (std::size_t width = 1; width <= 19; ++width) CheckMatrix(layer, 2, 1, {1, 5, width, 0});
  for (std::size_t height = 1; height <= 9; ++height) CheckMatrix(layer, 2, 1, {1, height, 6, 0});
  CheckMatrix(layer, 2, 1, {3, 70, 33, 0});
}

TEST_CASE("MatrixConvolution takes any kernel, stride and padding", "[engine]") {
  for (const std::size_t kernel : {1, 2, 3, 5, 7}) {
    for (const std::size_t stride : {1, 2, 3}) {
      for (std::size_t padding = 0; padding < kernel; ++padding) {
        CheckMatrix({.out_channels = 9, .in_channels = 3, .kernel = kernel}, stride, padding,
                    {2, 8, 9, 0});
      }
    }
  }
  // More weights than one block has.
  CheckMatrix({.out_channels = 66, .in_channels = 260, .kernel = 3}, 2, 1, {1, 7, 5, 0});
}

TEST_CASE("MatrixConvolution gathers a bounded number of patches at a time", "[engine]") {
  const engine::LayerShape layer{.out_channels = 5, .in_channels = 200, .kernel = 3};
  CheckMatrix(layer, 2, 1, {3, 33, 35, 0});
  const auto kernel = MakePacked<engine::MatrixConvolution>(
      RandomWeights(layer, 1), layer, engine::ConvolutionOptions{.stride = 2, .padding = 1});
  const Shape4 input{3, 133, 135, 200};
  const engine::ThreadPool pool;
  CHECK(kernel
            .MakeStep({.inputs = {&input, 1}, .output = {3, 67, 68, 5}, .fusion = {}, .pool = pool})
            ->scratch_bytes() < 3 * 1024 * 1024);
}

#ifndef __EMSCRIPTEN__  // whose tests have one thread
TEST_CASE("MatrixConvolution agrees with the definition on several threads", "[engine]") {
  for (const std::size_t threads : {2, 3, 5}) {
    CheckPointwise(35, 131, {1, 7, 7, 0}, threads);
    CheckPointwise(3, 2, {2, 33, 9, 0}, threads);
    CheckPointwise(1030, 210, {1, 5, 5, 0}, threads);
    CheckMatrix({.out_channels = 70, .in_channels = 130, .kernel = 3}, 2, 1, {3, 7, 9, 0}, threads);
  }
}
#endif

TEST_CASE("MatrixConvolution adds in place", "[engine]") {
  const engine::LayerShape layer{.out_channels = 11, .in_channels = 6};
  const auto kernel = MakePacked<engine::MatrixConvolution>(RandomWeights(layer, 1), layer,
                                                            engine::ConvolutionOptions{});
  CheckAdditionInPlace(kernel, RandomTensor({2, 5, 3, 6}, 2), RandomTensor({2, 5, 3, 11}, 3));
}

}  // namespace residua::testing
