#include "engine/blur.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

TEST_CASE("Blurring weighs a pixel's neighbours, reflected at the edge", "[engine]") {
  for (const std::size_t stride : {1, 2, 3}) {
    for (const auto& [height, width, channels] :
         {std::array<std::size_t, 3>{7, 8, 5}, {2, 9, 4}, {6, 3, 33}}) {
      const Tensor x = RandomTensor({2, height, width, channels}, 1);
      // F.pad(mode='reflect'): -1 is 1, size is size - 2.
      const auto reflect = [](std::ptrdiff_t at, std::size_t size) {
        const auto last = static_cast<std::ptrdiff_t>(size) - 1;
        return last - std::abs(last - std::abs(at));
      };
      const double weights[] = {1, 2, 1};
      const Shape4 shape{2, (height - 1) / stride + 1, (width - 1) / stride + 1, channels};
      const Tensor expected =
          Generate(shape, [&, h = height, w = width](std::size_t n, std::size_t y,
                                                     std::size_t column, std::size_t c) {
            double sum = 0;
            for (std::ptrdiff_t i = 0; i < 9; ++i) {
              sum += weights[i / 3] * weights[i % 3] *
                     At(x, n, reflect(static_cast<std::ptrdiff_t>(y * stride) + i / 3 - 1, h),
                        reflect(static_cast<std::ptrdiff_t>(column * stride) + i % 3 - 1, w), c);
            }
            return sum / 16;
          });
      CHECK(LargestDifference(RunOperator(engine::BlurOperator(stride), {&x}), expected) < 1e-6);
    }
  }
}

TEST_CASE("A single pixel stays what it is when it is blurred", "[engine]") {
  const Tensor x = RandomTensor({1, 1, 1, 3}, 1);
  CHECK(LargestDifference(RunOperator(engine::BlurOperator(2), {&x}), x) < 1e-7);
}

}  // namespace residua::testing
