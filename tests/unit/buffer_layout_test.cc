#include "engine/passes/buffer_layout.h"

#include <array>
#include <catch2/catch_test_macros.hpp>
#include <random>

namespace residua::engine {

TEST_CASE("Values that live one after the other share bytes", "[engine]") {
  const std::array<BufferNeed, 3> needs = {{{100, 0, 1}, {60, 1, 2}, {100, 2, 3}}};
  const BufferLayout layout = LayOutBuffers(needs, 64);
  CHECK(layout.offsets[0] == layout.offsets[2]);
  CHECK(layout.offsets[1] == 128);  // 100 rounded up to the alignment
  CHECK(layout.bytes == 188);
}

TEST_CASE("A value fits into the gap between two others", "[engine]") {
  // The middle one is gone when the last one comes.
  const std::array<BufferNeed, 4> needs = {{{256, 0, 9}, {192, 0, 3}, {128, 0, 9}, {64, 4, 9}}};
  const BufferLayout layout = LayOutBuffers(needs, 64);
  CHECK(layout.offsets[3] == 256);
  CHECK(layout.bytes == 256 + 192 + 128);
}

TEST_CASE("No two values that live together overlap", "[engine]") {
  std::mt19937 random(7);
  std::vector<BufferNeed> needs(200);
  for (BufferNeed& need : needs) {
    need.bytes = 1 + random() % 1000;
    need.first = random() % 100;
    need.last = need.first + random() % 10;
  }
  const BufferLayout layout = LayOutBuffers(needs, 16);
  for (std::size_t i = 0; i < needs.size(); ++i) {
    CHECK(layout.offsets[i] % 16 == 0);
    CHECK(layout.offsets[i] + needs[i].bytes <= layout.bytes);
    for (std::size_t j = 0; j < i; ++j) {
      const bool together = needs[i].first <= needs[j].last && needs[j].first <= needs[i].last;
      const bool overlap = layout.offsets[i] < layout.offsets[j] + needs[j].bytes &&
                           layout.offsets[j] < layout.offsets[i] + needs[i].bytes;
      CHECK_FALSE((together && overlap));
    }
  }
}

}  // namespace residua::engine
