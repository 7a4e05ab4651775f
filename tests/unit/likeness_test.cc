#include "teach/likeness.h"

#include <catch2/catch_test_macros.hpp>
#include <vector>

namespace residua::teach {
namespace {

using Sets = std::vector<std::vector<std::size_t>>;

// Classes 0, 0, 0, 1, 1, ... as `classes` has them, two numbers a sample.
Samples Of(const std::vector<std::uint32_t>& classes, const std::vector<float>& embeddings) {
  Samples samples{.features = 2, .classes = {"a", "b"}, .embeddings = embeddings};
  for (std::uint32_t i = 0; i < classes.size(); ++i) {
    samples.samples.push_back({.id = i, .class_id = classes[i]});
  }
  return samples;
}

}  // namespace

TEST_CASE("The same photo twice is one group, or is in two classes", "[teach]") {
  const Likeness found = FindLikeness(Of({0, 0, 0, 1, 1}, {1, 0, 1, 0, 0, 1, -1, 0, 0, 1}));
  CHECK(found.groups == std::vector<std::size_t>{0, 0, 1, 2, 3});
  CHECK(found.count == 4);
  CHECK(found.alike == Sets{{0, 1}});
  CHECK(found.same == Sets{{0, 1}});
  CHECK(found.in_several_classes == Sets{{2, 4}});
}

TEST_CASE("Frames of a burst are one group, and not the same photo", "[teach]") {
  // 6 degrees of an angle apart each, so that the first and the last are joined by the second.
  const Likeness found =
      FindLikeness(Of({0, 0, 0, 1, 1}, {1, 0, 0.9945f, 0.1045f, 0.9781f, 0.2079f, -1, 0, 0, -1}));
  CHECK(found.groups == std::vector<std::size_t>{0, 0, 0, 1, 2});
  CHECK(found.alike == Sets{{0, 1, 2}});
  CHECK(found.same.empty());
  CHECK(found.in_several_classes.empty());
}

}  // namespace residua::teach
