#include "image/decode.h"

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "support/error_of.h"
#include "support/image_files.h"
#include "support/whole_image.h"

using Catch::Matchers::ContainsSubstring;

namespace residua::testing {
namespace {

// Whether every pixel lies within `tolerance` of R G B.
bool IsFlat(const RgbImage& image, const std::vector<int>& rgb, int tolerance) {
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    if (std::abs(image.pixels[i] - rgb[i % 3]) > tolerance) return false;
  }
  return !image.pixels.empty();
}

ErrorCode CodeOf(const Bytes& file) {
  return ErrorOf([&] { Decode(file); }).code();
}

}  // namespace

TEST_CASE("JPEG colours become RGB", "[image]") {
  SECTION("grey") {
    const RgbImage image = Decode(Jpeg({.width = 21, .height = 10, .values = {77}}));
    CHECK(image.width == 21);
    CHECK(image.height == 10);
    CHECK(image.pixels.size() == 21 * 10 * 3);
    CHECK(IsFlat(image, {77, 77, 77}, 0));
  }
  SECTION("YCbCr, after JFIF") {
    CHECK(IsFlat(Decode(Jpeg({.values = {100, 128, 128}})), {100, 100, 100}, 0));
    // R = 76 + 1.402 * 127, G = 76 + 0.344136 * 43 - 0.714136 * 127, B = 76 - 1.772 * 43
    CHECK(IsFlat(Decode(Jpeg({.values = {76, 85, 255}})), {254, 0, 0}, 1));
  }
  SECTION("RGB, where Adobe's mark says so") {
    CHECK(IsFlat(Decode(Jpeg({.values = {10, 200, 60}, .adobe_transform = 0})), {10, 200, 60}, 0));
  }
  SECTION("CMYK, which Adobe stores inverted: ink by key") {
    // 200 * 128 / 255, 100 * 128 / 255, 50 * 128 / 255
    CHECK(IsFlat(Decode(Jpeg({.values = {200, 100, 50, 128}, .adobe_transform = 0})), {100, 50, 25},
                 1));
  }
  SECTION("YCCK") {
    // Neutral chroma makes C, M and Y 255 - 155; their ink with key 255 is 100 of 255.
    CHECK(IsFlat(Decode(Jpeg({.values = {155, 128, 128, 255}, .adobe_transform = 2})),
                 {100, 100, 100}, 1));
  }
}

TEST_CASE("A JPEG with restart markers decodes as one without", "[image]") {
  const RgbImage image =
      Decode(Jpeg({.width = 100, .height = 50, .values = {33}, .restart_interval = 3}));
  CHECK(IsFlat(image, {33, 33, 33}, 0));
}

TEST_CASE("The EXIF orientation is applied to JPEG and PNG", "[image]") {
  const RgbImage turned = Decode(Jpeg({.width = 16, .height = 8, .exif = Tiff(6)}));
  CHECK(turned.width == 8);
  CHECK(turned.height == 16);
  CHECK(Decode(Jpeg({.width = 16, .height = 8, .exif = Tiff(3)})).width == 16);
  CHECK(Decode(Jpeg({.width = 16, .height = 8, .exif = Tiff(0)})).width == 16);

  const Bytes row = {1, 2, 3, 4, 5, 6};
  const RgbImage mirrored = Decode(Png({.width = 2, .rows = row, .chunks = {{"eXIf", Tiff(2)}}}));
  CHECK(mirrored.pixels == Bytes{4, 5, 6, 1, 2, 3});
  const RgbImage upright =
      Decode(Png({.width = 2, .rows = row, .chunks_after = {{"eXIf", Tiff(8)}}}));
  CHECK(upright.height == 2);
  CHECK(upright.pixels == Bytes{4, 5, 6, 1, 2, 3});
}

