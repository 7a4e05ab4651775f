#include "engine/linear.h"

#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("A linear layer agrees with the definition, for every image of a batch", "[engine]") {
  const engine::LayerShape layer{.out_channels = 11, .in_channels = 37};
  const engine::LayerWeights weights = RandomWeights(layer, 1);
  for (const std::size_t batch : {1, 3}) {
    const Tensor input = RandomTensor({batch, 1, 1, 37}, 2);
    // A linear layer is a 1x1 convolution of a 1x1 image.
    CHECK(LargestDifference(RunOperator(engine::LinearOperator(layer), {&input}, &weights),
                            Convolve(input, layer, weights, {})) < 1e-5);
  }
}

}  // namespace residua::testing
