#include "model/layer_id.h"

#include <catch2/catch_test_macros.hpp>

namespace residua {

TEST_CASE("A layer is named by its place in the paper's terms", "[model]") {
  CHECK(ToString({.place = LayerPlace::kStem, .role = LayerRole::kConvolution}) == "stem.conv");
  CHECK(ToString({.place = LayerPlace::kStem, .role = LayerRole::kConvolution, .number = 2}) ==
        "stem.conv2");
  CHECK(ToString(
            {.place = LayerPlace::kBody, .role = LayerRole::kReduce, .stage = 12, .block = 36}) ==
        "stage12.block36.reduce");
  CHECK(ToString({.place = LayerPlace::kHead, .role = LayerRole::kLinear}) == "head.linear");
}

}  // namespace residua