TEST_CASE("Every kind of PNG becomes RGB on white", "[image]") {
  SECTION("RGB") {
    CHECK(Decode(Png({.width = 2, .rows = {1, 2, 3, 4, 5, 6}})).pixels == Bytes{1, 2, 3, 4, 5, 6});
  }
  SECTION("grey of 1, 2, 4, 8 and 16 bits, scaled to 255") {
    CHECK(Decode(Png({.width = 3, .depth = 1, .color = 0, .rows = {0b01000000}})).pixels ==
          Bytes{0, 0, 0, 255, 255, 255, 0, 0, 0});
    CHECK(Decode(Png({.width = 2, .depth = 2, .color = 0, .rows = {0b01100000}})).pixels ==
          Bytes{85, 85, 85, 170, 170, 170});
    CHECK(Decode(Png({.width = 2, .depth = 4, .color = 0, .rows = {0x1E}})).pixels ==
          Bytes{17, 17, 17, 238, 238, 238});
    CHECK(Decode(Png({.color = 0, .rows = {99}})).pixels == Bytes{99, 99, 99});
    CHECK(Decode(Png({.depth = 16, .color = 0, .rows = {0x12, 0xFF}})).pixels ==
          Bytes{0x12, 0x12, 0x12});
  }
  SECTION("16-bit RGB, cut to 8") {
    CHECK(Decode(Png({.depth = 16, .rows = {1, 200, 2, 200, 3, 200}})).pixels == Bytes{1, 2, 3});
  }
  SECTION("a palette, with transparent colours, and indices beyond it as black") {
    const Bytes palette = {10, 20, 30, 40, 50, 60};
    CHECK(Decode(Png({.width = 4,
                      .depth = 2,
                      .color = 3,
                      .rows = {0b00011011},
                      .chunks = {{"PLTE", palette}}}))
              .pixels == Bytes{10, 20, 30, 40, 50, 60, 0, 0, 0, 0, 0, 0});
    CHECK(Decode(Png({.width = 2,
                      .depth = 1,
                      .color = 3,
                      .rows = {0b01000000},
                      .chunks = {{"PLTE", palette}, {"tRNS", {0}}}}))
              .pixels == Bytes{255, 255, 255, 40, 50, 60});
  }
  SECTION("alpha") {
    // 100 * 128 / 255 + 127 = 177.2
    CHECK(Decode(Png({.width = 2, .color = 6, .rows = {1, 2, 3, 0, 100, 0, 255, 128}})).pixels ==
          Bytes{255, 255, 255, 177, 127, 255});
    CHECK(Decode(Png({.color = 4, .rows = {100, 128}})).pixels == Bytes{177, 177, 177});
    // Alpha of 16 bits is cut to 8 as well.
    CHECK(Decode(Png({.depth = 16, .color = 4, .rows = {100, 0, 128, 255}})).pixels ==
          Bytes{177, 177, 177});
  }
  SECTION("one colour that stands for transparent") {
    CHECK(
        Decode(
            Png({.width = 2, .rows = {1, 2, 3, 1, 2, 4}, .chunks = {{"tRNS", {0, 1, 0, 2, 0, 3}}}}))
            .pixels == Bytes{255, 255, 255, 1, 2, 4});
  }
}

TEST_CASE("The first frame of a GIF is decoded on white", "[image]") {
  const Bytes all = {0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255};
  SECTION("plain, and with the first clear code left out") {
    CHECK(Decode(Gif()).pixels == all);
    CHECK(Decode(Gif({.clears_first = false})).pixels == all);
  }
  SECTION("transparent pixels") {
    CHECK(Decode(Gif({.transparent = 2})).pixels ==
          Bytes{0, 0, 0, 255, 0, 0, 255, 255, 255, 0, 0, 255});
  }
  SECTION("what the frame does not cover, whatever the background colour") {
    for (const int background : {0, 1}) {
      const RgbImage image = Decode(
          Gif({.screen = {3, 1}, .frame = {1, 0, 1, 1}, .indices = {3}, .background = background}));
      CHECK(image.pixels == Bytes{255, 255, 255, 0, 0, 255, 255, 255, 255});
    }
  }
  SECTION("a frame that reaches beyond the screen") {
    const RgbImage image = Decode(Gif({.screen = {1, 1}}));
    CHECK(image.width == 2);
    CHECK(image.pixels == all);
  }
  SECTION("interlaced rows: every eighth, every eighth from 4, every fourth from 2, every second") {
    const Bytes rows = {0, 1, 2, 3, 0, 1, 2, 3, 0, 1};  // as stored, of rows 0 8 4 2 6 1 3 5 7 9
    const RgbImage image = Decode(
        Gif({.screen = {1, 10}, .frame = {0, 0, 1, 10}, .indices = rows, .interlaced = true}));
    const int stored_at[] = {0, 8, 4, 2, 6, 1, 3, 5, 7, 9};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t pixel = static_cast<std::size_t>(stored_at[i]) * 3;
      CHECK(Bytes(image.pixels.begin() + static_cast<std::ptrdiff_t>(pixel),
                  image.pixels.begin() + static_cast<std::ptrdiff_t>(pixel) + 3) ==
            Bytes(all.begin() + rows[i] * 3, all.begin() + rows[i] * 3 + 3));
    }
  }
  SECTION("one colour on many pixels, which makes the longest chains of codes") {
    const RgbImage image = Decode(
        Gif({.screen = {3000, 3000}, .frame = {0, 0, 3000, 3000}, .indices = Bytes(9'000'000, 2)}));
    CHECK(IsFlat(image, {0, 255, 0}, 0));
  }
}

