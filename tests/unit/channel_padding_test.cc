#include "engine/channel_padding.h"

#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

// F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, before, after)) of the usual CIFAR networks.
TEST_CASE("Channel padding takes every stride-th pixel and adds channels of zeros", "[engine]") {
  for (const std::size_t stride : {1, 2, 3}) {
    const Tensor x = RandomTensor({2, 7, 8, 5}, 1);
    const engine::ChannelPaddingOperator op({.stride = stride, .before = 2, .after = 3});
    const Tensor expected =
        Generate({2, (7 + stride - 1) / stride, (8 + stride - 1) / stride, 10},
                 [&](std::size_t n, std::size_t y, std::size_t column, std::size_t c) {
                   return c < 2 || c >= 7 ? 0.0
                                          : At(x, n, static_cast<std::ptrdiff_t>(y * stride),
                                               static_cast<std::ptrdiff_t>(column * stride), c - 2);
                 });
    const Tensor output = RunOperator(op, {&x});
    CHECK(output.shape == expected.shape);
    CHECK(output.values == expected.values);
  }
}

}  // namespace residua::testing
