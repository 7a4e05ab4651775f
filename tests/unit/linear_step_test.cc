#include "engine/linear_step.h"

#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_step.h"

namespace residua::testing {

TEST_CASE("LinearStep agrees with the definition, for every image of a batch", "[engine]") {
  const engine::LayerShape layer{.out_channels = 11, .in_channels = 37};
  const engine::LayerWeights weights = RandomWeights(layer, 1);
  auto step = MakePacked<engine::LinearStep>(weights, layer);
  for (const std::size_t batch : {1, 3}) {
    const Tensor input = RandomTensor({batch, 1, 1, 37}, 2);
    // A linear layer is a 1x1 convolution of a 1x1 image.
    CHECK(LargestDifference(RunStep(step, {&input}, engine::ThreadPool()),
                            Convolve(input, layer, weights, {})) < 1e-5);
  }
}

}  // namespace residua::testing