TEST_CASE("Every kind of BMP becomes RGB", "[image]") {
  const Bytes rows = {3, 2, 1, 0, 6, 5, 4, 0};  // B G R and padding, twice
  SECTION("rows from the bottom or, with a negative height, from the top") {
    CHECK(Decode(Bmp({.height = 2, .rows = rows})).pixels == Bytes{4, 5, 6, 1, 2, 3});
    CHECK(Decode(Bmp({.height = -2, .rows = rows})).pixels == Bytes{1, 2, 3, 4, 5, 6});
  }
  SECTION("every header, and a gap before the pixels") {
    for (const std::uint32_t header : {12u, 40u, 52u, 56u, 64u, 108u, 124u}) {
      INFO(header);
      CHECK(Decode(Bmp({.height = 2, .header_bytes = header, .gap = 8, .rows = rows})).pixels ==
            Bytes{4, 5, 6, 1, 2, 3});
    }
  }
  SECTION("palettes of 1, 4 and 8 bits, and indices beyond them as black") {
    const Bytes palette = {3, 2, 1, 0, 6, 5, 4, 0};
    const auto decoded = [&](int bits, const Bytes& row) {
      return Decode(Bmp({.width = 2,
                         .bits = bits,
                         .palette = palette,
                         .palette_colors = 2,
                         .rows = row}))
          .pixels;
    };
    CHECK(decoded(1, {0b01000000, 0, 0, 0}) == Bytes{1, 2, 3, 4, 5, 6});
    CHECK(decoded(4, {0x1F, 0, 0, 0}) == Bytes{4, 5, 6, 0, 0, 0});
    CHECK(decoded(8, {1, 200, 0, 0}) == Bytes{4, 5, 6, 0, 0, 0});
    const Bytes core_palette = {3, 2, 1, 6, 5, 4};
    CHECK(Decode(Bmp({.width = 2,
                      .bits = 1,
                      .header_bytes = 12,
                      .palette = core_palette,
                      .rows = {0b01000000, 0, 0, 0}}))
              .pixels == Bytes{1, 2, 3, 4, 5, 6});
  }
  SECTION("runs of 8 and 4 bits, rows from the bottom [regression]") {
    const Bytes palette = {3, 2, 1, 0, 6, 5, 4, 0};
    const Bytes expected = {1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6};
    CHECK(Decode(Bmp({.width = 2,
                      .height = 2,
                      .bits = 8,
                      .compression = 1,
                      .palette = palette,
                      .palette_colors = 2,
                      .rows = {2, 1, 0, 0, 2, 0, 0, 1}}))
              .pixels == expected);
    CHECK(Decode(Bmp({.width = 2,
                      .height = 2,
                      .bits = 4,
                      .compression = 2,
                      .palette = palette,
                      .palette_colors = 2,
                      .rows = {2, 0x11, 0, 0, 2, 0, 0, 1}}))
              .pixels == expected);
  }
  SECTION("16 bits: 5 for each colour, or masks") {
    // 31 << 10 | 0 << 5 | 16: red full, blue 16 of 31, which is 131.6 of 255 or, bits repeated,
    // 132.
    const Bytes row = {0x10, 0x7C, 0, 0};
    CHECK(Decode(Bmp({.bits = 16, .rows = row})).pixels == Bytes{255, 0, 132});
    CHECK(Decode(Bmp({.bits = 16, .compression = 3, .masks = {0x7C00, 0x3E0, 0x1F}, .rows = row}))
              .pixels == Bytes{255, 0, 132});
  }
  SECTION("32 bits: the fourth byte is alpha only where the header says so") {
    const Bytes pixel = {30, 20, 10, 0};
    CHECK(Decode(Bmp({.bits = 32, .rows = pixel})).pixels == Bytes{10, 20, 30});
    const std::vector<std::uint32_t> masks = {0xFF0000, 0xFF00, 0xFF, 0xFF000000};
    for (const std::uint32_t header : {56u, 108u, 124u}) {
      INFO(header);
      CHECK(Decode(Bmp({.width = 2,
                        .bits = 32,
                        .header_bytes = header,
                        .compression = 3,
                        .masks = masks,
                        .rows = {30, 20, 10, 0, 30, 20, 10, 255}}))
                .pixels == Bytes{255, 255, 255, 10, 20, 30});
    }
  }
}

