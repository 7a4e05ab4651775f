#include "engine/spatial_padding.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>

#include "support/error_of.h"
#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {
namespace {

using engine::PaddingMode;
using engine::SpatialPaddingOptions;

// Which of `size` places stands at `i`; -1: none.
std::ptrdiff_t Place(std::ptrdiff_t i, std::ptrdiff_t size, PaddingMode mode) {
  if (i >= 0 && i < size) return i;
  if (mode == PaddingMode::kConstant) return -1;
  if (mode == PaddingMode::kEdge) return std::clamp<std::ptrdiff_t>(i, 0, size - 1);
  return i < 0 ? -i : 2 * (size - 1) - i;  // as in torch.nn.ReflectionPad2d: the edge once
}

}  // namespace

TEST_CASE("Images are padded with a number, their edge or their reflection", "[engine]") {
  for (const PaddingMode mode :
       {PaddingMode::kConstant, PaddingMode::kEdge, PaddingMode::kReflect}) {
    const Tensor x = RandomTensor({2, 5, 4, 3}, 1);
    const SpatialPaddingOptions options{
        .top = 1, .left = 3, .bottom = 4, .right = 0, .mode = mode, .value = -7};
    const Tensor expected = Generate(
        {2, 10, 7, 3}, [&](std::size_t n, std::size_t y, std::size_t column, std::size_t c) {
          const auto row = Place(static_cast<std::ptrdiff_t>(y) - 1, 5, mode);
          const auto place = Place(static_cast<std::ptrdiff_t>(column) - 3, 4, mode);
          return row < 0 || place < 0 ? -7.0 : At(x, n, row, place, c);
        });
    const Tensor output = RunOperator(engine::SpatialPaddingOperator(options), {&x});
    CHECK(output.shape == expected.shape);
    CHECK(output.values == expected.values);
  }
}

TEST_CASE("An image that is too small for reflected padding is refused", "[engine]") {
  const engine::SpatialPaddingOperator op({.top = 3, .mode = PaddingMode::kReflect});
  const Shape4 enough{1, 4, 1, 2};
  CHECK(op.InferShape({&enough, 1}) == Shape4{1, 7, 1, 2});
  const Shape4 small{1, 3, 1, 2};
  CHECK(ErrorOf([&] { op.InferShape({&small, 1}); }).code() == ErrorCode::kInternal);
}

}  // namespace residua::testing
