// XNNPACK itself, as it is built natively: one convolution against the definition. For wasm only
// its micro-kernels are built, which the tests of our kernels cover.

#ifndef __EMSCRIPTEN__

#include <xnnpack.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cstddef>
#include <limits>
#include <memory>
#include <random>
#include <vector>

namespace {

using Catch::Matchers::WithinAbs;

constexpr int kSize = 9;      // height and width of the input
constexpr int kInputs = 5;    // input channels
constexpr int kOutputs = 11;  // output channels; neither is a multiple of a SIMD width
constexpr int kStride = 2;
constexpr int kOutputSize = (kSize + 2 - 3) / kStride + 1;

struct DeleteOperator {
  void operator()(xnn_operator* op) const { xnn_delete_operator(op); }
};

std::vector<float> RandomFloats(std::size_t count, std::mt19937& random) {
  // XNNPACK may read a few bytes past the end of a buffer.
  std::vector<float> values(count + XNN_EXTRA_BYTES / sizeof(float));
  std::uniform_real_distribution<float> uniform(-1.0f, 1.0f);
  for (float& value : values) value = uniform(random);
  return values;
}

// A 3x3 convolution with padding 1 by its definition, at one output pixel and channel.
float ConvolutionAt(const std::vector<float>& input, const std::vector<float>& kernel, float bias,
                    int y, int x, int channel) {
  double sum = bias;
  for (int ky = 0; ky < 3; ++ky) {
    for (int kx = 0; kx < 3; ++kx) {
      const int row = y * kStride + ky - 1;
      const int column = x * kStride + kx - 1;
      if (row < 0 || row >= kSize || column < 0 || column >= kSize) continue;
      for (int c = 0; c < kInputs; ++c) {
        sum += double{input[(row * kSize + column) * kInputs + c]} *
               double{kernel[((channel * 3 + ky) * 3 + kx) * kInputs + c]};
      }
    }
  }
  return static_cast<float>(sum);
}

}  // namespace

TEST_CASE("XNNPACK's convolution agrees with the definition", "[third_party]") {
  REQUIRE(xnn_initialize(nullptr) == xnn_status_success);
  std::mt19937 random(1);
  const std::vector<float> input = RandomFloats(kSize * kSize * kInputs, random);
  const std::vector<float> kernel = RandomFloats(kOutputs * 3 * 3 * kInputs, random);
  const std::vector<float> bias = RandomFloats(kOutputs, random);
  std::vector<float> output(kOutputSize * kOutputSize * kOutputs,
                            std::numeric_limits<float>::quiet_NaN());

  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  xnn_operator_t created = nullptr;
  REQUIRE(xnn_create_convolution2d_nhwc_f32(
              1, 1, 1, 1, 3, 3, kStride, kStride, 1, 1, /*groups=*/1, kInputs, kOutputs, kInputs,
              kOutputs, kernel.data(), bias.data(), -kInfinity, kInfinity,
              /*flags=*/0, nullptr, nullptr, &created) == xnn_status_success);
  const std::unique_ptr<xnn_operator, DeleteOperator> convolution(created);
  std::size_t workspace_size = 0;
  std::size_t workspace_alignment = 0;
  std::size_t height = 0;
  std::size_t width = 0;
  REQUIRE(xnn_reshape_convolution2d_nhwc_f32(convolution.get(), 1, kSize, kSize, &workspace_size,
                                             &workspace_alignment, &height, &width,
                                             nullptr) == xnn_status_success);
  REQUIRE(height == kOutputSize);
  REQUIRE(width == kOutputSize);
  std::vector<std::max_align_t> workspace(workspace_size / sizeof(std::max_align_t) + 1);
  REQUIRE(xnn_setup_convolution2d_nhwc_f32(convolution.get(), workspace.data(), input.data(),
                                           output.data()) == xnn_status_success);
  REQUIRE(xnn_run_operator(convolution.get(), nullptr) == xnn_status_success);

  for (int y = 0; y < kOutputSize; ++y) {
    for (int x = 0; x < kOutputSize; ++x) {
      for (int channel = 0; channel < kOutputs; ++channel) {
        CHECK_THAT(output[(y * kOutputSize + x) * kOutputs + channel],
                   WithinAbs(ConvolutionAt(input, kernel, bias[channel], y, x, channel), 1e-5));
      }
    }
  }
}

#endif
