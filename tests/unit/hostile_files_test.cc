// Decode over collections of files that decoders fear, where they are at hand: ../shared/hostile,
// or $RESIDUA_SHARED/hostile. They are no part of this repository.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/crc32.h"
#include "core/error.h"
#include "image/decode.h"
#include "support/shared_data.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

// The files of a folder whose names end so ("" for all), in alphabetical order; none if it is
// absent.
std::vector<std::filesystem::path> SharedFiles(const std::string& folder,
                                               const std::string& ending) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(SharedPath(folder))) return files;
  for (const auto& entry : std::filesystem::directory_iterator(SharedPath(folder))) {
    if (entry.is_regular_file() && entry.path().filename().string().ends_with(ending)) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// "200x100" for a picture, otherwise the error's code.
std::string Outcome(const std::filesystem::path& path) {
  try {
    const RgbImage image = Decode(ReadBytes(path.string()));
    return std::to_string(image.width) + "x" + std::to_string(image.height);
  } catch (const Error& error) {
    return ToString(error.code());
  }
}

// The largest difference of two pictures' bytes; nothing if their sizes differ.
std::optional<int> Difference(const RgbImage& a, const RgbImage& b) {
  if (a.width != b.width || a.height != b.height) return std::nullopt;
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return largest;
}

}  // namespace

TEST_CASE("Every PNG of PngSuite shows what its BMP shows", "[image]") {
  const auto files = SharedFiles("hostile/pngsuite", ".png");
  if (files.empty()) SKIP("../shared/hostile/pngsuite is not here");
  int compared = 0;
  for (const auto& path : files) {
    const std::string name = path.stem().string();
    INFO(name);
    if (name.starts_with("x")) {
      CHECK(Outcome(path) == "invalid-image");
      continue;
    }
    const RgbImage png = Decode(ReadBytes(path.string()));
    auto bmp = path;
    bmp.replace_extension(".bmp");
    if (!std::filesystem::exists(bmp)) continue;
    // 16-bit grey was rounded to 8 bits when the BMPs were made, and is cut to 8 by Decode.
    const int tolerance = name.ends_with("0g16") ? 1 : 0;
    CHECK(Difference(png, Decode(ReadBytes(bmp.string()))).value_or(256) <= tolerance);
    ++compared;
  }
  CHECK(compared > 100);
}

TEST_CASE("All eight EXIF orientations of a photo show the same", "[image]") {
  if (SharedFiles("hostile/exif-orientation", ".jpg").empty()) {
    SKIP("../shared/hostile/exif-orientation is not here");
  }
  for (const std::string kind : {"Landscape", "Portrait"}) {
    const RgbImage first =
        Decode(ReadBytes(SharedPath("hostile/exif-orientation/" + kind + "_1.jpg")));
    for (int orientation = 0; orientation <= 8; ++orientation) {
      INFO(kind << ' ' << orientation);
      const RgbImage image = Decode(ReadBytes(SharedPath("hostile/exif-orientation/" + kind + "_" +
                                                         std::to_string(orientation) + ".jpg")));
      REQUIRE(image.width == first.width);
      REQUIRE(image.height == first.height);
      // The files were compressed one by one, turned, so that pixels differ, by 4 on average at
      // most; upside down they would by 60.
      std::int64_t sum = 0;
      for (std::size_t i = 0; i < image.pixels.size(); ++i)
        sum += std::abs(image.pixels[i] - first.pixels[i]);
      CHECK(static_cast<double>(sum) / static_cast<double>(image.pixels.size()) < 5.0);
    }
  }
}

TEST_CASE("Bombs and broken files of Pillow's tests give the right error, the sound ones a picture",
          "[image]") {
  // Sizes are Pillow's.
  const std::map<std::string, std::string> expected = {
      {"badbitcount.bmp", "invalid-image"},
      {"badbitssize.bmp", "127x64"},
      {"baddens1.bmp", "127x64"},
      {"baddens2.bmp", "127x64"},
      {"badfilesize.bmp", "127x64"},
      {"badheadersize.bmp", "invalid-image"},
      {"badpalettesize.bmp", "127x64"},
      {"badplanes.bmp", "127x64"},
      {"badrle.bmp", "127x64"},
      {"badwidth.bmp", "invalid-image"},
      {"broken.png", "invalid-image"},
      {"broken_data_stream.png", "invalid-image"},
      {"broken_exif_dpi.jpg", "100x100"},
      {"decompression_bomb.gif", "image-too-large"},
      {"empty_gps_ifd.jpg", "10x10"},
      {"hopper_16bit_qtables.jpg", "128x128"},
      {"hopper_bad_exif.jpg", "500x500"},
      {"hopper_rle8_row_overflow.bmp", "128x128"},
      {"pal8badindex.bmp", "127x64"},
      {"photoshop-200dpi-broken.jpg", "200x200"},
      {"pil_sample_cmyk.jpg", "100x100"},
      {"reallybig.bmp", "image-too-large"},
      {"rletopdown.bmp", "127x64"},
      {"shortfile.bmp", "invalid-image"},
      {"truncated_app14.jpg", "100x100"},
      {"truncated_end_chunk.png", "128x128"},
      {"truncated_image.png", "invalid-image"},
      {"truncated_jpeg.jpg", "invalid-image"},
      {"zero_width.gif", "invalid-image"},
  };
  if (SharedFiles("hostile/bombs-and-broken", "").empty()) {
    SKIP("../shared/hostile/bombs-and-broken is not here");
  }
  for (const auto& [name, outcome] : expected) {
    INFO(name);
    CHECK(Outcome(SharedPath("hostile/bombs-and-broken/" + name)) == outcome);
  }
}

TEST_CASE("Of libjpeg's test pictures the common kinds are read and the rare ones named",
          "[image]") {
  if (SharedFiles("hostile/libjpeg", ".jpg").empty()) SKIP("../shared/hostile/libjpeg is not here");
  CHECK(Outcome(SharedPath("hostile/libjpeg/testorig.jpg")) == "227x149");
  CHECK(Outcome(SharedPath("hostile/libjpeg/testimgint.jpg")) == "227x149");
  CHECK(Outcome(SharedPath("hostile/libjpeg/testimgari.jpg")) == "227x149");
  CHECK(Outcome(SharedPath("hostile/libjpeg/monkey12.jpg")) == "unsupported-image");
}

TEST_CASE("What fuzzers found interesting gives a picture or one Error", "[image]") {
  int files = 0;
  for (const std::string kind : {"jpeg", "png", "gif", "bmp"}) {
    for (const auto& path : SharedFiles("hostile/fuzz/" + kind, "")) {
      INFO(path.string());
      ++files;
      try {
        const RgbImage image = Decode(ReadBytes(path.string()));
        CHECK(image.pixels.size() ==
              static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 3);
      } catch (const Error& error) {
        CHECK(error.code() != ErrorCode::kInternal);
      }
    }
  }
  if (files == 0) SKIP("../shared/hostile/fuzz is not here");
}

TEST_CASE("A JPEG that overflows the transform gives Pillow's pixels", "[image]") {
  const auto files = SharedFiles("hostile/fuzz/jpeg", "4bf9097b25424888aa462ecd4a81956ff7802d35-5");
  if (files.empty()) SKIP("../shared/hostile/fuzz is not here");
  // CRC-32 of what Pillow 9.4 makes of it on x86.
  CHECK(Crc32(Decode(ReadBytes(files[0].string())).pixels) == 0x20E981FFu);
}

}  // namespace residua::testing
