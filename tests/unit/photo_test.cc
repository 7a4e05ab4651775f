#include "classify/photo.h"

#include <algorithm>
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <string>

#include "support/error_of.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

// 3 x 2 opaque pixels, whose red counts from 0.
constexpr std::array<std::uint8_t, 24> kPixels = {0, 9, 9, 255, 1, 9, 9, 255, 2, 9, 9, 255,
                                                  3, 9, 9, 255, 4, 9, 9, 255, 5, 9, 9, 255};

Photo Raw(std::optional<PixelRect> crop) {
  return {.bytes = kPixels, .raw = PixelSize{3, 2}, .crop = crop};
}

}  // namespace

TEST_CASE("Of a photo only the part that is asked for counts", "[classify]") {
  const RgbImage all = ToImage(*RowsOf(Raw({})));
  CHECK(all.width == 3);
  CHECK(all.height == 2);
  const RgbImage part = ToImage(*RowsOf(Raw(PixelRect{1, 0, 2, 2})));
  REQUIRE(part.width == 2);
  REQUIRE(part.height == 2);
  CHECK(part.pixels == std::vector<std::uint8_t>{1, 9, 9, 2, 9, 9, 4, 9, 9, 5, 9, 9});
}

TEST_CASE("A part that is empty or not of the photo is refused, with both sizes", "[classify]") {
  constexpr int kHuge = 0x7fffffff;
  for (const PixelRect rect : {PixelRect{0, 0, 0, 1}, PixelRect{0, 0, 1, -1},
                               PixelRect{-1, 0, 2, 2}, PixelRect{2, 0, 2, 1}, PixelRect{0, 1, 1, 2},
                               PixelRect{kHuge, 0, kHuge, 1}, PixelRect{1, 1, kHuge, kHuge}}) {
    const Error error = ErrorOf([&] { RowsOf(Raw(rect)); });
    CHECK(error.code() == ErrorCode::kInvalidOption);
    CHECK(std::string(error.what()).find("photo of 3 x 2") != std::string::npos);
  }
}

}  // namespace residua::testing
