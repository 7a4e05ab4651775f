#include "engine/wide_kernels.h"

#include <algorithm>
#include <catch2/catch_template_test_macros.hpp>
#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <limits>

#include "engine/direct_convolution.h"
#include "engine/fused_vectors.h"
#include "engine/matrix_convolution.h"
#include "engine/packed_matrix.h"
#include "engine/streamed_convolution.h"
#include "engine/winograd_convolution.h"
#include "support/fused_convolution.h"

namespace residua::testing {
namespace {

using engine::LayerShape;

// As in a browser that fuses pairs of vectors, for as long as it lives.
struct FusedVectors {
  FusedVectors() { engine::SetVectorsFused(true); }
  ~FusedVectors() { engine::SetVectorsFused(false); }
};

// Whole panels and parts of one, on inputs of which rows are left over.
constexpr std::size_t kOutChannels[] = {1, 7, 15, 16, 17, 40};

}  // namespace

TEST_CASE("Where vectors are fused sixteen columns are computed together", "[engine]") {
  CHECK_FALSE(engine::VectorsAreFused());
  const FusedVectors fused;
  CHECK(engine::VectorsAreFused() == engine::kFusionIsPossible);
  if (!engine::kFusionIsPossible) SKIP("this flavour is for browsers that fuse none");
  CHECK(engine::MatrixKernel().panel() == engine::kWideColumns);
  CHECK(engine::MatrixKernel().row_step() == engine::kWideRows);
  CHECK(engine::MatrixKernel().depth_step() == 1);
}

TEST_CASE("Wide products of 1x1 convolutions agree with the definition", "[engine]") {
  const FusedVectors fused;
  for (const std::size_t out : kOutChannels) {
    for (const std::size_t rows : {1, 5, 6, 7, 13}) {
      const LayerShape layer{.out_channels = out, .in_channels = 9};
      CheckFusedConvolution({.layer = layer, .input = {1, 1, rows, 0}},
                            [&](const engine::LayerWeights& weights) {
                              return MakePacked<engine::MatrixConvolution>(
                                  weights, layer, engine::ConvolutionOptions{});
                            });
    }
  }
}

TEST_CASE("Wide products of rows by pointers agree with the definition", "[engine]") {
  const FusedVectors fused;
  for (const std::size_t groups : {1, 2}) {
    for (const std::size_t out : kOutChannels) {
      const LayerShape layer{
          .out_channels = groups * out, .in_channels = groups * 5, .kernel = 3, .groups = groups};
      CheckFusedConvolution({.layer = layer, .stride = 2, .padding = 1, .input = {2, 7, 9, 0}},
                            [&](const engine::LayerWeights& weights) {
                              return MakePacked<engine::DirectConvolution>(
                                  weights, layer,
                                  engine::ConvolutionOptions{.stride = 2, .padding = 1});
                            });
    }
  }
}

TEMPLATE_TEST_CASE("Winograd in pairs of vectors agrees with the definition", "[engine]",
                   engine::WinogradConvolution<engine::Tile4>, engine::StreamedConvolution) {
  const FusedVectors fused;
  for (const std::size_t in : {3, 8, 16, 24, 50}) {
    for (const std::size_t out : kOutChannels) {
      const LayerShape layer{.out_channels = out, .in_channels = in, .kernel = 3};
      for (const Shape4& input : {Shape4{1, 7, 7, 0}, Shape4{2, 9, 6, 0}}) {
        CheckFusedConvolution({.layer = layer, .padding = 1, .input = input, .bound = 2e-5},
                              [&](const engine::LayerWeights& weights) {
                                return MakePacked<TestType>(weights, layer);
                              });
      }
    }
  }
  const LayerShape layer{.out_channels = 24, .in_channels = 8, .kernel = 3};
  CheckAdditionInPlace(MakePacked<TestType>(RandomWeights(layer, 1), layer),
                       RandomTensor({1, 9, 5, 8}, 2), RandomTensor({1, 9, 5, 24}, 3));
}

TEST_CASE("The stem's Winograd in pairs of vectors agrees with the definition", "[engine]") {
  const FusedVectors fused;
  const LayerShape layer{.out_channels = 24, .in_channels = 3, .kernel = 7};
  CheckFusedConvolution({.layer = layer, .stride = 2, .padding = 3, .input = {1, 23, 14, 0}},
                        [&](const engine::LayerWeights& weights) {
                          return MakePacked<engine::WinogradConvolution<engine::TileStem>>(weights,
                                                                                           layer);
                        });
}

// What makes NaN of a network's answer must be told, not limited away.
TEST_CASE("Limits let NaN pass", "[engine]") {
  if (!engine::kFusionIsPossible) SKIP("this flavour is for browsers that fuse none");
  const FusedVectors fused;
  const LayerShape layer{.out_channels = 16, .in_channels = 3};
  const auto kernel = MakePacked<engine::MatrixConvolution>(RandomWeights(layer, 1), layer,
                                                            engine::ConvolutionOptions{});
  Tensor input({1, 1, 7, 3});
  std::fill(input.values.begin(), input.values.end(), std::numeric_limits<float>::quiet_NaN());
  const engine::ThreadPool pool;
  const Tensor result =
      RunKernel(kernel, {&input}, {1, 1, 7, 16}, pool, {.activation = engine::kRelu6});
  for (const float value : result.values) CHECK(std::isnan(value));
}

}  // namespace residua::testing
