#include "engine/convolution_step.h"

#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_step.h"

namespace residua::testing {
namespace {

struct Case {
  engine::LayerShape layer;
  engine::ConvolutionOptions options;
  Shape4 input;  // but for its channels
};

// Every kind of convolution in a ResNet, at sizes that no vector divides.
const Case kCases[] = {
    {{.out_channels = 13, .in_channels = 3, .kernel = 7}, {2, 3, true}, {1, 23, 17, 0}},
    {{.out_channels = 9, .in_channels = 5, .kernel = 3}, {1, 1, true}, {3, 7, 9, 0}},
    {{.out_channels = 9, .in_channels = 5, .kernel = 3}, {2, 1, false}, {2, 8, 11, 0}},
    {{.out_channels = 21, .in_channels = 6, .kernel = 1}, {1, 0, false}, {1, 5, 3, 0}},
    {{.out_channels = 21, .in_channels = 6, .kernel = 1}, {2, 0, true}, {2, 7, 6, 0}},
    {{.out_channels = 12, .in_channels = 8, .kernel = 3, .groups = 4}, {1, 1, true}, {1, 6, 5, 0}},
    {{.out_channels = 6, .in_channels = 6, .kernel = 3, .groups = 6}, {2, 1, true}, {1, 6, 5, 0}},
    {{.out_channels = 4, .in_channels = 4, .kernel = 3}, {1, 1, false}, {1, 1, 1, 0}},
};

}  // namespace

TEST_CASE("ConvolutionStep agrees with the definition", "[engine]") {
  for (const std::size_t threads : {1, 2}) {
#ifdef __EMSCRIPTEN__
    if (threads > 1) continue;  // this flavour has none
#endif
    const engine::ThreadPool pool(threads);
    for (const Case& c : kCases) {
      Shape4 shape = c.input;
      shape.channels = c.layer.in_channels;
      INFO(c.layer.kernel << "x" << c.layer.kernel << ", " << c.layer.groups << " groups, stride "
                          << c.options.stride << ", " << shape.height << "x" << shape.width);
      const Tensor input = RandomTensor(shape, 1);
      const engine::LayerWeights weights = RandomWeights(c.layer, 2);
      auto step = MakePacked<engine::ConvolutionStep>(weights, c.layer, c.options);

      const Tensor expected =
          Convolve(input, c.layer, weights, {c.options.stride, c.options.padding, c.options.relu});
      CHECK(LargestDifference(RunStep(step, {&input}, pool), expected) < 1e-5);

      // The same operator for another batch and size, without packing again.
      ++shape.batch;
      shape.height += 2;
      const Tensor larger = RandomTensor(shape, 3);
      const Tensor expected_larger =
          Convolve(larger, c.layer, weights, {c.options.stride, c.options.padding, c.options.relu});
      CHECK(LargestDifference(RunStep(step, {&larger}, pool), expected_larger) < 1e-5);
    }
  }
}

TEST_CASE("ConvolutionStep counts two operations per multiplication", "[engine]") {
  const engine::LayerShape layer{.out_channels = 8, .in_channels = 4, .kernel = 3};
  auto step = MakePacked<engine::ConvolutionStep>(RandomWeights(layer, 1), layer,
                                                  engine::ConvolutionOptions{.padding = 1});
  const Shape4 input{2, 5, 5, 4};
  const engine::Sizing sizing = step.Reshape({&input, 1}, {}, engine::ThreadPool());
  CHECK(sizing.output == Shape4{2, 5, 5, 8});
  CHECK(sizing.flops == 2.0 * (2 * 5 * 5) * (8 * 4 * 9));
}

}  // namespace residua::testing
