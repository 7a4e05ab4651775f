#include "engine/quantisation.h"

#include <catch2/catch_test_macros.hpp>

#include "support/naive.h"
#include "support/run_kernel.h"

namespace residua::testing {

using engine::QuantisationOptions;
using engine::Quantise;

TEST_CASE("A quantised value is the nearest that the whole numbers stand for", "[engine]") {
  constexpr QuantisationOptions kSigned{.scale = 0.5f};
  CHECK(Quantise(kSigned, 0.3f) == 0.5f);
  CHECK(Quantise(kSigned, 0.25f) == 0);  // half of a step: to the even 0,
  CHECK(Quantise(kSigned, 0.75f) == 1);  // and to the even 2
  CHECK(Quantise(kSigned, -0.75f) == -1);
  CHECK(Quantise(kSigned, 100) == 63.5f);  // 127 steps
  CHECK(Quantise(kSigned, -100) == -64);   // -128 steps

  constexpr QuantisationOptions kUnsigned{.scale = 0.25f, .zero = 8, .lowest = 0, .highest = 15};
  CHECK(Quantise(kUnsigned, -5) == -2);    // 0 stands for -8 steps
  CHECK(Quantise(kUnsigned, 5) == 1.75f);  // 15 for 7
  CHECK(Quantise(kUnsigned, 0) == 0);
}

TEST_CASE("The operator quantises each value", "[engine]") {
  constexpr QuantisationOptions kOptions{.scale = 0.1f, .zero = 3, .lowest = 0, .highest = 15};
  const Tensor x = RandomTensor({2, 3, 5, 7}, 1);
  const Tensor output = RunOperator(engine::QuantisationOperator(kOptions), {&x});
  REQUIRE(output.shape == x.shape);
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    CHECK(output.values[i] == Quantise(kOptions, x.values[i]));
  }
}

}  // namespace residua::testing
