#include "classify/top_k.h"

#include <array>
#include <catch2/catch_test_macros.hpp>

namespace residua {

TEST_CASE("TopK names the most probable first, equal ones by index", "[classify]") {
  const std::array<float, 4> probabilities = {0.2f, 0.3f, 0.3f, 0.2f};
  const std::vector<Prediction> top = TopK(probabilities, 3, Labels({"a", "b", "c", "d"}));
  REQUIRE(top.size() == 3);
  CHECK(top[0].label == "b");
  CHECK(top[1].label == "c");
  CHECK(top[2].label == "a");
  CHECK(top[0].index == 1);
  CHECK(top[0].probability == 0.3f);
}

TEST_CASE("TopK gives all classes if there are fewer", "[classify]") {
  const std::array<float, 2> probabilities = {0.25f, 0.75f};
  CHECK(TopK(probabilities, 5, Labels()).size() == 2);
}

}  // namespace residua