TEST_CASE("A picture beyond the limit is refused before anything is allocated", "[image]") {
  constexpr const char* kTooLarge = "at most 150000000";
  const auto expect = [&](const Bytes& file) {
    const Error error = ErrorOf([&] { Decode(file); });
    CHECK(error.code() == ErrorCode::kImageTooLarge);
    CHECK_THAT(error.what(), ContainsSubstring(kTooLarge));
  };
  expect(Bmp({.width = 3'000'000, .height = 2'000'000}));
  expect(Bmp({.width = 2'147'483'647, .height = -2'147'483'647}));
  expect(Png({.width = 2'147'483'647, .height = 2'147'483'647, .packed = Bytes(10)}));
  expect(Png({.width = 15'001, .height = 10'000, .packed = Bytes(10)}));
  expect(Gif({.screen = {65'535, 65'535}}));
  expect(Gif({.screen = {10, 10}, .frame = {65'535, 65'535, 2, 2}}));
  Bytes jpeg = Jpeg();
  const Bytes size = {0, 8, 0, 8, 1};
  const auto at = std::search(jpeg.begin(), jpeg.end(), size.begin(), size.end());
  std::fill_n(at, 4, std::uint8_t{0xFF});
  expect(jpeg);

  const Bytes small = Jpeg({.width = 20, .height = 10});
  CHECK(Decode(small, {.max_pixels = 200}).width == 20);
  CHECK_THROWS_AS(Decode(small, {.max_pixels = 199}), Error);
}

TEST_CASE("Sizes within the limit are not believed if the bytes cannot hold them", "[image]") {
  CHECK(CodeOf(Png({.width = 10'000, .height = 10'000, .packed = Bytes(10)})) ==
        ErrorCode::kInvalidImage);
  CHECK(CodeOf(Bmp({.width = 10'000, .height = 10'000})) == ErrorCode::kInvalidImage);
  CHECK(CodeOf(Gif({.screen = {10'000, 10'000}, .frame = {0, 0, 10'000, 10'000}})) ==
        ErrorCode::kInvalidImage);
}

TEST_CASE("Bytes that are no image, or of a kind that is not read, say so", "[image]") {
  CHECK(CodeOf({}) == ErrorCode::kInvalidImage);
  CHECK(CodeOf({'h', 'e', 'l', 'l', 'o'}) == ErrorCode::kInvalidImage);
  CHECK(CodeOf({'I', 'I', '*', 0}) == ErrorCode::kUnsupportedImage);
  CHECK(CodeOf(Jpeg({.precision = 12})) == ErrorCode::kUnsupportedImage);
}

TEST_CASE("Damage inside the data is reported in words", "[image]") {
  const Error error = ErrorOf([&] { Decode(Png({.packed = Bytes{1, 2, 3, 4}})); });
  CHECK(error.code() == ErrorCode::kInvalidImage);
  CHECK_THAT(error.what(), ContainsSubstring("The PNG is damaged: "));
}

TEST_CASE("Damage inside a JPEG's data that has a picture is passed over, as by libjpeg",
          "[image]") {
  Bytes jpeg = Jpeg({.width = 64, .height = 64, .values = {200}});
  // The DC table's codes are four bits from 0000 to 1011; 1111 is none.
  std::fill(jpeg.end() - 10, jpeg.end() - 2, std::uint8_t{0xFE});
  const RgbImage image = Decode(jpeg);
  CHECK(image.width == 64);
  CHECK(image.pixels[0] == 200);
}

TEST_CASE("ReadImageInfo reads headers only", "[image]") {
  const Bytes header_alone = Bmp({.width = 500, .height = -400});
  CHECK(ReadImageInfo(header_alone).width == 500);
  CHECK(ReadImageInfo(header_alone).height == 400);
  CHECK(ReadImageInfo(Jpeg({.width = 16, .height = 8, .exif = Tiff(6)})).width == 16);
  CHECK(ReadImageInfo(Gif()).format == ImageFormat::kGif);
  CHECK(ReadImageInfo(Png({.width = 12, .packed = Bytes{}})).width == 12);
}

}  // namespace residua::testing
