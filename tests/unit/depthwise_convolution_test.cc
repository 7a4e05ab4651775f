#include "engine/depthwise_convolution.h"

#include <catch2/catch_test_macros.hpp>

#include "engine/convolution_choice.h"
#include "support/fused_convolution.h"

namespace residua::testing {
namespace {

void CheckDepthwise(std::size_t channels, std::size_t stride, std::size_t dilation,
                    const Shape4& input, std::size_t threads = 1) {
  INFO("stride " << stride << ", dilation " << dilation);
  const engine::LayerShape layer{
      .out_channels = channels, .in_channels = channels, .kernel = 3, .groups = channels};
  CheckFusedConvolution({.layer = layer,
                         .stride = stride,
                         .padding = dilation,
                         .input = input,
                         .threads = threads,
                         .dilation = dilation},
                        [&](const engine::LayerWeights& weights) {
                          return MakePacked<engine::DepthwiseConvolution>(
                              weights, layer,
                              engine::ConvolutionOptions{
                                  .stride = stride, .padding = dilation, .dilation = dilation});
                        });
}

}  // namespace

TEST_CASE("DepthwiseConvolution agrees with the definition", "[engine]") {
  if (!engine::DepthwiseConvolution::Takes(
          {.out_channels = 2, .in_channels = 2, .kernel = 3, .groups = 2})) {
    SKIP("XNNPACK has no depthwise kernels of nine taps for this machine");
  }
  for (const std::size_t channels : {2, 7, 8, 9, 31, 32, 70}) {
    for (const std::size_t stride : {1, 2, 3}) {
      for (const std::size_t dilation : {1, 2}) {
        CheckDepthwise(channels, stride, dilation, {2, 7, 6, 0});
      }
    }
  }
  for (std::size_t size = 1; size <= 9; ++size) CheckDepthwise(5, 1, 1, {1, size, 10 - size, 0});
#ifndef __EMSCRIPTEN__  // whose tests have one thread
  CheckDepthwise(20, 1, 1, {3, 13, 9, 0}, 3);
#endif
}

TEST_CASE("3x3 convolutions of one channel a group are depthwise with any choice", "[engine]") {
  const engine::LayerShape layer{.out_channels = 32, .in_channels = 32, .kernel = 3, .groups = 32};
  if (!engine::DepthwiseConvolution::Takes(layer)) SKIP("no such kernels for this machine");
  for (const engine::KernelChoice choice :
       {engine::KernelChoice::kAuto, engine::KernelChoice::kDirect}) {
    CHECK(ChooseConvolutionKernel(layer, {.padding = 1}, choice, 56, 56) ==
          engine::ConvolutionKernel::kDepthwise);
  }
}

}  // namespace residua::testing
