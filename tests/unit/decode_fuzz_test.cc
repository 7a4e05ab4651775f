// Damages sound files in thousands of ways, the same ones on every run and machine.

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "image/decode.h"
#include "image/image_format.h"
#include "support/image_files.h"
#include "support/shared_data.h"
#include "support/whole_image.h"

namespace residua::testing {
namespace {

// Small, so that a thousand pixels are already suspicious.
constexpr DecodeLimits kLimits = {.max_pixels = 4096};

class Random {
 public:
  explicit Random(std::uint32_t seed) : state_(seed) {}

  std::size_t Below(std::size_t limit) {
    state_ = state_ * 1664525 + 1013904223;
    return static_cast<std::size_t>((static_cast<std::uint64_t>(state_) * limit) >> 32);
  }

 private:
  std::uint32_t state_;
};

// Flips bits, sets bytes to what parsers stumble over, cuts, repeats or removes a part.
Bytes Damaged(const Bytes& sound, Random& random) {
  constexpr std::uint8_t kNasty[] = {0, 1, 0x7F, 0x80, 0xFE, 0xFF};
  Bytes file = sound;
  const std::size_t changes = 1 + random.Below(4);
  for (std::size_t change = 0; change < changes && !file.empty(); ++change) {
    const std::size_t at = random.Below(file.size());
    const auto begin = file.begin() + static_cast<std::ptrdiff_t>(at);
    const auto length =
        static_cast<std::ptrdiff_t>(random.Below(std::min<std::size_t>(file.size() - at, 16)));
    switch (random.Below(8)) {
      case 0:
        file.resize(at);
        break;
      case 1:
        file.erase(begin, begin + length);
        break;
      case 2: {
        const Bytes part(begin, begin + length);
        file.insert(begin, part.begin(), part.end());
        break;
      }
      case 3:
      case 4:
        *begin = kNasty[random.Below(std::size(kNasty))];
        break;
      default:
        *begin = static_cast<std::uint8_t>(*begin ^ 1u << random.Below(8));
    }
  }
  return file;
}

// PNG's checksums would catch nearly everything; made right again they let damage through.
void RepairChecksums(Bytes& png) {
  std::size_t at = 8;
  while (at + 12 <= png.size()) {
    const std::size_t length = static_cast<std::size_t>(png[at]) << 24 |
                               static_cast<std::size_t>(png[at + 1]) << 16 |
                               static_cast<std::size_t>(png[at + 2]) << 8 | png[at + 3];
    if (length > png.size() - at - 12) return;
    const std::uint32_t crc = BitwiseCrc(std::span(png).subspan(at + 4, length + 4));
    for (std::size_t i = 0; i < 4; ++i) {
      png[at + 8 + length + i] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
    }
    at += 12 + length;
  }
}

std::vector<std::pair<std::string, Bytes>> SoundFiles() {
  Bytes rgba(13 * 11 * 4);
  for (std::size_t i = 0; i < rgba.size(); ++i) rgba[i] = static_cast<std::uint8_t>(i * 37);
  Bytes indices(20 * 10);
  for (std::size_t i = 0; i < indices.size(); ++i)
    indices[i] = static_cast<std::uint8_t>(i * i / 7 % 4);
  const Bytes palette = {9, 8, 7, 6, 5, 4, 3, 2, 1};
  std::vector<std::pair<std::string, Bytes>> files = {
      {"grey JPEG", Jpeg({.width = 40, .height = 20, .values = {70}, .exif = Tiff(6)})},
      {"JPEG", Jpeg({.width = 24, .height = 24, .values = {70, 90, 200}, .restart_interval = 4})},
      {"CMYK JPEG", Jpeg({.values = {70, 90, 200, 30}, .adobe_transform = 2})},
      {"JPEG called progressive", Jpeg({.width = 24, .height = 24, .frame_marker = 0xC2})},
      {"PNG",
       Png({.width = 13, .height = 11, .color = 6, .rows = rgba, .chunks = {{"eXIf", Tiff(5)}}})},
      {"palette PNG", Png({.width = 4,
                           .height = 2,
                           .depth = 4,
                           .color = 3,
                           .rows = {0x01, 0x20, 0x12, 0x01},
                           .chunks = {{"PLTE", palette}, {"tRNS", {1, 2}}}})},
      {"GIF",
       Gif({.screen = {20, 10}, .frame = {0, 0, 20, 10}, .indices = indices, .transparent = 2})},
      {"interlaced GIF", Gif({.screen = {24, 12},
                              .frame = {2, 1, 20, 10},
                              .indices = indices,
                              .background = 1,
                              .interlaced = true,
                              .clears_first = false})},
      {"BMP", Bmp({.width = 5, .height = 4, .rows = Bytes(4 * 16, 99)})},
      {"palette BMP", Bmp({.width = 9,
                           .height = 3,
                           .bits = 4,
                           .palette = Bytes(40, 7),
                           .palette_colors = 10,
                           .rows = Bytes(24, 0x83)})},
      {"masked BMP", Bmp({.width = 3,
                          .height = -3,
                          .bits = 32,
                          .header_bytes = 108,
                          .compression = 3,
                          .masks = {0xFF0000, 0xFF00, 0xFF, 0xFF000000},
                          .rows = Bytes(36, 0x5A)})},
  };
  if constexpr (residua::kReadsWebp) {
    for (const std::string name :
         {"alpha-16x16", "lossless-alpha-16x16", "turned-6", "animation"}) {
      files.emplace_back(name + " WebP",
                         ReadBytes(RESIDUA_SOURCE_DIR "/tests/golden/webp/" + name + ".webp"));
    }
  }
  return files;
}

}  // namespace

TEST_CASE("Damaged files give a picture within the limits or one Error, never anything else",
          "[image]") {
  for (const auto& [name, sound] : SoundFiles()) {
    INFO(name);
    Random random(1);
    int decoded = 0;
    int refused = 0;
    for (int round = 0; round < 600; ++round) {
      Bytes file = Damaged(sound, random);
      if (name.ends_with("PNG") && round % 4 != 0) RepairChecksums(file);
      try {
        const RgbImage image = Decode(file, kLimits);
        ++decoded;
        const auto pixels =
            static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height);
        REQUIRE(image.width > 0);
        REQUIRE(image.height > 0);
        REQUIRE(pixels <= 4096);
        REQUIRE(image.pixels.size() == pixels * 3);
      } catch (const Error& error) {
        ++refused;
        REQUIRE(error.code() != ErrorCode::kInternal);
        REQUIRE(std::string(error.what()).size() > 20);
      }
    }
    // Otherwise the damage would test only one of the two.
    CHECK(refused > 50);
    if (name != "JPEG called progressive") CHECK(decoded > 10);
  }
}

TEST_CASE("A file cut off at any byte is refused, but for what lies behind the picture",
          "[image]") {
  for (const auto& [name, sound] : SoundFiles()) {
    if (name == "JPEG called progressive") continue;
    INFO(name);
    const std::size_t checksum_and_end = 4 + 12;
    const std::size_t trailer = name.ends_with("GIF")    ? 1
                                : name.ends_with("PNG")  ? checksum_and_end
                                : name.ends_with("JPEG") ? 2
                                                         : 0;
    for (std::size_t length = 0; length < sound.size() - trailer; ++length) {
      CHECK_THROWS_AS(Decode(std::span(sound).first(length), kLimits), Error);
    }
    CHECK_NOTHROW(Decode(sound, kLimits));
  }
}

}  // namespace residua::testing
