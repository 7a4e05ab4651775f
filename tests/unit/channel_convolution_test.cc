#include "engine/channel_convolution.h"

#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("A channel convolution runs along the channels, with zeros beyond them", "[engine]") {
  for (const std::size_t taps : {1, 3, 5, 9}) {
    for (const std::size_t channels : {1, 2, 8, 31}) {
      INFO(taps << " taps, " << channels << " channels");
      const engine::LayerShape layer{.out_channels = 1, .in_channels = taps};
      const engine::LayerWeights weights = RandomWeights(layer, 1);
      const Tensor x = RandomTensor({3, 1, 2, channels}, 2);
      const Tensor expected =
          Generate(x.shape, [&](std::size_t n, std::size_t, std::size_t column, std::size_t c) {
            double sum = weights.bias[0];
            for (std::size_t tap = 0; tap < taps; ++tap) {
              const std::size_t from = c + tap - taps / 2;  // wraps below 0
              if (from < channels) {
                sum += double{weights.weights[tap]} *
                       At(x, n, 0, static_cast<std::ptrdiff_t>(column), from);
              }
            }
            return sum;
          });
      CHECK(LargestDifference(
                RunOperator(engine::ChannelConvolutionOperator(layer), {&x}, &weights), expected) <
            1e-6);
    }
  }
}

}  // namespace residua::testing
