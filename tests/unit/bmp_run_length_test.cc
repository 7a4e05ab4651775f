#include "image/bmp_run_length.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include "support/error_of.h"
#include "support/image_files.h"

using Catch::Matchers::ContainsSubstring;
using residua::UnpackRuns;
using residua::testing::Bytes;
using residua::testing::ErrorOf;

TEST_CASE("RLE8 repeats a byte, or takes bytes one by one", "[image]") {
  // Three 7s; 1 2 3 one by one, filled up to an even number; the picture's end.
  CHECK(UnpackRuns(Bytes{3, 7, 0, 0, 0, 3, 1, 2, 3, 99, 0, 1}, {.width = 4, .height = 2}) ==
        Bytes{7, 7, 7, 0, 1, 2, 3, 0});
}

TEST_CASE("RLE4 takes its two indices by turns", "[image]") {
  // 5 pixels of 0xAB; then 3 one by one, in two bytes.
  CHECK(UnpackRuns(Bytes{5, 0xAB, 0, 0, 0, 3, 0x12, 0x3F, 0, 1},
                   {.width = 5, .height = 2, .bits = 4}) ==
        Bytes{0xA, 0xB, 0xA, 0xB, 0xA, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0});
}

TEST_CASE("Runs may move on, and leave index 0 behind", "[image]") {
  // One pixel, then one to the right and one row down, then another.
  CHECK(UnpackRuns(Bytes{1, 5, 0, 2, 1, 1, 1, 6, 0, 1}, {.width = 4, .height = 2}) ==
        Bytes{5, 0, 0, 0, 0, 0, 6, 0});
}

TEST_CASE("Runs that reach beyond a row or the picture are dropped", "[image]") {
  CHECK(UnpackRuns(Bytes{255, 5, 0, 0, 255, 6, 0, 0, 9, 9}, {.width = 2, .height = 2}) ==
        Bytes{5, 5, 0, 0, 6, 6, 0, 0});
  CHECK(UnpackRuns(Bytes{0, 2, 255, 255, 1, 9}, {.width = 1, .height = 1}) == Bytes{0, 0, 0, 0});
}

TEST_CASE("Runs that end before the picture does are cut off", "[image]") {
  const Bytes whole = {2, 7, 0, 0, 0, 3, 1, 2, 3, 0};
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto cut = std::span(whole).first(length);
    CHECK_THAT(ErrorOf([&] { UnpackRuns(cut, {.width = 4, .height = 2}); }).what(),
               ContainsSubstring("cut off"));
  }
}
