#include "image/preprocess.h"

#include <bit>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <cstdint>
#include <cstring>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "core/crc32.h"
#include "core/error.h"
#include "support/error_of.h"
#include "support/hashed_picture.h"
#include "support/whole_image.h"

using Catch::Matchers::WithinAbs;

namespace residua::testing {
namespace {

struct GoldenCase {
  RgbImage photo;
  PreprocessConfig config;
  std::uint32_t crc = 0;
  std::uint32_t values[3] = {};  // the bits of the first, middle and last float
};

GoldenCase ReadCase(std::istringstream& line) {
  std::string kind, family, filter;
  int width = 0, height = 0;
  GoldenCase read;
  PreprocessConfig& config = read.config;
  line >> kind >> width >> height >> family >> config.resize_size.height >>
      config.resize_size.width >> config.crop.height >> config.crop.width >> filter >> std::hex >>
      read.crc >> read.values[0] >> read.values[1] >> read.values[2];
  if (line.fail()) FAIL("a line of pillow_preprocess.txt cannot be read: " << line.str());
  read.photo = HashedPicture(kind, width, height);
  config.filter = filter == "bicubic" ? ResizeFilter::kBicubic : ResizeFilter::kBilinear;
  config.resize_short_side = config.resize_size.height;
  if (family == "squash") config.resize = ResizePolicy::kSquash;
  if (family == "cover") config.resize = ResizePolicy::kCover;
  if (family == "transformers") config.crop_rounding = CropRounding::kDown;
  if (family == "fit") {
    config.resize = ResizePolicy::kFit;
    config.padding = {124, 116, 104};  // round(255 * mean)
  }
  return read;
}

std::uint32_t CrcOfFloats(const std::vector<float>& values) {
  std::vector<std::uint8_t> bytes(values.size() * sizeof(float));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return Crc32(bytes);
}

// Of a photo, which part of it lands in the crop: its column and row numbers as colours.
RgbImage Coordinates(int width, int height) {
  RgbImage image = RgbImage::Filled(width, height, 0);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      std::uint8_t* const pixel = &image.pixels[static_cast<std::size_t>(y * width + x) * 3];
      pixel[0] = static_cast<std::uint8_t>(x);
      pixel[1] = static_cast<std::uint8_t>(y);
      pixel[2] = 1;
    }
  }
  return image;
}

ErrorCode CodeOf(const RgbImage& image, const PreprocessConfig& config) {
  return ErrorOf([&] { Preprocess(image, config); }).code();
}

}  // namespace

TEST_CASE("Preprocess makes the tensor the network was trained on", "[image]") {
  const PreprocessConfig config;

  SECTION("any photo becomes one NHWC batch of the crop's size") {
    const Tensor tensor = Preprocess(RgbImage::Filled(640, 480, 0), config);
    CHECK(tensor.shape == Shape4{1, 224, 224, 3});
    CHECK(tensor.values.size() == 224 * 224 * 3);
  }

  SECTION("channels are normalised separately") {
    const Tensor tensor = Preprocess(RgbImage::Filled(300, 300, 255), config);
    // (1 - mean) / stddev, worked out by hand from the ImageNet constants.
    CHECK_THAT(At(tensor, 0, 0, 0), WithinAbs(2.2489, 1e-4));
    CHECK_THAT(At(tensor, 0, 0, 1), WithinAbs(2.4286, 1e-4));
    CHECK_THAT(At(tensor, 0, 0, 2), WithinAbs(2.6400, 1e-4));
  }

  SECTION("an image without pixels is refused") {
    CHECK(CodeOf(RgbImage{}, config) == ErrorCode::kInvalidImage);
  }
}

