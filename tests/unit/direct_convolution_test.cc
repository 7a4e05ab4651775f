#include "engine/direct_convolution.h"

#include <catch2/catch_test_macros.hpp>

#include "support/fused_convolution.h"

namespace residua::testing {
namespace {

void CheckDirect(const FusedCase& c) {
  INFO(c.layer.kernel << "x" << c.layer.kernel << ", " << c.layer.groups << " groups, stride "
                      << c.stride << ", padding " << c.padding);
  CheckFusedConvolution(c, [&](const engine::LayerWeights& weights) {
    return MakePacked<engine::DirectConvolution>(
        weights, c.layer,
        engine::ConvolutionOptions{
            .stride = c.stride, .padding = c.padding, .dilation = c.dilation});
  });
}

// Every kind of convolution in a ResNet, at sizes that no vector divides.
const FusedCase kCases[] = {
    {{.out_channels = 13, .in_channels = 3, .kernel = 7}, 2, 3, {1, 23, 17, 0}},
    {{.out_channels = 9, .in_channels = 5, .kernel = 3}, 1, 1, {3, 7, 9, 0}},
    {{.out_channels = 9, .in_channels = 5, .kernel = 3}, 2, 1, {2, 8, 11, 0}},
    {{.out_channels = 21, .in_channels = 6, .kernel = 1}, 1, 0, {1, 5, 3, 0}},
    {{.out_channels = 21, .in_channels = 6, .kernel = 1}, 2, 0, {2, 7, 6, 0}},
    {{.out_channels = 12, .in_channels = 8, .kernel = 3, .groups = 4}, 1, 1, {1, 6, 5, 0}},
    {{.out_channels = 6, .in_channels = 6, .kernel = 3, .groups = 6}, 2, 1, {1, 6, 5, 0}},
    {{.out_channels = 4, .in_channels = 4, .kernel = 3}, 1, 1, {1, 1, 1, 0}},
};

}  // namespace

TEST_CASE("DirectConvolution agrees with the definition", "[engine]") {
  for (const FusedCase& c : kCases) CheckDirect(c);
}

TEST_CASE("DirectConvolution takes dilated taps, also beyond the image's edges", "[engine]") {
  for (const std::size_t dilation : {2, 3, 4}) {
    for (const std::size_t stride : {1, 2}) {
      CheckDirect({.layer = {.out_channels = 9, .in_channels = 5, .kernel = 3},
                   .stride = stride,
                   .padding = dilation,
                   .input = {2, 7, 4, 0},
                   .dilation = dilation});
    }
  }
}

// A group's panels of packed channels neither begin nor end where a part of the weights does.
TEST_CASE("DirectConvolution packs groups of any size a few channels at a time", "[engine]") {
  for (const std::size_t width : {1, 3, 5, 8, 12, 19, 33}) {
    CheckDirect({.layer = {.out_channels = 5 * width, .in_channels = 35, .kernel = 3, .groups = 5},
                 .padding = 1,
                 .input = {2, 4, 3, 0}});
  }
}

#ifndef __EMSCRIPTEN__  // whose tests have one thread
TEST_CASE("DirectConvolution agrees with the definition on several threads", "[engine]") {
  for (FusedCase c : kCases) {
    for (const std::size_t threads : {2, 5}) {
      c.threads = threads;
      CheckDirect(c);
    }
  }
  // Few pixels: threads share the channels.
  CheckDirect({.layer = {.out_channels = 150, .in_channels = 20, .kernel = 3},
               .padding = 1,
               .input = {1, 3, 3, 0},
               .threads = 3});
}
#endif

TEST_CASE("A convolution counts two operations per multiplication", "[engine]") {
  const engine::LayerShape layer{.out_channels = 8, .in_channels = 4, .kernel = 3};
  const engine::ConvolutionOperator op(layer, {.padding = 1});
  const Shape4 input{2, 5, 5, 4};
  const Shape4 output = op.InferShape({&input, 1});
  CHECK(output == Shape4{2, 5, 5, 8});
  CHECK(op.Flops({&input, 1}, output) == 2.0 * (2 * 5 * 5) * (8 * 4 * 9));
}

}  // namespace residua::testing
