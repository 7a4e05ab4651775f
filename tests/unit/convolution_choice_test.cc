#include "engine/convolution_choice.h"

#include <catch2/catch_test_macros.hpp>
#include <utility>

#include "engine/execution.h"
#include "engine/packed_matrix.h"
#include "support/naive.h"
#include "support/pack_layer.h"

namespace residua::testing {
namespace {

using engine::ConvolutionKernel;
using engine::KernelChoice;
using engine::LayerShape;

ConvolutionKernel Choose(const LayerShape& shape, std::size_t size,
                         KernelChoice choice = KernelChoice::kAuto) {
  return ChooseConvolutionKernel(shape, {.stride = 1, .padding = shape.kernel / 2}, choice, size,
                                 size);
}

LayerShape Spatial(std::size_t channels) {
  return {.out_channels = channels, .in_channels = channels, .kernel = 3};
}

}  // namespace

TEST_CASE("ResNet's large images with few channels are worth the memory of F(4x4, 3x3)",
          "[engine]") {
  CHECK(Choose(Spatial(64), 56) == ConvolutionKernel::kWinograd4);
  CHECK(Choose(Spatial(128), 28) == ConvolutionKernel::kWinograd4);
}

TEST_CASE("ResNet's small images with many channels transform filters as they run", "[engine]") {
  // But where XNNPACK's vectors are wider than ours.
  const bool wide = engine::MatrixKernel().panel() > 8;
  CHECK(Choose(Spatial(256), 14) ==
        (wide ? ConvolutionKernel::kWinograd2 : ConvolutionKernel::kStreamed));
  for (const KernelChoice choice : {KernelChoice::kAuto, KernelChoice::kLean}) {
    CHECK(Choose(Spatial(512), 7, choice) ==
          (wide ? ConvolutionKernel::kMatrix : ConvolutionKernel::kStreamed));
  }
}

TEST_CASE("Images between them are worth the memory of F(2x2, 3x3)", "[engine]") {
  const std::size_t size = engine::MatrixKernel().panel() > 8 ? 9 : 6;
  CHECK(Choose(Spatial(512), size) == ConvolutionKernel::kWinograd2);
}

TEST_CASE("A lean network transforms filters as it runs where images are large enough",
          "[engine]") {
  CHECK(Choose(Spatial(256), 14, KernelChoice::kLean) == ConvolutionKernel::kStreamed);
  CHECK(Choose(Spatial(512), 2, KernelChoice::kLean) == ConvolutionKernel::kMatrix);
  CHECK(Choose(Spatial(64), 2, KernelChoice::kLean) == ConvolutionKernel::kDirect);
}

TEST_CASE("Images of a pixel or two gain nothing from tiles", "[engine]") {
  CHECK(Choose(Spatial(64), 1) == ConvolutionKernel::kDirect);
  CHECK(Choose(Spatial(512), 1) == ConvolutionKernel::kMatrix);
}

TEST_CASE("A lean network has no filters larger than the checkpoint's", "[engine]") {
  for (const std::size_t size : {7, 14, 28, 56}) {
    const ConvolutionKernel kernel = Choose(Spatial(3584 / size), size, KernelChoice::kLean);
    CHECK(kernel != ConvolutionKernel::kWinograd2);
    CHECK(kernel != ConvolutionKernel::kWinograd4);
  }
}

TEST_CASE("Kernels are chosen by what a convolution does", "[engine]") {
  const LayerShape pointwise{.out_channels = 8, .in_channels = 8};
  const LayerShape stem{.out_channels = 64, .in_channels = 3, .kernel = 7};
  LayerShape grouped = Spatial(64);
  grouped.groups = 32;
  CHECK(Choose(pointwise, 7) == ConvolutionKernel::kMatrix);
  CHECK(Choose(grouped, 56) == ConvolutionKernel::kDirect);
  CHECK(ChooseConvolutionKernel(stem, {.stride = 2, .padding = 3}, KernelChoice::kAuto, 112, 112) ==
        ConvolutionKernel::kStem);
  CHECK(ChooseConvolutionKernel(Spatial(64), {.stride = 2, .padding = 1}, KernelChoice::kAuto, 28,
                                28) == ConvolutionKernel::kDirect);
}

TEST_CASE("Convolutions of many weights do not read them again for every few pixels", "[engine]") {
  const auto choose = [](const LayerShape& shape, std::size_t padding, KernelChoice choice) {
    return ChooseConvolutionKernel(shape, {.stride = 2, .padding = padding}, choice, 7, 7);
  };
  const LayerShape projection{.out_channels = 2048, .in_channels = 1024};
  for (const KernelChoice choice : {KernelChoice::kAuto, KernelChoice::kLean}) {
    CHECK(choose(Spatial(512), 1, choice) == ConvolutionKernel::kMatrix);
    CHECK(choose(projection, 0, choice) == ConvolutionKernel::kMatrix);
    CHECK(choose(Spatial(128), 1, choice) == ConvolutionKernel::kDirect);
  }
  CHECK(choose(projection, 0, KernelChoice::kDirect) == ConvolutionKernel::kDirect);
}

TEST_CASE("The direct choice takes XNNPACK's micro-kernels on the definition for everything",
          "[engine]") {
  CHECK(Choose(Spatial(64), 56, KernelChoice::kDirect) == ConvolutionKernel::kDirect);
  CHECK(Choose({.out_channels = 8, .in_channels = 8}, 7, KernelChoice::kDirect) ==
        ConvolutionKernel::kDirect);
}

TEST_CASE("A network gives the same with every choice of kernels", "[engine]") {
  // A stem, a basic block whose shortcut is projected, and one whose shortcut is not.
  const auto run = [](KernelChoice choice) {
    engine::GraphBuilder graph;
    engine::Value x = graph.Input(3);
    x = graph.Convolution(x, {"stem", {.out_channels = 20, .in_channels = 3, .kernel = 7}},
                          {.stride = 2, .padding = 3, .activation = engine::kRelu});
    const engine::Value shortcut =
        graph.Convolution(x, {"projection", {.out_channels = 24, .in_channels = 20}}, {});
    engine::Value y = graph.Convolution(
        x, {"first", {.out_channels = 24, .in_channels = 20, .kernel = 3}}, {.padding = 1});
    x = graph.Activate(graph.Addition(y, shortcut), engine::kRelu);
    y = graph.Convolution(x, {"reduce", {.out_channels = 6, .in_channels = 24}},
                          {.activation = engine::kRelu});
    y = graph.Convolution(y, {"spatial", Spatial(6)}, {.padding = 1, .activation = engine::kRelu});
    y = graph.Convolution(y, {"expand", {.out_channels = 24, .in_channels = 6}}, {});
    graph.Activate(graph.Addition(y, x), engine::kRelu);
    engine::WeightsBuilder weights(std::move(graph).Build(),
                                   {.choice = choice, .height = 45, .width = 38});
    for (std::size_t i = 0; i < weights.graph().layers().size(); ++i) {
      PackLayer(weights, i,
                RandomWeights(weights.graph().layers()[i].shape, static_cast<unsigned>(i)));
    }
    const engine::ThreadPool pool;
    engine::Execution execution(weights.Build(), {.batch = 2, .height = 45, .width = 38}, pool);
    const std::vector<float> input = RandomFloats(execution.input().size(), 9);
    std::copy(input.begin(), input.end(), execution.input().begin());
    execution.Run(pool);
    Tensor result(execution.output().shape);
    result.values.assign(execution.output().values().begin(), execution.output().values().end());
    return result;
  };
  const Tensor direct = run(KernelChoice::kDirect);
  const float largest = *std::max_element(direct.values.begin(), direct.values.end());
  CHECK(LargestDifference(run(KernelChoice::kAuto), direct) < 2e-5 * double{largest});
  CHECK(LargestDifference(run(KernelChoice::kLean), direct) < 2e-5 * double{largest});
}

}  // namespace residua::testing