TEST_CASE("Preprocess gives torchvision's, timm's and transformers' floats to the last bit",
          "[image]") {
  for (std::istringstream& line : GoldenLines("pillow_preprocess.txt")) {
    const GoldenCase golden = ReadCase(line);
    INFO(line.str());
    const Tensor tensor = Preprocess(golden.photo, golden.config);
    const std::size_t count = tensor.values.size();
    CHECK(std::bit_cast<std::uint32_t>(tensor.values.front()) == golden.values[0]);
    CHECK(std::bit_cast<std::uint32_t>(tensor.values[count / 2]) == golden.values[1]);
    CHECK(std::bit_cast<std::uint32_t>(tensor.values.back()) == golden.values[2]);
    CHECK(CrcOfFloats(tensor.values) == golden.crc);
  }
}

TEST_CASE("ResizedSize follows each family's arithmetic", "[image]") {
  PreprocessConfig config;

  SECTION("the shorter side becomes exact, the longer one is rounded down") {
    CHECK(ResizedSize({500, 375}, config) == PixelSize{341, 256});  // 256 * 500 / 375 = 341.33
    CHECK(ResizedSize({375, 500}, config) == PixelSize{256, 341});
    CHECK(ResizedSize({300, 200}, config) == PixelSize{384, 256});
    CHECK(ResizedSize({1, 1}, config) == PixelSize{256, 256});
  }

  SECTION("covering rounds to nearest and fits the smaller ratio") {
    config.resize = ResizePolicy::kCover;
    config.resize_size = {.width = 219, .height = 146};
    // min(375 / 146, 500 / 219) = 2.2831: 219 x 164.25
    CHECK(ResizedSize({500, 375}, config) == PixelSize{219, 164});
  }

  SECTION("fitting takes the larger ratio") {
    config.resize = ResizePolicy::kFit;
    config.resize_size = {224, 224};
    CHECK(ResizedSize({500, 375}, config) == PixelSize{224, 168});
    CHECK(ResizedSize({10'000, 3}, config) == PixelSize{224, 1});
  }

  SECTION("squashing and no resizing ignore the photo and the config") {
    config.resize = ResizePolicy::kSquash;
    config.resize_size = {.width = 384, .height = 200};
    CHECK(ResizedSize({500, 375}, config) == PixelSize{384, 200});
    config.resize = ResizePolicy::kNone;
    CHECK(ResizedSize({500, 375}, config) == PixelSize{500, 375});
  }

  SECTION("a side beyond 2^31 - 1 is an error, not an overflow") {
    CHECK_THROWS_AS(ResizedSize({100'000'000, 1}, config), Error);
    CHECK(CodeOf(RgbImage::Filled(9'000'000, 1, 0), config) == ErrorCode::kImageTooLarge);
  }
}

TEST_CASE("The crop begins where each family puts it when the margin is odd", "[image]") {
  PreprocessConfig config{.resize = ResizePolicy::kNone, .crop = {10, 10}};
  config.rescale = 1;
  config.mean = {0, 0, 0};
  config.stddev = {1, 1, 1};

  // Margins of 1, 3 and 5: halves 0.5, 1.5 and 2.5, to even 0, 2 and 2.
  for (const auto& [margin, even] : {std::pair{1, 0}, {3, 2}, {5, 2}, {4, 2}}) {
    const RgbImage photo = Coordinates(10 + margin, 10 + margin);
    config.crop_rounding = CropRounding::kHalfToEven;
    CHECK(At(Preprocess(photo, config), 0, 0, 0) == static_cast<float>(even));
    CHECK(At(Preprocess(photo, config), 0, 0, 1) == static_cast<float>(even));
    config.crop_rounding = CropRounding::kDown;
    CHECK(At(Preprocess(photo, config), 0, 0, 0) == static_cast<float>(margin / 2));
  }
}

TEST_CASE("A photo smaller than the crop is surrounded by the padding colour", "[image]") {
  PreprocessConfig config{.resize = ResizePolicy::kNone, .crop = {.width = 8, .height = 4}};
  config.rescale = 1;
  config.mean = {0, 0, 0};
  config.stddev = {1, 1, 1};
  config.padding = {9, 8, 7};
  const RgbImage photo = Coordinates(5, 6);

  SECTION("torchvision and timm put the odd pixel behind") {
    const Tensor tensor = Preprocess(photo, config);
    CHECK(At(tensor, 0, 0, 0) == 9);
    CHECK(At(tensor, 0, 0, 1) == 8);
    CHECK(At(tensor, 0, 0, 2) == 7);
    CHECK(At(tensor, 0, 1, 2) == 1);  // 3 / 2 = 1 column before
    CHECK(At(tensor, 0, 1, 1) == 1);  // the crop's first row is the photo's second
    CHECK(At(tensor, 0, 5, 2) == 1);
    CHECK(At(tensor, 0, 6, 2) == 7);
    CHECK(At(tensor, 0, 7, 2) == 7);
  }

  SECTION("transformers puts it before") {
    config.crop_rounding = CropRounding::kDown;
    const Tensor tensor = Preprocess(photo, config);
    CHECK(At(tensor, 0, 1, 2) == 7);
    CHECK(At(tensor, 0, 2, 2) == 1);
    CHECK(At(tensor, 0, 6, 2) == 1);
    CHECK(At(tensor, 0, 7, 2) == 7);
  }
}

TEST_CASE("PreprocessInto fills one image of a batch and nothing round it", "[image]") {
  const PreprocessConfig config{.crop = {.width = 7, .height = 5}};
  const RgbImage photo = HashedPicture("noise", 50, 40);
  std::vector<float> batch(7 * 5 * 3 + 2, -100.0f);
  PreprocessInto(photo, config, std::span(batch).subspan(1, 7 * 5 * 3));
  CHECK(batch.front() == -100.0f);
  CHECK(batch.back() == -100.0f);
  CHECK(std::vector<float>(batch.begin() + 1, batch.end() - 1) == Preprocess(photo, config).values);
  CHECK_THROWS_AS(PreprocessInto(photo, config, batch), Error);
}

TEST_CASE("Preprocess refuses a config that makes no numbers", "[image]") {
  const RgbImage photo = RgbImage::Filled(10, 10, 0);
  const auto code_of = [&](auto change) {
    PreprocessConfig config;
    change(config);
    return CodeOf(photo, config);
  };
  using Config = PreprocessConfig;
  CHECK(code_of([](Config& c) { c.stddev[1] = 0; }) == ErrorCode::kInvalidOption);
  CHECK(code_of([](Config& c) { c.mean[2] = std::numeric_limits<float>::quiet_NaN(); }) ==
        ErrorCode::kInvalidOption);
  CHECK(code_of([](Config& c) { c.rescale = std::numeric_limits<double>::infinity(); }) ==
        ErrorCode::kInvalidOption);
  CHECK(code_of([](Config& c) { c.crop = {0, 224}; }) == ErrorCode::kInvalidOption);
  CHECK(code_of([](Config& c) { c.resize_short_side = 0; }) == ErrorCode::kInvalidOption);
}

TEST_CASE("What the network sees is known in the photo's own pixels", "[image]") {
  // 640 x 480 becomes 341 x 256 (341.33 rounded down); the margins 117 and 32 begin at 58 (58.5 to
  // even) and 16.
  const Region seen = SeenRegion({640, 480}, {});
  CHECK_THAT(seen.x, WithinAbs(58 * 640 / 341.0, 1e-9));
  CHECK_THAT(seen.y, WithinAbs(30, 1e-9));
  CHECK_THAT(seen.width, WithinAbs(224 * 640 / 341.0, 1e-9));
  CHECK_THAT(seen.height, WithinAbs(420, 1e-9));

  // A photo within a border: 100 x 200 fits 224 x 224 as 112 x 224, with 56 pixels on either side.
  const Region border =
      SeenRegion({100, 200}, {.resize = ResizePolicy::kFit, .resize_size = {224, 224}});
  CHECK_THAT(border.x, WithinAbs(-50, 1e-9));
  CHECK_THAT(border.width, WithinAbs(200, 1e-9));
  CHECK_THAT(border.y, WithinAbs(0, 1e-9));
  CHECK_THAT(border.height, WithinAbs(200, 1e-9));
}

}  // namespace residua::testing
