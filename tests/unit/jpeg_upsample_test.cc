#include "image/jpeg_upsample.h"

#include <catch2/catch_test_macros.hpp>
#include <cstddef>
#include <cstdint>
#include <vector>

using residua::JpegPlane;
using residua::JpegUpsampler;

namespace {

using Bytes = std::vector<std::uint8_t>;

struct Shape {
  int width = 0;  // samples
  int across = 1;
  int down = 1;
};

// Row y of a picture whose plane is `samples`.
Bytes UpsampledRow(const Bytes& samples, const Shape& shape, int y) {
  JpegPlane plane;
  plane.samples = samples.data();
  plane.stride = shape.width;
  plane.width = shape.width;
  plane.height = static_cast<int>(samples.size()) / shape.width;
  plane.across = shape.across;
  plane.down = shape.down;
  JpegUpsampler upsampler(plane);
  const std::uint8_t* const row = upsampler.Row(y);
  return {row, row + static_cast<std::ptrdiff_t>(shape.width) * shape.across};
}

}  // namespace

TEST_CASE("A plane of the picture's size stays as it is", "[image]") {
  CHECK(UpsampledRow({1, 2, 3, 4, 5, 6}, {3, 1, 1}, 1) == Bytes{4, 5, 6});
}

TEST_CASE("Chroma of half the width is interpolated along the row", "[image]") {
  // Between 10 and 20: (3 * 10 + 20 + 2) / 4, (3 * 20 + 10 + 1) / 4; then 20 and 31 likewise.
  CHECK(UpsampledRow({10, 20, 31}, {3, 2, 1}, 0) == Bytes{10, 13, 17, 23, 28, 31});
  CHECK(UpsampledRow({255, 0, 255, 0}, {4, 2, 1}, 0) == Bytes{255, 191, 64, 64, 191, 191, 64, 0});
}

TEST_CASE("Chroma of half the height is interpolated down the column", "[image]") {
  const Bytes samples = {10, 0, 21, 0};
  const Shape shape = {2, 1, 2};
  CHECK(UpsampledRow(samples, shape, 0) == Bytes{10, 0});
  CHECK(UpsampledRow(samples, shape, 1)[0] == 13);  // (3 * 10 + 21 + 2) / 4
  CHECK(UpsampledRow(samples, shape, 2)[0] == 18);  // (3 * 21 + 10 + 1) / 4
  CHECK(UpsampledRow(samples, shape, 3) == Bytes{21, 0});
}

TEST_CASE("Chroma of half of both is interpolated in both directions at once", "[image]") {
  const Bytes samples = {0, 0, 16, 100, 100, 100};
  const Shape shape = {3, 2, 2};
  // Row 1: the sums 3 * upper + lower are 100, 100 and 148; then (4 * 100 + 8) / 16,
  // (3 * 100 + 100 + 7) / 16, the same, (3 * 100 + 148 + 7) / 16, (3 * 148 + 100 + 8) / 16,
  // (4 * 148 + 7) / 16.
  CHECK(UpsampledRow(samples, shape, 1) == Bytes{25, 25, 25, 28, 34, 37});
  // Row 3, the last: the lower row alone.
  CHECK(UpsampledRow(samples, shape, 3) == Bytes{100, 100, 100, 100, 100, 100});
}

TEST_CASE("Chroma of two samples, or of another ratio, is repeated", "[image]") {
  CHECK(UpsampledRow({0, 100}, {2, 2, 1}, 0) == Bytes{0, 0, 100, 100});
  CHECK(UpsampledRow({0, 100, 50, 60}, {2, 2, 2}, 2) == Bytes{50, 50, 60, 60});
  CHECK(UpsampledRow({0, 100, 50}, {3, 4, 1}, 0) ==
        Bytes{0, 0, 0, 0, 100, 100, 100, 100, 50, 50, 50, 50});
  CHECK(UpsampledRow({1, 2, 3}, {1, 1, 4}, 7) == Bytes{2});
}
